/**
 * One engine per data folder.
 *
 * The lock is an operating-system lock on `lastmile.lock`, taken through SQLite (fcntl on Linux, LockFileEx on
 * Windows): it vanishes with its process, so there is no stale lock to judge and no reused pid to mistake for the
 * holder. Who holds it stands in `lastmile.pid`, which is only ever read to name them.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { StorageUnavailable } from './errors.ts';

const lockFileName = 'lastmile.lock';
const pidFileName = 'lastmile.pid';

/** Whoever only looks has the lock for less than a ms: an engine that starts at that moment waits for it. */
const lookMsMax = 250;

export interface FolderHolder {
  /** Undefined in the moment between taking the lock and naming oneself. */
  readonly pid: number | undefined;
  readonly startedAt: number | undefined;
}

export interface FolderLock {
  release(): void;
}

/** Keeps the connections reachable: a collected one is closed, and the lock with it. */
const held = new Set<BetterSqlite3.Database>();

/** @throws StorageUnavailable that names the holder. */
export function lockFolder(folder: string, startedAt: number): FolderLock {
  const lock = tryLock(folder, lookMsMax);
  if (!lock) {
    const { pid } = readHolder(folder);
    throw new StorageUnavailable(
      `Another Lastmile engine (process ${pid ?? 'unknown'}) uses ${folder}. Stop it first, or choose another folder with --data-dir.`,
    );
  }
  const pidFile = join(folder, pidFileName);
  writeFileSync(pidFile, `${JSON.stringify({ pid: process.pid, startedAt })}\n`, { mode: 0o600 });
  held.add(lock);
  return {
    release() {
      held.delete(lock);
      rmSync(pidFile, { force: true });
      lock.close();
    },
  };
}

/** Who runs an engine on this folder, if anybody does (the CLI then talks to its API). */
export function folderHolder(folder: string): FolderHolder | undefined {
  if (!existsSync(join(folder, lockFileName))) return undefined; // nobody ever did, and looking makes no file
  const lock = tryLock(folder);
  if (!lock) return readHolder(folder);
  lock.close();
  return undefined;
}

/** A connection that holds the lock until it is closed. The file stays empty: nothing is ever written to it. */
function tryLock(folder: string, waitMs = 0): BetterSqlite3.Database | undefined {
  const path = join(folder, lockFileName);
  // Only when it is missing: closing any descriptor of the file would drop a lock that this process holds (fcntl).
  if (!existsSync(path)) writeFileSync(path, '', { mode: 0o600, flag: 'a' });
  let connection: BetterSqlite3.Database | undefined;
  try {
    connection = new BetterSqlite3(path, { timeout: waitMs });
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
    throw new StorageUnavailable(`${path} cannot be locked: ${(error as Error).message}`);
  }
}

function readHolder(folder: string): FolderHolder {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(join(folder, pidFileName), 'utf8')) as Record<string, unknown>;
    return {
      pid: typeof pid === 'number' ? pid : undefined,
      startedAt: typeof startedAt === 'number' ? startedAt : undefined,
    };
  } catch {
    return { pid: undefined, startedAt: undefined };
  }
}
