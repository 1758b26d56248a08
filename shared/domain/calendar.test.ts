import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCalendar } from './calendar.ts';
import { freeSegmentAt } from './free-hours.ts';
import { monthlyPeriodAt } from './monthly-period.ts';
import { quotaDayAt } from './quota-day.ts';

const ZONE = 'Europe/Berlin';
const START = Date.UTC(2026, 9, 20);
const hours = { fromMinute: 1_380, toMinute: 300, percent: 70 };

it('what is remembered is what would be computed, in any order of questions', () => {
  const instants = fc.array(fc.integer({ min: START, max: START + 15 * 86_400_000 }), { maxLength: 40 });
  fc.assert(
    fc.property(instants, (asked) => {
      const calendar = createCalendar(ZONE, 5);
      for (const at of asked) {
        expect(calendar.day(at)).toEqual(quotaDayAt(at, ZONE, 5));
        expect(calendar.month(at, 31)).toEqual(monthlyPeriodAt(at, 31, ZONE, 5));
        expect(calendar.free(at, hours)).toEqual(freeSegmentAt(at, hours, ZONE));
      }
    }),
    { numRuns: 20 },
  );
});

it('both sides of a boundary stay remembered while everyone asks about them', () => {
  const calendar = createCalendar(ZONE, 5);
  const { endsAt } = calendar.day(START);
  const [before, after] = [calendar.day(endsAt - 1), calendar.day(endsAt)];
  for (let subscriber = 0; subscriber < 3; subscriber++) {
    expect(calendar.day(endsAt - 1)).toBe(before);
    expect(calendar.day(endsAt)).toBe(after);
  }
});

it('an unknown zone is refused at once', () => {
  expect(() => createCalendar('Mars/Phobos', 5)).toThrow(RangeError);
});
