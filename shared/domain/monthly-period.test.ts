import { describe, expect, it } from 'vitest';
import { type MonthlyReset, monthlyPeriodAt, monthlyResetDay, monthlyResetDue } from './monthly-period.ts';

const at = (iso: string) => Date.parse(iso);
const ZONE = 'Europe/Berlin';

/** The local dates on which a subscriber is reset when the state rule is asked every six hours. */
function resetsOver(from: string, to: string, mode: MonthlyReset, billingDay: number): string[] {
  let lastResetAt = at(from);
  const resets: string[] = [];
  for (let now = at(from); now < at(to); now += 6 * 3_600_000) {
    if (!monthlyResetDue(lastResetAt, now, mode, billingDay, ZONE, 5)) continue;
    const period = monthlyPeriodAt(now, monthlyResetDay(mode, billingDay)!, ZONE, 5);
    lastResetAt = period.startsAt;
    resets.push(period.startDay);
  }
  return resets;
}

describe('case 17: the month', () => {
  it('billing day 31 resets on the last day of each month, at 00:05', () => {
    expect(resetsOver('2026-01-15T00:00:00+01:00', '2026-05-15T00:00:00+02:00', 'anniversary', 31)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ]);
    expect(monthlyPeriodAt(at('2026-02-28T00:05:00+01:00'), 31, ZONE, 5).startsAt).toBe(
      at('2026-02-28T00:05:00+01:00'),
    );
    expect(monthlyPeriodAt(at('2026-02-28T00:04:59+01:00'), 31, ZONE, 5).startDay).toBe('2026-01-31');
    expect(monthlyPeriodAt(at('2026-04-10T00:00:00+02:00'), 31, ZONE, 5).startsAt).toBe(
      at('2026-03-31T00:05:00+02:00'),
    );
  });

  it('a leap year has 29 February', () => {
    expect(monthlyPeriodAt(at('2028-03-01T12:00:00+01:00'), 31, ZONE, 5).startDay).toBe('2028-02-29');
  });

  it('rows imported together on 12 November keep their own billing day', () => {
    const imported = '2026-11-12T10:00:00+01:00';
    expect(resetsOver(imported, '2027-01-01T00:00:00+01:00', 'anniversary', 3)).toEqual(['2026-12-03']);
    expect(resetsOver(imported, '2027-01-01T00:00:00+01:00', 'anniversary', 28)).toEqual(['2026-11-28', '2026-12-28']);
  });
});

describe('X1, pain 7: one subscriber per mode over 14 months', () => {
  const from = '2026-10-31T10:00:00+01:00';
  const to = '2027-12-31T23:00:00+01:00';

  it('anniversary of the 31st follows the table', () => {
    const table =
      '2026-11-30 2026-12-31 2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31 ' +
      '2027-06-30 2027-07-31 2027-08-31 2027-09-30 2027-10-31 2027-11-30 2027-12-31';
    expect(resetsOver(from, to, 'anniversary', 31).join(' ')).toBe(table);
  });

  it('calendar resets on each 1st', () => {
    const resets = resetsOver(from, to, 'calendar', 31);
    expect(resets).toHaveLength(14);
    expect(resets.every((day) => day.endsWith('-01'))).toBe(true);
  });

  it('renew is never reset by the calendar', () => {
    expect(resetsOver(from, to, 'renew', 31)).toEqual([]);
    expect(monthlyResetDay('renew', 31)).toBeNull();
  });
});
