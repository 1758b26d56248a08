/** The usage counters of one subscriber, all its sessions together (X44), and what they leave behind when they close. */
import type { Calendar } from './calendar.ts';

/**
 * Plain data, bytes and UTC ms; persist it as it is. Three numbers are kept apart (spec X6): raw down, raw up, and
 * counted, which is what quotas and tiers see. `countDelta` and `catchUp` mutate it (see `counting.ts`).
 */
export interface SubscriberUsage {
  /** Since the last daily reset, by the clock or by an operator (F085). */
  dailyRawDownBytes: number;
  dailyRawUpBytes: number;
  dailyCountedBytes: number;
  /** Taken from the bonus in this quota day. */
  dailyBonusBytes: number;
  /** Forgiven by operators' resets in this quota day; still part of its history (X54). */
  forgivenRawDownBytes: number;
  forgivenRawUpBytes: number;
  forgivenCountedBytes: number;
  monthlyRawDownBytes: number;
  monthlyRawUpBytes: number;
  monthlyCountedBytes: number;
  /** Bought bytes that are left; survives resets and renewals (X51, X52). */
  bonusBytes: number;
  /** 0..99 hundredths of a byte that free hours left over (X48). */
  remainder: number;
  lastDailyResetAt: number;
  lastMonthlyResetAt: number;
}

/** A closed quota day, one row of `daily_usage_history`: it never changes but by corrections. */
export interface DayEntry {
  /** `YYYY-MM-DD`, the quota day. */
  readonly day: string;
  readonly rawDownBytes: number;
  readonly rawUpBytes: number;
  /** All that counted towards quotas that day, the forgiven part included. */
  readonly countedBytes: number;
  readonly bonusBytes: number;
  /** What operators' resets forgave of `countedBytes`. */
  readonly forgivenBytes: number;
}

/** A signed, visible change of a day that is closed (X48, X54). */
export interface DayCorrection extends DayEntry {
  /** Late bytes of that day, bytes a Stop took back, or a reset undone after the day had closed. */
  readonly reason: 'late' | 'stop-receipt' | 'reset-undone';
}

/** A closed monthly period. */
export interface MonthEntry {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly rawDownBytes: number;
  readonly rawUpBytes: number;
  readonly countedBytes: number;
}

/** What catching up with the calendar closed. */
export interface Closings {
  readonly closedDays: DayEntry[];
  readonly closedMonths: MonthEntry[];
}

/** Counters of a new subscriber: quota day and month begin with it. */
export function newUsage(createdAt: number): SubscriberUsage {
  return {
    dailyRawDownBytes: 0,
    dailyRawUpBytes: 0,
    dailyCountedBytes: 0,
    dailyBonusBytes: 0,
    forgivenRawDownBytes: 0,
    forgivenRawUpBytes: 0,
    forgivenCountedBytes: 0,
    monthlyRawDownBytes: 0,
    monthlyRawUpBytes: 0,
    monthlyCountedBytes: 0,
    bonusBytes: 0,
    remainder: 0,
    lastDailyResetAt: createdAt,
    lastMonthlyResetAt: createdAt,
  };
}

/**
 * Applies the resets that are due at `now` (X15): closes the quota day and the monthly period the counters belong to,
 * however long ago that was. Idempotent; a clock that went back resets nothing.
 *
 * @param resetDay the day of month on which monthly counters reset, null where only a renewal does
 */
export function advanceTo(
  usage: SubscriberUsage,
  now: number,
  calendar: Calendar,
  resetDay: number | null,
  into: Closings,
): void {
  const today = calendar.day(now);
  if (usage.lastDailyResetAt < today.startsAt) closeDay(usage, today.startsAt, calendar, into);
  if (resetDay === null) return;
  const month = calendar.month(now, resetDay);
  if (usage.lastMonthlyResetAt < month.startsAt) closeMonth(usage, month.startsAt, into);
}

/** How far a reset may lie ahead of the clock: a boundary that was passed before the clock was set back a little. */
const AHEAD_MS_MAX = 86_400_000;

/**
 * Whether the counters were reset in a time that is yet to come: by a clock that was years ahead when the engine started.
 * Every byte of today is a late one to them then, and no quota is ever reached.
 */
export const isAhead = ({ lastDailyResetAt, lastMonthlyResetAt }: SubscriberUsage, now: number): boolean =>
  Math.max(lastDailyResetAt, lastMonthlyResetAt) > now + AHEAD_MS_MAX;

/** Puts such counters into the day and the month of `now`, with what they hold. Only by a clock that somebody confirmed. */
export function bringBack(usage: SubscriberUsage, now: number, calendar: Calendar, resetDay: number | null): void {
  const today = calendar.day(now).startsAt;
  const month = resetDay === null ? today : calendar.month(now, resetDay).startsAt;
  if (usage.lastDailyResetAt > now) usage.lastDailyResetAt = today;
  if (usage.lastMonthlyResetAt > now) usage.lastMonthlyResetAt = month;
}

/** The row the running quota day would leave if it closed now; today's row of the history chart. */
export function dayEntryOf(usage: SubscriberUsage, calendar: Calendar): DayEntry {
  return {
    day: calendar.day(usage.lastDailyResetAt).day,
    rawDownBytes: usage.dailyRawDownBytes + usage.forgivenRawDownBytes,
    rawUpBytes: usage.dailyRawUpBytes + usage.forgivenRawUpBytes,
    countedBytes: usage.dailyCountedBytes + usage.forgivenCountedBytes,
    bonusBytes: usage.dailyBonusBytes,
    forgivenBytes: usage.forgivenCountedBytes,
  };
}

function closeDay(usage: SubscriberUsage, at: number, calendar: Calendar, into: Closings): void {
  const entry = dayEntryOf(usage, calendar);
  // A day without traffic leaves no row (X63).
  if (entry.rawDownBytes + entry.rawUpBytes + entry.countedBytes + entry.bonusBytes > 0) into.closedDays.push(entry);
  usage.dailyRawDownBytes = 0;
  usage.dailyRawUpBytes = 0;
  usage.dailyCountedBytes = 0;
  usage.dailyBonusBytes = 0;
  usage.forgivenRawDownBytes = 0;
  usage.forgivenRawUpBytes = 0;
  usage.forgivenCountedBytes = 0;
  usage.lastDailyResetAt = at;
}

/** Ends the running monthly period at `at` and starts the next one. */
export function closeMonth(usage: SubscriberUsage, at: number, into: Closings): void {
  into.closedMonths.push({
    startsAt: usage.lastMonthlyResetAt,
    endsAt: at,
    rawDownBytes: usage.monthlyRawDownBytes,
    rawUpBytes: usage.monthlyRawUpBytes,
    countedBytes: usage.monthlyCountedBytes,
  });
  usage.monthlyRawDownBytes = 0;
  usage.monthlyRawUpBytes = 0;
  usage.monthlyCountedBytes = 0;
  usage.lastMonthlyResetAt = at;
}
