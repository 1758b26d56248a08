import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar } from './calendar.ts';
import {
  dailyResetDue,
  latestDailyBoundary,
  nextDailyBoundary,
  quotaDayAt,
  quotaDayChange,
  quotaDayOf,
} from './quota-day.ts';
import { DAY_MS } from './zone.ts';

const at = (iso: string) => Date.parse(iso);

describe('X14: the quota day starts at the reset time', () => {
  it.each([
    ['one minute before it is still yesterday', '2026-10-15T00:04:59.999+02:00', '2026-10-14'],
    ['exactly at it is today', '2026-10-15T00:05:00+02:00', '2026-10-15'],
    ['the evening belongs to the day it began', '2026-10-15T23:59:00+02:00', '2026-10-15'],
  ])('%s', (_case, iso, day) => expect(quotaDayOf(at(iso), 'Europe/Berlin', 5)).toBe(day));

  it('takes a manual UTC offset as a zone', () => {
    expect(latestDailyBoundary(at('2026-10-15T12:00:00Z'), '+03:00', 5)).toBe(at('2026-10-14T21:05:00Z'));
    expect(nextDailyBoundary(at('2026-10-15T12:00:00Z'), '+03:00', 5)).toBe(at('2026-10-15T21:05:00Z'));
  });
});

describe('X15: a reset is due by state, not by event', () => {
  const zone = 'Europe/Berlin';
  const boundary = at('2026-10-15T00:05:00+02:00');

  it.each([
    ['never reset', null, boundary, true],
    ['reset just before the boundary', boundary - 1, boundary, true],
    ['reset exactly at the boundary', boundary, boundary, false],
    ['reset at the boundary, asked late in the day', boundary, boundary + 20 * 3_600_000, false],
    ['reset days ago', boundary - 5 * DAY_MS, boundary + 1, true],
    ['reset by hand after the boundary', boundary + 3_600_000, boundary + 7_200_000, false],
    ['a clock that went back resets nothing', boundary, boundary - 3 * DAY_MS, false],
  ])('%s', (_case, last, now, due) => expect(dailyResetDue(last, now, zone, 5)).toBe(due));

  it('pain 6: off from 23:50 to 07:30, each subscriber due is reset once', () => {
    let lastResetAt = at('2026-10-14T00:05:00+02:00');
    let resets = 0;
    for (const now of [
      at('2026-10-14T23:50:00+02:00'),
      at('2026-10-15T07:30:00+02:00'),
      at('2026-10-15T07:30:30+02:00'),
    ]) {
      if (!dailyResetDue(lastResetAt, now, zone, 5)) continue;
      lastResetAt = latestDailyBoundary(now, zone, 5);
      resets++;
    }
    expect(resets).toBe(1);
  });
});

/** Walks a span in irregular steps as the engine would, resetting by state; returns the reset instants and labels. */
function walk(from: number, to: number, zone: string, resetMinute: number) {
  const calendar = createCalendar(zone, resetMinute);
  let lastResetAt = calendar.day(from).startsAt;
  const resets: { readonly at: number; readonly day: string }[] = [];
  for (let now = from, step = 0; now < to; now += 60_000 + ((step++ * 7_919_000) % 1_800_000)) {
    const day = calendar.day(now);
    if (lastResetAt >= day.startsAt) continue;
    lastResetAt = day.startsAt;
    resets.push({ at: day.startsAt, day: day.day });
  }
  return resets;
}

describe('pain 6: exactly one reset per quota day across DST', () => {
  // The reset minute of each row does not exist on one of the two days, or happens twice on the other.
  it.each([
    ['Europe/Berlin, 02:30 is skipped in March and repeated in October', 'Europe/Berlin', 150, 2026],
    ['Asia/Beirut, midnight itself is skipped and 23:30 repeated', 'Asia/Beirut', 0, 2026],
    ['Asia/Beirut, the default 00:05 is skipped', 'Asia/Beirut', 5, 2026],
    ['Asia/Beirut, 23:30 happens twice', 'Asia/Beirut', 1_410, 2026],
    ['America/Sao_Paulo, midnight was skipped', 'America/Sao_Paulo', 5, 2018],
    ['America/Havana, 00:30 is skipped and repeated', 'America/Havana', 30, 2026],
    ['Australia/Lord_Howe, half an hour', 'Australia/Lord_Howe', 105, 2026],
    ['America/St_Johns, went back over midnight in 2010', 'America/St_Johns', 0, 2010],
  ])('%s', (_case, zone, resetMinute, year) => {
    const from = Date.UTC(year, 0, 1);
    const resets = walk(from, Date.UTC(year + 1, 0, 1), zone, resetMinute);
    const days = resets.map(({ day }) => day);
    expect(new Set(days).size).toBe(days.length);
    expect(days).toEqual([...days].sort());
    // 364 boundaries lie after the first day's and before the last's; the ends depend on the zone.
    expect(days.length).toBeGreaterThanOrEqual(364);
    expect(days.length).toBeLessThanOrEqual(366);
    for (let index = 1; index < resets.length; index++) {
      const hours = (resets[index]!.at - resets[index - 1]!.at) / 3_600_000;
      expect(hours).toBeGreaterThanOrEqual(22);
      expect(hours).toBeLessThanOrEqual(26);
    }
  });

  it('a reset time that does not exist moves on by the gap', () => {
    expect(latestDailyBoundary(at('2026-03-29T12:00:00Z'), 'Europe/Berlin', 150)).toBe(at('2026-03-29T03:30:00+02:00'));
  });

  it('a reset time that exists twice counts the first time', () => {
    expect(latestDailyBoundary(at('2026-10-25T12:00:00Z'), 'Europe/Berlin', 150)).toBe(at('2026-10-25T02:30:00+02:00'));
  });

  it('a date that a zone skips has no quota day of its own', () => {
    const day = quotaDayAt(at('2011-12-30T12:00:00Z'), 'Pacific/Apia', 5); // local 31 December: the 30th never was
    expect(day).toEqual({
      day: '2011-12-31',
      startsAt: at('2011-12-31T00:05:00+14:00'),
      endsAt: at('2012-01-01T00:05:00+14:00'),
    });
  });

  it('days follow each other without gap or overlap, for any instant and zone', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'Asia/Beirut', 'America/Sao_Paulo', 'Asia/Kathmandu', '-03:30');
    const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(instant, zone, fc.integer({ min: 0, max: 1_439 }), (now, name, minute) => {
        const day = quotaDayAt(now, name, minute);
        expect(day.startsAt).toBeLessThanOrEqual(now);
        expect(day.endsAt).toBeGreaterThan(now);
        const next = quotaDayAt(day.endsAt, name, minute);
        expect(next.startsAt).toBe(day.endsAt);
        expect(next.day > day.day).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('X15: what another reset time or zone does to the running day', () => {
  const noon = at('2026-10-15T12:00:00+02:00');
  const berlin = { zone: 'Europe/Berlin', resetMinute: 5 };
  const change = (after: Partial<typeof berlin>) => quotaDayChange(noon, berlin, { ...berlin, ...after });

  it.each([
    ['the same', {}],
    ['the same clock by another name', { zone: '+02:00' }],
  ])('%s: nothing', (_case, after) => expect(change(after)).toBeUndefined());

  it('a time that is to come ends the running day there', () =>
    expect(change({ resetMinute: 18 * 60 })).toEqual({
      resetsNow: false,
      startsAt: at('2026-10-15T00:05:00+02:00'),
      endsBefore: at('2026-10-16T00:05:00+02:00'),
      endsAfter: at('2026-10-15T18:00:00+02:00'),
    }));

  it('a time that has passed since the day began is due at once, as the state rule says', () => {
    const moved = change({ resetMinute: 4 * 60 });
    expect(moved).toMatchObject({ resetsNow: true, startsAt: at('2026-10-15T04:00:00+02:00') });
    expect(dailyResetDue(at('2026-10-15T00:05:00+02:00'), noon, 'Europe/Berlin', 4 * 60)).toBe(true);
  });

  it('says a reset exactly when the rule would find one due, for any time and zone', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'Asia/Beirut', 'America/Sao_Paulo', 'Asia/Kathmandu', '-03:30');
    const calendar = fc.record({ zone, resetMinute: fc.integer({ min: 0, max: 1_439 }) });
    const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(instant, calendar, calendar, (now, before, after) => {
        const lastReset = latestDailyBoundary(now, before.zone, before.resetMinute);
        const isDue = dailyResetDue(lastReset, now, after.zone, after.resetMinute);
        expect(quotaDayChange(now, before, after)?.resetsNow ?? false).toBe(isDue);
      }),
      { numRuns: 300 },
    );
  });
});
