/**
 * The whole database anew, without what deleted rows left, on a stopped engine; from then on space goes back by itself.
 *
 * Not while it runs: a VACUUM holds the database for as long as it takes. Not in place either: a copy that is whole and
 * synced takes the database's name in one step, so that a crash at any moment leaves one of the two.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { openWriting } from './connection.ts';
import { StorageUnavailable } from './errors.ts';
import { databaseFileName, prepareFolder } from './folder.ts';
import { lockFolder } from './folder-lock.ts';
import { lookAtDatabase } from './migrations/migrate.ts';
import { damagedMessage, quickCheck } from './writer/open-database.ts';

export interface Compacted {
  readonly beforeBytes: number;
  readonly afterBytes: number;
}

/** Pages of the copy are fuller than those of the original, hardly ever emptier. */
const roomFactor = 1.05;

export interface CompactOptions {
  readonly dataDir: string;
  /** UTC ms. */
  readonly at: number;
  /** Told before the long part: what the copy needs on the disk, and what is free there. */
  readonly onBegin?: (needsBytes: number, freeBytes: number) => void;
  /** What is free on the disk of a folder. */
  readonly freeBytes?: (folder: string) => number;
}

/** @throws StorageUnavailable where an engine runs, the file is damaged or not ours, or the disk has no room for a copy */
export function compactDatabase({ dataDir, at, onBegin, freeBytes = freeBytesIn }: CompactOptions): Compacted {
  const folder = prepareFolder(dataDir);
  const path = join(folder, databaseFileName);
  if (!existsSync(path) || lookAtDatabase(path).kind === 'empty') {
    throw new StorageUnavailable(`There is no Lastmile database in ${folder}. Name its folder with --data-dir.`);
  }
  const lock = lockFolder(folder, at);
  const draft = `${path}.compact`;
  try {
    const beforeBytes = statSync(path).size;
    rmSync(draft, { force: true });
    copyInto(path, draft, (needs) => {
      const free = freeBytes(folder);
      if (needs > free) throw noRoom(needs, free);
      onBegin?.(needs, free);
    });
    renameSync(draft, path);
    syncFolder(folder);
    return { beforeBytes, afterBytes: statSync(path).size };
  } finally {
    rmSync(draft, { force: true });
    lock.release();
  }
}

function copyInto(path: string, draft: string, mayBegin: (needsBytes: number) => void): void {
  const db = openWriting(path);
  try {
    const damage = quickCheck(db);
    if (damage.length > 0) throw new StorageUnavailable(damagedMessage(path, damage));
    const count = (what: string) => db.pragma(what, { simple: true }) as number;
    mayBegin(Math.ceil((count('page_count') - count('freelist_count')) * count('page_size') * roomFactor));
    // Made first, so that it is its owner's only from the first byte; SQLite fills an empty file.
    closeSync(openSync(draft, 'wx', 0o600));
    db.pragma('auto_vacuum = INCREMENTAL'); // the copy's
    db.prepare('VACUUM INTO ?').run(draft);
    refuseBadCopy(draft);
    // What the log held is in the copy; a log that stayed beside another file would be read into it.
    const [emptied] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (emptied?.busy !== 0)
      throw new StorageUnavailable(`${path} is in use by another program. Close it and try again.`);
  } finally {
    db.close();
  }
}

function refuseBadCopy(draft: string): void {
  const copy = new BetterSqlite3(draft, { fileMustExist: true });
  try {
    const damage = quickCheck(copy);
    if (damage.length > 0) throw new StorageUnavailable(`The copy is not whole (${damage[0]}); nothing was changed.`);
  } finally {
    copy.close();
  }
  const file = openSync(draft, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function freeBytesIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

const noRoom = (needs: number, free: number): StorageUnavailable =>
  new StorageUnavailable(
    `Compacting makes a copy first: it needs ${megabytes(needs)} on the disk of the data folder, and ${megabytes(free)} are free. Free some space and try again; nothing was changed.`,
  );

/** A new name is on the disk only when its folder is. Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}
