import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDisconnectBudget } from './disconnect-budget.ts';

it('X45: ten of a NAS in any minute, whatever the other NAS do', () => {
  let now = 0;
  const budget = createDisconnectBudget(() => now);
  const takeAll = (nasId: number) => Array.from({ length: 12 }, () => budget.take(nasId)).filter(Boolean).length;
  expect(takeAll(1)).toBe(10);
  expect(takeAll(2)).toBe(10);
  now = 59_999;
  expect(takeAll(1)).toBe(0);
  now = 60_000;
  expect(takeAll(1)).toBe(10);
});

it('X45: no minute ever holds more than ten', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { maxLength: 60 }), (pauses) => {
      let now = 0;
      const budget = createDisconnectBudget(() => now);
      const taken: number[] = [];
      for (const pause of pauses) {
        now += pause;
        if (budget.take(1)) taken.push(now);
      }
      expect(taken.every((at, i) => i < 10 || at - taken[i - 10]! >= 60_000)).toBe(true);
    }),
  );
});
