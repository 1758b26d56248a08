/**
 * Searches in the long lists, and sums over them, on a thread of their own: the control plane folds, syncs and draws
 * meanwhile. The thread is started by the first and ended some minutes after the last, so that who asks for none pays
 * nothing. `is-long.ts` says what goes there.
 */
import { Worker } from 'node:worker_threads';
import type { Scope } from '../commands.ts';
import { fromRecord, StorageUnavailable } from '../errors.ts';
import type { Reads } from '../reads.ts';
import { isLong } from './is-long.ts';
import type { Found, SearchAnswer, Searched, SearchName, SearchOptions, SearchQuestion } from './messages.ts';

/** One operator who types fast, or a few who search at once; each tenant and each reseller has so many of its own. */
const waitingMax = 20;
/** Longer than the overview waits between two looks at its largest subscribers. */
const endAfterMs = 150_000;

interface Waiting {
  /** What is asked, as text. */
  readonly text: string;
  readonly question: SearchQuestion;
  readonly answer: Promise<unknown>;
  readonly resolve: (found: unknown) => void;
  readonly reject: (error: Error) => void;
}

const lineOf = ({ tenantId, resellerId = 0 }: Scope): string => `${tenantId} ${resellerId}`;

export class SearchThread {
  readonly #options: SearchOptions;
  readonly #url: URL;
  readonly #idleMs: number;
  readonly #onTrouble: (message: string) => void;
  /** Whose turn it is stands first; after one answer the next line has its turn. */
  readonly #lines = new Map<string, Waiting[]>();
  /** All that wait, by what is asked: who asks the same is given the same answer, which is made after both asked. */
  readonly #waiting = new Map<string, Waiting>();
  #asking: Waiting | undefined;
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

  /** @throws what the read throws; StorageUnavailable when too many of its scope wait, it is closed, or its thread ended */
  ask<N extends SearchName>(read: N, ...asked: Searched<N>): Promise<Found<N>> {
    if (this.#isClosed) return Promise.reject(new StorageUnavailable('The database is being closed.'));
    const text = JSON.stringify([read, asked]);
    const same = this.#waiting.get(text);
    if (same) return same.answer as Promise<Found<N>>;
    const name = lineOf(asked[0]);
    const line = this.#lines.get(name) ?? [];
    if (line.length >= waitingMax) {
      return Promise.reject(
        new StorageUnavailable(`${waitingMax} searches are waiting already. Try again in a moment.`),
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const waiting = { text, question: { id: ++this.#lastId, read, asked }, answer: promise, resolve, reject };
    this.#waiting.set(text, waiting);
    line.push(waiting);
    this.#lines.set(name, line);
    this.#next();
    return promise as Promise<Found<N>>;
  }

  /** Asks the thread the next question, if it is not asked one already. */
  #next(): void {
    if (this.#asking) return;
    const [name, line] = this.#lines.entries().next().value ?? [];
    const waiting = line?.shift();
    if (name === undefined || !line || !waiting) return;
    this.#lines.delete(name);
    if (line.length > 0) this.#lines.set(name, line);
    this.#waiting.delete(waiting.text);
    this.#asking = waiting;
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.postMessage(waiting.question);
  }

  /** The same reads; what would go through a long table goes to the thread (`is-long.ts`). */
  over(reads: Reads): Reads {
    const { authLog, audit, sessions, overview } = reads;
    return {
      ...reads,
      authLog: {
        ...authLog,
        all: (scope, query) =>
          isLong['auth-log'](scope, query) ? this.ask('auth-log', scope, query) : authLog.all(scope, query),
        drops: (scope, query) =>
          isLong.drops(scope, query) ? this.ask('drops', scope, query) : authLog.drops(scope, query),
        causes: (scope, period) => this.ask('auth-causes', scope, period),
      },
      audit: {
        ...audit,
        list: (scope, query) =>
          isLong.audit(scope, query) ? this.ask('audit', scope, query) : audit.list(scope, query),
      },
      sessions: {
        ...sessions,
        cdr: (scope, query) => (isLong.cdr(scope, query) ? this.ask('cdr', scope, query) : sessions.cdr(scope, query)),
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
    const asking = this.#asking;
    if (asking?.question.id !== answer.id) return;
    this.#asking = undefined;
    if (answer.ok) asking.resolve(answer.found);
    else asking.reject(fromRecord(answer.error));
    this.#next();
    if (this.#asking) return;
    this.#idle = setTimeout(() => void this.#end(), this.#idleMs);
    this.#idle.unref();
  }

  #ended(worker: Worker | undefined): void {
    if (worker === undefined || worker !== this.#worker) return;
    this.#worker = undefined;
    const unanswered = [...(this.#asking ? [this.#asking] : []), ...this.#waiting.values()];
    this.#asking = undefined;
    this.#waiting.clear();
    this.#lines.clear();
    for (const { reject } of unanswered) reject(new StorageUnavailable('The search was broken off. Try again.'));
  }
}
