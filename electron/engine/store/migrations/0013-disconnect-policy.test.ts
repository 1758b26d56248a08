import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_DISCONNECT_FOR } from '../../../../shared/domain/session-change.ts';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { disconnectPolicy } from './0013-disconnect-policy.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-disconnect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('X45: routers from before disconnect for what they did, and never for a speed', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(disconnectPolicy)));
  before.db.exec(`
    INSERT INTO nas (nasname, shortname, secret, tenant_id, secret_sealed, created_at, deleted_at)
    VALUES ('10.0.0.1', 'برج', '', 1, x'', 0, NULL), ('', NULL, '', 1, x'', 0, 7);`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  const kept = db.prepare('SELECT disconnect_for FROM nas').pluck().all() as string[];
  expect(kept.map((text) => JSON.parse(text))).toEqual([DEFAULT_DISCONNECT_FOR, DEFAULT_DISCONNECT_FOR]);
  closeDatabase(db);
});
