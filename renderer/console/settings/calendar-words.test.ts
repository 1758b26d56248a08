import { describe, expect, it } from 'vitest';
import { calendarEffect } from './calendar-words.ts';

/** 2026-11-21 15:00 in Baghdad, which is UTC+3 all year. */
const now = Date.UTC(2026, 10, 21, 12);
const before = { timeZone: 'Asia/Baghdad', dailyResetTime: '00:05' };
const effect = (change: Partial<typeof before>) => calendarEffect({ ...before, ...change }, before, now);

describe('what a calendar does to the quota day', () => {
  it('nothing changed: when it began and when the next one begins', () =>
    expect(effect({})).toEqual({
      change: undefined,
      text: 'The quota day began at 00:05 today; the next begins at 00:05 tomorrow.',
    }));

  it('X15: a reset time that has passed today is due at once, and that is said', () => {
    const said = effect({ dailyResetTime: '04:00' });
    expect(said?.change?.resetsNow).toBe(true);
    expect(said?.text).toContain(
      'began at 04:00 today: saving starts everybody’s daily counters and tiers again at once',
    );
    expect(said?.text).toContain('the next begins at 04:00 tomorrow');
  });

  it('one that is still to come ends the running day sooner', () => {
    const said = effect({ dailyResetTime: '16:00' });
    expect(said?.change?.resetsNow).toBe(false);
    expect(said?.text).toBe(
      'The running quota day ends at 16:00 today instead of 00:05 tomorrow; every day after it begins at 16:00.',
    );
  });

  it('a zone to the east ends the running day sooner, told in its own clock; one to the west may start it again', () => {
    expect(effect({ timeZone: 'Asia/Tokyo' })?.text).toBe(
      'The running quota day ends at 00:05 tomorrow instead of 06:05 tomorrow; every day after it begins at 00:05.',
    );
    expect(effect({ timeZone: 'Europe/Lisbon' })?.change?.resetsNow).toBe(true);
  });

  it('another name for the same clock moves nothing', () =>
    expect(effect({ timeZone: '+03:00' })?.change).toBeUndefined());

  it.each([{ timeZone: 'Mars/Olympus' }, { dailyResetTime: '25:00' }])('%j says nothing yet', (change) =>
    expect(effect(change)).toBeNull(),
  );
});
