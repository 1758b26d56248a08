import { expect, it } from 'vitest';
import { isExpirySoon, nocSeverity, portalSeverity } from './severity.ts';
import { GB } from './units.ts';

it.each([
  ['nothing used', 0, 'green'],
  ['one byte below 50 %', 50 * GB - 1, 'green'],
  ['exactly 50 %', 50 * GB, 'orange'],
  ['one byte below 80 %', 80 * GB - 1, 'orange'],
  ['exactly 80 %', 80 * GB, 'red'],
  ['beyond the quota', 120 * GB, 'red'],
])('F012, X16: the portal ring at %s', (_case, used, colour) => expect(portalSeverity(used, 100 * GB)).toBe(colour));

it.each([
  ['one byte below 60 %', 60 * GB - 1, 'green'],
  ['exactly 60 %', 60 * GB, 'yellow'],
  ['one byte below 80 %', 80 * GB - 1, 'yellow'],
  ['exactly 80 %', 80 * GB, 'orange'],
  ['one byte below the quota', 100 * GB - 1, 'orange'],
  ['exactly the quota', 100 * GB, 'red'],
])('F081, X16: the NOC bar at %s', (_case, used, colour) => expect(nocSeverity(used, 100 * GB)).toBe(colour));

it('F010: an unlimited quota is always green', () => {
  expect(portalSeverity(GB, 0)).toBe('green');
  expect(nocSeverity(GB, 0)).toBe('green');
});

it('X17: seven days left are soon, eight are not', () => {
  expect([isExpirySoon(8), isExpirySoon(7), isExpirySoon(0)]).toEqual([false, true, true]);
});
