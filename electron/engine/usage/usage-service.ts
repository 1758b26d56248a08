/**
 * The owner of usage: reads committed accounting facts by cursor (the same path live and after a crash), folds them
 * together with router readings, and commits the result with the cursor in one command: exactly once.
 *
 * Facts, listings, resets and changes of the directory are steps of one queue (`fold-queue.ts`). A step's events are
 * told after its commit.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { bringBack, isAhead } from '../../../shared/domain/counters.ts';
import { catchUp } from '../../../shared/domain/counting.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';
import { HOLD_DECISION_MS } from '../../../shared/domain/usage-holds.ts';
import type { Directory, DirectoryChange } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import type { Actor } from '../store/commands.ts';
import type { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import type { Noticed } from './crediting.ts';
import { FactFollower } from './fact-follower.ts';
import { createFold, type Fold, type RouterListing } from './fold.ts';
import type { FoldBatch, Touched } from './fold-batch.ts';
import type { Decided, HoldDecision } from './fold-decisions.ts';
import { FoldQueue } from './fold-queue.ts';
import { type LiveSession, lastSeenAt, sessionOf } from './live-session.ts';
import { SessionBook } from './session-book.ts';

export type { RouterListing, RouterReading } from './fold.ts';

/** F031, P07: a session is stale after this long without a sign of life, while we were there to see one. */
const staleMs = 30 * 60_000;
/** Two looks further apart than this: the machine slept, or the engine stood still. */
const asleepMs = 5 * 60_000;

/** How often undecided holds are looked for, and how many at once. */
const holdsEveryMs = 5 * 60_000;
const holdsPerLook = 200;
/** How often somebody is asked for the time while counters are ahead of it. */
const timeAskedEveryMs = 3_600_000;

export interface RateChange {
  readonly subscriberId: number;
  readonly username: string;
  readonly tenantId: number;
  /** Mikrotik-Rate-Limit, up/down. */
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
  readonly onFinding: (session: LiveSession, noticed: Noticed) => void;
  /** A delta in quarantine was approved or voided, by whom ever. */
  readonly onHoldDecided?: (session: LiveSession) => void;
  /** Accounts follow a change of the directory since `since` (UTC ms): these, or all. What it changed is committed. */
  readonly onRenewed?: (subscriberIds: readonly number[] | undefined, since: number) => void;
  /** X46: what a NAS says of time is wrong; once until it is right again. */
  readonly onClockFinding?: (nasId: number) => void;
  /** How many accounting records are kept because they could not be folded. */
  readonly onUnfolded?: (count: number) => void;
  /** It is right again, or was found right after a start. */
  readonly onClockRight?: (nasId: number) => void;
}

export interface UsagePorts {
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Logger;
  readonly now: () => number;
  /** The time by which plans end and boosts run out, UTC ms: `now` unless our clock is not believed (X46). */
  readonly believedNow?: () => number;
  readonly listeners: UsageListeners;
  /** Whether somebody else has the time that our clock has (X46); asked once an hour while counters are ahead of it. */
  readonly isClockConfirmed?: () => Promise<boolean>;
  /** Waits before a full disk is asked again. */
  readonly sleep?: (ms: number) => Promise<void>;
}

export class UsageService {
  readonly #ports: UsagePorts;
  readonly #believedNow: () => number;
  readonly book: SessionBook;
  readonly accounts: Accounts;
  readonly #queue: FoldQueue;
  readonly #fold: Fold;
  readonly #facts: FactFollower;
  #catchingUp: Promise<void> | undefined;
  /** When we last looked, and since when we have been looking without a gap; UTC ms. */
  #lookedAt = 0;
  #awakeSince = 0;
  #lookedForHoldsAt = 0;
  #askedForTimeAt = 0;
  #unsubscribe: (() => void)[] = [];

  constructor(ports: UsagePorts) {
    this.#ports = ports;
    this.#believedNow = ports.believedNow ?? ports.now;
    const { directory, listeners, now, store, log, sleep = delay } = ports;
    this.book = new SessionBook(store.reads.engine);
    this.accounts = new Accounts(directory, now);
    const queue = new FoldQueue({ store, log, now, sleep, restore: (touched) => this.#restore(touched) });
    this.#queue = queue;
    this.#fold = createFold({
      book: this.book,
      accounts: this.accounts,
      now: this.#believedNow,
      nas: (id) => {
        const nas = directory.nas(id);
        return nas && { createdAt: nas.createdAt, clockSkewMs: nas.seen.clockSkewMs };
      },
      events: {
        rateChanged: (account) =>
          queue.tell(() => listeners.onRateChange(this.#rateChange(account)), `rate ${account.id}`),
        levelChanged: (account, before) => {
          const after = { ...account.levels };
          const { id: subscriberId, tenantId, username } = account.profile;
          queue.tell(() => listeners.onLevelChange({ subscriberId, tenantId, username, before, after }));
        },
        finding: (session, noticed) => queue.tell(() => listeners.onFinding(session, noticed)),
        holdDecided: (session) => queue.tell(() => listeners.onHoldDecided?.(session)),
        clockFinding: (nasId) => queue.tell(() => listeners.onClockFinding?.(nasId)),
        clockRight: (nasId) => queue.tell(() => listeners.onClockRight?.(nasId)),
      },
    });
    this.#facts = new FactFollower({
      queue,
      log,
      fold: this.#fold,
      engine: store.reads.engine,
      sleep,
      onUnfolded: (count) => listeners.onUnfolded?.(count),
    });
  }

  /** Facts that are committed and not yet folded. */
  get lag(): number {
    return this.#facts.lag;
  }

  /** Records that could not be folded, kept for another version. */
  get unfolded(): number {
    return this.#facts.unfolded;
  }

  /** Loads accounts and open sessions, catches up with facts and resets, and follows from then on. */
  async open(): Promise<void> {
    const { store, directory, now } = this.#ports;
    const { engine } = store.reads;
    // Before anything is read: what changes meanwhile waits in the queue.
    this.#unsubscribe.push(directory.onChange((change) => this.#directoryChanged(change)));
    await this.#queue.step(async () => {
      await this.accounts.renewAll(this.#queue.breathe);
      for (const row of await engine.openSessions()) {
        this.book.add(sessionOf(row));
        await this.#queue.breathe();
      }
      this.#queue.cursor = await engine.foldCursor();
    });
    await this.#facts.catchUp();
    this.#awakeSince = now();
    this.#lookedAt = this.#awakeSince;
    await this.catchUp();
    this.#unsubscribe.push(store.onCommitted(({ factSeq }) => this.#facts.follow(factSeq)));
  }

  /** Resolves when nothing that was begun is unfinished. */
  async idle(): Promise<void> {
    await this.#facts.idle();
    await this.#queue.idle();
  }

  /** Resolves when everything that was begun is committed, or given up where the store cannot write. */
  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#queue.close();
  }

  /**
   * Folds what a router listed, its counters read at `at`. Sessions that a complete listing lacks twice in a row are
   * closed (X56), after a reboot at once.
   */
  observeListing(
    nas: { readonly id: number; readonly tenantId: number },
    listing: RouterListing,
    at: number,
  ): Promise<void> {
    return this.#queue.step(async () => {
      for (const reading of listing.readings) {
        await this.#fold.reading(nas, reading, listing.bootedAt, at, this.#queue.batch);
        await this.#queue.mind();
      }
      if (listing.isComplete) {
        for (const session of this.book.ofNas(nas.id)) {
          this.#fold.judgeAbsence(session, listing, this.#queue.batch);
          await this.#queue.mind();
        }
      }
      await this.#queue.commit();
    });
  }

  /**
   * Applies resets that are due, re-evaluates every speed, closes stale sessions: at start, each cycle, and when the
   * clock is trusted again (X15). Asked again before it began, it is done once.
   */
  catchUp(): Promise<void> {
    if (this.#catchingUp) return this.#catchingUp;
    const begin = (): void => {
      this.#catchingUp = undefined;
    };
    const step = this.#queue.step(async () => {
      begin();
      await this.#bringAllUpToDate();
      await this.#closeStale();
      await this.#compareSources();
      await this.#decideOverdue();
      this.#lookForAhead();
      await this.#queue.commit();
    });
    this.#catchingUp = step;
    // It may fail before it begins.
    step.catch(begin);
    return step;
  }

  /** X46: while the engine's clock is not trusted nothing resets and nothing is stale. Released, it catches up. */
  holdResets(isHeld: boolean): Promise<void> {
    return this.#queue.step(async () => {
      this.accounts.areResetsHeld = isHeld;
      await this.accounts.renewAll(this.#queue.breathe);
      await this.#bringAllUpToDate();
      await this.#queue.commit();
    });
  }

  /**
   * Runs `change` on accounts as one step: resets, undo, renewals. The commit follows it. Each account is put into the
   * batch before it is changed: where `change` throws or the store refuses, memory is what it was.
   */
  change<T>(
    change: (context: { readonly fold: Fold; readonly batch: FoldBatch; readonly now: number }) => Promise<T> | T,
  ): Promise<T> {
    return this.#queue.step(async () => {
      const result = await change({ fold: this.#fold, batch: this.#queue.batch, now: this.#ports.now() });
      await this.#queue.commit();
      return result;
    });
  }

  /** N19: decides a delta in quarantine; undefined when none waits there. Its speed and CoA follow the commit. */
  decide(sessionKey: string, holdId: number, decision: HoldDecision, actor: Actor): Promise<Decided | undefined> {
    return this.change(async ({ fold, batch }) => {
      const session = await this.book.findByKey(sessionKey);
      return session && fold.decide(session, holdId, decision, actor, batch);
    });
  }

  /** A session's router has the rate that holds: read back, acknowledged, or given by the Access-Accept. */
  rateApplied(sessionKey: string): void {
    const session = this.book.byKey(sessionKey);
    if (session) this.#fold.rateApplied(session);
  }

  #bringUpToDate(account: Account, now: number): void {
    const { usage } = account;
    const { lastDailyResetAt, lastMonthlyResetAt } = usage;
    const { batch } = this.#queue;
    const closings = catchUp(usage, now, account.terms);
    batch.days(account.id, { closedDays: closings.closedDays, corrections: [] });
    // A quiet day closes without a row of history; that it was closed is kept all the same.
    if (usage.lastDailyResetAt !== lastDailyResetAt || usage.lastMonthlyResetAt !== lastMonthlyResetAt) {
      batch.account(account);
    }
    this.#fold.relevel(account, batch);
    this.#fold.rerate(account, batch);
  }

  async #bringAllUpToDate(): Promise<void> {
    const now = this.#ports.now();
    for (const account of this.accounts.all()) {
      this.#bringUpToDate(account, now);
      await this.#queue.mind();
    }
  }

  /** X46: counters that a start with a clock far ahead has reset come back once the clock is confirmed. */
  #lookForAhead(): void {
    const { isClockConfirmed, log, now: clock } = this.#ports;
    const now = clock();
    if (!isClockConfirmed || this.accounts.areResetsHeld) return;
    if (Math.abs(now - this.#askedForTimeAt) < timeAskedEveryMs) return;
    if (![...this.accounts.all()].some(({ usage }) => isAhead(usage, now))) return;
    this.#askedForTimeAt = now;
    log.warn('counters were reset in a time to come: they count nothing until NTP or the routers confirm our clock');
    // Beside the queue: a router may take its time.
    const coming = isClockConfirmed().then((isConfirmed) => (isConfirmed ? this.#bringBack() : undefined));
    coming.catch((error: unknown) => this.#trouble('counters that are ahead could not be brought back', error));
  }

  #bringBack(): Promise<void> {
    return this.change(async ({ batch, now }) => {
      for (const account of this.accounts.all()) {
        const { usage, terms } = account;
        if (!isAhead(usage, now)) continue;
        batch.account(account);
        bringBack(usage, now, terms.calendar, terms.monthlyResetDay);
        this.#bringUpToDate(account, now);
        await this.#queue.mind();
      }
    });
  }

  async #closeStale(): Promise<void> {
    const now = this.#ports.now();
    if (now - this.#lookedAt > asleepMs || now < this.#lookedAt) this.#awakeSince = now;
    this.#lookedAt = now;
    if (this.accounts.areResetsHeld) return;
    for (const session of [...this.book.open()]) {
      if (now - Math.max(lastSeenAt(session), this.#awakeSince) < staleMs) continue;
      this.#fold.close(session, 'sweeper', 'Stale-Session-Cleanup', this.#queue.batch);
      await this.#queue.mind();
    }
  }

  async #compareSources(): Promise<void> {
    for (const session of [...this.book.open()]) {
      if (session.row.stopAt === null) this.#fold.compare(session, this.#queue.batch);
      await this.#queue.mind();
    }
  }

  /** X28: what nobody decided for 24 h. Asked of the store, because the session may have ended long since. */
  async #decideOverdue(): Promise<void> {
    const now = this.#ports.now();
    if (this.accounts.areResetsHeld || Math.abs(now - this.#lookedForHoldsAt) < holdsEveryMs) return;
    this.#lookedForHoldsAt = now;
    const overdue = await this.#ports.store.reads.engine.undecidedHolds(now - HOLD_DECISION_MS, holdsPerLook);
    for (const { sessionKey, holdId } of overdue) {
      const session = await this.book.findByKey(sessionKey);
      if (session) this.#fold.decideByEvidence(session, holdId, this.#queue.batch);
      await this.#queue.mind();
    }
  }

  #directoryChanged(change: DirectoryChange): void {
    const step = this.#queue.step(async () => {
      const now = this.#ports.now();
      if (change.services.length > 0 || change.settings) {
        await this.accounts.renewAll(this.#queue.breathe);
        await this.#bringAllUpToDate();
      }
      for (const id of change.removedSubscriberIds) this.accounts.remove(id);
      for (const subscriber of change.subscribers) {
        const account = this.accounts.put(subscriber);
        if (account) this.#bringUpToDate(account, now);
        await this.#queue.mind();
      }
      await this.#queue.commit();
      this.#ports.listeners.onRenewed?.(
        change.services.length > 0 || change.settings
          ? undefined
          : [...change.subscribers.map(({ id }) => id), ...change.removedSubscriberIds],
        now,
      );
    });
    step.catch((error: unknown) => this.#trouble('a change of the directory could not be taken over', error));
  }

  /** Puts sessions and accounts back to what the store has of them. */
  async #restore({ sessions, accounts }: Touched): Promise<void> {
    const { engine } = this.#ports.store.reads;
    const rows = await Promise.all(sessions.map(({ row }) => engine.sessionByKey(row.sessionKey)));
    const snapshots = await engine.subscribersByIds(accounts.map(({ id }) => id));
    for (const session of sessions) this.book.drop(session);
    for (const row of rows) if (row) this.book.add(sessionOf(row));
    for (const snapshot of snapshots) this.accounts.restore(snapshot);
  }

  /** Logs what nobody waits for; after the end there is nothing to tell. */
  #trouble(what: string, error: unknown): void {
    if (!this.#queue.isClosed) this.#ports.log.error({ err: error }, what);
  }

  #rateChange(account: Account): RateChange {
    const { id: subscriberId, username, tenantId } = account.profile;
    return { subscriberId, username, tenantId, rate: account.rate, speed: account.speed(this.#believedNow()) };
  }
}
