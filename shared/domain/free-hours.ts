/**
 * Free Hours: a daily window in which a percentage of the traffic, down and up, is not counted (F145–F147, spec X29).
 * It never changes the speed.
 *
 * The window is what the wall clock shows: on the night the clocks go back, 01:00–02:00 is free both times; when
 * they go forward over it, it does not happen. Counted bytes are integers, and the rest of the division is
 * carried to the next delta (X48), so no sequence of deltas counts more or less than their sum would.
 */
import type { FieldFault } from './field-fault.ts';
import { isInDailyWindow, isMinuteOfDay, type MinuteOfDay } from './time-of-day.ts';
import { instantOf, localTime, plainTime, type Zone } from './zone.ts';

export interface FreeHours {
  /** The window is [fromMinute, toMinute) of the wall clock; from after to crosses midnight. */
  readonly fromMinute: MinuteOfDay;
  readonly toMinute: MinuteOfDay;
  /** How much is free: 100 counts nothing, 70 counts 30 %, 0 counts everything. */
  readonly percent: number;
}

/** A span of time over which one percentage holds: [startsAt, endsAt), UTC ms. */
export interface FreeSegment {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly percent: number;
}

/** What is wrong with a window as typed; `field` is its path in the input. */
export function validateFreeHours(hours: FreeHours, field = 'freeHours'): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!isMinuteOfDay(hours.fromMinute))
    faults.push({ field: `${field}.from`, message: 'must be a time from 00:00 to 23:59' });
  if (!isMinuteOfDay(hours.toMinute))
    faults.push({ field: `${field}.to`, message: 'must be a time from 00:00 to 23:59' });
  if (hours.fromMinute === hours.toMinute) {
    faults.push({
      field: `${field}.to`,
      message: `must differ from ${field}.from; a window that is empty or a whole day is no window`,
    });
  }
  if (!Number.isInteger(hours.percent) || hours.percent < 0 || hours.percent > 100) {
    faults.push({ field: `${field}.percent`, message: 'must be a whole number from 0 to 100' });
  }
  return faults;
}

/**
 * The segment around `at` in which the free percentage does not change.
 *
 * Its ends are edges of the window, or changes of the zone's offset: splitting a delta at one more instant than
 * needed is harmless, missing one is not.
 */
export function freeSegmentAt(at: number, hours: FreeHours, zone: Zone): FreeSegment {
  const local = localTime(at, zone);
  const percent = isInDailyWindow(local.hour * 60 + local.minute, hours.fromMinute, hours.toMinute) ? hours.percent : 0;
  let startsAt = Number.NEGATIVE_INFINITY;
  let endsAt = Number.POSITIVE_INFINITY;
  const consider = (edge: number) => {
    if (edge <= at) startsAt = Math.max(startsAt, edge);
    else endsAt = Math.min(endsAt, edge);
  };
  const today = local.toPlainDate();
  for (let offset = -2; offset <= 2; offset++) {
    const date = today.add({ days: offset });
    for (const minute of [hours.fromMinute, hours.toMinute]) {
      consider(instantOf(date, minute, zone));
      // The second time of a minute that happens twice is an edge as well.
      const later = date.toPlainDateTime(plainTime(minute)).toZonedDateTime(zone, { disambiguation: 'later' });
      consider(later.epochMilliseconds);
    }
  }
  const next = local.getTimeZoneTransition('next');
  if (next !== null) consider(next.epochMilliseconds);
  // "previous" is strictly before, so an instant exactly on a transition is asked for from one ms later.
  const previous = local.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  if (previous !== null) consider(previous.epochMilliseconds);
  return { startsAt, endsAt, percent };
}

/** Counted bytes of a delta, and the hundredths of a byte to carry into the next one. */
export interface Counted {
  readonly bytes: number;
  readonly remainder: number;
}

/**
 * The part of `rawBytes` that counts when `percent` is free: (raw × (100 − percent) + remainder) / 100 (F146, X48).
 *
 * `rawBytes` may be negative (a receipt takes bytes back); `remainder` is 0..99 hundredths of a byte, always carried.
 * Exact up to 90 TB per delta.
 */
export function countedBytes(rawBytes: number, percent: number, remainder: number): Counted {
  const hundredths = rawBytes * (100 - percent) + remainder;
  const bytes = Math.floor(hundredths / 100);
  return { bytes, remainder: hundredths - bytes * 100 };
}
