/**
 * The ballast (X59): a file of real blocks beside the database. When the disk is full it is given up at once, so that
 * the same durable path has room for hours; it grows again when there is space to spare.
 */

import { randomFillSync } from 'node:crypto';
import { closeSync, fdatasyncSync, fstatSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Status } from './status.ts';

export const ballastFileName = 'ballast.bin';
const sliceBytes = 4 * 1024 * 1024;
/** One buffer for all slices: a fresh one each time stays in memory until a thread that makes no garbage collects. */
const chunk = Buffer.allocUnsafeSlow(256 * 1024);
/** The ballast only grows while this many times its size is free: taking the last space would be the fault itself. */
const spareFactor = 2;

export const ballastPath = (databasePath: string): string => join(dirname(databasePath), ballastFileName);

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};

/** Gives the space back. False when there was none to give. May be called from any thread. */
export function releaseBallast(path: string, status: Status): boolean {
  const bytes = sizeOf(path);
  status.setFlag('ballastGrowing', 0); // whoever is writing it holds its blocks until it closes the file
  rmSync(path, { force: true });
  status.set('ballastBytes', 0);
  return bytes > 0;
}

/**
 * Writes one slice more, synced, until the file has `wanted` bytes. Called again and again by the checkpoint thread, so
 * that a fresh start does not push 256 MB into the disk at once, in front of the writer's syncs.
 *
 * Returns true when the ballast is whole.
 */
export function growBallast(path: string, wanted: number, status: Status): boolean {
  const have = sizeOf(path);
  status.set('ballastBytes', have);
  if (have >= wanted) {
    status.setFlag('ballastGrowing', 0);
    return true;
  }
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < (wanted - have) * spareFactor) return false;
  status.setFlag('ballastGrowing', 1);
  const file = openSync(path, 'a', 0o600);
  try {
    // Random octets: a file system that compresses or leaves holes would keep nothing for zeros.
    for (let left = Math.min(sliceBytes, wanted - have); left > 0; left -= chunk.length) {
      randomFillSync(chunk);
      writeSync(file, chunk, 0, Math.min(chunk.length, left));
    }
    fdatasyncSync(file);
    status.set('ballastBytes', fstatSync(file).size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    rmSync(path, { force: true });
    status.set('ballastBytes', 0);
    return false;
  } finally {
    closeSync(file);
  }
  // Given up while we were writing: the file has no name any more, and what was written went with it.
  if (status.flag('ballastGrowing') === 0) status.set('ballastBytes', sizeOf(path));
  return status.get('ballastBytes') >= wanted;
}
