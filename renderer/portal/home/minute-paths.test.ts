import { describe, expect, it } from 'vitest';
import { type Sample, withSample } from '../session/samples.ts';
import { minutePaths } from './minute-paths.ts';

const at = 1_000_000;
const box = { width: 60, height: 12, topBps: 100 };
const sample = (ageMs: number, downBps: number | null = 100): Sample => ({ at: at - ageMs, downBps, upBps: 0 });
const downLine = (...samples: Sample[]) => minutePaths(samples, at, box).downLine;

describe('the chart of the last minute', () => {
  it('runs from a minute ago to now, from nothing at the bottom to the scale at the top', () => {
    const samples = Array.from({ length: 21 }, (_, i) => sample(60_000 - i * 3_000, i === 0 ? 0 : 100));
    expect(downLine(...samples)).toMatch(/^M0 11L3 1L.*L60 1$/);
  });

  it('what was not measured is a gap, never zero', () =>
    expect(downLine(sample(9_000), sample(6_000), sample(3_000, null), sample(0))).toBe('M51 1L54 1M60 1h1'));

  it('a pause is a gap; a call that took a little longer is none', () => {
    expect(downLine(sample(7_500), sample(0))).toBe('M52.5 1L60 1');
    expect(downLine(sample(7_501), sample(0))).toBe('M52.5 1h1M60 1h1');
  });

  it('fills below the line, each run by itself', () =>
    expect(minutePaths([sample(6_000), sample(3_000)], at, box).downArea).toBe('M54 1L57 1L57 12L54 12Z'));

  it('more than the scale stays inside', () => expect(downLine(sample(3_000, 900), sample(0))).toBe('M57 1L60 1'));

  it('keeps a minute and a step, in order, however often the engine is asked', () => {
    let kept: readonly Sample[] = [];
    for (let time = 0; time <= 300_000; time += 3_000) {
      kept = withSample(kept, { at: time, downBps: 1, upBps: 1 } as Parameters<typeof withSample>[1]);
    }
    expect(kept.length).toBe(22);
    expect(kept.at(-1)?.at).toBe(300_000);
    expect(withSample(kept, { at: 299_000, downBps: 1, upBps: 1 } as never).at(-1)?.at).toBe(299_000);
  });
});
