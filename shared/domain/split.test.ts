import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitByTime } from './split.ts';
import { MB } from './units.ts';

it('case 6: 500 MB from 00:58 to 01:03 split at 01:00 give 200 and 300 MB', () => {
  expect(splitByTime(500 * MB, 0, 300_000, [120_000])).toEqual([200 * MB, 300 * MB]);
});

it('X48: parts sum exactly to the delta, each within a byte of its share', () => {
  const spans = fc.array(fc.integer({ min: 1, max: 100_000_000 }), { minLength: 1, maxLength: 8 });
  const bytes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 4_000_000_000_000 }), spans, (total, fromAt, lengths) => {
      const edges = lengths.map((_, index) => fromAt + lengths.slice(0, index + 1).reduce((sum, ms) => sum + ms, 0));
      const toAt = edges.at(-1)!;
      const parts = splitByTime(total, fromAt, toAt, edges.slice(0, -1));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      for (const [index, part] of parts.entries()) {
        const exact = (BigInt(total) * BigInt(lengths[index]!)) / BigInt(toAt - fromAt);
        expect(Math.abs(Number(BigInt(part) - exact))).toBeLessThanOrEqual(1);
        expect(part).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

it('without a cut, or without time, the delta stays whole', () => {
  expect(splitByTime(7, 10, 20, [])).toEqual([7]);
  expect(splitByTime(7, 10, 10, [])).toEqual([7]);
});
