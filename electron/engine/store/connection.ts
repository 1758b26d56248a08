/**
 * Connections to the database.
 *
 * better-sqlite3 opens an existing WAL database with synchronous=NORMAL (its build sets SQLITE_DEFAULT_WAL_SYNCHRONOUS
 * to 1), where a power cut may take the last commits back. An Accounting-Response promises that it does not, so every
 * connection that writes sets FULL itself and reads it back.
 */
import BetterSqlite3 from 'better-sqlite3';

const synchronousFull = 2;

/**
 * The one writing connection (the writer thread) or the checkpointing one. A database that `isNew` can give the space of
 * deleted rows back: SQLite takes that only before the first table.
 * @throws when FULL or WAL is not granted.
 */
export function openWriting(path: string, isNew = false): BetterSqlite3.Database {
  const db = new BetterSqlite3(path, { fileMustExist: true, timeout: 5000 });
  if (isNew) db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 0'); // the checkpoint thread does it, off the writer
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -16384'); // KiB: the hot pages of 10,000 sessions; the others are in the system's cache
  db.pragma('temp_store = MEMORY');
  assertDurable(db);
  return db;
}

/** @throws when a commit on this connection would not be synced. Read again wherever the promise is made. */
export function assertDurable(db: BetterSqlite3.Database): void {
  const mode = db.pragma('journal_mode', { simple: true });
  if (mode !== 'wal') throw new Error(`commits would not be durable: journal_mode=${mode}`);
  assertSynchronous(db);
}

function assertSynchronous(db: BetterSqlite3.Database): void {
  const synchronous = db.pragma('synchronous', { simple: true });
  if (synchronous !== synchronousFull) throw new Error(`commits would not be durable: synchronous=${synchronous}`);
}

/**
 * Whether commits of this connection wait for the disk. Between two transactions only. Without, a power cut may take
 * the last of them back, in order and whole; the next commit that waits makes those before it durable as well, because
 * they are earlier in the same log (SQLite, "PRAGMA synchronous" and "WAL-mode File Format").
 * @throws when FULL is not granted again
 */
export function setSyncing(db: BetterSqlite3.Database, isOn: boolean): void {
  db.pragma(`synchronous = ${isOn ? 'FULL' : 'NORMAL'}`);
  // The journal's mode cannot have changed: two hundred times a second its pragma would be a fiftieth of the writer's work.
  if (isOn) assertSynchronous(db);
}

/** A read-only connection of the calling thread. */
export function openReading(path: string): BetterSqlite3.Database {
  const db = new BetterSqlite3(path, { readonly: true, fileMustExist: true, timeout: 5000 });
  db.pragma('cache_size = -8192'); // a page is read again from the system's cache in microseconds
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Prepares each text once per connection. The texts are constants of the code, so the cache is bounded by it. */
export function statementCache(db: BetterSqlite3.Database): (sql: string) => BetterSqlite3.Statement {
  const prepared = new Map<string, BetterSqlite3.Statement>();
  return (sql) => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
}
