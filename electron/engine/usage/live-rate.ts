/**
 * How fast a session moves, from the readings that are counted anyway. A rate compares a source with its own last
 * reading: what other sources said in between would make it jump. The router's counters come more often than interims
 * and win while they come.
 */
import type { SessionUsage } from '../../../shared/domain/usage-session.ts';

export interface LiveRate {
  readonly downBps: number;
  readonly upBps: number;
  /** UTC ms of the later of the two readings. */
  readonly at: number;
  readonly source: 'radius' | 'interface';
}

/** One source's total of a session, and when it was read. */
export interface Mark {
  readonly downBytes: number;
  readonly upBytes: number;
  readonly at: number;
}

/** Two polls of 30 s, one of them missed: after that an interim knows better than the last poll. */
const pollsStaleMs = 90_000;

/** Where a source stands; undefined before its first reading, unless the session is known from its beginning. */
export function markOf(usage: SessionUsage, source: LiveRate['source']): Mark | undefined {
  const baseline = usage[source];
  if (baseline) {
    const { downBytes, upBytes, offsetDown, offsetUp, at } = baseline;
    return { downBytes: downBytes + offsetDown, upBytes: upBytes + offsetUp, at };
  }
  const isFresh = usage.openingDown === 0 && usage.radius === null && usage.interface === null;
  return isFresh ? { downBytes: 0, upBytes: 0, at: usage.startedAt } : undefined;
}

/** The rate after a reading took `source` from `before` to `after`; the one known so far where that says nothing. */
export function nextRate(
  known: LiveRate | undefined,
  source: LiveRate['source'],
  before: Mark | undefined,
  after: Mark | undefined,
): LiveRate | undefined {
  // Less than a second is a repetition, or two clocks that disagree.
  if (!before || !after || after.at - before.at < 1_000) return known;
  if (source === 'radius' && known?.source === 'interface' && after.at - known.at < pollsStaleMs) return known;
  const bps = (from: number, to: number): number =>
    Math.max(0, Math.round(((to - from) * 8_000) / (after.at - before.at)));
  return {
    downBps: bps(before.downBytes, after.downBytes),
    upBps: bps(before.upBytes, after.upBytes),
    at: after.at,
    source,
  };
}
