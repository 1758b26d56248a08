/** What one prefix of facts or one poll changed, gathered until it is committed: each row once, increments added up. */
import type { DayCorrection, DayEntry } from '../../../shared/domain/counters.ts';
import type { CountOutcome, UsageDelta } from '../../../shared/domain/counting.ts';
import { splitByTime } from '../../../shared/domain/split.ts';
import type { AuditInput } from '../store/commands.ts';
import type { FindingEnd, FindingInput } from '../store/findings.ts';
import type { DailyUsage, FoldCommit, FupReset, HourlyUsage, Receipt } from '../store/fold-commit.ts';
import type { Account } from './account.ts';
import { type LiveSession, rowOf } from './live-session.ts';

const hourMs = 3_600_000;

/** An interval longer than this is not spread over its hours: it goes to its last one. */
const spreadHoursMax = 24 * 40;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a batch holds of memory. */
export interface Touched {
  readonly sessions: readonly LiveSession[];
  readonly accounts: readonly Account[];
}

export class FoldBatch {
  readonly #sessions = new Set<LiveSession>();
  readonly #accounts = new Set<Account>();
  readonly #hourly = new Map<string, Mutable<HourlyUsage>>();
  readonly #daily: DailyUsage[] = [];
  readonly #receipts: Receipt[] = [];
  readonly #rates = new Map<number, string>();
  readonly #resets: FupReset[] = [];
  readonly #undone: number[] = [];
  readonly #audit: AuditInput[] = [];
  readonly #findings: FindingInput[] = [];
  readonly #ended: FindingEnd[] = [];
  readonly #unfolded: { readonly seq: number; readonly reason: string }[] = [];
  readonly #mended: number[] = [];

  get isEmpty(): boolean {
    const kept = [
      this.#hourly.size,
      this.#daily.length,
      this.#receipts.length,
      this.#resets.length,
      this.#audit.length,
      this.#findings.length,
      this.#ended.length,
      this.#unfolded.length,
      this.#mended.length,
    ];
    const changed = [this.#sessions.size, this.#accounts.size, this.#rates.size, this.#undone.length];
    return [...kept, ...changed].every((n) => n === 0);
  }

  /** Rows that the commit will write, roughly: the measure for splitting work into commits of 5 ms. */
  get size(): number {
    const rows = this.#daily.length + this.#receipts.length + this.#findings.length;
    return this.#sessions.size + this.#accounts.size + this.#hourly.size + rows;
  }

  touched(): Touched {
    return { sessions: [...this.#sessions], accounts: [...this.#accounts] };
  }

  /** Before the session is changed: what cannot be stored is read back by what the batch holds. */
  session(session: LiveSession): void {
    this.#sessions.add(session);
  }

  /** Before the account is changed, likewise. */
  account(account: Account): void {
    this.#accounts.add(account);
  }

  rate(subscriberId: number, rate: string): void {
    this.#rates.set(subscriberId, rate);
  }

  receipt(receipt: Receipt): void {
    this.#receipts.push(receipt);
  }

  /** An operator's reset, for the ledger from which it can be undone (X54). */
  reset(reset: FupReset): void {
    this.#resets.push(reset);
  }

  /** A reset of the ledger that this commit takes back. */
  undo(resetId: number): void {
    this.#undone.push(resetId);
  }

  /** What was noticed, stored with the counters that it is about. */
  finding(found: FindingInput): void {
    this.#findings.push(found);
  }

  /** A finding that is over with this commit. */
  end(ended: FindingEnd): void {
    this.#ended.push(ended);
  }

  /** A record that the cursor passes without being folded. */
  unfolded(seq: number, reason: string): void {
    this.#unfolded.push({ seq, reason });
  }

  /** One that could not be folded before is contained. */
  mended(seq: number): void {
    this.#mended.push(seq);
  }

  /** What a person did to cause this commit. */
  audit(row: AuditInput): void {
    this.#audit.push(row);
  }

  /** Hours of a subscriber by when the bytes were moved; counted bytes are spread the same way. */
  hours(subscriberId: number, delta: UsageDelta, countedBytes: number): void {
    const { downDelta, upDelta, toAt } = delta;
    // A Stop's settlement takes back from the hour of the Stop; a reading at the very start of an hour ends the one before.
    const lastHour = Math.floor((toAt - 1) / hourMs) * hourMs;
    const fromAt = downDelta < 0 || upDelta < 0 ? lastHour : Math.min(delta.fromAt, toAt - 1);
    const firstHour = Math.floor(fromAt / hourMs) * hourMs;
    if (firstHour === lastHour || lastHour - firstHour > spreadHoursMax * hourMs) {
      this.#addHour(subscriberId, lastHour, downDelta, upDelta, countedBytes);
      return;
    }
    const cuts: number[] = [];
    for (let cut = firstHour + hourMs; cut < toAt; cut += hourMs) cuts.push(cut);
    const down = splitByTime(downDelta, fromAt, toAt, cuts);
    const up = splitByTime(upDelta, fromAt, toAt, cuts);
    const counted = splitByTime(Math.max(0, countedBytes), fromAt, toAt, cuts);
    for (const [i, bytes] of down.entries()) {
      this.#addHour(subscriberId, firstHour + i * hourMs, bytes, up[i] ?? 0, counted[i] ?? 0);
    }
  }

  /** Closed quota days and corrections of closed ones. */
  days(subscriberId: number, outcome: Pick<CountOutcome, 'closedDays' | 'corrections'>): void {
    for (const entry of outcome.closedDays) this.#daily.push(dayRow(subscriberId, entry));
    for (const entry of outcome.corrections) this.#daily.push(correctionRow(subscriberId, entry));
  }

  commit(cursor: number, at: number, isReplayable: boolean): FoldCommit {
    return {
      cursor,
      isReplayable,
      sessions: [...this.#sessions].map(rowOf),
      counters: [...this.#accounts].map((account) => account.counters()),
      hourly: [...this.#hourly.values()],
      daily: this.#daily,
      receipts: this.#receipts,
      rates: [...this.#rates].map(([id, rate]) => ({ id, rate })),
      resets: this.#resets,
      undone: this.#undone,
      audit: this.#audit,
      findings: this.#findings,
      ended: this.#ended,
      unfolded: this.#unfolded,
      mended: this.#mended,
      at,
    };
  }

  #addHour(subscriberId: number, hourAt: number, downBytes: number, upBytes: number, countedBytes: number): void {
    if (downBytes === 0 && upBytes === 0 && countedBytes === 0) return;
    const key = `${subscriberId}:${hourAt}`;
    const known = this.#hourly.get(key);
    if (known) {
      known.downBytes += downBytes;
      known.upBytes += upBytes;
      known.countedBytes += countedBytes;
    } else {
      this.#hourly.set(key, { subscriberId, hourAt, downBytes, upBytes, countedBytes });
    }
  }
}

const dayRow = (subscriberId: number, entry: DayEntry): DailyUsage => ({
  subscriberId,
  day: entry.day,
  downBytes: entry.rawDownBytes,
  upBytes: entry.rawUpBytes,
  countedBytes: entry.countedBytes,
  forgivenBytes: entry.forgivenBytes,
  correctionBytes: 0,
});

/** A correction changes the day's numbers and is visible as one (X48). */
const correctionRow = (subscriberId: number, entry: DayCorrection): DailyUsage => ({
  ...dayRow(subscriberId, entry),
  correctionBytes: entry.rawDownBytes + entry.rawUpBytes,
});
