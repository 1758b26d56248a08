import { describe, expect, it } from 'vitest';
import { addLatency, latencyClass, latencyOfClass, latencyQuantile, readLatency, writeLatency } from './latency.ts';

describe('latencies by class', () => {
  it.each([0.001, 0.05, 0.3, 1, 7.5, 250, 9000])('%d ms is at most 19 %% below the bound of its class', (ms) => {
    const bound = latencyOfClass(latencyClass(ms));
    expect(bound).toBeGreaterThanOrEqual(ms * 0.999999);
    expect(bound).toBeLessThanOrEqual(ms * 2 ** 0.25 * 1.000001);
  });

  it('text adds up over routers and over time', () => {
    const sum = addLatency(addLatency(new Map(), '40:3 41:1'), '41:2 60:1');
    expect(writeLatency(sum)).toBe('40:3 41:3 60:1');
    expect(readLatency('')).toEqual(new Map());
    expect(writeLatency(new Map([[3, 0]]))).toBe('');
  });

  it('a quantile is that of all that was counted; of nothing there is none', () => {
    const counts = readLatency('60:1 40:98 41:1');
    expect(latencyQuantile(counts, 0.5)).toBe(latencyOfClass(40));
    expect(latencyQuantile(counts, 0.99)).toBe(latencyOfClass(41));
    expect(latencyQuantile(counts, 1)).toBe(latencyOfClass(60));
    expect(latencyQuantile(new Map(), 0.5)).toBeNull();
  });
});
