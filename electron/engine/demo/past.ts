/** What the simulated town moved before the demo began: the same traffic model, hour by hour, the newest day first. */
import type { DemoService } from './plans.ts';
import type { SimSubscriber } from './population.ts';
import { bytesMoved, type LineLimit } from './traffic.ts';

/** One subscriber's hour, or what has passed of the running one. */
export interface PastHour {
  readonly username: string;
  readonly hourAt: number;
  /**
   * The quota day, `YYYY-MM-DD`; null for the running one, whose row is written when it closes. Days begin at 00:05, so
   * hour 0 belongs to its own date but for five minutes.
   */
  readonly day: string | null;
  readonly downBytes: number;
  readonly upBytes: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How late a crossed tier slows a line down: a little later than the real thing, for a tenth of the work. */
const stepMs = 300_000;
/** An hour in which only boxes whispered leaves no row, as in a real history of receipts. */
const leastBytes = 1_000_000;

/**
 * Yields one local day of everybody at a time, the running one first, up to `nowMs`: a running hour that began with the
 * demo would look like an outage. Tiers slowed people down then as they do now, or a heavy line would have moved a terabyte a day on a plan of five gigabytes.
 */
export function* pastDays(
  subscribers: readonly SimSubscriber[],
  nowMs: number,
  days: number,
  utcOffsetMs: number,
): Generator<readonly PastHour[]> {
  const today = Math.floor((nowMs + utcOffsetMs) / dayMs) * dayMs - utcOffsetMs;
  for (let back = 0; back <= days; back++) {
    const dayAt = today - back * dayMs;
    const day = back === 0 ? null : new Date(dayAt + utcOffsetMs).toISOString().slice(0, 10);
    const hours: PastHour[] = [];
    for (const { username, demand, service, account } of subscribers) {
      if (account === 'suspended') continue;
      let usedBytes = 0;
      for (let hourAt = dayAt; hourAt < dayAt + dayMs && hourAt < nowMs; hourAt += hourMs) {
        let downBytes = 0;
        let upBytes = 0;
        const endAt = Math.min(hourAt + hourMs, nowMs);
        for (let at = hourAt; at < endAt; at += stepMs) {
          const used = usedBytes + downBytes + upBytes;
          const moved = bytesMoved(demand, limitOf(service, used), at, Math.min(at + stepMs, endAt), utcOffsetMs);
          downBytes += moved.downBytes;
          upBytes += moved.upBytes;
        }
        usedBytes += downBytes + upBytes;
        if (downBytes + upBytes >= leastBytes) hours.push({ username, hourAt, day, downBytes, upBytes });
      }
    }
    yield hours;
  }
}

/** The line's limit after `usedBytes` of the day. */
function limitOf(service: DemoService, usedBytes: number): LineLimit {
  const tier = service.dailyTiers?.findLast(({ fromBytes }) => usedBytes >= fromBytes);
  const { downKbps, upKbps } = tier ?? service;
  return { downBps: downKbps * 1000, upBps: upKbps * 1000 };
}
