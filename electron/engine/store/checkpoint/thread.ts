/**
 * The checkpoint thread: copies the write-ahead log into the database off the writer's back, keeps the ballast, and
 * measures both files.
 *
 * PASSIVE never waits for anybody and nobody waits for it. It cannot empty the log while the writer is busy (it copies
 * what was there when it began), so it copies until the rest of a long log is short, and leaves that to the writer to
 * finish between two transactions: a few ms, once per 64 MB.
 */
import { fdatasyncSync, fstatSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { ballastPath, growBallast, releaseBallast } from '../ballast.ts';
import { openWriting } from '../connection.ts';
import { Status } from '../status.ts';
import { storageFault } from '../storage-fault.ts';
import type { CheckpointOptions, FromCheckpoint } from './messages.ts';

const frameHeaderBytes = 24;
/**
 * A copy costs two syncs, so it waits for this much, or for a period without commits. And no more, because the disk does
 * nothing else while it syncs what was copied: with 16 MB accounting stood still for 45 ms a second, with 1 MB for 5.
 */
const copyBytes = 1024 * 1024;
/** Looks at the log in each period. */
const looks = 10;
const resetBytes = 64 * 1024 * 1024;
/** The writer copies this much at most, and syncs it: less than a ms of its time. */
const restFrames = 128;
/** Each copy leaves what was committed during it, a tenth of its own: three do. */
const copiesMax = 4;
/** Between two slices of the ballast: 4 MB every 50 ms leaves the disk to the writer. */
const ballastMs = 50;

const port = parentPort!;
const options = workerData as CheckpointOptions;
const status = new Status(options.status);
const say = (message: FromCheckpoint): void => port.postMessage(message);
const db = openWriting(options.path);
const pageBytes = db.pragma('page_size', { simple: true }) as number;
const frameBytes = pageBytes + frameHeaderBytes;
const ballast = ballastPath(options.path);
const lookMs = Math.max(1, options.everyMs / looks);
let lastCommits = -1;
/** Looks in a row that saw no commit. */
let quietLooks = 0;
/** Whether all that was committed is in the database. */
let isCopied = false;
let nextBallastAt = 0;
let lastTrouble = '';

interface WalState {
  readonly busy: number;
  /** Frames in the log, and how many of them are in the database. */
  readonly log: number;
  readonly checkpointed: number;
}

const restOf = ({ log, checkpointed }: WalState): number => log - checkpointed;

const pragma = (mode: 'NOOP' | 'PASSIVE'): WalState => (db.pragma(`wal_checkpoint(${mode})`) as WalState[])[0]!;

/**
 * SQLite syncs the database only when the whole log is in it, which is in the writer's turn: with what all the copies
 * before had left in the system's cache, accounting stood still for 30 ms.
 */
function copy(): WalState {
  const state = pragma('PASSIVE');
  fdatasyncSync(options.databaseFd);
  return state;
}

function checkpoint(): void {
  const commits = status.get('commits');
  quietLooks = commits === lastCommits ? quietLooks + 1 : 0;
  lastCommits = commits;
  if (isCopied && quietLooks > 0) return;
  const isIdle = quietLooks >= looks;
  let state = pragma('NOOP');
  const waiting = restOf(state) * frameBytes;
  if (waiting >= copyBytes || (waiting > 0 && isIdle)) state = copy();
  isCopied = restOf(state) <= 0;
  status.set('walBytes', Math.max(0, state.log) * frameBytes);
  status.set('databaseBytes', fstatSync(options.databaseFd).size);
  if (isIdle || state.log * frameBytes < resetBytes) return;
  state = pragma('NOOP');
  for (let made = 1; made < copiesMax && restOf(state) > restFrames; made++) {
    copy();
    state = pragma('NOOP');
  }
  if (restOf(state) <= restFrames) status.setFlag('resetWal', 1);
}

/** True when nothing is left to grow. */
function keepBallast(): boolean {
  const isWhole = options.ballastBytes === 0 || growBallast(ballast, options.ballastBytes, status);
  if (isWhole) status.setFlag('diskFull', 0);
  return isWhole || status.flag('ballastGrowing') === 0;
}

function tick(): void {
  let nextMs = Math.min(lookMs, ballastMs);
  try {
    checkpoint();
    if (performance.now() >= nextBallastAt) {
      nextBallastAt = performance.now() + (keepBallast() ? options.everyMs : ballastMs);
    }
    lastTrouble = '';
  } catch (error) {
    const fault = storageFault(error);
    if (fault === 'damaged') throw error;
    if (fault === 'full') {
      status.setFlag('diskFull', 1);
      releaseBallast(ballast, status);
    }
    const message = (error as Error).message;
    if (message !== lastTrouble) say({ kind: 'trouble', message });
    lastTrouble = message;
    nextMs = options.everyMs;
  }
  timer = setTimeout(tick, nextMs);
}

let timer = setTimeout(tick, lookMs);
port.once('message', () => {
  clearTimeout(timer);
  db.close();
  port.close();
});
