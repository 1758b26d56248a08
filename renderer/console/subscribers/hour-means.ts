import { DAY_MS, localTime, type Zone } from '../../../shared/domain/zone.ts';

export interface HourUsage {
  readonly hourAt: number;
  readonly downBytes: number;
  readonly upBytes: number;
}

export type UsageDirection = 'down' | 'up' | 'both';

export const bytesOf = (usage: { readonly downBytes: number; readonly upBytes: number }, of: UsageDirection): number =>
  of === 'down' ? usage.downBytes : of === 'up' ? usage.upBytes : usage.downBytes + usage.upBytes;

const HOUR_MS = 3_600_000;

/**
 * The mean volume of each hour of each weekday: seven rows from Monday, 24 columns of the operator's clock, bytes.
 *
 * An hour without usage counts as zero, because it was watched; a cell none of whose hours lies between `fromMs` and
 * `toMs` is null. The hour that is still running is left out: it would pull its mean down.
 */
export function hourMeans(
  hours: readonly HourUsage[],
  of: UsageDirection,
  { fromMs, toMs, zone }: { readonly fromMs: number; readonly toMs: number; readonly zone: Zone },
): (number | null)[][] {
  const sums = grid(0);
  const watched = grid(0);
  const place = (at: number): readonly [day: number, hour: number] => {
    const local = localTime(at, zone);
    return [local.dayOfWeek - 1, local.hour];
  };
  const end = Math.floor(toMs / HOUR_MS) * HOUR_MS;
  const start = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  for (let at = start; at < end; at += HOUR_MS) add(watched, place(at), 1);
  for (const hour of hours) {
    if (hour.hourAt >= start && hour.hourAt < end) add(sums, place(hour.hourAt), bytesOf(hour, of));
  }
  return watched.map((row, day) =>
    row.map((count, hour) => (count === 0 ? null : Math.round((sums[day]?.[hour] ?? 0) / count))),
  );
}

const grid = (value: number): number[][] => Array.from({ length: 7 }, () => new Array<number>(24).fill(value));

function add(cells: number[][], [day, hour]: readonly [number, number], value: number): void {
  const row = cells[day];
  if (row) row[hour] = (row[hour] ?? 0) + value;
}

/** The fullest cell and the longest stretch of the mean day that stays under a tenth of its peak; null without usage. */
export function hourExtremes(cells: readonly (readonly (number | null)[])[]): {
  readonly busiest: readonly [day: number, hour: number];
  readonly quiet: readonly [from: number, to: number] | null;
} | null {
  let busiest: readonly [day: number, hour: number] | null = null;
  let top = 0;
  const byHour = new Array<number>(24).fill(0);
  for (const [day, row] of cells.entries()) {
    for (const [hour, value] of row.entries()) {
      byHour[hour] = (byHour[hour] ?? 0) + (value ?? 0);
      if (value === null || value <= top) continue;
      top = value;
      busiest = [day, hour];
    }
  }
  if (busiest === null) return null;
  const limit = Math.max(...byHour) / 10;
  let quiet: readonly [number, number] | null = null;
  let from = 0;
  // Twice around the clock, so that a quiet night may pass midnight.
  for (let hour = 0; hour < 48; hour++) {
    if ((byHour[hour % 24] ?? 0) > limit) from = hour + 1;
    else if (quiet === null || hour + 1 - from > quiet[1] - quiet[0]) quiet = [from, hour + 1];
  }
  if (quiet === null || quiet[1] - quiet[0] >= 24 || quiet[1] - quiet[0] < 2) return { busiest, quiet: null };
  return { busiest, quiet: [quiet[0] % 24, quiet[1] % 24] };
}

export const HEATMAP_DAYS = 30;
export const heatmapFrom = (now: number): number => now - HEATMAP_DAYS * DAY_MS;
