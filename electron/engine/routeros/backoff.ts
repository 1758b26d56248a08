/**
 * How long to wait before dialling a router again.
 *
 * A silent router is tried after about 1 s, doubling to 1 min. A refused login is another matter: every try writes a line
 * into the router's log and may feed a brute-force block, so those begin at 1 min and double to 15 min; new credentials
 * start afresh anyway. Jitter keeps a site's routers from being dialled in step after a power cut.
 */
const UNREACHABLE = { firstMs: 1000, maxMs: 60_000 };
const REFUSED = { firstMs: 60_000, maxMs: 900_000 };

/** Half the doubled delay, plus up to as much again by `random` (0 ≤ random < 1). `failures` counts from 1. */
export function retryDelayMs(failures: number, wasRefused: boolean, random: number): number {
  const { firstMs, maxMs } = wasRefused ? REFUSED : UNREACHABLE;
  const delayMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 16));
  return Math.round(delayMs / 2 + (random * delayMs) / 2);
}
