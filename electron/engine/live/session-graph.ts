/**
 * The last ten minutes of one session's rate. Its router's measurements come every second; where there are none, the
 * fold's readings stand in, further apart. What is missing is one sample of nulls: a gap, never a zero.
 */
import type { Snapshot } from '../../../shared/contract/topics.ts';
import type { LiveRate } from './fresh-rate.ts';

export type RateSample = Snapshot<'session'>['samples'][number];

export const keptMs = 600_000;
/** Measurements that come closer are left out, so that ten minutes are 1,200 samples at most. */
const closestMs = 500;
/** Two missing measurements and some delay: then the line is broken. */
const silentMs = 2_500;

export class SessionGraph {
  readonly id: number;
  readonly sessionKey: string;
  readonly #tell: (sample: RateSample) => void;
  readonly #samples: RateSample[] = [];
  /** When its router measured it last; undefined while it does not. */
  #measuredAt: number | undefined;
  /** Until then the router need not be asked: it has no such interface. */
  absentUntil = 0;

  constructor(id: number, sessionKey: string, tell: (sample: RateSample) => void) {
    this.id = id;
    this.sessionKey = sessionKey;
    this.#tell = tell;
  }

  /** In order of time. */
  get samples(): readonly RateSample[] {
    return this.#samples;
  }

  /** UTC ms of the last sample; 0 without one. */
  get lastAt(): number {
    return this.#samples.at(-1)?.at ?? 0;
  }

  /** The router says so. */
  measured({ downBps, upBps }: Pick<LiveRate, 'downBps' | 'upBps'>, now: number): void {
    this.#measuredAt = now;
    if (this.#samples.at(-1)?.downBps != null && now - this.lastAt < closestMs) return;
    this.#add({ at: now, downBps, upBps });
  }

  /** The router said nothing this second. `reading` is what the fold knows, undefined when that is too old. */
  unmeasured(reading: LiveRate | undefined, now: number): void {
    if (this.#measuredAt !== undefined) {
      if (now - this.#measuredAt > silentMs) this.gap(now);
    } else if (!reading) this.gap(now);
    else if (reading.at > this.lastAt) this.#add(reading);
  }

  /** Nothing is known from here on: the session is closed, nobody measures it, or nobody watches. */
  gap(now: number): void {
    this.#measuredAt = undefined;
    const last = this.#samples.at(-1);
    if (last && last.downBps !== null) this.#add({ at: Math.max(now, last.at + 1), downBps: null, upBps: null });
  }

  #add({ at, downBps, upBps }: RateSample): void {
    if (at <= this.lastAt) return; // the clock went back
    const sample = { at, downBps, upBps };
    this.#samples.push(sample);
    while (this.#samples.length > keptMs / closestMs || this.#samples[0]!.at < at - keptMs) this.#samples.shift();
    this.#tell(sample);
  }
}
