import { Temporal } from 'temporal-polyfill';
import { fault, ok, type Result } from './result.ts';
import type { MinuteOfDay } from './time-of-day.ts';

/** An IANA name (`Asia/Beirut`), or a manual UTC offset (`+03:00`) where the operator overrides it (spec X46). */
export type Zone = string;

export const DAY_MS = 86_400_000;

/** Checks a zone as it is typed in the settings; the value is the name in its proper case. */
export function parseZone(text: string): Result<Zone, string> {
  const typed = text.trim();
  try {
    return ok(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(typed).timeZoneId);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fault(`"${typed}" is neither an IANA time zone (Asia/Beirut) nor a UTC offset (+03:00)`);
  }
}

export const localTime = (at: number, zone: Zone): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

export const plainTime = (minute: MinuteOfDay): Temporal.PlainTime =>
  new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);

/**
 * The one instant at which a wall-clock minute of a date is said to be reached.
 *
 * A minute that the clock skips is moved on by the size of the gap; of a minute that happens twice the first counts
 * (Temporal's "compatible"). So every date has exactly one instant, also on both DST days.
 */
export const instantOf = (date: Temporal.PlainDate, minute: MinuteOfDay, zone: Zone): number =>
  date.toZonedDateTime({ timeZone: zone, plainTime: plainTime(minute) }).epochMilliseconds;
