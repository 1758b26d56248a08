import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { appended, type ChartData, createChartFeed, EMPTY_CHART, withGaps } from './chart-data.ts';

const step = 30_000;

describe('gaps are gaps', () => {
  it('a stretch without samples breaks the line and is listed', () => {
    const data = { timesMs: [0, 30_000, 180_000], values: [[1, 2, 3]] };
    expect(withGaps(data, step)).toEqual({
      timesMs: [0, 30_000, 60_000, 180_000],
      values: [[1, 2, null, 3]],
      gaps: [{ fromMs: 30_000, toMs: 180_000 }],
    });
  });

  it('one late poll is no gap', () => {
    const data = { timesMs: [0, 30_000, 81_000], values: [[1, 2, 3]] };
    expect(withGaps(data, step)).toBe(data);
  });

  it('a gap with a reason keeps its reason and is not listed twice', () => {
    const gaps = [{ fromMs: 40_000, toMs: 170_000, label: 'Engine asleep' }];
    const data = { timesMs: [0, 30_000, 180_000], values: [[1, 2, 3]], gaps };
    expect(withGaps(data, step).gaps).toEqual(gaps);
  });

  it('no sample is lost or moved, whatever the spacing', () => {
    const spacing = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(spacing, (steps) => {
        let at = 0;
        const timesMs = steps.map((more) => (at += more));
        const data: ChartData = { timesMs, values: [timesMs.map((_, place) => place)] };
        const drawn = withGaps(data, step);
        const samples = drawn.timesMs.flatMap((time, place) => (drawn.values[0]?.[place] === null ? [] : [time]));
        expect(samples).toEqual(timesMs);
        expect([...drawn.timesMs].sort((a, b) => a - b)).toEqual(drawn.timesMs);
      }),
    );
  });
});

describe('a live chart', () => {
  it('slides: the newest sample is the right edge, and one sample beyond the left edge is kept for the line', () => {
    let data = EMPTY_CHART;
    for (let at = 0; at <= 10_000; at += 1000) data = appended(data, at, [at, null], 3000);
    expect(data.timesMs).toEqual([6000, 7000, 8000, 9000, 10_000]);
    expect(data.values).toEqual([
      [6000, 7000, 8000, 9000, 10_000],
      [null, null, null, null, null],
    ]);
    expect(data.domain).toEqual([7000, 10_000]);
  });

  it('begins anew after a pause longer than it shows', () => {
    const data = appended(appended(EMPTY_CHART, 1000, [1], 3000), 60_000, [2], 3000);
    expect(data).toMatchObject({ timesMs: [60_000], values: [[2]] });
  });

  it('tells its chart and nobody who left', () => {
    const feed = createChartFeed();
    const listener = vi.fn();
    const leave = feed.subscribe(listener);
    feed.set({ timesMs: [1], values: [[1]] });
    leave();
    feed.set(EMPTY_CHART);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(feed.current()).toBe(EMPTY_CHART);
  });
});
