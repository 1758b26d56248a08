/**
 * When monthly counters start again (spec X1, X52): on renewal only, on the subscriber's own billing day, or on the 1st.
 *
 * The boundary is the operator's reset time on that date. Billing days 29–31 clamp to the month's last day and come
 * back in longer months (31 → 28 → 31), because each month is computed from the billing day and not from the last reset.
 */
import type { Temporal } from 'temporal-polyfill';
import type { MinuteOfDay } from './time-of-day.ts';
import { instantOf, localTime, type Zone } from './zone.ts';

export type MonthlyReset = 'renew' | 'anniversary' | 'calendar';

export interface MonthlyPeriod {
  /** `YYYY-MM-DD`: the local date on which the period started; what the portal prints ("since 15 Oct"). */
  readonly startDay: string;
  /** UTC ms; the period is [startsAt, endsAt). */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The day of the month on which `mode` resets: the subscriber's `billingDay`, 1, or null where only Renew resets. */
export function monthlyResetDay(mode: MonthlyReset, billingDay: number): number | null {
  if (mode === 'renew') return null;
  return mode === 'calendar' ? 1 : billingDay;
}

/** The monthly period that contains `at`, for resets on `resetDay` (1..31) of each month. */
export function monthlyPeriodAt(at: number, resetDay: number, zone: Zone, resetMinute: MinuteOfDay): MonthlyPeriod {
  // Two months ahead, then back: as in quotaDayAt, next month's boundary can already have passed when clocks go back.
  let month = localTime(at, zone).toPlainDate().toPlainYearMonth().add({ months: 2 });
  let date = clampedDay(month, resetDay);
  let startsAt = instantOf(date, resetMinute, zone);
  let endsAt = startsAt;
  while (startsAt > at) {
    endsAt = startsAt;
    month = month.subtract({ months: 1 });
    date = clampedDay(month, resetDay);
    startsAt = instantOf(date, resetMinute, zone);
  }
  return { startDay: date.toString(), startsAt, endsAt };
}

/** Whether the monthly counters must be reset by the calendar. `renew` is never due: only the renewal resets it. */
export function monthlyResetDue(
  lastResetAt: number | null,
  now: number,
  mode: MonthlyReset,
  billingDay: number,
  zone: Zone,
  resetMinute: MinuteOfDay,
): boolean {
  const resetDay = monthlyResetDay(mode, billingDay);
  if (resetDay === null) return false;
  return lastResetAt === null || lastResetAt < monthlyPeriodAt(now, resetDay, zone, resetMinute).startsAt;
}

/** `resetDay` of the month, or its last day where it is shorter. */
const clampedDay = (month: Temporal.PlainYearMonth, resetDay: number): Temporal.PlainDate =>
  month.toPlainDate({ day: Math.min(resetDay, month.daysInMonth) });
