/**
 * Which clock to believe (spec X46): RouterBOARDs wake up in 1970, and desktop clocks jump too.
 */

const BACK_MS = 5 * 60_000;
const FORWARD_MS = 24 * 3_600_000;
/** Below this, two clocks agree. */
export const SKEW_MS_MAX = 60_000;
/** Acct-Delay-Time and Event-Timestamp may tell of a packet that waited this long; more is a broken clock. */
const DELAY_MS_MAX = 24 * 3_600_000;

/** Wall clock and monotonic clock of the engine, read together. */
export interface ClockReading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** Those who can confirm the wall clock after a jump. */
export interface ClockWitnesses {
  /** The operating system says that it follows NTP; null when it does not tell. */
  readonly isNtpSynchronised: boolean | null;
  /** Clock of each router that answered, minus the engine's new wall clock. */
  readonly routerSkewsMs: readonly number[];
}

export interface ClockVerdict {
  /** How far the wall clock moved beyond the time that passed; negative is back. Sleep shows as a jump forward. */
  readonly jumpMs: number;
  /** Resets, expiry and charges wait, authentication goes on, an alert is raised. */
  readonly isHeld: boolean;
}

/**
 * Whether the engine's clock jumped so far that time rules must be held: more than 5 min back or 24 h forward,
 * unless NTP or a majority of the routers agree with the new time.
 */
export function judgeClock(before: ClockReading, now: ClockReading, witnesses: ClockWitnesses): ClockVerdict {
  const jumpMs = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  const isFar = jumpMs < -BACK_MS || jumpMs > FORWARD_MS;
  return { jumpMs, isHeld: isFar && !isConfirmed(witnesses) };
}

/** Whether somebody else has the same time: what releases a hold. */
export function isConfirmed({ isNtpSynchronised, routerSkewsMs }: ClockWitnesses): boolean {
  if (isNtpSynchronised === true) return true;
  const agreeing = routerSkewsMs.filter((skewMs) => Math.abs(skewMs) < SKEW_MS_MAX).length;
  return agreeing * 2 > routerSkewsMs.length;
}

/** No line, and hardly a router, stays up longer: 2^32 − 1 s would be 136 years. */
const SESSION_SECONDS_MAX = 10 * 365.25 * 86_400;
/** Nothing of ours began before; a clock that says so is wrong. */
const EARLIEST_START_AT = Date.UTC(2000, 0, 1);

/**
 * Whether a session can have lasted this long at `at` (UTC ms): Acct-Session-Time, or the uptime that a router lists.
 * What cannot be is ignored with the finding "clock".
 */
export function isSessionTimePossible(seconds: number, at: number): boolean {
  return seconds >= 0 && seconds <= SESSION_SECONDS_MAX && at - seconds * 1_000 >= EARLIEST_START_AT;
}

export interface PacketTimes {
  /** When we received it, UTC ms. */
  readonly receivedAt: number;
  /** Acct-Delay-Time; 0 when absent. */
  readonly delaySeconds: number;
  /** Event-Timestamp as UTC ms; null when absent. */
  readonly eventTimestampAt: number | null;
  /** The NAS's clock minus ours, as measured; null when it never was. */
  readonly nasSkewMs: number | null;
}

export interface EventTime {
  readonly at: number;
  readonly from: 'receipt' | 'event-timestamp';
  /** The NAS's clock is wrong, or the packet tells an impossible time: raise the finding "clock". */
  readonly hasClockFinding: boolean;
}

/**
 * When an accounting event happened: receipt − Acct-Delay-Time. Event-Timestamp is used only from a NAS whose
 * measured skew is under 60 s, and only if it lies within the last 24 h: a router that just woke up in 1970 still has
 * the good skew of before its reboot.
 */
export function eventTime({ receivedAt, delaySeconds, eventTimestampAt, nasSkewMs }: PacketTimes): EventTime {
  const delayMs = delaySeconds * 1_000;
  const isDelayPossible = delayMs >= 0 && delayMs <= DELAY_MS_MAX;
  const byReceipt = isDelayPossible ? receivedAt - delayMs : receivedAt;
  if (eventTimestampAt === null) return { at: byReceipt, from: 'receipt', hasClockFinding: !isDelayPossible };
  const ageMs = receivedAt - eventTimestampAt;
  const isPossible = ageMs > -SKEW_MS_MAX && ageMs <= DELAY_MS_MAX;
  const isSkewed = nasSkewMs !== null && Math.abs(nasSkewMs) >= SKEW_MS_MAX;
  if (isPossible && nasSkewMs !== null && !isSkewed) {
    return { at: Math.min(eventTimestampAt, receivedAt), from: 'event-timestamp', hasClockFinding: !isDelayPossible };
  }
  return { at: byReceipt, from: 'receipt', hasClockFinding: isSkewed || !isPossible || !isDelayPossible };
}
