import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { nasRadius } from './0006-nas-radius.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-0006-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('old NAS decide about signatures by themselves, whether they have signed or not; no figures are made up', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(nasRadius)));
  before.db.exec(`
    INSERT INTO nas (nasname, shortname, tenant_id, secret_sealed, message_authenticator_seen_at, created_at, deleted_at)
    VALUES ('10.0.0.1', 'برج', 1, x'00', NULL, 0, NULL), ('10.0.0.2', 'hill', 1, x'00', 77, 0, NULL),
      ('', NULL, 1, x'', 77, 0, 1);`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(nasRadius) + 1));
  const nas = 'SELECT shortname, message_authenticator, message_authenticator_seen_at FROM nas ORDER BY id';
  expect(db.prepare(nas).raw().all()).toEqual([
    ['برج', 'auto', null],
    ['hill', 'auto', 77],
    [null, 'auto', 77],
  ]);
  expect(() => db.exec("UPDATE nas SET message_authenticator = 'perhaps'")).toThrow(/CHECK/);
  for (const table of ['nas_minutes', 'nas_hours']) {
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  }
  closeDatabase(db);
});
