import { expect, it } from 'vitest';
import { fillSeverity, rangesOf, restWord } from './pool-words.ts';

it.each([
  ['nothing taken', 0, 'ok'],
  ['exactly three quarters', 75, 'warn'],
  ['exactly at the alert', 90, 'high'],
  ['nothing left', 100, 'crit'],
] as const)('%s', (_case, taken, severity) => expect(fillSeverity({ taken, usable: 100 })).toBe(severity));

it('ranges come one a line or with commas, and empty lines are none', () => {
  expect(rangesOf('10.0.0.0/24\n\n 10.1.0.1-10.1.0.9, 10.2.0.1 ')).toEqual([
    '10.0.0.0/24',
    '10.1.0.1-10.1.0.9',
    '10.2.0.1',
  ]);
});

it('a rest is said in its largest whole unit', () => {
  expect([0, 90, 300].map(restWord)).toEqual(['no rest', 'rest 90 s', 'rest 5 min']);
});
