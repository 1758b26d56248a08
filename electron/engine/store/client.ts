/**
 * The store's public face: `openStore` takes the folder's lock, brings the schema up to date, starts the writer and
 * the checkpoint thread, and gives reads, named commands and the data plane's line to the writer.
 */
import { type MessagePort, Worker } from 'node:worker_threads';
import type { CommandInput, CommandName, CommandOutput } from './commands.ts';
import { StorageUnavailable } from './errors.ts';
import { createDatabaseFile, prepareFolder } from './folder.ts';
import { lockFolder } from './folder-lock.ts';
import type { StorageMeasure } from './measure/families.ts';
import { openReads } from './open-reads.ts';
import { OpenStore, type StartedWriter } from './open-store.ts';
import type { Reads } from './reads.ts';
import { Status } from './status.ts';
import { threadUrl } from './thread-url.ts';
import type { FromWriter, WriterOptions } from './writer/messages.ts';

export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface StoreOptions {
  readonly dataDir: string;
  /** 32 bytes (`key-file.ts`): seals passwords and secrets. */
  readonly key: Uint8Array;
  readonly log?: StoreLog;
  readonly clock?: { now(): number };
  /** Size of `ballast.bin` (X59); 0 keeps none. Default 256 MiB. */
  readonly ballastBytes?: number;
  /** How often the checkpoint thread looks at the WAL, ms. Default 1000. */
  readonly checkpointMs?: number;
  /** Limits the database file, in pages of 4 KiB: a full disk, for tests. */
  readonly maxPages?: number;
}

export interface Committed {
  readonly factSeq: number;
  readonly changeSeq: number;
}

/** Cumulative since open unless said. Times in ms. */
export interface StoreMetrics {
  readonly commits: number;
  readonly factRows: number;
  readonly commands: number;
  readonly failedCommands: number;
  readonly refusedBatches: number;
  readonly refusedFacts: number;
  /** COMMIT with its sync. */
  readonly lastCommitMs: number;
  readonly commitMsP50: number;
  readonly commitMsP99: number;
  /** How long one command held the transaction, the longest of the last 1,024. */
  readonly holdMsMax: number;
  /** Messages that wait for the writer now. */
  readonly mailboxDepth: number;
  readonly walBytes: number;
  /** The WAL is over 256 MB: a reader holds it. Restart the readers. */
  readonly isWalTooLong: boolean;
  readonly databaseBytes: number;
  readonly factSeq: number;
  readonly changeSeq: number;
  /** True from the first refused or ballast-saved write until the ballast is whole again. */
  readonly diskFull: boolean;
  readonly ballastBytes: number;
  /** `damaged` after a failed quick check: the engine must say so and stop. */
  readonly integrity: 'ok' | 'checking' | 'damaged';
}

export interface Store {
  /** Runs a named command in the writer. @throws the typed errors of `errors.ts`. */
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  readonly reads: Reads;
  /** A port for the data plane (transfer it). The previous one is closed by the writer. */
  connectFacts(): MessagePort;
  /** Called after commits, coalesced, and every second. Consumers poll; returns the way to stop. */
  onCommitted(listener: (committed: Committed) => void): () => void;
  /** The writer is gone and with it the promise about accounting: the engine exits 1. */
  onDied(listener: (error: Error) => void): () => void;
  metrics(): StoreMetrics;
  /** How large what is: reads the whole file once on a thread of its own. One at a time; callers share it. */
  measure(): Promise<StorageMeasure>;
  /** Finishes what was accepted, checkpoints, marks the clean end, releases the lock. */
  close(): Promise<void>;
}

const noLog: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** @throws StorageUnavailable with a sentence for the operator when the folder or database cannot be used. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { key, log = noLog, clock = { now: Date.now }, ballastBytes = 256 * 1024 * 1024 } = options;
  const folder = prepareFolder(options.dataDir);
  const lock = lockFolder(folder, clock.now());
  let writer: StartedWriter | undefined;
  try {
    const path = createDatabaseFile(folder);
    const status = new Status();
    writer = await startWriter({
      path,
      key,
      at: clock.now(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      status: status.memory,
      ballastBytes,
      maxPages: options.maxPages,
    });
    const { applied: migrations, backup } = writer;
    if (migrations.length > 0) log.info({ migrations, backup }, 'schema brought up to date');
    const reader = openReads({ path, key, clock });
    const everyMs = options.checkpointMs ?? 1000;
    const checkpoint = { path, status: status.memory, ballastBytes, everyMs };
    return new OpenStore({
      key,
      log,
      path,
      now: clock.now,
      status,
      writer,
      reader,
      checkpoint,
      releaseLock: () => lock.release(),
    });
  } catch (error) {
    await writer?.worker.terminate();
    lock.release();
    throw error;
  }
}

/** Starts the writer thread and waits until the database is open. @throws StorageUnavailable */
function startWriter(options: WriterOptions): Promise<StartedWriter> {
  const worker = new Worker(threadUrl('writer/thread'), { workerData: options, name: 'store-writer' });
  return new Promise((resolve, reject) => {
    const failed = (error: unknown): void => {
      settle();
      reject(error);
    };
    const ended = (code: number): void =>
      failed(new StorageUnavailable(`The writer ended before it was ready (${code}).`));
    const answered = (message: FromWriter): void => {
      if (message.kind === 'ready') {
        settle();
        resolve({ worker, ...message });
        return;
      }
      void worker.terminate();
      failed(new StorageUnavailable(message.kind === 'refused' ? message.message : `unexpected ${message.kind}`));
    };
    const settle = (): void => {
      worker.off('message', answered);
      worker.off('error', failed);
      worker.off('exit', ended);
    };
    worker.on('message', answered);
    worker.on('error', failed);
    worker.on('exit', ended);
  });
}
