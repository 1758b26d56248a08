import { expect, it } from 'vitest';
import { proofOf } from './change-words.ts';

it.each([
  ['verified', true, 'proven'],
  ['acknowledged', false, 'sent'],
  ['sending', false, 'sent'],
  [null, false, 'sent'],
  ['pending', false, 'waiting'],
] as const)('N2: a change that is %s, read back %s, is marked %s', (change, isRateVerified, mark) => {
  expect(proofOf({ change, isRateVerified }).mark).toBe(mark);
});
