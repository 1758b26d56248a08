/**
 * How RADIUS does right now: requests per second and latency of the last seconds, from the figures that the data plane
 * counts anyway. A sample is taken every second whether or not anybody looks (2 kB, microseconds), so that the first
 * look has a span to speak of. The figures are the engine's: RADIUS answers all tenants from one pair of sockets.
 */
import { type Counters, quantileMs, since } from '../aaa/counters.ts';

/** Long enough that one request per second is not "0, 1, 0", short enough to be now. */
const spanMs = 5_000;

interface Sample {
  readonly at: number;
  readonly requests: number;
  readonly accounting: number;
  readonly authLatency: Float64Array;
  readonly acctLatency: Float64Array;
}

export interface Pace {
  readonly authPerSecond: number;
  readonly acctPerSecond: number;
  /** Receipt to reply, authentication and accounting together; null when nothing was answered. */
  readonly p99Ms: number | null;
  /** Accounting-Requests that wait for their commit. */
  readonly unacknowledged: number;
}

export function createRadiusPace(counters: Counters) {
  const samples: Sample[] = [];

  const take = (at: number): Sample => ({
    at,
    requests: counters.get('accessRequests'),
    accounting: counters.get('accountingRequests'),
    authLatency: counters.authLatency.snapshot(),
    acctLatency: counters.acctLatency.snapshot(),
  });

  return {
    /** Call it every second, watched or not. */
    sample(now: number): void {
      // A clock that went back would keep samples of the future for ever.
      if ((samples.at(-1)?.at ?? now) > now) samples.length = 0;
      samples.push(take(now));
      while (samples.length > 1 && samples[1]!.at <= now - spanMs) samples.shift();
    },

    read(now: number): Pace {
      const unacknowledged = counters.get('accountingWaiting');
      const [first] = samples;
      const seconds = first ? (now - first.at) / 1000 : 0;
      if (!first || seconds <= 0) return { authPerSecond: 0, acctPerSecond: 0, p99Ms: null, unacknowledged };
      const last = take(now);
      const auth = since(last.authLatency, first.authLatency);
      const acct = since(last.acctLatency, first.acctLatency);
      const p99Ms = quantileMs(
        auth.map((n, i) => n + acct[i]!),
        0.99,
      );
      return {
        authPerSecond: (last.requests - first.requests) / seconds,
        acctPerSecond: (last.accounting - first.accounting) / seconds,
        p99Ms: p99Ms === 0 ? null : p99Ms,
        unacknowledged,
      };
    },
  };
}

export type RadiusPace = ReturnType<typeof createRadiusPace>;
