import { describe, expect, it } from 'vitest';
import { announcedWindows, maintenanceFault, pendingWindows } from './maintenance.ts';

const hour = 3_600_000;
const day = 24 * hour;
const window = (from: number, to: number) => ({ from, to, note: '' });

describe('a maintenance window', () => {
  it.each([
    ['a minute', 60_000, undefined],
    ['exactly a week', 7 * day, undefined],
    ['a week and a moment', 7 * day + 1, 'at most 7 days'],
    ['nothing', 0, 'after the beginning'],
    ['backwards', -hour, 'after the beginning'],
  ])('of %s', (_case, length, said) => {
    const fault = maintenanceFault({ from: 5 * day, to: 5 * day + length });
    expect([fault?.field, fault?.message]).toEqual(
      said === undefined ? [undefined, undefined] : ['to', expect.stringContaining(said)],
    );
  });

  it('is over at its end, not before', () => {
    expect(pendingWindows([window(0, hour)], hour - 1)).toHaveLength(1);
    expect(pendingWindows([window(0, hour)], hour)).toEqual([]);
  });

  it('several come in the order of their beginning', () =>
    expect(pendingWindows([window(9, 99), window(5, 99), window(5, 50)], 0).map(({ from, to }) => [from, to])).toEqual([
      [5, 50],
      [5, 99],
      [9, 99],
    ]));

  it.each([
    ['exactly 36 hours before', 36 * hour, 1],
    ['a moment earlier', 36 * hour + 1, 0],
    ['while it lasts', -hour, 1],
    ['at its end', -2 * hour, 0],
  ])('F028: is announced %s: %i', (_case, inMs, count) =>
    expect(announcedWindows([window(10 * day + inMs, 10 * day + inMs + 2 * hour)], 10 * day)).toHaveLength(count),
  );
});
