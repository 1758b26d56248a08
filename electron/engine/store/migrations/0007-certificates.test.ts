import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { certificates } from './0007-certificates.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-certificates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('old NAS stay UDP, removed ones too, and roles get of certificates what they had of NAS', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(certificates)));
  before.db.exec(`
    INSERT INTO nas (nasname, shortname, tenant_id, secret_sealed, created_at) VALUES ('10.0.0.1', 'برج', 1, x'00', 0);
    INSERT INTO nas (nasname, shortname, tenant_id, secret_sealed, created_at, deleted_at) VALUES ('', NULL, 1, x'', 0, 1);
    INSERT INTO roles (tenant_id, name, permissions) VALUES (1, 'mute', '[]'), (1, 'tower', '["nas.*","cdr.view"]');`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  expect(db.prepare('SELECT shortname, mode FROM nas ORDER BY id').raw().all()).toEqual([
    ['برج', 'udp'],
    [null, 'udp'],
  ]);
  const roles = new Map(
    (db.prepare('SELECT name, permissions FROM roles').raw().all() as [string, string][]).map(([name, text]) => [
      name,
      (JSON.parse(text) as string[]).filter((pattern) => pattern === '*' || pattern.startsWith('certificates.')),
    ]),
  );
  expect(roles).toEqual(
    new Map([
      ['admin', ['*']],
      ['operator', roles.get('operator')],
      ['viewer', ['certificates.view']],
      ['mute', []],
      ['tower', ['certificates.*']],
    ]),
  );
  expect(roles.get('operator')?.length).toBe(1);
  const add = db.prepare(
    `INSERT INTO certificates (tenant_id, kind, nas_id, subject, names, serial, fingerprint256, not_before, not_after,
       certificate, key_sealed, issued_at) VALUES (1, ?, ?, 's', '[]', ?, ?, 0, 1, 'pem', x'', 0)`,
  );
  add.run('authority', null, 'a', 'a');
  expect(() => add.run('authority', null, 'b', 'b')).toThrow(/UNIQUE/);
  expect(() => add.run('client', null, 'c', 'c')).toThrow(/CHECK/);
  closeDatabase(db);
});
