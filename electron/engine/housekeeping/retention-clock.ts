/**
 * The time by which rows are past their retention (X46). A clock that wakes up in 2045, or is set there, would have every
 * session and audit record deleted within minutes, and what is deleted stays so. This time only goes on while the
 * engine runs; over a jump of the wall clock, also one while it was off, it goes once NTP or most of the routers have
 * the same time. Until then things are kept a little longer.
 */
import { type ClockReading, type ClockWitnesses, isConfirmed, judgeClock } from '../../../shared/domain/clock.ts';

export interface RetentionClockPorts {
  /** The time that retention had reached, UTC ms; null in a new database. */
  readonly known: number | null;
  /** UTC ms of the wall clock, and the monotonic clock in ms. */
  readonly read: () => ClockReading;
  /** Asked once an hour while the wall clock has to be confirmed. */
  readonly witnesses: () => Promise<ClockWitnesses>;
}

const nobody: ClockWitnesses = { isNtpSynchronised: null, routerSkewsMs: [] };
const askedEveryMs = 3_600_000;

/** Gives UTC ms. */
export function createRetentionClock({ known, read, witnesses }: RetentionClockPorts): () => Promise<number> {
  const start = read();
  let believed: ClockReading = { ...start, wallMs: known ?? start.wallMs };
  let askedAt = Number.NEGATIVE_INFINITY;

  return async function at() {
    const now = read();
    if (!judgeClock(believed, now, nobody).isHeld) {
      believed = now;
      return now.wallMs;
    }
    if (now.monotonicMs - askedAt >= askedEveryMs) {
      askedAt = now.monotonicMs;
      if (isConfirmed(await witnesses())) {
        believed = read();
        return believed.wallMs;
      }
    }
    return Math.min(now.wallMs, believed.wallMs + (now.monotonicMs - believed.monotonicMs));
  };
}
