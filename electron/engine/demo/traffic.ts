/**
 * What a line moves between two instants, as a pure function: nothing ticks, so ten thousand idle lines cost nothing and
 * a day can be read in one call. Time is cut into episodes of two minutes; a seed says what happens in each.
 *
 * Bytes are whole and add up: [a, b] and [b, c] together are [a, c], whoever reads at whatever moments, as long as the
 * rate limit stays.
 */
import { busyness } from './day-curve.ts';
import { noise } from './random.ts';

export interface Volume {
  readonly downBytes: number;
  readonly upBytes: number;
}

/** bit/s; 0 is no limit, as in a simple queue. */
export interface LineLimit {
  readonly downBps: number;
  readonly upBps: number;
}

export const noLimit: LineLimit = { downBps: 0, upBps: 0 };

/** What a line would like to move. */
export type Demand =
  | { readonly kind: 'none' }
  /** Always the same rate, bit/s: for tests that compute. */
  | { readonly kind: 'constant'; readonly downBps: number; readonly upBps: number }
  | PersonDemand;

/** A household or an office. */
export interface PersonDemand {
  readonly kind: 'person';
  readonly seed: number;
  /** How likely the line is in use at the evening peak, 0…1. 1 never rests, at no hour. */
  readonly activity: number;
  /** bit/s of a download at full tilt, before any limit. */
  readonly appetiteBps: number;
  /** Upload as a part of the download; above 1 for those who send. */
  readonly upShare: number;
}

/** One access port. What no queue limits is limited by it. */
const PORT_BPS = 1_000_000_000;

const STEP_MS = 5_000;
const STEPS = 24;
const EPISODE_MS = STEP_MS * STEPS;
/** A mood lasts eight episodes, sixteen minutes: whether somebody sits there at all. */
const EPISODES_PER_MOOD = 8;

/** The unrest of a transfer: how much of its rate is used in each step, and the sums up to each. The same for all, entered anywhere. */
const UNREST_STEPS = 256;
const unrest = Float64Array.from(
  { length: UNREST_STEPS + STEPS + 1 },
  (_, step) => 0.6 + 0.4 * noise(77, step % UNREST_STEPS, 0),
);
const unrestSums = new Float64Array(unrest.length + 1);
for (const [step, part] of unrest.entries()) unrestSums[step + 1] = unrestSums[step]! + part;

/**
 * Bytes that `demand` moves from `fromMs` to `toMs` (UTC ms, `fromMs` ≤ `toMs`) under `limit`.
 *
 * `utcOffsetMs` places the evening. The rate limit is never exceeded; each episode may round by one byte.
 */
export function bytesMoved(demand: Demand, limit: LineLimit, fromMs: number, toMs: number, utcOffsetMs = 0): Volume {
  if (demand.kind === 'none' || toMs <= fromMs) return { downBytes: 0, upBytes: 0 };
  if (demand.kind === 'constant') {
    return {
      downBytes: constantBytes(capped(demand.downBps, limit.downBps), fromMs, toMs),
      upBytes: constantBytes(capped(demand.upBps, limit.upBps), fromMs, toMs),
    };
  }
  let downBytes = 0;
  let upBytes = 0;
  for (let episode = Math.floor(fromMs / EPISODE_MS); episode * EPISODE_MS < toMs; episode++) {
    const start = episode * EPISODE_MS;
    const from = Math.max(0, fromMs - start);
    const to = Math.min(EPISODE_MS, toMs - start);
    const wanted = wantedBps(demand, episode, start + utcOffsetMs);
    downBytes += episodeBytes(capped(wanted.down, limit.downBps), demand.seed, episode, from, to);
    upBytes += episodeBytes(capped(wanted.up, limit.upBps), ~demand.seed, episode, from, to);
  }
  return { downBytes, upBytes };
}

const capped = (bps: number, limitBps: number) => Math.min(bps, limitBps > 0 ? limitBps : PORT_BPS);

/** 2026-01-01, a fixed origin, so that the parts of an interval add up to it. Near, so that the sums stay exact. */
const ORIGIN_MS = 1_767_225_600_000;

function constantBytes(bps: number, fromMs: number, toMs: number): number {
  return bytesSinceOrigin(bps, toMs - ORIGIN_MS) - bytesSinceOrigin(bps, fromMs - ORIGIN_MS);
}

function bytesSinceOrigin(bps: number, ms: number): number {
  const seconds = Math.floor(ms / 1000);
  return Math.floor(seconds * (bps / 8) + (bps * (ms - seconds * 1000)) / 8000);
}

function wantedBps(demand: PersonDemand, episode: number, localMs: number): { down: number; up: number } {
  const { seed, activity, appetiteBps, upShare } = demand;
  const mood = Math.floor(episode / EPISODES_PER_MOOD);
  const isThere = activity >= 1 || noise(seed, mood, 1) < activity * busyness(localMs);
  const luck = noise(seed, episode, 2);
  if (!isThere) {
    // Phones and boxes that never sleep.
    const background = 4_000 + 20_000 * luck;
    return { down: background, up: background / 2 };
  }
  const fine = noise(seed, episode, 3);
  const restless = activity >= 1 ? 1 : noise(seed, mood, 4);
  // Browsing, watching, downloading. A mood leans towards one of them.
  const part = luck + restless * 0.4;
  const intensity = part > 1.05 ? 0.7 + 0.3 * fine : part > 0.5 ? 0.15 + 0.3 * fine : 0.02 + 0.1 * fine;
  return { down: intensity * appetiteBps, up: intensity * appetiteBps * upShare * (0.5 + noise(seed, episode, 5)) };
}

/** Bytes between two offsets of one episode, `bps` being the rate of a step without any pause. */
function episodeBytes(bps: number, seed: number, episode: number, from: number, to: number): number {
  const entry = Math.floor(noise(seed, episode, 6) * UNREST_STEPS);
  const bytesPerMs = bps / 8000;
  return Math.floor(bytesPerMs * usedMs(entry, to)) - Math.floor(bytesPerMs * usedMs(entry, from));
}

/** Milliseconds of full rate that the first `offsetMs` of an episode are worth. */
function usedMs(entry: number, offsetMs: number): number {
  const step = Math.min(STEPS - 1, Math.floor(offsetMs / STEP_MS));
  const whole = unrestSums[entry + step]! - unrestSums[entry]!;
  return whole * STEP_MS + unrest[entry + step]! * (offsetMs - step * STEP_MS);
}
