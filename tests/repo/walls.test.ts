/**
 * The walls hold: one forbidden import is planted in every room of the table and must be refused, the doors that the
 * architecture names stay open, and the tree as it is passes.
 */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSource, checkTree } from '../../scripts/check-walls.ts';
import { rooms } from '../../scripts/walls.ts';

/** room → [a file of it, an import that it must not have] */
const planted: Record<string, [path: string, source: string][]> = {
  'shared/domain': [
    ['shared/domain/x.ts', "import { z } from 'zod';"],
    ['shared/domain/x.ts', "import '../contract/operations.ts';"],
    ['shared/domain/x.ts', "import { readFileSync } from 'node:fs';"],
  ],
  'shared/contract': [
    ['shared/contract/x.ts', "import type { FastifyRequest } from 'fastify';"],
    ['shared/contract/x.ts', "import '../../electron/engine/store/commands.ts';"],
  ],
  'composition root': [
    ['electron/engine/main.ts', "import { app } from 'electron';"],
    ['electron/engine/host/x.ts', "import '../../shell/window.ts';"],
    ['electron/engine/demo/main.ts', "import '../../../renderer/ui/theme/scheme.ts';"],
  ],
  radius: [
    ['electron/engine/radius/x.ts', "import { createSocket } from 'node:dgram';"],
    ['electron/engine/radius/x.ts', "import { createSocket } from 'dgram';"],
    ['electron/engine/radius/dictionaries/x.ts', "import '../../store/errors.ts';"],
    ['electron/engine/radius/x.ts', "import '../../../shared/contract/problem.ts';"],
  ],
  aaa: [
    ['electron/engine/aaa/x.ts', "import { writeFile } from 'node:fs/promises';"],
    ['electron/engine/aaa/x.ts', "import Database from 'better-sqlite3';"],
    ['electron/engine/aaa/x.ts', "import '../routeros/connection.ts';"],
    ['electron/engine/aaa/x.ts', "import '../store/connection.ts';"],
  ],
  routeros: [
    ['electron/engine/routeros/x.ts', "import '../store/commands.ts';"],
    ['electron/engine/routeros/x.ts', "import { RouterOSAPI } from 'node-routeros';"],
  ],
  store: [['electron/engine/store/migrations/x.ts', "import '../../quota/service.ts';"]],
  'api and portal': [
    ['electron/engine/api/handlers/x.ts', "import { Kysely } from 'kysely';"],
    ['electron/engine/api/handlers/x.ts', "import '../../store/connection.ts';"],
    ['electron/engine/portal/x.ts', "import '../subscribers/rows.ts';"],
  ],
  demo: [['electron/engine/demo/routers/x.ts', "import '../../store/commands.ts';"]],
  capability: [
    ['electron/engine/quota/x.ts', "import '../sessions/open-sessions.ts';"],
    ['electron/engine/quota/x.ts', "import '../api/server.ts';"],
    ['electron/engine/usage/x.ts', "import { app } from 'electron';"],
    ['electron/engine/usage/x.ts', "import Database from 'better-sqlite3';"],
    ['electron/engine/usage/x.ts', "import '../aaa/sockets.ts';"],
    ['electron/engine/usage/x.ts', "import { createSocket } from 'node:dgram';"],
    ['electron/engine/usage/x.ts', "import * as x509 from '@peculiar/x509';"],
  ],
  certificates: [
    ['electron/engine/certificates/x.ts', "import '../aaa/radsec/listener.ts';"],
    ['electron/engine/certificates/x.ts', "import '../api/routes.ts';"],
  ],
  coa: [
    ['electron/engine/coa/x.ts', "import '../aaa/sockets.ts';"],
    ['electron/engine/coa/x.ts', "import '../usage/fold.ts';"],
  ],
  cli: [['electron/cli/main.ts', "import '../shell/window.ts';"]],
  shell: [
    ['electron/main.ts', "import './engine/main.ts';"],
    ['electron/shell/x.ts', "import '../engine/host/host.ts';"],
    ['electron/preload.ts', "import '../shared/domain/result.ts';"],
  ],
  'renderer/ui': [['renderer/ui/table/x.tsx', "import '../../console/sessions/SessionsView.tsx';"]],
  'renderer/console': [
    ['renderer/console/sessions/x.tsx', "import { join } from 'node:path';"],
    ['renderer/console/sessions/x.tsx', "import '../../portal/App.tsx';"],
    ['renderer/console/sessions/x.tsx', "import '../../gallery/sample.ts';"],
    ['renderer/console/sessions/x.tsx', "import { ipcRenderer } from 'electron';"],
    ['renderer/console/sessions/x.tsx', "import '../../../electron/engine/store/commands.ts';"],
  ],
  'renderer/gallery': [['renderer/gallery/x.tsx', "import '../../electron/engine/store/reads.ts';"]],
  'renderer/portal': [['renderer/portal/x.tsx', "import '../console/App.tsx';"]],
};
/** These may import everything; nothing can be planted in them. */
const open = ['tests', 'scripts'];

describe('a forbidden import', () => {
  it('has been planted in every room that has a wall', () => {
    expect([...Object.keys(planted), ...open].sort()).toEqual(rooms.map((room) => room.name).sort());
  });

  it.each(
    Object.entries(planted).flatMap(([room, cases]) => cases.map(([path, source]) => [room, path, source] as const)),
  )('%s: %s refuses %s', (_room, path, source) => {
    expect(checkSource(path, `// line 1\n${source}\n`)).toEqual([
      { file: path, line: 2, reason: expect.stringContaining('may not import') },
    ]);
  });

  it.each([
    ['static', "import { x } from '../aaa/x.ts';"],
    ['type-only', "import type { X } from '../aaa/x.ts';"],
    ['in a type', "export type X = import('../aaa/x.ts').X;"],
    ['re-exported', "export * from '../aaa/x.ts';"],
    ['re-exported by name', "export { x } from '../aaa/x.ts';"],
    ['dynamic', "const x = await import('../aaa/x.ts');"],
    ['a worker', "new Worker(new URL('../aaa/x.ts', import.meta.url));"],
    ['by a detour', "import './dictionaries/../../aaa/x.ts';"],
    ['by require', "const x = require('../aaa/x.ts');"],
    ['by resolve', "const x = import.meta.resolve('../aaa/x.ts');"],
    ['by getBuiltinModule', "const x = process.getBuiltinModule('node:dgram');"],
    ['computed', 'const x = await import(name);'],
    ['by an absolute path', "import '/etc/x.ts';"],
  ])('is seen when it is %s', (_form, source) => {
    expect(checkSource('electron/engine/radius/x.ts', source)).toHaveLength(1);
  });

  it('is seen from a test file too, apart from the test tools', () => {
    const source = "import { it } from 'vitest';\nimport '../store/connection.ts';\n";
    expect(checkSource('electron/engine/radius/x.test.ts', source)).toMatchObject([{ line: 2 }]);
    expect(checkSource('electron/engine/radius/x.ts', "import { it } from 'vitest';")).toHaveLength(1);
  });

  it('is seen when a file that ships imports a test double', () => {
    const source = "import { FakeRouter } from './testing/fake-router.ts';";
    expect(checkSource('electron/engine/routeros/pool.ts', source)).toHaveLength(1);
    expect(checkSource('electron/engine/routeros/pool.test.ts', source)).toEqual([]);
    expect(checkSource('electron/engine/routeros/testing/x.ts', "import 'node:child_process';")).toEqual([]);
  });

  it('a file outside every room is refused, imports or not', () => {
    expect(checkSource('electron/helpers.ts', 'export const x = 1;')).toMatchObject([
      { reason: expect.stringContaining('no room') },
    ]);
  });
});

describe('the doors that the architecture names are open', () => {
  it.each([
    ['electron/engine/radius/dictionaries/x.ts', "import '../packet.ts'; import '../../../../shared/domain/ip.ts';"],
    [
      'electron/engine/aaa/x.ts',
      "import '../radius/packet.ts'; import '../store/facts-protocol.ts'; import 'node:dgram';",
    ],
    [
      'electron/engine/quota/x.ts',
      "import '../aaa/client.ts'; import '../sessions/service.ts'; import '../store/client.ts';",
    ],
    [
      'electron/engine/main.ts',
      "import './quota/service.ts'; new Worker(new URL('./store/thread.ts', import.meta.url));",
    ],
    ['electron/engine/api/x.ts', "import '../subscribers/service.ts'; import 'fastify'; import '../store/errors.ts';"],
    ['renderer/console/x.tsx', "import '@mantine/core/styles.css'; import '../ui/table/Table.tsx'; import './x.css';"],
    ['electron/shell/x.ts', "import { app } from 'electron'; import '../../shared/contract/host.ts';"],
  ])('%s', (path, source) => {
    expect(checkSource(path, source)).toEqual([]);
  });
});

it('the tree as it is passes', () => {
  expect(checkTree(resolve(import.meta.dirname, '../..'))).toEqual([]);
});
