/** How much is too much: the sanity cap of one delta (spec X28) and the tolerated gap between sources (N3, X62). */
import { bytesAtRate, MB } from './units.ts';

export const SANITY_FLOOR_BYTES = 100 * MB;
const SANITY_FACTOR = 1.5;

/**
 * The most that one direction of a session can have moved in `elapsedMs` (X28).
 *
 * A known rate gives 1.5 × rate × elapsed, at least 100 MB (a burst, or two sources that do not read in the same
 * second). An unlimited or FastTracked session (null) is bounded by its link; the 100 MB floor holds there too,
 * or two readings in the same millisecond would make any byte suspicious.
 */
export function sanityCapBytes(kbps: number | null, linkKbps: number, elapsedMs: number): number {
  const bytes = kbps === null ? bytesAtRate(linkKbps, elapsedMs) : SANITY_FACTOR * bytesAtRate(kbps, elapsedMs);
  return Math.max(SANITY_FLOOR_BYTES, bytes);
}

const GAP_SHARE = 0.02;
const GAP_BYTES = 50 * MB;
const ARRIVAL_SKEW_MS = 10_000;

/** How far two sources may differ in one direction: 2 % or 50 MB, whichever is less, plus 10 s at the rate (N3, X62). */
export function toleratedGapBytes(totalBytes: number, kbps: number | null, linkKbps: number): number {
  return Math.min(totalBytes * GAP_SHARE, GAP_BYTES) + bytesAtRate(kbps ?? linkKbps, ARRIVAL_SKEW_MS);
}
