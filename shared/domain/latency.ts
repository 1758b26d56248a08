/**
 * Latencies counted by class: each a quarter of a power of two wide, from 1 µs up, so that a quantile read from them is at
 * most 19 % above the true one. As text they are `class:count` pairs, which add up over routers and over time, as
 * quantiles do not.
 */
export const latencyClasses = 96;

/** The class of a latency of `ms`. */
export const latencyClass = (ms: number): number =>
  ms <= 0.001 ? 0 : Math.min(latencyClasses - 1, Math.ceil(Math.log2(ms * 1000) * 4));

/** The upper bound of a class in ms. */
export const latencyOfClass = (latency: number): number => 2 ** (latency / 4) / 1000;

type Counts = ReadonlyMap<number, number>;

export function readLatency(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pair of text === '' ? [] : text.split(' ')) {
    const [latency = '', count = ''] = pair.split(':');
    counts.set(Number(latency), Number(count));
  }
  return counts;
}

export const writeLatency = (counts: Counts): string =>
  [...counts]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([latency, count]) => `${latency}:${count}`)
    .join(' ');

export function addLatency(into: Map<number, number>, text: string): Map<number, number> {
  for (const [latency, count] of readLatency(text)) into.set(latency, (into.get(latency) ?? 0) + count);
  return into;
}

/** The latency in ms below which the part `q` (0…1) of all lies; null when there is none. */
export function latencyQuantile(counts: Counts, q: number): number | null {
  let total = 0;
  for (const count of counts.values()) total += count;
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(total * q));
  for (const [latency, count] of [...counts].sort(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return latencyOfClass(latency);
  }
  return null;
}
