import { fault, ok, type Result } from './result.ts';

/** Minutes since local midnight, 0..1439. The quota reset, free hours and speed rules are all written in it. */
export type MinuteOfDay = number;

export const MINUTES_PER_DAY = 1_440;

/** Reads `HH:MM` (also `H:MM`), 00:00 to 23:59. */
export function parseTimeOfDay(text: string): Result<MinuteOfDay, string> {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2]);
  if (!match || hour > 23 || minute > 59)
    return fault(`"${text}" is not a time of day; write HH:MM from 00:00 to 23:59`);
  return ok(hour * 60 + minute);
}

export const formatTimeOfDay = (minute: MinuteOfDay): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const isMinuteOfDay = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < MINUTES_PER_DAY;

/** Whether `minute` lies in [from, to); a window with `from` after `to` crosses midnight. Equal ends are no window. */
export function isInDailyWindow(minute: MinuteOfDay, from: MinuteOfDay, to: MinuteOfDay): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
