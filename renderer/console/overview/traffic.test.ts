import { describe, expect, it } from 'vitest';
import { HOUR_MS, meanRates, midnight, perHour, sumSince } from './traffic.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const hour = (hourAt: number, downBytes: number) => ({
  hourAt,
  downBytes,
  upBytes: 0,
  countedBytes: downBytes,
  sessionsStarted: 1,
});

describe('mean rates', () => {
  it('450 MB in an hour are a mean of 1 Mbit/s, and of 4 Mbit/s when only a quarter of it has passed', () => {
    const items = [hour(noon - HOUR_MS, 450_000_000), hour(noon, 450_000_000)];
    const { timesMs, values } = meanRates(items, noon - HOUR_MS, noon + HOUR_MS / 4);
    expect(values[0]).toEqual([1_000_000, 4_000_000]);
    expect(timesMs[0]).toBe(noon - HOUR_MS / 2);
  });

  it('an hour that is absent is a gap with its reason, and one band for a row of them', () => {
    const { values, gaps } = meanRates(
      [hour(noon - 3 * HOUR_MS, 9), hour(noon, 9)],
      noon - 3 * HOUR_MS,
      noon + HOUR_MS,
    );
    expect(values[0]).toEqual([expect.any(Number), null, null, expect.any(Number)]);
    expect(gaps).toEqual([{ fromMs: noon - 2 * HOUR_MS, toMs: noon, label: 'Nothing counted' }]);
  });

  it('the first minutes of an hour are not blown up to a rate', () => {
    expect(meanRates([hour(noon, 9e9)], noon, noon + 2000).timesMs).toEqual([]);
  });
});

describe('today', () => {
  it('begins at midnight of the operator', () => {
    expect(midnight(noon, 'Asia/Baghdad')).toBe(Date.UTC(2026, 10, 19, 21));
    expect(midnight(noon, 'UTC')).toBe(Date.UTC(2026, 10, 20));
  });

  it('counts its own hours only', () => {
    const items = [hour(noon - HOUR_MS, 1), hour(noon, 2), hour(noon + HOUR_MS, 4)];
    expect(sumSince(items, noon, ({ downBytes }) => downBytes)).toBe(6);
    expect(perHour(items, noon, noon + 2 * HOUR_MS, [({ downBytes }) => downBytes]).values).toEqual([[2, 4]]);
  });
});
