import { mulDiv } from './units.ts';

/**
 * Splits a delta pro rata by time at the cuts that lie inside its interval (spec X48).
 *
 * @param bytes  what was moved in (fromAt, toAt], a non-negative integer
 * @param cuts   instants strictly between fromAt and toAt, ascending
 * @returns      cuts.length + 1 whole parts, earliest first, whose sum is exactly `bytes`
 *
 * Each cut gets the floor of its share of the whole, and parts are differences of those, so rounding never adds up.
 */
export function splitByTime(bytes: number, fromAt: number, toAt: number, cuts: readonly number[]): number[] {
  const parts: number[] = [];
  const spanMs = toAt - fromAt;
  let before = 0;
  for (const cut of cuts) {
    const until = mulDiv(bytes, cut - fromAt, spanMs);
    parts.push(until - before);
    before = until;
  }
  parts.push(bytes - before);
  return parts;
}
