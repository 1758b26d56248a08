/**
 * From a session's delta to a subscriber's counters: split at boundaries, discounted by free hours, taken from the
 * bonus first, and with every reset that was due on the way (spec X15, X48, X51).
 *
 * The hot path mutates the counters and asks the calendar's memory only: nearly every delta lies inside one quota day,
 * one month and one free-hours segment. A delta that does not is split pro rata by time, each part is counted under the
 * rules of its own time, and days close in between. Bytes of a day that is closed already become a correction of it.
 */
import type { Calendar } from './calendar.ts';
import {
  advanceTo,
  type Closings,
  type DayCorrection,
  type DayEntry,
  type MonthEntry,
  type SubscriberUsage,
} from './counters.ts';
import { countedBytes, type FreeHours } from './free-hours.ts';
import { splitByTime } from './split.ts';

/** What of a subscriber and its service decides how bytes count. Keep one per subscriber; it is read on every delta. */
export interface CountingTerms {
  readonly calendar: Calendar;
  readonly freeHours: FreeHours | null;
  /** From `monthlyResetDay`: null where only a renewal resets. */
  readonly monthlyResetDay: number | null;
  /** While the engine's clock is not trusted (X46) nothing resets, and bytes go to the running day. */
  readonly areResetsHeld: boolean;
}

/** Bytes that a session moved in (fromAt, toAt]; an `Observation` is one. Negative where a Stop takes bytes back. */
export interface UsageDelta {
  readonly downDelta: number;
  readonly upDelta: number;
  readonly fromAt: number;
  readonly toAt: number;
}

export interface CountOutcome {
  /** What went to the daily or monthly counters, and what the bonus paid; the rest of the raw bytes was free. */
  readonly countedBytes: number;
  readonly bonusBytes: number;
  readonly closedDays: readonly DayEntry[];
  readonly closedMonths: readonly MonthEntry[];
  readonly corrections: readonly DayCorrection[];
  /** The delta spanned a boundary, so its parts are estimates by time (N5). */
  readonly isSplit: boolean;
}

const NO_ROWS: readonly never[] = Object.freeze([]);
const NOTHING_COUNTED: CountOutcome = Object.freeze({
  countedBytes: 0,
  bonusBytes: 0,
  closedDays: NO_ROWS,
  closedMonths: NO_ROWS,
  corrections: NO_ROWS,
  isSplit: false,
});
const NOTHING_DUE: Closings = Object.freeze({ closedDays: [], closedMonths: [] });

/** 100 days: an interval longer than any session is a broken clock, and must not be walked day by day from 1970. */
const SPREAD_MS_MAX = 100 * 86_400_000;

/** The running sums of one delta. */
interface Tally {
  countedBytes: number;
  bonusBytes: number;
  readonly closedDays: DayEntry[];
  readonly closedMonths: MonthEntry[];
  readonly corrections: DayCorrection[];
}

/**
 * Counts one delta of one of the subscriber's sessions. Levels are the caller's to compare, before and after. Resets are
 * applied as far as the delta reaches; without traffic they are `catchUp`'s.
 */
export function countDelta(usage: SubscriberUsage, delta: UsageDelta, terms: CountingTerms): CountOutcome {
  const { downDelta, upDelta, fromAt, toAt } = delta;
  if (downDelta === 0 && upDelta === 0) return NOTHING_COUNTED; // most readings of idle lines
  const percent = plainPercent(usage, fromAt, toAt, terms);
  if (percent !== null && downDelta >= 0 && upDelta >= 0) {
    const counted = countedBytes(downDelta + upDelta, percent, usage.remainder);
    const fromBonus = Math.min(usage.bonusBytes, counted.bytes);
    const rest = counted.bytes - fromBonus;
    usage.remainder = counted.remainder;
    usage.bonusBytes -= fromBonus;
    usage.dailyBonusBytes += fromBonus;
    usage.dailyRawDownBytes += downDelta;
    usage.dailyRawUpBytes += upDelta;
    usage.dailyCountedBytes += rest;
    usage.monthlyRawDownBytes += downDelta;
    usage.monthlyRawUpBytes += upDelta;
    usage.monthlyCountedBytes += rest;
    return { ...NOTHING_COUNTED, countedBytes: rest, bonusBytes: fromBonus };
  }
  return countAcrossBoundaries(usage, delta, terms);
}

/** Applies the resets due at `now` without any traffic: at start, and each cycle for those who are offline. */
export function catchUp(usage: SubscriberUsage, now: number, terms: CountingTerms): Closings {
  const { calendar, monthlyResetDay } = terms;
  const isCurrent =
    usage.lastDailyResetAt >= calendar.day(now).startsAt &&
    (monthlyResetDay === null || usage.lastMonthlyResetAt >= calendar.month(now, monthlyResetDay).startsAt);
  if (isCurrent || terms.areResetsHeld) return NOTHING_DUE;
  const closings: Closings = { closedDays: [], closedMonths: [] };
  advanceTo(usage, now, calendar, monthlyResetDay, closings);
  return closings;
}

/** The free percentage of an interval that touches no boundary and belongs to the running day; else null. */
function plainPercent(usage: SubscriberUsage, fromAt: number, toAt: number, terms: CountingTerms): number | null {
  const { calendar, freeHours, monthlyResetDay } = terms;
  if (!terms.areResetsHeld) {
    const day = calendar.day(toAt);
    if (fromAt < day.startsAt || usage.lastDailyResetAt < day.startsAt || usage.lastDailyResetAt >= day.endsAt)
      return null;
    if (monthlyResetDay !== null) {
      const month = calendar.month(toAt, monthlyResetDay);
      const { lastMonthlyResetAt } = usage;
      if (fromAt < month.startsAt || lastMonthlyResetAt < month.startsAt || lastMonthlyResetAt >= month.endsAt)
        return null;
    }
  }
  if (freeHours === null) return 0;
  const segment = calendar.free(toAt, freeHours);
  return fromAt >= segment.startsAt || terms.areResetsHeld ? segment.percent : null;
}

function countAcrossBoundaries(usage: SubscriberUsage, delta: UsageDelta, terms: CountingTerms): CountOutcome {
  const { downDelta, upDelta, toAt } = delta;
  const fromAt = Math.max(delta.fromAt, toAt - SPREAD_MS_MAX);
  const tally: Tally = { countedBytes: 0, bonusBytes: 0, closedDays: [], closedMonths: [], corrections: [] };
  const cuts = boundariesBetween(fromAt, toAt, terms);
  const downs = splitByTime(Math.max(0, downDelta), fromAt, toAt, cuts);
  const ups = splitByTime(Math.max(0, upDelta), fromAt, toAt, cuts);
  for (let part = 0; part <= cuts.length; part++) {
    const at = part === 0 ? fromAt : cuts[part - 1]!;
    advance(usage, at, terms, tally);
    credit(usage, downs[part]!, ups[part]!, at, terms, tally);
  }
  advance(usage, toAt, terms, tally);
  if (downDelta < 0 || upDelta < 0) takeBack(usage, Math.max(0, -downDelta), Math.max(0, -upDelta), toAt, terms, tally);
  return { ...tally, isSplit: cuts.length > 0 };
}

function advance(usage: SubscriberUsage, at: number, terms: CountingTerms, tally: Tally): void {
  if (!terms.areResetsHeld) advanceTo(usage, at, terms.calendar, terms.monthlyResetDay, tally);
}

/** The instants strictly inside (fromAt, toAt) at which a reset is due or the free percentage may change. */
function boundariesBetween(fromAt: number, toAt: number, terms: CountingTerms): number[] {
  const { calendar, freeHours, monthlyResetDay } = terms;
  const cuts: number[] = [];
  if (terms.areResetsHeld) return cuts;
  for (let at = fromAt; ; ) {
    let next = calendar.day(at).endsAt;
    if (monthlyResetDay !== null) next = Math.min(next, calendar.month(at, monthlyResetDay).endsAt);
    if (freeHours !== null) next = Math.min(next, calendar.free(at, freeHours).endsAt);
    if (next >= toAt) return cuts;
    cuts.push(next);
    at = next;
  }
}

/** Counts bytes of a span that starts at `at` and touches no boundary. */
function credit(
  usage: SubscriberUsage,
  downBytes: number,
  upBytes: number,
  at: number,
  terms: CountingTerms,
  tally: Tally,
): void {
  if (downBytes === 0 && upBytes === 0) return;
  const counted = countedBytes(downBytes + upBytes, percentAt(at, terms), usage.remainder);
  const fromBonus = Math.min(usage.bonusBytes, counted.bytes);
  const rest = counted.bytes - fromBonus;
  usage.remainder = counted.remainder;
  usage.bonusBytes -= fromBonus;
  tally.countedBytes += rest;
  tally.bonusBytes += fromBonus;
  if (isInRunningMonth(usage, at, terms)) {
    usage.monthlyRawDownBytes += downBytes;
    usage.monthlyRawUpBytes += upBytes;
    usage.monthlyCountedBytes += rest;
  }
  if (isInRunningDay(usage, at, terms)) {
    usage.dailyRawDownBytes += downBytes;
    usage.dailyRawUpBytes += upBytes;
    usage.dailyCountedBytes += rest;
    usage.dailyBonusBytes += fromBonus;
  } else {
    tally.corrections.push({
      day: terms.calendar.day(at).day,
      rawDownBytes: downBytes,
      rawUpBytes: upBytes,
      countedBytes: rest,
      bonusBytes: fromBonus,
      forgivenBytes: 0,
      reason: 'late',
    });
  }
}

/**
 * Takes bytes back that a Stop says were never moved (X43). What was counted last is undone first: the bonus while
 * there is some, then today's counters, then what was forgiven today; what is older corrects the day before.
 */
function takeBack(
  usage: SubscriberUsage,
  downBytes: number,
  upBytes: number,
  at: number,
  terms: CountingTerms,
  tally: Tally,
): void {
  const counted = countedBytes(-(downBytes + upBytes), percentAt(at, terms), usage.remainder);
  usage.remainder = counted.remainder;
  const refund = -counted.bytes;
  const isToday = isInRunningDay(usage, at, terms);
  const bonusToday = isToday ? usage.dailyBonusBytes : 0;
  const countedToday = isToday ? usage.dailyCountedBytes + usage.forgivenCountedBytes : 0;
  const toBonus =
    usage.bonusBytes > 0 ? Math.min(refund, bonusToday) : Math.min(Math.max(0, refund - countedToday), bonusToday);
  usage.bonusBytes += toBonus;
  usage.dailyBonusBytes -= toBonus;
  const rest = refund - toBonus;
  tally.countedBytes -= rest;
  tally.bonusBytes -= toBonus;
  if (isInRunningMonth(usage, at, terms)) {
    usage.monthlyRawDownBytes -= Math.min(usage.monthlyRawDownBytes, downBytes);
    usage.monthlyRawUpBytes -= Math.min(usage.monthlyRawUpBytes, upBytes);
    usage.monthlyCountedBytes -= Math.min(usage.monthlyCountedBytes, rest);
  }
  let [olderDown, olderUp, olderCounted] = [downBytes, upBytes, rest];
  if (isToday) {
    olderDown = takeFrom(usage, 'dailyRawDownBytes', 'forgivenRawDownBytes', downBytes);
    olderUp = takeFrom(usage, 'dailyRawUpBytes', 'forgivenRawUpBytes', upBytes);
    olderCounted = takeFrom(usage, 'dailyCountedBytes', 'forgivenCountedBytes', rest);
  }
  if (olderDown + olderUp + olderCounted === 0) return;
  const { calendar } = terms;
  tally.corrections.push({
    day: isToday ? calendar.day(calendar.day(usage.lastDailyResetAt).startsAt - 1).day : calendar.day(at).day,
    rawDownBytes: 0 - olderDown,
    rawUpBytes: 0 - olderUp,
    countedBytes: 0 - olderCounted,
    bonusBytes: 0,
    forgivenBytes: 0,
    reason: 'stop-receipt',
  });
}

type Counter = Exclude<keyof SubscriberUsage, 'remainder' | 'lastDailyResetAt' | 'lastMonthlyResetAt'>;

/** Lowers two counters in turn, neither below zero; returns what neither could give. */
function takeFrom(usage: SubscriberUsage, first: Counter, second: Counter, bytes: number): number {
  const fromFirst = Math.min(usage[first], bytes);
  usage[first] -= fromFirst;
  const fromSecond = Math.min(usage[second], bytes - fromFirst);
  usage[second] -= fromSecond;
  return bytes - fromFirst - fromSecond;
}

const percentAt = (at: number, { calendar, freeHours }: CountingTerms): number =>
  freeHours === null ? 0 : calendar.free(at, freeHours).percent;

const isInRunningDay = (usage: SubscriberUsage, at: number, { calendar, areResetsHeld }: CountingTerms): boolean =>
  areResetsHeld || at >= calendar.day(usage.lastDailyResetAt).startsAt;

function isInRunningMonth(usage: SubscriberUsage, at: number, terms: CountingTerms): boolean {
  const { calendar, monthlyResetDay, areResetsHeld } = terms;
  if (areResetsHeld || monthlyResetDay === null) return true;
  return at >= calendar.month(usage.lastMonthlyResetAt, monthlyResetDay).startsAt;
}
