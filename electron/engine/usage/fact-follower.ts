/**
 * Follows the journal of accounting facts: folds what lies behind the cursor, page by page, and goes on where it is
 * nudged. One page is one step of the queue, so that accounting that never ends does not hold up listings and resets.
 */
import type { Logger } from 'pino';
import type { StoredFact } from '../store/accounting-fact.ts';
import type { EngineReads } from '../store/reads.ts';
import type { Fold } from './fold.ts';
import type { FoldQueue } from './fold-queue.ts';

/** Facts per step and commit: with 256, accounting waited three times as long for the writer. */
const factsPerStep = 64;

export interface FactFollowerPorts {
  readonly queue: FoldQueue;
  readonly fold: Pick<Fold, 'record' | 'endedBy' | 'close'>;
  readonly engine: Pick<EngineReads, 'facts'>;
  readonly log: Logger;
}

export class FactFollower {
  readonly #ports: FactFollowerPorts;
  #wantedSeq = 0;
  #isFollowing = false;

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
  }

  /** Facts up to `seq` are committed: they will be folded. Trouble is logged; the store's next nudge tries again. */
  follow(seq: number): void {
    this.#wantedSeq = Math.max(this.#wantedSeq, seq);
    const { queue, log } = this.#ports;
    if (this.#isFollowing || queue.isClosed || this.lag === 0) return;
    this.#isFollowing = true;
    queue
      .step(() => this.#foldPage())
      .then(
        () => true,
        (error: unknown) => {
          if (!queue.isClosed)
            log.error({ err: error }, 'accounting records could not be folded; tried again in a second');
          return false;
        },
      )
      .then((isGoingOn) => {
        this.#isFollowing = false;
        if (isGoingOn) this.follow(this.#wantedSeq);
      });
  }

  /** True when there may be more. */
  async #foldPage(): Promise<boolean> {
    const { queue, log } = this.#ports;
    const page = await this.#next();
    const last = page.at(-1);
    if (!last) return false;
    try {
      for (const stored of page) await this.#fold(stored);
      await queue.commit(true);
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

  /** One record that hits a bug of ours must not stop everybody's accounting: it is told, and stays in the journal. */
  async #foldOneByOne(lastSeq: number): Promise<void> {
    const { queue, log } = this.#ports;
    for (const stored of await this.#next()) {
      if (stored.seq > lastSeq) return;
      try {
        await this.#fold(stored);
        await queue.commit(true);
      } catch (error) {
        if (queue.isClosed) throw error;
        const { seq, fact } = stored;
        log.error({ err: error, seq, fact }, 'an accounting record could not be folded');
        await queue.mend();
        queue.cursor = seq;
        await queue.commit(true);
      }
    }
  }
}
