import { describe, expect, it } from 'vitest';
import { plain } from './quantity.ts';
import { clock, day, duration, durationText, exact, relative, stamp, utcOffset } from './times.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const zone = 'Asia/Baghdad'; // UTC+3 all year
const now = Date.UTC(2026, 10, 20, 18, 4, 36); // Fri 20 Nov 2026, 21:04:36 there

describe('durations have two units at most and are cut, not rounded', () => {
  it.each([
    [42 * SECOND, '42 s'],
    [59_999, '59 s'],
    [51 * MINUTE, '51 m'],
    [4 * HOUR + 12 * MINUTE, '4 h 12 m'],
    [16 * HOUR + 3 * MINUTE, '16 h 03 m'],
    [2 * DAY + 9 * HOUR, '2 d 09 h'],
    [399 * DAY, '1 y 34 d'],
    [300, '0 s'],
    [-5, '0 s'],
    [null, '–'],
  ])('%s ms reads %s in a cell', (ms, text) => expect(plain(duration(ms))).toBe(text));

  it.each([
    [3 * HOUR, '3 h'],
    [HOUR + 6 * MINUTE, '1 h 06 m'],
    [41 * DAY, '41 d'],
  ])('%s ms reads %s in running text', (ms, text) => expect(durationText(ms)).toBe(text));

  it('an age below ten seconds may show tenths', () => {
    expect(durationText(812, true)).toBe('0.8 s');
    expect(durationText(9_949, true)).toBe('9.9 s');
    expect(durationText(42_000, true)).toBe('42 s');
  });
});

describe('moments', () => {
  it.each([
    [now - 12 * SECOND, '12 s ago'],
    [now - (4 * HOUR + 12 * MINUTE), '4 h 12 m ago'],
    [now + 3 * HOUR, 'in 3 h'],
    [now - 400, 'now'],
  ])('%d is said as %s', (at, text) => expect(relative(at, now)).toBe(text));

  it.each([
    [Date.UTC(2026, 10, 20, 11, 22), '14:22 today'],
    [Date.UTC(2026, 10, 19, 21, 5), '00:05 today'],
    [Date.UTC(2026, 10, 19, 20, 59), '23:59 yesterday'],
    [Date.UTC(2026, 10, 17, 11, 22), '17 Nov 14:22'],
    [Date.UTC(2024, 10, 18, 11, 22), '18 Nov 2024'],
    [Date.UTC(2026, 8, 18, 11, 22), '18 Sep 14:22'],
  ])('the cell of %d reads %s', (at, text) => expect(stamp(at, now, zone)).toBe(text));

  it('yesterday stays yesterday on the day the clocks change', () => {
    const afterSpring = Date.UTC(2026, 2, 29, 10, 0); // Berlin, 12:00 on the day of 23 hours
    expect(stamp(Date.UTC(2026, 2, 28, 0, 30), afterSpring, 'Europe/Berlin')).toBe('01:30 yesterday');
    expect(stamp(Date.UTC(2026, 2, 28, 23, 30), afterSpring, 'Europe/Berlin')).toBe('00:30 today');
  });

  it('clock, day, offset and hover text are in the zone of the operator', () => {
    expect(clock(now, zone)).toBe('21:04:36');
    expect(clock(now, zone, false)).toBe('21:04');
    expect(day(now, now, zone)).toBe('Fri 20 Nov');
    expect(day(Date.UTC(2025, 0, 1), now, zone)).toBe('Wed 1 Jan 2025');
    expect(utcOffset(now, zone)).toBe('UTC+3');
    expect(utcOffset(now, 'UTC')).toBe('UTC');
    expect(utcOffset(now, 'America/New_York')).toBe('UTC−5');
    expect(utcOffset(now, 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(exact(now, zone)).toBe('Fri 20 Nov 2026, 21:04:36, UTC+3');
  });

  it('the hour that clocks skip and the hour they repeat are told right, to the second', () => {
    const berlin = 'Europe/Berlin';
    expect(exact(Date.UTC(2026, 2, 29, 0, 59, 59), berlin)).toBe('Sun 29 Mar 2026, 01:59:59, UTC+1');
    expect(exact(Date.UTC(2026, 2, 29, 1, 0, 0), berlin)).toBe('Sun 29 Mar 2026, 03:00:00, UTC+2');
    expect(clock(Date.UTC(2026, 9, 25, 0, 59, 59), berlin)).toBe('02:59:59');
    expect(exact(Date.UTC(2026, 9, 25, 1, 0, 0), berlin)).toBe('Sun 25 Oct 2026, 02:00:00, UTC+1');
    expect(clock(Date.UTC(2026, 3, 4, 15, 0, 0), 'Australia/Lord_Howe')).toBe('01:30:00'); // half an hour back
  });

  it.each(['Asia/Kathmandu', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca', 'America/Santiago'])(
    'agrees with the platform through a year of %s',
    (timeZone) => {
      const said = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 5 * HOUR + 7 * MINUTE + 11 * SECOND)
        expect(clock(at, timeZone)).toBe(said.format(at));
    },
  );
});
