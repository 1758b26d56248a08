import type { Output } from '../../../shared/contract/contract.ts';
import type { ChartData, ChartGap } from '../../ui/chart/chart-data.ts';
import { clock } from '../../ui/formats/times.ts';

export type TrafficHour = Output<'overview.traffic'>['items'][number];

export const HOUR_MS = 3_600_000;

/** Where today began in the operator's zone, to the second. Wrong by the hour that is skipped on the day of a change. */
export function midnight(at: number, zone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock(at, zone).split(':').map(Number);
  return Math.floor(at / 1000) * 1000 - ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** Hours that are there between two moments, and what is absent as gaps: nothing was counted, which is not zero. */
function hoursOf(items: readonly TrafficHour[], fromMs: number, toMs: number) {
  const byHour = new Map(items.map((item) => [item.hourAt, item]));
  const first = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
  const hours: { readonly at: number; readonly item: TrafficHour | undefined }[] = [];
  for (let at = first; at < toMs; at += HOUR_MS) hours.push({ at, item: byHour.get(at) });
  return hours;
}

/** The first bytes of the current hour divided by a second or two would be a spike. */
const LEAST_MS = 300_000;

/**
 * Mean rates per hour, bit/s, at the middle of each hour; the current hour by what has passed of it. Values are
 * download and upload.
 */
export function meanRates(items: readonly TrafficHour[], fromMs: number, nowMs: number): ChartData {
  const hours = hoursOf(items, fromMs, nowMs).filter(({ at }) => nowMs - at >= LEAST_MS);
  const spanMs = (at: number) => Math.min(HOUR_MS, nowMs - at);
  const bps = (bytes: number | undefined, at: number) => (bytes === undefined ? null : (bytes * 8000) / spanMs(at));
  return {
    timesMs: hours.map(({ at }) => at + spanMs(at) / 2),
    values: [
      hours.map(({ at, item }) => bps(item?.downBytes, at)),
      hours.map(({ at, item }) => bps(item?.upBytes, at)),
    ],
    gaps: gapsOf(hours),
    domain: [fromMs, nowMs],
  };
}

function gapsOf(hours: ReturnType<typeof hoursOf>): ChartGap[] {
  const gaps: ChartGap[] = [];
  for (const { at, item } of hours) {
    if (item) continue;
    const last = gaps.at(-1);
    if (last?.toMs === at) gaps[gaps.length - 1] = { ...last, toMs: at + HOUR_MS };
    else gaps.push({ fromMs: at, toMs: at + HOUR_MS, label: 'Nothing counted' });
  }
  return gaps;
}

/** Volumes or counts per hour as bars; an absent hour has none. */
export function perHour(
  items: readonly TrafficHour[],
  fromMs: number,
  toMs: number,
  picks: readonly ((hour: TrafficHour) => number)[],
): ChartData {
  const hours = hoursOf(items, fromMs, toMs);
  return {
    timesMs: hours.map(({ at }) => at),
    values: picks.map((pick) => hours.map(({ item }) => (item ? pick(item) : null))),
    domain: [Math.floor(fromMs / HOUR_MS) * HOUR_MS, Math.max(toMs, fromMs + HOUR_MS)],
  };
}

/** The sum over the hours from `fromMs` on. */
export const sumSince = (items: readonly TrafficHour[], fromMs: number, pick: (hour: TrafficHour) => number): number =>
  items.reduce((sum, hour) => (hour.hourAt >= Math.floor(fromMs / HOUR_MS) * HOUR_MS ? sum + pick(hour) : sum), 0);
