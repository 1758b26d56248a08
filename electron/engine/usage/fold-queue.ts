/**
 * One thing at a time, and nothing lost: steps change memory and gather what they changed in one batch; the batch is
 * committed with the cursor of the accounting facts in one command, and only then is the world told.
 *
 *  - A store that cannot write now (StorageUnavailable) is asked again with the very same batch until it takes it; the
 *    steps behind wait. When the queue is closed meanwhile, the batch is given up: nothing of it was stored, and the
 *    next start of the engine begins at the stored cursor.
 *  - A step that fails otherwise, or whose commit the store rejects, leaves memory ahead of the store. What it touched
 *    is read back before anything else runs.
 */
import type { Logger } from 'pino';
import type { Store } from '../store/client.ts';
import { StorageUnavailable } from '../store/errors.ts';
import { FoldBatch, type Touched } from './fold-batch.ts';

/** Rows per commit: the writer holds its transaction about 5 ms for them. */
const rowsPerCommit = 250;
const retryMs = { least: 200, most: 5000 };
/** The control plane may block for 20 ms; half of it leaves room for what others do in the same turn. */
const turnMsMax = 8;

export interface FoldQueuePorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly log: Logger;
  readonly now: () => number;
  /** Reads back what a failed step had touched. */
  readonly restore: (touched: Touched) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The batch could not be stored before the queue was closed; memory stands for nothing any more. */
class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

export class FoldQueue {
  readonly #ports: FoldQueuePorts;
  /** What the running step changed. Everything must be put in before it is changed. */
  batch = new FoldBatch();
  /** The last fact that is contained in memory: the cursor of the next commit. */
  cursor = 0;
  #events = new Map<string | symbol, () => void>();
  #steps: Promise<void> = Promise.resolve();
  #isTorn = false;
  #turnBegan = 0;
  readonly #closing = Promise.withResolvers<void>();
  isClosed = false;

  constructor(ports: FoldQueuePorts) {
    this.#ports = ports;
  }

  /** Queues a step behind those that run. A step that fails does not stop the ones after it. */
  step<T>(run: () => Promise<T>): Promise<T> {
    if (this.isClosed) return Promise.reject(new GivenUp('The usage fold is closed.'));
    const result = this.#steps.then(() => this.#run(run));
    this.#steps = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** What the world is told after the next commit. Of several events with the same `key` the last one is told. */
  tell(event: () => void, key: string | symbol = Symbol()): void {
    this.#events.delete(key);
    this.#events.set(key, event);
  }

  /**
   * Stores the batch, if it has something, with the cursor; then tells. `of` facts: it holds nothing that does not
   * follow from them, and the cursor is stored even where they changed nothing. @throws what makes the step fail
   */
  async commit(of: 'anything' | 'facts' = 'anything'): Promise<void> {
    if (of === 'facts' || !this.batch.isEmpty) {
      await this.#store(of === 'facts');
      this.batch = new FoldBatch();
      this.#turnBegan = performance.now();
    }
    const events = this.#events;
    this.#events = new Map();
    for (const tell of events.values()) {
      try {
        tell();
      } catch (error) {
        this.#ports.log.error({ err: error }, 'a listener of usage failed');
      }
    }
  }

  /** Between two rows of a loop over many: commits when there is enough, and lets the event loop run. */
  async mind(): Promise<void> {
    if (this.batch.size >= rowsPerCommit) await this.commit();
    await this.breathe();
  }

  /** Lets the event loop run once this step has had its share of it. */
  readonly breathe = async (): Promise<void> => {
    if (performance.now() - this.#turnBegan < turnMsMax) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnBegan = performance.now();
  };

  /** Takes memory back to what is stored: all that was touched since the last commit. */
  async mend(): Promise<void> {
    this.#isTorn = true;
    this.#events.clear();
    await this.#ports.restore(this.batch.touched());
    this.cursor = await this.#ports.store.reads.engine.foldCursor();
    this.batch = new FoldBatch();
    this.#isTorn = false;
  }

  /** Resolves when every step that was queued is over. */
  async idle(): Promise<void> {
    for (let seen: Promise<void> | undefined; seen !== this.#steps; ) {
      seen = this.#steps;
      await seen;
    }
  }

  /** Resolves when the steps that were queued are committed, or given up where the store cannot write. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.#closing.resolve();
    await this.#steps;
  }

  async #run<T>(run: () => Promise<T>): Promise<T> {
    if (this.#isTorn) await this.mend();
    this.#turnBegan = performance.now();
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof GivenUp)) await this.mend();
      throw error;
    }
  }

  async #store(isReplayable: boolean): Promise<void> {
    const { store, log, now, sleep } = this.#ports;
    const commit = this.batch.commit(this.cursor, now(), isReplayable);
    for (let waitMs = retryMs.least; ; waitMs = Math.min(retryMs.most, waitMs * 2)) {
      try {
        await store.command('fold.commit', commit);
        return;
      } catch (error) {
        if (!(error instanceof StorageUnavailable)) throw error;
        // Once per wait: the log may lie on the very disk that is full, and health shows that it goes on.
        if (waitMs === retryMs.least) log.error({ reason: error.message }, 'usage waits for the disk');
        if (this.isClosed) throw new GivenUp('Usage could not be stored before the end.', { cause: error });
        await Promise.race([sleep(waitMs), this.#closing.promise]);
      }
    }
  }
}
