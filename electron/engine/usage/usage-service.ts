/**
 * The owner of usage: reads committed accounting facts by cursor (the same path live and after a crash), folds them
 * together with router readings, and commits the result with the cursor in one command: exactly once.
 *
 * One thing happens at a time: facts, a listing, a reset are steps of one queue. A step's events are told after its
 * commit. While the store cannot write, the queue waits with what it has and tries again; nothing is folded twice.
 */
import type { Logger } from 'pino';
import { catchUp } from '../../../shared/domain/counting.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';
import type { Observation } from '../../../shared/domain/usage.ts';
import type { Directory, DirectoryChange } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import { StorageUnavailable } from '../store/errors.ts';
import type { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import { createFold, type Fold, type RouterReading } from './fold.ts';
import { FoldBatch } from './fold-batch.ts';
import { type LiveSession, sessionOf } from './live-session.ts';
import { SessionBook } from './session-book.ts';

/** Facts per commit: about 2 ms of the writer's time, and a breath for the event loop in between. */
const factsPerStep = 256;
/** Rows per commit of a listing or a catch-up. */
const rowsPerStep = 250;
const accountsPerSlice = 500;
const retryMs = { least: 200, most: 5000 };

/** One round over a router. */
export interface RouterListing {
  readonly readings: readonly RouterReading[];
  /** Acct-Session-Ids (lower case) of every session that the router has, with or without a reading. */
  readonly presentIds: ReadonlySet<string>;
  /** The listing ended with its `!done` and every row was readable. */
  readonly isComplete: boolean;
}

export interface RateChange {
  readonly subscriberId: number;
  readonly username: string;
  readonly tenantId: number;
  readonly rate: string;
  readonly speed: EffectiveSpeed;
}

export interface LevelChange {
  readonly subscriberId: number;
  readonly username: string;
  readonly tenantId: number;
  readonly before: { readonly daily: number; readonly monthly: number };
  readonly after: { readonly daily: number; readonly monthly: number };
}

export interface UsageListeners {
  readonly onRateChange: (change: RateChange) => void;
  readonly onLevelChange: (change: LevelChange) => void;
  readonly onFinding: (session: LiveSession, observation: Observation) => void;
}

export interface UsagePorts {
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Logger;
  readonly now: () => number;
  readonly listeners: UsageListeners;
}

export class UsageService {
  readonly #ports: UsagePorts;
  readonly book: SessionBook;
  readonly accounts: Accounts;
  readonly #fold: Fold;
  #batch = new FoldBatch();
  #events: (() => void)[] = [];
  #cursor = 0;
  #wantedSeq = 0;
  #steps: Promise<void> = Promise.resolve();
  #isDraining = false;
  #isClosed = false;
  #unsubscribe: (() => void) | undefined;

  constructor(ports: UsagePorts) {
    this.#ports = ports;
    const { directory, listeners } = ports;
    this.book = new SessionBook(ports.store.reads.engine);
    this.accounts = new Accounts(directory);
    this.#fold = createFold({
      book: this.book,
      accounts: this.accounts,
      nas: (id) => {
        const nas = directory.nas(id);
        return nas && { createdAt: nas.createdAt, clockSkewMs: nas.seen.clockSkewMs };
      },
      events: {
        rateChanged: (account, rate) =>
          this.#events.push(() => listeners.onRateChange(this.#rateChange(account, rate))),
        levelChanged: (account, before) => {
          const after = { ...account.levels };
          const { id: subscriberId, tenantId, username } = account.profile;
          this.#events.push(() => listeners.onLevelChange({ subscriberId, tenantId, username, before, after }));
        },
        finding: (session, observation) => this.#events.push(() => listeners.onFinding(session, observation)),
      },
    });
  }

  /** Facts that are committed and not yet folded. */
  get lag(): number {
    return Math.max(0, this.#wantedSeq - this.#cursor);
  }

  /** Loads the open sessions, catches up with facts and resets, and follows from then on. */
  async open(): Promise<void> {
    const { store, directory } = this.#ports;
    const { engine } = store.reads;
    for (const row of await engine.openSessions()) this.book.add(sessionOf(row));
    this.#cursor = await engine.foldCursor();
    await this.#step(() => this.#drainFacts());
    await this.catchUp();
    directory.onChange((change) => this.#directoryChanged(change));
    this.#unsubscribe = store.onCommitted(({ factSeq }) => {
      this.#wantedSeq = Math.max(this.#wantedSeq, factSeq);
      this.#follow();
    });
  }

  /** Resolves when everything that was begun is committed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe?.();
    await this.#steps;
  }

  /** Folds what a router listed at `at`. Sessions that a complete listing lacks twice in a row are closed (X56). */
  observeListing(
    nas: { readonly id: number; readonly tenantId: number },
    listing: RouterListing,
    at: number,
  ): Promise<void> {
    return this.#step(async () => {
      for (const reading of listing.readings) {
        this.#fold.reading(nas.id, nas.tenantId, reading, at, this.#batch);
        if (this.#batch.size >= rowsPerStep) await this.#commit();
      }
      if (listing.isComplete) {
        for (const session of this.book.ofNas(nas.id)) this.#judgeAbsence(session, listing.presentIds, at);
      }
      await this.#commit();
    });
  }

  /** Applies resets that are due and re-evaluates every speed: at start, each cycle, after the clock was released (X15). */
  catchUp(): Promise<void> {
    return this.#step(async () => {
      await this.#bringAllUpToDate();
      await this.#commit();
    });
  }

  /** Runs `change` on accounts as one step: resets, undo, renewals. The commit follows it. */
  change<T>(
    change: (context: { readonly fold: Fold; readonly batch: FoldBatch; readonly now: number }) => Promise<T> | T,
  ): Promise<T> {
    return this.#step(async () => {
      const result = await change({ fold: this.#fold, batch: this.#batch, now: this.#ports.now() });
      await this.#commit();
      return result;
    });
  }

  #judgeAbsence(session: LiveSession, presentIds: ReadonlySet<string>, at: number): void {
    const { row } = session;
    if (presentIds.has(row.acctSessionId.toLowerCase())) {
      session.missedListings = 0;
      return;
    }
    // What began or spoke after the listing was made cannot be missing from it.
    if (row.startAt >= at || row.updateAt >= at) return;
    session.missedListings++;
    if (session.missedListings >= 2) this.#fold.close(session, 'poll', 'Lost-Service', this.#batch);
  }

  #bringUpToDate(account: Account, now: number): void {
    const { usage } = account;
    const { lastDailyResetAt, lastMonthlyResetAt } = usage;
    const closings = catchUp(usage, now, account.terms);
    this.#batch.days(account.id, { closedDays: closings.closedDays, corrections: [] });
    // A quiet day closes without a row of history; that it was closed is kept all the same.
    if (usage.lastDailyResetAt !== lastDailyResetAt || usage.lastMonthlyResetAt !== lastMonthlyResetAt) {
      this.#batch.account(account);
    }
    this.#fold.relevel(account, this.#batch, now);
    this.#fold.rerate(account, this.#batch, now);
  }

  /** Thousands of accounts, a slice per turn of the event loop (the control plane may block 20 ms). */
  async #bringAllUpToDate(): Promise<void> {
    const now = this.#ports.now();
    let sinceBreath = 0;
    for (const account of this.accounts.all()) {
      this.#bringUpToDate(account, now);
      if (this.#batch.size >= rowsPerStep) await this.#commit();
      if (++sinceBreath % accountsPerSlice === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #directoryChanged(change: DirectoryChange): void {
    void this.#step(async () => {
      const now = this.#ports.now();
      if (change.services.length > 0 || change.settings) {
        this.accounts.renewAll();
        await this.#bringAllUpToDate();
      }
      for (const id of change.removedSubscriberIds) this.accounts.remove(id);
      for (const subscriber of change.subscribers) {
        const account = this.accounts.put(subscriber);
        if (account) this.#bringUpToDate(account, now);
        if (this.#batch.size >= rowsPerStep) await this.#commit();
      }
      await this.#commit();
    });
  }

  #follow(): void {
    if (this.#isDraining || this.#isClosed || this.#wantedSeq <= this.#cursor) return;
    this.#isDraining = true;
    void this.#step(() => this.#drainFacts()).finally(() => {
      this.#isDraining = false;
      // Facts that were committed while the last page was being folded.
      this.#follow();
    });
  }

  async #drainFacts(): Promise<void> {
    for (;;) {
      const page = await this.#ports.store.reads.engine.facts(this.#cursor, factsPerStep);
      if (page.length === 0) return;
      for (const { seq, fact } of page) {
        try {
          await this.#fold.fact(fact, this.#batch);
        } catch (error) {
          // One record that hits a bug of ours must not stop everybody's accounting; it stays in the journal.
          this.#ports.log.error({ err: error, seq, fact }, 'an accounting record could not be folded');
        }
      }
      this.#cursor = page.at(-1)!.seq;
      await this.#commit(true);
      if (this.#isClosed) return;
    }
  }

  async #commit(isAlways = false): Promise<void> {
    if (this.#batch.isEmpty && !isAlways) {
      this.#tellEvents();
      return;
    }
    const commit = this.#batch.commit(this.#cursor, this.#ports.now());
    this.#batch = new FoldBatch();
    for (let waitMs = retryMs.least; ; waitMs = Math.min(retryMs.most, waitMs * 2)) {
      try {
        await this.#ports.store.command('fold.commit', commit);
        break;
      } catch (error) {
        // A full disk heals; the memory is ahead of the store until then, so the very same commit is tried again.
        if (!(error instanceof StorageUnavailable) || this.#isClosed) throw error;
        this.#ports.log.error({ err: error }, 'usage waits for the disk');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    this.#tellEvents();
  }

  #tellEvents(): void {
    const events = this.#events;
    this.#events = [];
    for (const tell of events) tell();
  }

  /** Queues a step behind those that run. A step that fails does not stop the ones after it. */
  #step<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#steps.then(run);
    this.#steps = result.then(
      () => undefined,
      (error) => this.#ports.log.error({ err: error }, 'a step of the usage fold failed'),
    );
    return result;
  }

  #rateChange(account: Account, rate: string): RateChange {
    const { id: subscriberId, username, tenantId } = account.profile;
    return { subscriberId, username, tenantId, rate, speed: account.speed(this.#ports.now()) };
  }
}
