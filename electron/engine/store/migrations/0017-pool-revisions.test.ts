import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { poolRevisions } from './0017-pool-revisions.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-0017-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('old pools begin at 1, whatever they are called; their leases stay', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(poolRevisions)));
  before.db.exec(`
    INSERT INTO ip_pools (tenant_id, name, kind, ranges, cool_down_seconds, created_at)
      VALUES (1, 'ليل', 'ipv4', '["100.64.0.0/24"]', 60, 0);
    INSERT INTO ip_leases (tenant_id, pool_id, address, state, username, login_class, sessions, since_at)
      VALUES (1, 1, '100.64.0.5', 'held', 'علي', '', '["1 81"]', 5), (1, 1, '100.64.0.6', 'granted', '', '', '[]', 5);`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  expect(db.prepare('SELECT name, revision FROM ip_pools').raw().all()).toEqual([['ليل', 1]]);
  expect(db.prepare('SELECT address, username FROM ip_leases ORDER BY address').raw().all()).toEqual([
    ['100.64.0.5', 'علي'],
    ['100.64.0.6', ''],
  ]);
  closeDatabase(db);
});
