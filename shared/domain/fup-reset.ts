/**
 * What operators do to counters: reset FUP and undo it, renew, add a bonus (F085, X51, X52, X54).
 *
 * Rare, and shown before they are done, so these are pure: they return new counters. Each first applies the resets
 * that are due, because what is cleared must belong to the running day. The caller re-evaluates the speed (X7).
 */
import type { Calendar } from './calendar.ts';
import { advanceTo, type Closings, closeMonth, type DayCorrection, type SubscriberUsage } from './counters.ts';
import type { CountingTerms } from './counting.ts';
import { fault, ok, type Result } from './result.ts';

/** What a reset cleared: enough to undo it. The caller keeps it, and marks it when it is undone. */
export interface FupResetReceipt {
  readonly at: number;
  /** The quota day it belongs to, `YYYY-MM-DD`. */
  readonly day: string;
  readonly rawDownBytes: number;
  readonly rawUpBytes: number;
  readonly countedBytes: number;
  readonly previousResetAt: number;
}

/** Clears the daily counters. The bytes are forgiven, not forgotten: the day's history keeps them (X54). Monthly stays. */
export function resetFup(
  usage: SubscriberUsage,
  at: number,
  terms: CountingTerms,
): { readonly usage: SubscriberUsage; readonly receipt: FupResetReceipt; readonly closings: Closings } {
  const { next, closings } = currentCopy(usage, at, terms);
  return { usage: next, receipt: forgiveToday(next, at, terms.calendar), closings };
}

/** How long a reset can be undone (X10). */
export const undoMs = 10 * 60_000;

/** Whether the reset of `resetAt` can still be undone; its tenth minute is over. */
export const canUndo = (resetAt: number, now: number): boolean => now < resetAt + undoMs;

export interface FupResetUndone {
  readonly usage: SubscriberUsage;
  /** The quota day has closed since: its row was corrected, the running counters are as they were. */
  readonly isDayClosed: boolean;
  /** Counted bytes that are no longer forgiven. */
  readonly addedBackBytes: number;
  readonly corrections: readonly DayCorrection[];
  readonly closings: Closings;
}

/**
 * Adds back what a reset forgave, into the quota day it belonged to (X54). Once that day is closed, its row gets a
 * correction that takes the forgiveness back, and the running counters are not touched. Counters that were cleared
 * again that day stay: whoever did that meant all of it, so the later reset is undone first.
 */
export function undoFupReset(
  usage: SubscriberUsage,
  receipt: FupResetReceipt,
  at: number,
  terms: CountingTerms,
): Result<FupResetUndone, 'reset-again'> {
  const { next, closings } = currentCopy(usage, at, terms);
  if (next.lastDailyResetAt !== receipt.at) {
    if (terms.calendar.day(next.lastDailyResetAt).day === receipt.day) return fault('reset-again');
    const closed = closings.closedDays.find(({ day }) => day === receipt.day);
    const addedBackBytes = Math.min(receipt.countedBytes, closed?.forgivenBytes ?? receipt.countedBytes);
    const corrections = addedBackBytes > 0 ? [takenBack(receipt.day, addedBackBytes)] : [];
    return ok({ usage: next, isDayClosed: true, addedBackBytes, corrections, closings });
  }
  // A Stop's receipt may have taken back some of the forgiven bytes since: only what is left returns.
  const rawDown = Math.min(receipt.rawDownBytes, next.forgivenRawDownBytes);
  const rawUp = Math.min(receipt.rawUpBytes, next.forgivenRawUpBytes);
  const counted = Math.min(receipt.countedBytes, next.forgivenCountedBytes);
  next.forgivenRawDownBytes -= rawDown;
  next.forgivenRawUpBytes -= rawUp;
  next.forgivenCountedBytes -= counted;
  next.dailyRawDownBytes += rawDown;
  next.dailyRawUpBytes += rawUp;
  next.dailyCountedBytes += counted;
  next.lastDailyResetAt = receipt.previousResetAt;
  return ok({ usage: next, isDayClosed: false, addedBackBytes: counted, corrections: [], closings });
}

const takenBack = (day: string, countedBytes: number): DayCorrection => ({
  day,
  rawDownBytes: 0,
  rawUpBytes: 0,
  countedBytes: 0,
  bonusBytes: 0,
  forgivenBytes: -countedBytes,
  reason: 'reset-undone',
});

/**
 * Starts a new monthly period at `at`: what a renewal does to counters (F090, X52). Clears the monthly counters and,
 * with `clearDaily` (the default in forms), the daily ones as a reset would. The bonus is kept.
 */
export function startPeriod(
  usage: SubscriberUsage,
  at: number,
  terms: CountingTerms,
  clearDaily: boolean,
): { readonly usage: SubscriberUsage; readonly receipt: FupResetReceipt | null; readonly closings: Closings } {
  const { next, closings } = currentCopy(usage, at, terms);
  closeMonth(next, at, closings);
  return { usage: next, receipt: clearDaily ? forgiveToday(next, at, terms.calendar) : null, closings };
}

/** Adds bought bytes to the bucket; negative takes a purchase back, never below zero. */
export const addBonus = (usage: SubscriberUsage, bytes: number): SubscriberUsage => ({
  ...usage,
  bonusBytes: Math.max(0, usage.bonusBytes + bytes),
});

function currentCopy(
  usage: SubscriberUsage,
  at: number,
  terms: CountingTerms,
): { readonly next: SubscriberUsage; readonly closings: Closings } {
  const next = { ...usage };
  const closings: Closings = { closedDays: [], closedMonths: [] };
  if (!terms.areResetsHeld) advanceTo(next, at, terms.calendar, terms.monthlyResetDay, closings);
  return { next, closings };
}

function forgiveToday(usage: SubscriberUsage, at: number, calendar: Calendar): FupResetReceipt {
  const receipt: FupResetReceipt = {
    at,
    day: calendar.day(usage.lastDailyResetAt).day,
    rawDownBytes: usage.dailyRawDownBytes,
    rawUpBytes: usage.dailyRawUpBytes,
    countedBytes: usage.dailyCountedBytes,
    previousResetAt: usage.lastDailyResetAt,
  };
  usage.forgivenRawDownBytes += usage.dailyRawDownBytes;
  usage.forgivenRawUpBytes += usage.dailyRawUpBytes;
  usage.forgivenCountedBytes += usage.dailyCountedBytes;
  usage.dailyRawDownBytes = 0;
  usage.dailyRawUpBytes = 0;
  usage.dailyCountedBytes = 0;
  usage.lastDailyResetAt = at;
  return receipt;
}
