/**
 * The quota day: it starts at the operator's reset time, not at midnight (spec X14), and carries the date of its start.
 *
 * A reset is a state rule and not an event (X15): a subscriber whose last reset lies before the latest boundary is due,
 * whether the engine ran at that minute or not. Each date has exactly one boundary, so exactly one reset is due per
 * quota day, across DST, zone changes, sleep and restarts. These functions compute with Temporal (tens of µs);
 * whoever asks per reading uses the memoised calendar (`calendar.ts`).
 */
import type { MinuteOfDay } from './time-of-day.ts';
import { instantOf, localTime, type Zone } from './zone.ts';

/** 00:05, the default of Settings → RADIUS → Daily Quota Reset Time (F088). */
export const DEFAULT_RESET_MINUTE: MinuteOfDay = 5;

export interface QuotaDay {
  /** `YYYY-MM-DD`: the local date on which this quota day started. */
  readonly day: string;
  /** UTC ms; the day is [startsAt, endsAt). */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The quota day that contains `at`. */
export function quotaDayAt(at: number, zone: Zone, resetMinute: MinuteOfDay): QuotaDay {
  // Two days ahead, then back: the clock may be set back over midnight, so the boundary of "tomorrow" can have passed,
  // and a zone may skip a whole date (Apia, 30 December 2011), whose boundary then coincides with the next one's.
  let date = localTime(at, zone).toPlainDate().add({ days: 2 });
  let startsAt = instantOf(date, resetMinute, zone);
  let endsAt = startsAt;
  while (startsAt > at) {
    endsAt = startsAt;
    date = date.subtract({ days: 1 });
    startsAt = instantOf(date, resetMinute, zone);
  }
  return { day: date.toString(), startsAt, endsAt };
}

/** The latest reset boundary at or before `now`, UTC ms. */
export const latestDailyBoundary = (now: number, zone: Zone, resetMinute: MinuteOfDay): number =>
  quotaDayAt(now, zone, resetMinute).startsAt;

/** The first reset boundary after `now`, UTC ms. */
export const nextDailyBoundary = (now: number, zone: Zone, resetMinute: MinuteOfDay): number =>
  quotaDayAt(now, zone, resetMinute).endsAt;

/** The label of the quota day that contains `at`: `YYYY-MM-DD`. */
export const quotaDayOf = (at: number, zone: Zone, resetMinute: MinuteOfDay): string =>
  quotaDayAt(at, zone, resetMinute).day;

/** Whether the daily counters must be reset: never reset, or last reset before the latest boundary. */
export const dailyResetDue = (lastResetAt: number | null, now: number, zone: Zone, resetMinute: MinuteOfDay): boolean =>
  lastResetAt === null || lastResetAt < latestDailyBoundary(now, zone, resetMinute);

/** What another zone or reset time does to the day that is running. */
export interface QuotaDayChange {
  /**
   * The new calendar's day began after the running one, so by the state rule (X15) a reset is due for everybody as soon
   * as it is in force.
   */
  readonly resetsNow: boolean;
  /** Where the running day ends by the old calendar, and where the day in force ends by the new one. UTC ms. */
  readonly endsBefore: number;
  readonly endsAfter: number;
  /** Where the day in force began, by the new calendar if it resets now. */
  readonly startsAt: number;
}

/** Compares the quota day at `now` in two calendars; undefined when the change moves nothing. */
export function quotaDayChange(
  now: number,
  before: { readonly zone: Zone; readonly resetMinute: MinuteOfDay },
  after: { readonly zone: Zone; readonly resetMinute: MinuteOfDay },
): QuotaDayChange | undefined {
  const old = quotaDayAt(now, before.zone, before.resetMinute);
  const day = quotaDayAt(now, after.zone, after.resetMinute);
  if (old.startsAt === day.startsAt && old.endsAt === day.endsAt) return undefined;
  const resetsNow = day.startsAt > old.startsAt;
  return {
    resetsNow,
    endsBefore: old.endsAt,
    endsAfter: day.endsAt,
    startsAt: resetsNow ? day.startsAt : old.startsAt,
  };
}
