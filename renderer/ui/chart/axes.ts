import { clock, day } from '../formats/times.ts';

/** 1, 2 or 5 times a power of ten, the smallest that is at least `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = value / power;
  return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
}

/** Top of the axis when everything in sight is zero: then only the zero is labelled. */
export const NOTHING_TOP = 1;

export interface YRangeInput {
  /** Least and largest drawn value in sight; null when there is none. Mirrored series are negative here. */
  readonly min: number | null;
  readonly max: number | null;
  /** Limits that must be in sight. */
  readonly limits: readonly number[];
  /** Fixed top, e.g. 100 for per cent. */
  readonly top?: number | undefined;
  /** `data` leaves zero out of sight: for what never comes near it, such as the number of sessions. Never for rates. */
  readonly base?: 'zero' | 'data' | undefined;
}

/** The y axis: from zero (or the mirrored part below it) to a little above what is drawn. */
export function yRange({ min, max, limits, top, base }: YRangeInput): readonly [number, number] {
  if (base === 'data' && min !== null && max !== null && min > 0) {
    const air = Math.max((max - min) * 0.25, max * 0.02);
    return [Math.max(0, min - air), Math.max(max + air, ...limits)];
  }
  const highest = Math.max(max ?? 0, ...limits, 0);
  const lowest = Math.min(min ?? 0, 0);
  // A limit at the top needs room for its words above the line.
  const air = limits.includes(highest) ? 1.2 : 1.12;
  const high = top ?? (highest > 0 ? highest * air : NOTHING_TOP);
  return [lowest < 0 ? lowest * 1.6 : 0, high];
}

/**
 * Ticks of the y axis: about one every 44 px (20 in a low chart) at round values, zero among them when it is in sight.
 * `least` is the smallest step that means something: half a session does not. A mirrored part too low for a round
 * tick still gets one, so that upload can be read at all.
 */
export function ySplits(min: number, max: number, height: number, least = 0): number[] {
  const span = max - min;
  if (!(span > 0) || height <= 0) return [0];
  const space = Math.max(20, Math.min(44, height / 3.5));
  const step = Math.max(least, niceStep((span / height) * space));
  const ticks: number[] = [];
  for (let tick = Math.ceil(min / step - 1e-9) * step; tick <= max + step * 1e-9; tick += step) {
    ticks.push(Math.abs(tick) < step * 1e-9 ? 0 : Number(tick.toPrecision(12)));
  }
  const pxPerUnit = height / span;
  if (min < 0 && !ticks.some((tick) => tick < 0) && -min * pxPerUnit > 20) ticks.unshift(-floorNice(-min * 0.9));
  return ticks;
}

/** 1, 2, 3, 5 or 8 times a power of ten, the largest that is at most `value`. */
function floorNice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [8, 5, 3, 2, 1].find((candidate) => candidate * power <= value) ?? 1;
  return factor * power;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Labels of the time axis for ticks `stepMs` apart: seconds, minutes, or `Sat 14`, `20 Nov`. */
export function timeLabels(ticksMs: readonly number[], stepMs: number, zone: string): string[] {
  if (stepMs < MINUTE) return ticksMs.map((at) => clock(at, zone));
  if (stepMs < DAY) return ticksMs.map((at) => clock(at, zone, false));
  const dayText = (at: number) => day(at, at, zone);
  // `Fri 20 Nov`: the weekday helps for a week, the month beyond.
  return ticksMs.map((at) =>
    (stepMs < 3 * DAY ? dayText(at).split(' ').slice(0, 2) : dayText(at).split(' ').slice(1)).join(' '),
  );
}

const agoSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);

/** Ticks of a live chart counted back from now, three to five of them, the right edge among them. */
export function agoSplits(fromMs: number, toMs: number): number[] {
  const step = agoSteps.find((candidate) => (toMs - fromMs) / candidate <= 4) ?? 3_600_000;
  const ticks: number[] = [];
  for (let at = toMs; at >= fromMs - 1; at -= step) ticks.unshift(at);
  return ticks;
}

/** `−2 min`, `−30 s`, `now`. */
export function agoLabels(ticksMs: readonly number[], toMs: number): string[] {
  return ticksMs.map((at) => {
    const seconds = Math.round((toMs - at) / 1000);
    if (seconds === 0) return 'now';
    if (seconds % 3600 === 0) return `−${seconds / 3600} h`;
    return seconds % 60 === 0 ? `−${seconds / 60} min` : `−${seconds} s`;
  });
}
