/** The store while it is open: commands out, replies back, nudges to whoever follows, an orderly end. */
import { closeSync, openSync } from 'node:fs';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { CheckpointOptions, FromCheckpoint } from './checkpoint/messages.ts';
import type { Committed, Store, StoreLog, StoreMetrics } from './client.ts';
import type { CommandInput, CommandName, CommandOutput } from './commands.ts';
import { fromRecord, StorageUnavailable } from './errors.ts';
import type { StorageMeasure } from './measure/families.ts';
import type { Reads } from './reads.ts';
import { createSealer } from './seal.ts';
import { sealInput } from './seal-input.ts';
import { SearchThread } from './search/client.ts';
import type { Status } from './status.ts';
import { threadUrl } from './thread-url.ts';
import type { CommandReply, FromWriter, ToWriter } from './writer/messages.ts';
import { damagedMessage } from './writer/open-database.ts';

/** A missed nudge heals within this time. */
const nudgeMs = 1000;
/** Nudges are coalesced: consumers wake at most this often, however many commits there are. */
const coalesceMs = 10;

/** Four times the length at which the writer lets the WAL begin anew: only a long read keeps it growing. */
const walBytesMax = 256 * 1024 * 1024;

/** Commands that may wait for the writer; more are refused, because whoever sends them does not wait for answers. */
const waitingMax = 10_000;

export interface StartedWriter {
  readonly worker: Worker;
  readonly applied: readonly string[];
  readonly backup: string | undefined;
  readonly checkLater: boolean;
}

interface StoreParts {
  readonly key: Uint8Array;
  readonly log: StoreLog;
  readonly path: string;
  readonly now: () => number;
  readonly status: Status;
  readonly writer: StartedWriter;
  readonly reader: { readonly reads: Reads; close(): void };
  readonly checkpoint: Omit<CheckpointOptions, 'databaseFd'>;
  readonly releaseLock: () => void;
}

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

export class OpenStore implements Store {
  readonly reads: Reads;
  readonly #parts: StoreParts;
  readonly #worker: Worker;
  readonly #checkpointer: Worker;
  /**
   * For the checkpoint thread to sync by; it is closed after every connection, because POSIX takes all locks of a
   * process on a file away when any descriptor of it is closed.
   */
  readonly #databaseFd: number;
  readonly #sealer;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(committed: Committed) => void>();
  readonly #deathListeners = new Set<(error: Error) => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #searching: SearchThread;
  #lastId = 0;
  #nudge: NodeJS.Timeout | undefined;
  #state: 'open' | 'closing' | 'dead' = 'open';
  /** The writer was told to end. */
  #isEnding = false;
  #closed: Promise<void> | undefined;
  #idle: (() => void) | undefined;
  #measurer: { readonly worker: Worker; readonly result: Promise<StorageMeasure> } | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#searching = new SearchThread({ path: parts.path, key: parts.key }, threadUrl('search/thread'), (trouble) =>
      parts.log.error({}, trouble),
    );
    this.reads = this.#searching.over(parts.reader.reads);
    this.#sealer = createSealer(parts.key);
    this.#worker = parts.writer.worker;
    this.#worker.on('message', (message: FromWriter) => this.#receive(message));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => {
      if (!this.#isEnding) this.#die(new Error(`the writer thread ended (${code})`));
    });
    this.#databaseFd = openSync(parts.path, 'r+');
    this.#checkpointer = new Worker(threadUrl('checkpoint/thread'), {
      workerData: { ...parts.checkpoint, databaseFd: this.#databaseFd } satisfies CheckpointOptions,
      name: 'store-checkpoint',
    });
    this.#checkpointer.on('message', ({ message }: FromCheckpoint) => parts.log.warn({}, `checkpoint: ${message}`));
    this.#checkpointer.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    if (parts.writer.checkLater) this.#checkBeside();
    this.#timer = setInterval(() => this.#notify(), nudgeMs);
    this.#timer.unref();
  }

  async command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    this.#refuseUnlessOpen();
    const sealed = await sealInput(this.#sealer, name, input);
    this.#refuseUnlessOpen();
    if (this.#waiting.size >= waitingMax) {
      throw new StorageUnavailable(`${waitingMax} commands wait for the database already. Try again in a moment.`);
    }
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: 'command', id, name, input: sealed });
    });
  }

  connectFacts(): MessagePort {
    this.#refuseUnlessOpen();
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage({ kind: 'facts-port', port: port1 } satisfies ToWriter, [port1]);
    return port2;
  }

  onCommitted(listener: (committed: Committed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onDied(listener: (error: Error) => void): () => void {
    this.#deathListeners.add(listener);
    return () => this.#deathListeners.delete(listener);
  }

  metrics(): StoreMetrics {
    const { status } = this.#parts;
    return {
      commits: status.get('commits'),
      factRows: status.get('factRows'),
      commands: status.get('commands'),
      failedCommands: status.get('failedCommands'),
      refusedBatches: status.get('refusedBatches'),
      refusedFacts: status.get('refusedFacts'),
      lastCommitMs: status.get('lastCommitMs'),
      commitMsP50: status.commitMs(0.5),
      commitMsP99: status.commitMs(0.99),
      holdMsMax: status.holdMs(1),
      mailboxDepth: this.#waiting.size,
      walBytes: status.get('walBytes'),
      isWalTooLong: status.get('walBytes') > walBytesMax,
      databaseBytes: status.get('databaseBytes'),
      factSeq: status.get('factSeq'),
      changeSeq: status.get('changeSeq'),
      diskFull: status.flag('diskFull') === 1,
      ballastBytes: status.get('ballastBytes'),
      integrity: (['ok', 'checking', 'damaged'] as const)[status.flag('integrity')] ?? 'damaged',
    };
  }

  measure(): Promise<StorageMeasure> {
    this.#refuseUnlessOpen();
    if (this.#measurer) return this.#measurer.result;
    const { path, now } = this.#parts;
    const worker = new Worker(threadUrl('measure/thread'), { workerData: { path, at: now() }, name: 'store-measure' });
    const result = new Promise<StorageMeasure>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        this.#measurer = undefined;
        reject(new StorageUnavailable('The database was not measured to the end.'));
      });
    });
    this.#measurer = { worker, result };
    return result;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    clearInterval(this.#timer);
    clearTimeout(this.#nudge);
    if (this.#waiting.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await this.#measurer?.worker.terminate();
    await this.#searching.close();
    const stopped = ended(this.#checkpointer);
    this.#checkpointer.postMessage('stop');
    await stopped;
    this.#parts.reader.close();
    // The last connection to close empties the WAL: that is the writer, with its clean mark in it. Where another
    // thread's death ended the store, the writer is alive and is to be gone before anybody else may open the folder.
    this.#isEnding = true;
    if (this.#isDead()) await this.#worker.terminate();
    else {
      const gone = ended(this.#worker);
      this.#post({ kind: 'close' });
      await gone;
    }
    closeSync(this.#databaseFd);
    this.#parts.releaseLock();
  }

  #isDead(): boolean {
    return this.#state === 'dead';
  }

  #refuseUnlessOpen(): void {
    if (this.#state === 'open') return;
    throw new StorageUnavailable(
      this.#state === 'dead' ? 'The database writer has stopped.' : 'The database is being closed.',
    );
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWriter): void {
    if (message.kind === 'replies') {
      for (const reply of message.replies) this.#settle(reply);
      this.#notify();
    } else if (message.kind === 'nudge') {
      this.#nudge = setTimeout(() => {
        this.#parts.status.setFlag('nudged', 0); // before the numbers are read: a later commit nudges again
        this.#notify();
      }, coalesceMs);
    }
  }

  #settle(reply: CommandReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.output as never);
    else waiting?.reject(fromRecord(reply.error));
    if (this.#waiting.size === 0) this.#idle?.();
  }

  #notify(): void {
    const { status } = this.#parts;
    const committed = { factSeq: status.get('factSeq'), changeSeq: status.get('changeSeq') };
    for (const listener of this.#listeners) listener(committed);
  }

  #die(error: Error): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    clearInterval(this.#timer);
    this.#parts.log.error({ err: error }, 'the database writer died');
    const lost = new StorageUnavailable('The database writer has stopped.');
    for (const { reject } of this.#waiting.values()) reject(lost);
    this.#waiting.clear();
    this.#idle?.();
    for (const listener of this.#deathListeners) listener(error);
  }

  /** After a crash, a database too large to check before the first answer is checked now. */
  #checkBeside(): void {
    const { status, path, log } = this.#parts;
    status.setFlag('integrity', 1);
    const checker = new Worker(threadUrl('checkpoint/quick-check'), { workerData: path, name: 'store-quick-check' });
    checker.unref();
    checker.once('message', (found: readonly string[]) => {
      status.setFlag('integrity', found.length === 0 ? 0 : 2);
      if (found.length > 0) this.#die(new StorageUnavailable(damagedMessage(path, found)));
      else log.info({}, 'the database was checked after an unclean end: nothing is wrong');
    });
    checker.once('error', (error) => log.error({ err: error }, 'the database could not be checked'));
  }
}

/** Resolves when the thread is gone, at once when it is already. */
const ended = (worker: Worker): Promise<void> =>
  worker.threadId === -1
    ? Promise.resolve()
    : new Promise((resolve) => {
        worker.once('exit', () => resolve());
      });
