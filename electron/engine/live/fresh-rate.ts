/**
 * A session's rate is the mean between its last two readings, so it says "now" only for as long as the next reading may
 * take to come: two and a half of the intervals at which this session is read. After that it is unknown, not zero.
 */
import type { OpenSession } from './ports.ts';

const intervals = 2.5;
/** The pace that RFC 2869 §5.16 recommends at most; a longer pause was an outage and says nothing about the next one. */
const interimMsMax = 600_000;

export type LiveRate = NonNullable<OpenSession['rate']>;
export type FreshRate = (session: OpenSession, now: number) => LiveRate | undefined;

/** `quotaIntervalMs` is how often routers are polled; a session without polls is read at its interims. */
export function createFreshRate(quotaIntervalMs: number): FreshRate {
  return ({ rate, row }, now) => {
    if (!rate) return undefined;
    const age = now - rate.at;
    if (age <= intervals * quotaIntervalMs) return rate;
    const interimMs = Math.min(interimMsMax, row.interimSeconds * 1000);
    return age <= intervals * interimMs ? rate : undefined;
  };
}
