import { localTime, type Zone } from '../../../shared/domain/zone.ts';
import type { ChartData } from '../../ui/chart/chart-data.ts';

export interface DayUsage {
  /** YYYY-MM-DD, the quota day. */
  readonly day: string;
  readonly downBytes: number;
  readonly upBytes: number;
}

/** The quota days a chart of `days` bars asks for, both ends included; the last one is running. */
export function dayRange(
  nowMs: number,
  zone: Zone,
  days: number,
): { readonly fromDay: string; readonly toDay: string } {
  const today = localTime(nowMs, zone).toPlainDate();
  return { fromDay: today.subtract({ days: days - 1 }).toString(), toDay: today.toString() };
}

/**
 * One bar per day at its midnight, download and upload in bytes; a day without usage is a zero bar.
 *
 * The running day is `today` (the counters since the last reset) or what was already written of it, whichever is more:
 * the daily record is folded later than the counters rise, and a manual reset empties only the counters.
 */
export function dayBars(
  known: readonly DayUsage[],
  today: { readonly downBytes: number; readonly upBytes: number },
  { nowMs, zone, days }: { readonly nowMs: number; readonly zone: Zone; readonly days: number },
): ChartData {
  const byDay = new Map(known.map((usage) => [usage.day, usage]));
  const last = localTime(nowMs, zone).startOfDay();
  const timesMs: number[] = [];
  const down: number[] = [];
  const up: number[] = [];
  for (let back = days - 1; back >= 0; back--) {
    const date = last.subtract({ days: back });
    const written = byDay.get(date.toPlainDate().toString()) ?? { downBytes: 0, upBytes: 0 };
    const more = back === 0 && today.downBytes + today.upBytes > written.downBytes + written.upBytes;
    timesMs.push(date.epochMilliseconds);
    down.push(more ? today.downBytes : written.downBytes);
    up.push(more ? today.upBytes : written.upBytes);
  }
  const end = last.add({ days: 1 }).epochMilliseconds;
  return { timesMs, values: [down, up], domain: [timesMs[0] ?? end, end] };
}
