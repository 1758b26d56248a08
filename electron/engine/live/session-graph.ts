/**
 * The last ten minutes of one session's rate. While watched, its router measures it once a second, one stream whatever
 * the number of watchers; where the router cannot be asked, the fold's readings stand in, further apart. What is missing
 * is one sample of nulls: a gap, never a zero.
 */
import type { Snapshot } from '../../../shared/contract/topics.ts';
import type { FreshRate } from './fresh-rate.ts';
import type { TrafficRate } from './interface-traffic.ts';
import type { LiveBook, LiveFleet } from './ports.ts';
import { followTraffic, type TrafficEnd } from './session-traffic.ts';

export interface SessionGraphPorts {
  readonly book: Pick<LiveBook, 'byKey'>;
  readonly fleet: Pick<LiveFleet, 'state' | 'pool'>;
  readonly freshRate: FreshRate;
  readonly quotaIntervalMs: number;
  readonly now: () => number;
  readonly tell: (sample: RateSample) => void;
}

export type RateSample = Snapshot<'session'>['samples'][number];

export const keptMs = 600_000;
const streamIntervalMs = 1_000;
/** Rows that come faster than asked for are left out, so that ten minutes stay 1,200 samples at most. */
const closestMs = 500;
/** Two missing rows and some delay: then the line is broken. */
const silentMs = 2_500;
const againMs: Readonly<Record<TrafficEnd, number>> = { ended: 5_000, 'no-interface': 10_000, refused: 300_000 };

export class SessionGraph {
  readonly #ports: SessionGraphPorts;
  readonly #sessionKey: string;
  readonly #samples: RateSample[] = [];
  #attempt: AbortController | undefined;
  /** When this attempt's last row came; undefined before its first. */
  #rowAt: number | undefined;
  #askAgainAt = 0;

  constructor(sessionKey: string, ports: SessionGraphPorts) {
    this.#sessionKey = sessionKey;
    this.#ports = ports;
  }

  /** In order of time. */
  get samples(): readonly RateSample[] {
    return this.#samples;
  }

  /** How far apart samples are expected now. */
  get intervalMs(): number {
    const nasId = this.#session?.row.nasId;
    const isUp = nasId !== undefined && this.#ports.fleet.state(nasId)?.kind === 'up';
    return isUp ? streamIntervalMs : this.#ports.quotaIntervalMs;
  }

  /** True when all that is kept is too old to be shown. */
  get isOutdated(): boolean {
    return (this.#samples.at(-1)?.at ?? 0) < this.#ports.now() - keptMs;
  }

  /** Call it when somebody begins to watch, and every second while somebody does. */
  follow(): void {
    const now = this.#ports.now();
    const session = this.#session;
    if (!session) {
      this.pause();
      return;
    }
    const isUp = this.#ports.fleet.state(session.row.nasId)?.kind === 'up';
    if (isUp && !this.#attempt && now >= this.#askAgainAt) this.#ask();
    if (this.#rowAt !== undefined) {
      if (now - this.#rowAt > silentMs) this.#gap(now);
      return;
    }
    const rate = this.#ports.freshRate(session, now);
    if (!rate) this.#gap(now);
    else if (rate.at > (this.#samples.at(-1)?.at ?? 0)) this.#add(rate);
  }

  /** Nobody watches any more: the router is left alone. What was measured stays for ten minutes. */
  pause(): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    this.#rowAt = undefined;
    this.#askAgainAt = 0;
    this.#gap(this.#ports.now());
  }

  get #session() {
    const session = this.#ports.book.byKey(this.#sessionKey);
    return session?.row.stopAt === null ? session : undefined;
  }

  #ask(): void {
    const { fleet, now } = this.#ports;
    const session = this.#session;
    if (!session) return;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const onRate = (rate: TrafficRate): void => {
      if (this.#attempt === attempt) this.#row(rate);
    };
    void followTraffic({ pool: fleet.pool, session, now: now(), onRate, signal: attempt.signal }).then((end) => {
      if (this.#attempt !== attempt) return;
      const wasMeasuring = this.#rowAt !== undefined;
      this.#attempt = undefined;
      this.#rowAt = undefined;
      this.#askAgainAt = now() + againMs[end];
      if (wasMeasuring) this.#gap(now());
    });
  }

  #row({ downBps, upBps }: TrafficRate): void {
    const at = this.#ports.now();
    this.#rowAt = at;
    const last = this.#samples.at(-1);
    if (last?.downBps != null && at - last.at < closestMs) return;
    this.#add({ at, downBps, upBps });
  }

  #gap(at: number): void {
    const last = this.#samples.at(-1);
    if (last && last.downBps !== null) this.#add({ at: Math.max(at, last.at + 1), downBps: null, upBps: null });
  }

  #add({ at, downBps, upBps }: RateSample): void {
    const samples = this.#samples;
    if (at <= (samples.at(-1)?.at ?? 0)) return; // the clock went back
    const sample = { at, downBps, upBps };
    samples.push(sample);
    while (samples.length > keptMs / closestMs || samples[0]!.at < at - keptMs) samples.shift();
    this.#ports.tell(sample);
  }
}
