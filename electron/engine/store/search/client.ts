/**
 * Searches in the long lists, and sums over them, on a thread of their own: the control plane folds, syncs and draws
 * meanwhile. The thread is started by the first and ended some minutes after the last, so that who asks for none pays
 * nothing. `is-long.ts` says what goes there.
 */
import { Worker } from 'node:worker_threads';
import { fromRecord, StorageUnavailable } from '../errors.ts';
import type { Reads } from '../reads.ts';
import { isLong } from './is-long.ts';
import type { Found, SearchAnswer, Searched, SearchName, SearchOptions, SearchQuestion } from './messages.ts';

/** One operator who types fast, or a few who search at once. */
const waitingMax = 20;
/** Longer than the overview waits between two looks at its largest subscribers. */
const endAfterMs = 150_000;

interface Waiting {
  readonly resolve: (found: never) => void;
  readonly reject: (error: Error) => void;
}

export class SearchThread {
  readonly #options: SearchOptions;
  readonly #url: URL;
  readonly #idleMs: number;
  readonly #onTrouble: (message: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #isClosed = false;

  /** `onTrouble` hears why a thread ended over its searches; whoever asked is only told that it did. */
  constructor(options: SearchOptions, url: URL, onTrouble: (message: string) => void, idleMs = endAfterMs) {
    this.#options = options;
    this.#url = url;
    this.#onTrouble = onTrouble;
    this.#idleMs = idleMs;
  }

  /** Whether the thread is there. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** @throws what the read throws; StorageUnavailable when too many wait, it is closed, or its thread ended */
  ask<N extends SearchName>(read: N, ...asked: Searched<N>): Promise<Found<N>> {
    if (this.#isClosed) return Promise.reject(new StorageUnavailable('The database is being closed.'));
    if (this.#waiting.size >= waitingMax) {
      return Promise.reject(
        new StorageUnavailable(`${waitingMax} searches are being made already. Try again in a moment.`),
      );
    }
    clearTimeout(this.#idle);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, read, asked } satisfies SearchQuestion<N>);
    });
  }

  /** The same reads; what would go through a long table goes to the thread (`is-long.ts`). */
  over(reads: Reads): Reads {
    const { authLog, audit, sessions, overview } = reads;
    return {
      ...reads,
      authLog: {
        ...authLog,
        all: (scope, query) =>
          isLong['auth-log'](query) ? this.ask('auth-log', scope, query) : authLog.all(scope, query),
        drops: (scope, query) => (isLong.drops(query) ? this.ask('drops', scope, query) : authLog.drops(scope, query)),
        causes: (scope, period) => this.ask('auth-causes', scope, period),
      },
      audit: {
        ...audit,
        list: (scope, query) => (isLong.audit(query) ? this.ask('audit', scope, query) : audit.list(scope, query)),
      },
      sessions: {
        ...sessions,
        cdr: (scope, query) => (isLong.cdr(query) ? this.ask('cdr', scope, query) : sessions.cdr(scope, query)),
      },
      overview: {
        ...overview,
        topSubscribers: (...asked) => this.ask('top-subscribers', ...asked),
      },
    };
  }

  /** Ends the thread for good; a search that is being made is told so. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#ended(worker);
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#url, { workerData: this.#options, name: 'store-search' });
    worker.on('message', (answer: SearchAnswer) => this.#receive(answer));
    // A thread that cannot start, or dies of a bug, costs its searches; the next one begins anew.
    worker.on('error', (error) => {
      this.#onTrouble(`the search thread died: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
      this.#ended(worker);
    });
    worker.on('exit', () => this.#ended(worker));
    return worker;
  }

  #receive(answer: SearchAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.found as never);
    else waiting?.reject(fromRecord(answer.error));
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => void this.#end(), this.#idleMs);
    this.#idle.unref();
  }

  #ended(worker: Worker | undefined): void {
    if (worker === undefined || worker !== this.#worker) return;
    this.#worker = undefined;
    const unanswered = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of unanswered) reject(new StorageUnavailable('The search was broken off. Try again.'));
  }
}
