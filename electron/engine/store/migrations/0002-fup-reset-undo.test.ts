import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { openDatabase } from '../writer/open-database.ts';
import { foundation } from './0001-foundation.ts';
import { fupResetUndo } from './0002-fup-reset-undo.ts';

const at = Date.UTC(2026, 10, 20, 14);
const context = { at, timeZone: 'UTC' };
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-0002-'));
  path = createDatabaseFile(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const withDatabase = <T>(steps: Parameters<typeof openDatabase>[3], use: (db: BetterSqlite3.Database) => T): T => {
  const { db } = openDatabase(path, testKey, context, steps);
  try {
    return use(db);
  } finally {
    db.close();
  }
};
const ledger = (db: BetterSqlite3.Database) => db.prepare('SELECT * FROM fup_resets ORDER BY id').all() as object[];

/** Two subscribers, one deleted, and rows of the ledger: undone and not, twice in one moment, the largest bytes. */
function fill(db: BetterSqlite3.Database): void {
  const put = (table: string, row: Readonly<Record<string, unknown>>) => {
    const names = Object.keys(row);
    db.prepare(`INSERT INTO ${table} (${names}) VALUES (${names.map((name) => `@${name}`)})`).run(row);
  };
  const times = { created_at: 0, updated_at: 0 };
  const free = { free_hours_enabled: 0, free_hours_from: '', free_hours_to: '', free_hours_percent: 0 };
  const terms = {
    daily_quota: 0,
    monthly_quota: 0,
    price_minor: 0,
    soft_fup: 0,
    monthly_reset: 'renew',
    created_at: 0,
  };
  put('services', { id: 1, tenant_id: 1, name: 'Ø 10M', down_kbps: 1, up_kbps: 1, ...free, ...terms });
  const person = { tenant_id: 1, service_id: 1, full_name: '', phone: '', status: 'active', simultaneous_use: 1 };
  const since = {
    password_sealed: Buffer.of(0),
    search_text: '',
    last_daily_reset: 0,
    last_monthly_reset: 0,
    ...times,
  };
  put('subscribers', { id: 1, username: 'علي', ...person, ...since, deleted_at: null });
  put('subscribers', { id: 2, username: '李娜', ...person, ...since, deleted_at: 7 });
  const bytes = (down: number, up: number) => ({ daily_download_used: down, daily_upload_used: up });
  const row = { tenant_id: 1, subscriber_id: 1, at, day: '2026-11-20' };
  const names = { actor_name: `Ünal "o'ops"`, undone_at: null };
  put('fup_resets', { ...row, ...names, ...bytes(5, 1), daily_quota_used: 6, fup_level: 2 });
  put('fup_resets', { ...row, ...bytes(0, 0), actor_name: '', daily_quota_used: 0, fup_level: 0, undone_at: at + 1 });
  const most = Number.MAX_SAFE_INTEGER;
  put('fup_resets', { ...row, ...names, subscriber_id: 2, ...bytes(most, 0), daily_quota_used: most, fup_level: 6 });
}

it('old rows keep all that they had and belong to no reset that can be undone', () => {
  const before = withDatabase([foundation], (db) => {
    fill(db);
    return ledger(db);
  });
  expect(before).toHaveLength(3);
  const after = withDatabase([foundation, fupResetUndo], ledger);
  const added = { batch_id: null, is_all: 0, service_id: null, previous_reset_at: null };
  expect(after).toEqual(before.map((row) => ({ ...row, ...added })));
});

it('a new database has the columns and both indexes', () => {
  const indexes = withDatabase([foundation, fupResetUndo], (db) =>
    db
      .prepare("SELECT name FROM sqlite_schema WHERE tbl_name = 'fup_resets' AND type = 'index' ORDER BY 1")
      .pluck()
      .all(),
  );
  expect(indexes).toEqual(['fup_resets_at', 'fup_resets_batch', 'fup_resets_subscriber']);
});
