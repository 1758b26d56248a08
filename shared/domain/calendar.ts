/**
 * The quota days, months and free-hours segments of one installation, remembered.
 *
 * A Temporal computation costs 40–400 µs; usage is counted up to 15,000 times a second and nearly always asks about
 * the same day again. So each question keeps its last answer and returns it while the instant lies inside.
 * The answers depend on the arguments only: two calendars with the same settings agree. When the operator changes
 * the zone or the reset time, make a new one.
 */
import { type FreeHours, type FreeSegment, freeSegmentAt } from './free-hours.ts';
import { type MonthlyPeriod, monthlyPeriodAt } from './monthly-period.ts';
import { type QuotaDay, quotaDayAt } from './quota-day.ts';
import type { MinuteOfDay } from './time-of-day.ts';
import type { Zone } from './zone.ts';

export interface Calendar {
  readonly zone: Zone;
  readonly resetMinute: MinuteOfDay;
  /** The quota day that contains `at`. */
  day(at: number): QuotaDay;
  /** The monthly period that contains `at`, for resets on `resetDay` (1..31). */
  month(at: number, resetDay: number): MonthlyPeriod;
  /** The free-hours segment around `at`; `hours` is remembered by identity, so keep the service's object. */
  free(at: number, hours: FreeHours): FreeSegment;
}

/** @throws RangeError when `zone` is unknown (checked where settings are saved, see `parseZone`). */
export function createCalendar(zone: Zone, resetMinute: MinuteOfDay): Calendar {
  let today = quotaDayAt(0, zone, resetMinute);
  // Late readings ask about the day before while polls ask about today: two answers stop them evicting each other.
  let other = today;
  const months = new Map<number, MonthlyPeriod>();
  const segments = new WeakMap<FreeHours, FreeSegment>();

  return {
    zone,
    resetMinute,
    day(at) {
      if (at >= today.startsAt && at < today.endsAt) return today;
      const found = at >= other.startsAt && at < other.endsAt ? other : quotaDayAt(at, zone, resetMinute);
      other = today;
      today = found;
      return found;
    },
    month(at, resetDay) {
      const known = months.get(resetDay);
      if (known && at >= known.startsAt && at < known.endsAt) return known;
      const found = monthlyPeriodAt(at, resetDay, zone, resetMinute);
      months.set(resetDay, found);
      return found;
    },
    free(at, hours) {
      const known = segments.get(hours);
      if (known && at >= known.startsAt && at < known.endsAt) return known;
      const found = freeSegmentAt(at, hours, zone);
      segments.set(hours, found);
      return found;
    },
  };
}
