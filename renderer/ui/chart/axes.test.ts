import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agoLabels, agoSplits, niceStep, timeLabels, yRange, ySplits } from './axes.ts';

describe('the y axis', () => {
  it('starts at zero and leaves air above what is drawn', () => {
    expect(yRange({ min: 40, max: 100, limits: [] })).toEqual([0, 112.00000000000001]);
    expect(yRange({ min: null, max: null, limits: [] })).toEqual([0, 1]);
  });

  it('keeps a limit in sight even when nothing comes near it', () => {
    expect(yRange({ min: 0, max: 5, limits: [100] })[1]).toBeGreaterThan(100);
  });

  it('may leave zero out of sight for what never comes near it, but keeps air on both sides', () => {
    const [low, high] = yRange({ min: 6000, max: 8600, limits: [], base: 'data' });
    expect([low, high]).toEqual([5350, 9250]);
    expect(yRange({ min: 0, max: 8600, limits: [], base: 'data' })[0]).toBe(0);
    expect(yRange({ min: 100, max: 100, limits: [], base: 'data' })).toEqual([98, 102]);
  });

  it('makes room below zero for what is mirrored', () => {
    const [low, high] = yRange({ min: -2, max: 16, limits: [] });
    expect(low).toBeLessThan(-2);
    expect(high).toBeGreaterThan(16);
  });

  it.each([
    [0, 18, 240, [0, 5, 10, 15]],
    [-4, 18, 240, [-3, 0, 5, 10, 15]],
    [0, 112, 100, [0, 50, 100]],
    [-0.8, 5.6, 72, [0, 2, 4]],
    [5350, 9250, 90, [6000, 8000]],
    [0, 1, 0, [0]],
  ])('from %d to %d on %d px has ticks at %o', (min, max, height, ticks) =>
    expect(ySplits(min, max, height)).toEqual(ticks),
  );

  it('has no tick at half a session', () => {
    expect(ySplits(0, 2.2, 200, 1)).toEqual([0, 1, 2]);
  });

  it('whatever the range, ticks rise, stay inside and hold zero', () => {
    const range = fc.tuple(
      fc.double({ min: 0.001, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(range, ([high, low]) => {
        const ticks = ySplits(-low, high, 300);
        expect(ticks).toContain(0);
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
        expect(Math.min(...ticks)).toBeGreaterThanOrEqual(-low * 1.000001);
        expect(ticks.length).toBeLessThan(12);
      }),
    );
  });

  it.each([
    [0.3, 0.5],
    [1, 1],
    [1.2, 2],
    [37, 50],
    [501, 1000],
  ])('the nice step for %d is %d', (value, step) => expect(niceStep(value)).toBeCloseTo(step, 9));
});

describe('the time axis', () => {
  const zone = 'Asia/Baghdad';
  const at = Date.UTC(2026, 10, 20, 18, 0);
  it.each([
    [10_000, ['21:00:00']],
    [3_600_000, ['21:00']],
    [86_400_000, ['Fri 20']],
    [7 * 86_400_000, ['20 Nov']],
  ])('ticks %d ms apart are labelled %o', (step, labels) => expect(timeLabels([at], step, zone)).toEqual(labels));

  it('of a live chart counts back from now', () => {
    const ticks = agoSplits(at - 120_000, at);
    expect(agoLabels(ticks, at)).toEqual(['−2 min', '−90 s', '−1 min', '−30 s', 'now']);
    expect(agoLabels(agoSplits(at - 900_000, at), at)).toEqual(['−15 min', '−10 min', '−5 min', 'now']);
  });
});
