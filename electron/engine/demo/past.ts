/** What the simulated town moved before the demo began: the same traffic model, hour by hour, the newest day first. */
import type { SimSubscriber } from './population.ts';
import { bytesMoved } from './traffic.ts';

/** One subscriber's hour that is over. */
export interface PastHour {
  readonly username: string;
  readonly hourAt: number;
  /** The quota day, `YYYY-MM-DD`: days begin at 00:05, so hour 0 belongs to its own date but for five minutes. */
  readonly day: string;
  readonly downBytes: number;
  readonly upBytes: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** An hour in which only boxes whispered leaves no row, as in a real history of receipts. */
const leastBytes = 1_000_000;

/** Yields one local day of everybody at a time; `untilMs` (UTC) is the start of the running local day. */
export function* pastDays(
  subscribers: readonly SimSubscriber[],
  untilMs: number,
  days: number,
  utcOffsetMs: number,
): Generator<readonly PastHour[]> {
  for (let back = 1; back <= days; back++) {
    const dayAt = untilMs - back * dayMs;
    const day = new Date(dayAt + utcOffsetMs).toISOString().slice(0, 10);
    const hours: PastHour[] = [];
    for (const { username, demand, service, account } of subscribers) {
      if (account === 'suspended') continue;
      const limit = { downBps: service.downKbps * 1000, upBps: service.upKbps * 1000 };
      for (let hour = 0; hour < 24; hour++) {
        const hourAt = dayAt + hour * hourMs;
        const moved = bytesMoved(demand, limit, hourAt, hourAt + hourMs, utcOffsetMs);
        if (moved.downBytes + moved.upBytes >= leastBytes) hours.push({ username, hourAt, day, ...moved });
      }
    }
    yield hours;
  }
}
