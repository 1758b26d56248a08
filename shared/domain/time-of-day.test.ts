import { expect, it } from 'vitest';
import { formatTimeOfDay, isInDailyWindow, parseTimeOfDay } from './time-of-day.ts';

it.each([
  ['00:05', 5],
  ['7:30', 450],
  ['23:59', 1_439],
])('%s is minute %i and prints back', (text, minute) => {
  expect(parseTimeOfDay(text)).toEqual({ ok: true, value: minute });
  expect(formatTimeOfDay(minute)).toBe(text.padStart(5, '0'));
});

it.each(['24:00', '12:60', '1205', 'noon', ''])('"%s" is no time of day', (text) =>
  expect(parseTimeOfDay(text).ok).toBe(false),
);

it.each([
  ['inside', 90, 60, 120, true],
  ['at its start', 60, 60, 120, true],
  ['at its end', 120, 60, 120, false],
  ['before midnight of a window over it', 1_430, 1_380, 60, true],
  ['after midnight of a window over it', 30, 1_380, 60, true],
  ['outside a window over midnight', 600, 1_380, 60, false],
  ['in a window of no length', 60, 60, 60, false],
])('a time %s', (_case, minute, from, to, expected) => expect(isInDailyWindow(minute, from, to)).toBe(expected));
