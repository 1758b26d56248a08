import { expect, it } from 'vitest';
import { periodFrom } from './periods.ts';

it('a period ends now, and no period is no limit', () => {
  expect(periodFrom('1h', 10_000_000)).toBe(6_400_000);
  expect(periodFrom(undefined, 10_000_000)).toBeUndefined();
  expect(periodFrom('nonsense', 10_000_000)).toBeUndefined();
});
