import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { tracePermissions } from './0011-trace-permissions.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-trace-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('roles that see the auth log see the trace, roles that see NAS see the doctor, and nobody else does', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(tracePermissions)));
  before.db.exec(`
    INSERT INTO roles (tenant_id, name, permissions) VALUES (1, 'mute', '[]'), (1, 'برج', '["nas.*","cdr.view"]'),
      (1, 'log', '["auth_log.*"]'), (1, 'had it', '["auth_log.view","trace.view"]');`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  const added = new Map(
    (db.prepare('SELECT name, permissions FROM roles').raw().all() as [string, string][]).map(([name, text]) => [
      name,
      (JSON.parse(text) as string[]).filter((pattern) => pattern === 'trace.view' || pattern === 'doctor.view'),
    ]),
  );
  expect(added).toEqual(
    new Map([
      ['admin', []],
      ['operator', ['trace.view', 'doctor.view']],
      ['viewer', ['trace.view', 'doctor.view']],
      ['mute', []],
      ['برج', ['doctor.view']],
      ['log', ['trace.view']],
      ['had it', ['trace.view']],
    ]),
  );
  closeDatabase(db);
});
