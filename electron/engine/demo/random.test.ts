import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom, noise } from './random.ts';

it('the same seed gives the same numbers; a fork does not care what was drawn before it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer()), fc.string(), fc.nat(20), (seed, label, draws) => {
      const [one, two] = [createRandom(seed), createRandom(seed)];
      for (let draw = 0; draw < draws; draw++) one.next();
      expect(one.fork(label).octets(8)).toEqual(two.fork(label).octets(8));
    }),
  );
});

it('numbers are spread: every tenth of the range gets its share, and neighbours are strangers', () => {
  const random = createRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 10_000; draw++) counts[random.between(0, 9)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
  const pairs = Array.from({ length: 5_000 }, (_, index) => noise(9, index, 0) < 0.5 && noise(9, index + 1, 0) < 0.5);
  expect(pairs.filter(Boolean).length / 5_000).toBeCloseTo(0.25, 1);
});
