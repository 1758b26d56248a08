import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Counters, quantileMs, since } from './counters.ts';

describe('shared counters', () => {
  it('both sides of one memory see the same figures', () => {
    const dataPlane = new Counters();
    const controlPlane = new Counters(dataPlane.memory);
    dataPlane.add('accepts');
    dataPlane.add('accepts', 2);
    expect(controlPlane.get('accepts')).toBe(3);
    expect(controlPlane.all().rejects).toBe(0);
  });

  it('reads a quantile at most one class (19 %) above the true value, and never below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.002, max: 9000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (all) => {
          const counters = new Counters();
          for (const ms of all) counters.authLatency.record(ms);
          const sorted = all.toSorted((a, b) => a - b);
          const trueP99 = sorted[Math.ceil(sorted.length * 0.99) - 1]!;
          const read = quantileMs(counters.authLatency.snapshot(), 0.99);
          expect(read).toBeGreaterThanOrEqual(trueP99 * 0.999);
          expect(read).toBeLessThanOrEqual(trueP99 * 1.19);
        },
      ),
    );
  });

  it('separates a span of time from what was before', () => {
    const counters = new Counters();
    counters.acctLatency.record(500);
    const before = counters.acctLatency.snapshot();
    counters.acctLatency.record(1);
    expect(quantileMs(since(counters.acctLatency.snapshot(), before), 1)).toBeLessThan(1.2);
    expect(quantileMs(since(before, before), 0.99)).toBe(0);
  });
});
