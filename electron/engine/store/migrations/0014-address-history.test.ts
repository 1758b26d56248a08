/** Sessions from before are found by their address, whatever they hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { addressHistory } from './0014-address-history.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-address-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('W4: old sessions are in the indexes of the addresses that they have, and unchanged', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(addressHistory)));
  before.db.exec(`
    INSERT INTO radacct (session_key, username, framedipaddress, framedipv6prefix, delegatedipv6prefix, start_at,
      update_at, stop_at) VALUES
      ('a', 'سالم', '100.64.0.1', '', '', 1, 2, 3),
      ('b', 'twice', '100.64.0.1', '2001:db8:0:1::/64', '2001:db8:1::/56', 1, 2, NULL),
      ('c', 'nowhere', '', '', '', 1, 1, 1);`);
  const rows = before.db.prepare('SELECT * FROM radacct ORDER BY radacctid').all();
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  expect(db.prepare('SELECT * FROM radacct ORDER BY radacctid').all()).toEqual(rows);
  const keys = (index: string, column: string, value: string) =>
    db
      .prepare(`SELECT session_key FROM radacct INDEXED BY ${index} WHERE ${column} <> '' AND ${column} = ? ORDER BY 1`)
      .pluck()
      .all(value);
  expect(keys('radacct_address', 'framedipaddress', '100.64.0.1')).toEqual(['a', 'b']);
  expect(keys('radacct_prefix', 'framedipv6prefix', '2001:db8:0:1::/64')).toEqual(['b']);
  expect(keys('radacct_delegated', 'delegatedipv6prefix', '2001:db8:1::/56')).toEqual(['b']);
  closeDatabase(db);
});
