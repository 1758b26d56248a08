/**
 * The quota days, months and free-hours segments of one installation, remembered.
 *
 * A Temporal computation costs 40–400 µs; usage is counted up to 15,000 times a second and nearly always asks about
 * the same day again. So each question keeps its last four answers and returns one while the instant lies inside.
 * One would not do: in the cycle over a boundary every subscriber asks about both sides of it in turn, and late
 * readings ask about yesterday. The answers depend on the arguments only: two calendars with the same settings agree.
 * When the operator changes the zone or the reset time, make a new one.
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
  const dayAt = remember((at) => quotaDayAt(at, zone, resetMinute));
  const months = new Map<number, (at: number) => MonthlyPeriod>();
  const segments = new WeakMap<FreeHours, (at: number) => FreeSegment>();
  dayAt(0); // an unknown zone is refused here, and not at the first reading

  return {
    zone,
    resetMinute,
    day: dayAt,
    month(at, resetDay) {
      let monthAt = months.get(resetDay);
      if (!monthAt) {
        monthAt = remember((instant) => monthlyPeriodAt(instant, resetDay, zone, resetMinute));
        months.set(resetDay, monthAt);
      }
      return monthAt(at);
    },
    free(at, hours) {
      let segmentAt = segments.get(hours);
      if (!segmentAt) {
        segmentAt = remember((instant) => freeSegmentAt(instant, hours, zone));
        segments.set(hours, segmentAt);
      }
      return segmentAt(at);
    },
  };
}

const ANSWERS_KEPT = 4;

/** Answers from the last few spans found, the latest first; at the limit the oldest is forgotten. */
function remember<Span extends { readonly startsAt: number; readonly endsAt: number }>(
  find: (at: number) => Span,
): (at: number) => Span {
  const spans: Span[] = [];
  return (at) => {
    for (let index = 0; index < spans.length; index++) {
      const span = spans[index]!;
      if (at >= span.startsAt && at < span.endsAt) return span;
    }
    const found = find(at);
    spans.unshift(found);
    if (spans.length > ANSWERS_KEPT) spans.pop();
    return found;
  };
}
