import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TemporaryStore, temporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
/** Looks into the log from outside, and can hold it as a long read does. */
let outside: BetterSqlite3.Database;

beforeEach(async () => {
  temporary = await temporaryStore({ checkpointMs: 200 });
  outside = new BetterSqlite3(`${temporary.dataDir}/lastmile.db`);
});
afterEach(async () => {
  outside.close();
  await temporary.dispose();
});

const logOf = (db: BetterSqlite3.Database) =>
  (db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[])[0]!;
/** Frames of the log that the database does not have yet. */
const left = (db = outside): number => logOf(db).log - logOf(db).checkpointed;
let row = 0;
/** One commit of so many kB. */
const write = (kB: number) =>
  temporary.store.command('audit.append', {
    rows: Array.from({ length: kB }, () => ({
      ...{ tenantId: 1, actor: { kind: 'system' as const, id: null, name: 'test' }, action: 'test', entity: 'nas' },
      ...{ entityId: ++row, detail: { text: 'x'.repeat(1000) }, at: row },
    })),
  });
const rows = () => outside.prepare("SELECT count(*) FROM audit WHERE action = 'test'").pluck().get();

it('what was committed is in the database soon after the last commit', async () => {
  await write(20);
  expect(left()).toBeGreaterThan(0);
  await expect.poll(() => left()).toBe(0);
});

it('a store that is never idle has its log copied all the same', async () => {
  await expect.poll(() => left()).toBe(0);
  const before = logOf(outside).checkpointed;
  let isWriting = true;
  const writing = (async () => {
    while (isWriting) await write(20);
  })();
  // Every look finds a commit since the last one: only what waits can make it copy, long before the log is begun anew.
  let longest = 0;
  const copied = () => {
    const { log, checkpointed } = logOf(outside);
    longest = Math.max(longest, log);
    return checkpointed;
  };
  try {
    await expect.poll(copied, { timeout: 10_000 }).toBeGreaterThan(before);
  } finally {
    isWriting = false;
    await writing;
  }
  expect(longest * 4120).toBeLessThan(32 * 1024 * 1024);
  await expect.poll(() => left(), { timeout: 10_000 }).toBe(0);
});

it('a long read holds the copying up and loses nothing: it is made when the read is over', async () => {
  await write(10);
  await expect.poll(() => left()).toBe(0);
  outside.exec('BEGIN');
  expect(rows()).toBe(10);
  for (let n = 0; n < 20; n++) await write(100);
  const other = new BetterSqlite3(outside.name);
  await new Promise((resolve) => setTimeout(resolve, 600)); // three periods without a commit
  expect(left(other)).toBeGreaterThan(0);
  expect(rows()).toBe(10);
  outside.exec('COMMIT');
  other.close();
  await expect.poll(() => left()).toBe(0);
  expect(rows()).toBe(2010);
});
