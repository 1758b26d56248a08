import { describe, expect, it } from 'vitest';
import { hourExtremes, hourMeans } from './hour-means.ts';

const HOUR = 3_600_000;
const monday = Date.UTC(2026, 10, 16); // 16 November 2026 was a Monday
const usage = (hourAt: number, downBytes: number, upBytes = 0) => ({ hourAt, downBytes, upBytes });

describe('means of hours by weekday', () => {
  it('divides by the days that were watched, not by the days with usage', () => {
    const week = 7 * 24 * HOUR;
    const cells = hourMeans([usage(monday, 100)], 'down', { fromMs: monday, toMs: monday + 2 * week, zone: 'UTC' });
    expect(cells[0]?.[0]).toBe(50);
    expect(cells[1]?.[0]).toBe(0);
  });

  it('knows nothing of hours outside the period', () => {
    const cells = hourMeans([usage(monday, 100)], 'down', { fromMs: monday, toMs: monday + 2 * HOUR, zone: 'UTC' });
    expect(cells[0]?.slice(0, 3)).toEqual([100, 0, null]);
    expect(cells[6]?.[23]).toBeNull();
  });

  it('leaves out the hour that is still running', () => {
    const cells = hourMeans([usage(monday + HOUR, 9)], 'down', {
      fromMs: monday,
      toMs: monday + 1.5 * HOUR,
      zone: 'UTC',
    });
    expect(cells[0]?.slice(0, 2)).toEqual([0, null]);
  });

  it("places hours by the operator's clock", () => {
    const cells = hourMeans([usage(monday + 22 * HOUR, 7)], 'down', {
      fromMs: monday,
      toMs: monday + 24 * HOUR,
      zone: 'Asia/Beirut',
    });
    expect(cells[1]?.[0]).toBe(7); // 22:00 UTC is Tuesday 00:00 in Beirut's winter
  });

  it('adds the directions up', () => {
    const period = { fromMs: monday, toMs: monday + HOUR, zone: 'UTC' };
    expect(hourMeans([usage(monday, 3, 4)], 'both', period)[0]?.[0]).toBe(7);
    expect(hourMeans([usage(monday, 3, 4)], 'up', period)[0]?.[0]).toBe(4);
  });
});

describe('busiest and quiet hours', () => {
  const day = (values: Readonly<Record<number, number>>) => Array.from({ length: 24 }, (_, hour) => values[hour] ?? 0);

  it('finds a quiet night that passes midnight', () => {
    const awake = Object.fromEntries(Array.from({ length: 17 }, (_, at) => [at + 6, 100 + at]));
    expect(hourExtremes([day(awake)])).toEqual({ busiest: [0, 22], quiet: [23, 6] });
  });

  it('is null without usage, and has no quiet hours when every hour is busy', () => {
    expect(hourExtremes([day({})])).toBeNull();
    expect(hourExtremes([new Array(24).fill(5)])?.quiet).toBeNull();
  });
});
