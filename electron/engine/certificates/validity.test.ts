import { expect, it } from 'vitest';
import { expiryStage } from './validity.ts';

const day = 86_400_000;

it.each([
  [30 * day + 1, 'fine'],
  [30 * day, 'in-30-days'],
  [7 * day + 1, 'in-30-days'],
  [7 * day, 'in-7-days'],
  [day + 1, 'in-7-days'],
  [day, 'in-1-day'],
  [1, 'in-1-day'],
  [0, 'expired'],
  [-day, 'expired'],
])('%i ms before its end a certificate is %s', (left, stage) => {
  expect(expiryStage(1_800_000_000_000, 1_800_000_000_000 - left)).toBe(stage);
});
