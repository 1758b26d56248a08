/**
 * Follows the journal of accounting facts: folds what lies behind the cursor, page by page, and goes on where it is
 * nudged. One page is one step of the queue, so that accounting that never ends does not hold up listings and resets.
 */
import type { Logger } from 'pino';
import type { StoredFact } from '../store/accounting-fact.ts';
import type { EngineReads } from '../store/reads.ts';
import type { Fold } from './fold.ts';
import type { FoldQueue } from './fold-queue.ts';

/** Facts per step: read at once. */
const factsPerStep = 64;

/** Facts per commit. The writer does nothing else meanwhile, and accounting waits for it. */
const factsPerCommit = 16;

/**
 * How long a page that is not full waits for more, after the one before it. Every commit costs the writer a
 * transaction: at 3,000 records a second, folding each as it came cost twice the processor time of its own.
 */
const gatherMs = 50;

const unfoldedPerStart = 10_000;

export interface FactFollowerPorts {
  readonly queue: FoldQueue;
  readonly fold: Pick<Fold, 'record' | 'endedBy' | 'close'>;
  readonly engine: Pick<EngineReads, 'facts' | 'unfoldedFacts'>;
  /** How many records could not be folded so far, whenever that changes. */
  readonly onUnfolded: (count: number) => void;
  readonly log: Logger;
  readonly sleep: (ms: number) => Promise<void>;
}

export class FactFollower {
  readonly #ports: FactFollowerPorts;
  #wantedSeq = 0;
  #unfolded = 0;
  #following: Promise<void> | undefined;
  /** When the last page was folded, monotonic ms. */
  #pageAt = Number.NEGATIVE_INFINITY;
  /** Ends the wait of a page that gathers. */
  #hurry: (() => void) | undefined;

  constructor(ports: FactFollowerPorts) {
    this.#ports = ports;
  }

  /** Facts that are known to be committed and are not folded. */
  get lag(): number {
    return Math.max(0, this.#wantedSeq - this.#ports.queue.cursor);
  }

  /** Folds everything that is there. @throws what the store throws */
  async catchUp(): Promise<void> {
    for (let isMore = true; isMore; ) isMore = await this.#ports.queue.step(() => this.#foldPage());
    await this.#ports.queue.step(() => this.#mendOld());
  }

  /** Records that could not be folded and are kept. */
  get unfolded(): number {
    return this.#unfolded;
  }

  /** Facts up to `seq` are committed: they will be folded. Trouble is logged; the store's next nudge tries again. */
  follow(seq: number): void {
    this.#wantedSeq = Math.max(this.#wantedSeq, seq);
    if (this.#following || this.#ports.queue.isClosed || this.lag === 0) return;
    this.#following = this.#follow().finally(() => {
      this.#following = undefined;
    });
  }

  /** Resolves when every fact that `follow` was told of is folded, or met trouble; nothing waits for company. */
  async idle(): Promise<void> {
    this.#hurry?.();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { queue, log } = this.#ports;
    try {
      while (this.lag > 0 && !queue.isClosed) {
        await this.#gather();
        if (queue.isClosed) return;
        await queue.step(() => this.#foldPage());
        this.#pageAt = performance.now();
      }
    } catch (error) {
      if (!queue.isClosed) log.error({ err: error }, 'accounting records could not be folded; tried again in a second');
    }
  }

  /** Gives a page that would not be full some time to fill. */
  async #gather(): Promise<void> {
    const waitMs = this.#pageAt + gatherMs - performance.now();
    if (this.lag >= factsPerStep || waitMs <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hurry = resolve;
    await Promise.race([this.#ports.sleep(waitMs), promise]);
    this.#hurry = undefined;
  }

  /** True when there may be more. */
  async #foldPage(): Promise<boolean> {
    const { queue, log } = this.#ports;
    const page = await this.#next();
    const last = page.at(-1);
    if (!last) return false;
    try {
      for (const [at, stored] of page.entries()) {
        await this.#fold(stored);
        if ((at + 1) % factsPerCommit === 0 || stored === last) await queue.commit('facts');
      }
    } catch (error) {
      if (queue.isClosed) throw error;
      log.warn({ err: error }, 'a page of accounting records failed; its records are folded one by one');
      await queue.mend();
      await this.#foldOneByOne(last.seq);
    }
    return true;
  }

  #next(): Promise<readonly StoredFact[]> {
    return this.#ports.engine.facts(this.#ports.queue.cursor, factsPerStep);
  }

  async #fold({ seq, fact }: StoredFact): Promise<void> {
    const { queue, fold } = this.#ports;
    if (fact.status === 'Accounting-On' || fact.status === 'Accounting-Off') {
      // Thousands of sessions take several commits. A crash between them ends the rest when the record is folded again.
      for (const session of fold.endedBy(fact)) {
        fold.close(session, 'nas-reboot', 'NAS-Reboot', queue.batch);
        await queue.mind();
      }
    } else {
      await fold.record(fact, queue.batch);
    }
    queue.cursor = seq;
    await queue.mind();
  }

  /** One record that hits a bug of ours must not stop everybody's accounting: it is told, kept, and tried at each start. */
  async #foldOneByOne(lastSeq: number): Promise<void> {
    const { queue, log } = this.#ports;
    for (const stored of await this.#next()) {
      if (stored.seq > lastSeq) return;
      try {
        await this.#fold(stored);
        await queue.commit('facts');
      } catch (error) {
        if (queue.isClosed) throw error;
        const { seq, fact } = stored;
        log.error({ err: error, seq, fact }, 'an accounting record could not be folded');
        await queue.mend();
        queue.cursor = seq;
        queue.batch.unfolded(seq, error instanceof Error ? error.message : String(error));
        await queue.commit('facts');
        this.#tellUnfolded(this.#unfolded + 1);
      }
    }
  }

  /** Tries what earlier starts could not fold: this version may know better. */
  async #mendOld(): Promise<void> {
    const { queue, fold, engine, log } = this.#ports;
    const old = await engine.unfoldedFacts(unfoldedPerStart);
    let left = 0;
    for (const { seq, fact } of old) {
      try {
        await fold.record(fact, queue.batch);
        queue.batch.mended(seq);
        await queue.commit();
        log.info({ seq }, 'an accounting record that could not be folded before is counted now');
      } catch (error) {
        if (queue.isClosed) throw error;
        left++;
        await queue.mend();
      }
    }
    this.#tellUnfolded(left);
  }

  #tellUnfolded(count: number): void {
    if (count === this.#unfolded) return;
    this.#unfolded = count;
    this.#ports.onUnfolded(count);
  }
}
