import { expect, it } from 'vitest';
import { createFreshRate } from './fresh-rate.ts';
import type { OpenSession } from './ports.ts';

const freshRate = createFreshRate(30_000);
const now = Date.UTC(2026, 10, 21, 12);
const read = (ageMs: number, interimSeconds: number) =>
  freshRate({ rate: { downBps: 1, upBps: 1, at: now - ageMs }, row: { interimSeconds } } as OpenSession, now);

it.each([
  ['just polled', 0, 0, true],
  ['one poll missed', 60_000, 0, true],
  ['two polls and a half missed', 75_001, 0, false],
  ['RADIUS only, between two interims', 299_000, 300, true],
  ['RADIUS only, three interims missed', 900_000, 300, false],
  ['an outage of a day is no pace', 1_500_001, 86_400, false],
])('%s', (_case, ageMs, interimSeconds, isFresh) => {
  expect(read(ageMs, interimSeconds) !== undefined).toBe(isFresh);
});

it('nothing measured is no rate', () => {
  expect(freshRate({ rate: undefined, row: { interimSeconds: 0 } } as OpenSession, now)).toBeUndefined();
});
