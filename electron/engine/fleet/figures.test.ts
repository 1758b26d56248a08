import { describe, expect, it } from 'vitest';
import { figuresOf } from './figures.ts';

const row = {
  nasId: 1,
  at: 0,
  accepts: 90,
  rejects: 10,
  accounting: 20,
  drops: 6,
  up: 3,
  watched: 4,
  latency: '40:119 60:1',
  minutes: 1,
};

describe('F066: figures of a span', () => {
  it('add up over rows before they are divided', () => {
    const figures = figuresOf([row, { ...row, at: 60_000, accepts: 10, rejects: 90 }]);
    expect(figures).toMatchObject({ requestsPerSecond: 2, successPercent: 50, dropsPerMinute: 6, uptimePercent: 75 });
    expect(figures.p50Ms).toBeCloseTo(1.024, 3);
    expect(figures.p99Ms).toBeCloseTo(1.024, 3);
  });

  it('the time that nobody watched is no part of a mean', () => {
    const yesterday = { ...row, at: -86_400_000, minutes: 30 };
    expect(figuresOf([yesterday, { ...row, minutes: 30 }])).toMatchObject({ requestsPerSecond: 240 / 3600 });
  });

  it('nothing asked is no rate and no latency, and nobody watching is no uptime', () => {
    expect(figuresOf([])).toEqual({
      ...{
        requestsPerSecond: 0,
        successPercent: null,
        dropsPerMinute: 0,
        uptimePercent: null,
        p50Ms: null,
        p99Ms: null,
      },
    });
  });
});
