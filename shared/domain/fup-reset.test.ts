import { describe, expect, it } from 'vitest';
import { createCalendar } from './calendar.ts';
import { dayEntryOf, newUsage, type SubscriberUsage } from './counters.ts';
import { type CountingTerms, catchUp, countDelta } from './counting.ts';
import { addBonus, canUndo, type FupResetReceipt, resetFup, startPeriod, undoFupReset } from './fup-reset.ts';
import { quotaLevels } from './quota.ts';
import { DEFAULT_ACCESS_POLICY, effectiveSpeed } from './speed.ts';
import { GB, MB } from './units.ts';

const terms: CountingTerms = {
  calendar: createCalendar('Europe/Berlin', 5),
  freeHours: null,
  monthlyResetDay: null,
  areResetsHeld: false,
};
const at = (time: string, day = '2026-10-15') => Date.parse(`${day}T${time}:00+02:00`);

/** A subscriber who has used `bytes` since the quota day of 15 October began. */
const used = (bytes: number, change: Partial<SubscriberUsage> = {}): SubscriberUsage => ({
  ...newUsage(at('00:05')),
  dailyRawDownBytes: bytes,
  dailyCountedBytes: bytes,
  monthlyRawDownBytes: bytes,
  monthlyCountedBytes: bytes,
  ...change,
});

const move = (usage: SubscriberUsage, bytes: number, time: string) =>
  countDelta(usage, { downDelta: bytes, upDelta: 0, fromAt: at(time) - 30_000, toAt: at(time) }, terms);

const takeBack = (usage: SubscriberUsage, bytes: number, time: string) =>
  countDelta(usage, { downDelta: -bytes, upDelta: 0, fromAt: at(time), toAt: at(time) }, terms);

const undo = (reset: { usage: SubscriberUsage; receipt: FupResetReceipt }, time: string, day?: string) => {
  const result = undoFupReset(reset.usage, reset.receipt, at(time, day), terms);
  if (!result.ok) throw new Error(result.fault);
  return result.value;
};

describe('case 8: reset under a monthly tier (X7)', () => {
  it('the daily level is gone, the pushed rate is the monthly tier’s 5M and not the plan’s 10M', () => {
    const service = {
      downKbps: 10_000,
      upKbps: 10_000,
      dailyTiers: [
        { fromBytes: 5 * GB, downKbps: 8_000, upKbps: 8_000 },
        { fromBytes: 6 * GB, downKbps: 4_000, upKbps: 4_000 },
      ],
      monthlyTiers: [{ fromBytes: 100 * GB, downKbps: 5_000, upKbps: 5_000 }],
      burst: null,
      softFup: false,
    };
    const speed = (usage: SubscriberUsage) =>
      effectiveSpeed({
        service,
        subscriber: { status: 'active', expiresAt: null, boost: null, ownRule: null },
        globalRule: null,
        usage,
        policy: DEFAULT_ACCESS_POLICY,
        now: at('14:00'),
      });
    const throttled = used(7 * GB, { monthlyCountedBytes: 120 * GB });
    expect(speed(throttled)).toMatchObject({ downKbps: 4_000, dailyLevel: 2, monthlyLevel: 1 });
    const { usage } = resetFup(throttled, at('14:00'), terms);
    expect(speed(usage)).toMatchObject({ downKbps: 5_000, dailyLevel: 0, monthlyLevel: 1 });
    expect(usage.monthlyCountedBytes).toBe(120 * GB);
    expect(throttled.dailyCountedBytes).toBe(7 * GB); // pure: what was passed in is untouched
  });
});

describe('case 9: reset and history (X54)', () => {
  it('6 GB, reset at 14:00, +1 GB: ring 1 GB, history raw 7 and forgiven 6, monthly +7', () => {
    const { usage } = resetFup(used(6 * GB), at('14:00'), terms);
    move(usage, GB, '15:00');
    expect(usage).toMatchObject({ dailyRawDownBytes: GB, dailyCountedBytes: GB, monthlyCountedBytes: 7 * GB });
    expect(dayEntryOf(usage, terms.calendar)).toMatchObject({
      day: '2026-10-15',
      rawDownBytes: 7 * GB,
      forgivenBytes: 6 * GB,
    });
    const { closedDays } = catchUp(usage, at('08:00', '2026-10-16'), terms);
    expect(closedDays).toEqual([
      {
        day: '2026-10-15',
        rawDownBytes: 7 * GB,
        rawUpBytes: 0,
        countedBytes: 7 * GB,
        bonusBytes: 0,
        forgivenBytes: 6 * GB,
      },
    ]);
    expect(usage.forgivenCountedBytes).toBe(0);
  });

  it('a reset before the daily one is caught up closes yesterday first', () => {
    const { usage, closings, receipt } = resetFup(used(6 * GB), at('08:00', '2026-10-16'), terms);
    expect(closings.closedDays).toMatchObject([{ day: '2026-10-15', countedBytes: 6 * GB, forgivenBytes: 0 }]);
    expect(receipt).toMatchObject({ day: '2026-10-16', countedBytes: 0 });
    expect(usage.dailyCountedBytes).toBe(0);
  });
});

describe('case 10: undo (X54)', () => {
  const tiers = {
    dailyTiers: [5 * GB, 6 * GB].map((fromBytes) => ({ fromBytes, downKbps: 4_000, upKbps: 4_000 })),
    monthlyTiers: [],
  };

  it('on the same day: 6.0 GB, reset 14:00, +0.2 GB, undo 14:07 → 6.2 GB and level 2 again', () => {
    const before = used(6 * GB);
    expect(quotaLevels(tiers, before).daily).toBe(2);
    const reset = resetFup(before, at('14:00'), terms);
    expect(quotaLevels(tiers, reset.usage).daily).toBe(0);
    move(reset.usage, 200 * MB, '14:05');
    const undone = undo(reset, '14:07');
    expect(undone).toMatchObject({
      usage: { dailyCountedBytes: 6_200 * MB, forgivenCountedBytes: 0 },
      isDayClosed: false,
      addedBackBytes: 6 * GB,
      corrections: [],
    });
    expect(undone.usage.lastDailyResetAt).toBe(before.lastDailyResetAt);
    expect(quotaLevels(tiers, undone.usage).daily).toBe(2);
    expect(undone.usage.monthlyCountedBytes).toBe(6_200 * MB);
    expect(dayEntryOf(undone.usage, terms.calendar)).toMatchObject({ rawDownBytes: 6_200 * MB, forgivenBytes: 0 });
  });

  it('after the day closed: its row is corrected, today’s counters are not touched', () => {
    const reset = resetFup(used(6 * GB), at('23:59'), terms);
    const undone = undo(reset, '00:06', '2026-10-16');
    expect(undone.isDayClosed).toBe(true);
    expect(undone.usage.dailyCountedBytes).toBe(0);
    expect(undone.closings.closedDays).toMatchObject([{ day: '2026-10-15', forgivenBytes: 6 * GB }]);
    expect(undone.corrections).toMatchObject([{ day: '2026-10-15', forgivenBytes: -6 * GB, reason: 'reset-undone' }]);
  });

  it('after the day closed and today was reset as well: the closed day is corrected all the same', () => {
    const reset = resetFup(used(6 * GB), at('23:59'), terms);
    move(reset.usage, 30 * MB, '00:06');
    const today = resetFup(reset.usage, at('00:06', '2026-10-16'), terms);
    const undone = undo({ ...reset, usage: today.usage }, '00:08', '2026-10-16');
    expect(undone.usage).toEqual(today.usage);
    expect(undone.corrections).toMatchObject([{ day: '2026-10-15', forgivenBytes: -6 * GB }]);
  });

  it('a closed day of which nothing was forgiven gets no row', () => {
    const reset = resetFup(used(0), at('23:59'), terms);
    expect(undo(reset, '00:06', '2026-10-16')).toMatchObject({ addedBackBytes: 0, corrections: [] });
  });

  it('a closed day never has less than nothing forgiven: a Stop had taken back some', () => {
    const reset = resetFup(used(6 * GB), at('23:58'), terms);
    takeBack(reset.usage, 10 * MB, '23:59');
    const undone = undo(reset, '00:06', '2026-10-16');
    expect(undone.closings.closedDays).toMatchObject([{ countedBytes: 5_990 * MB, forgivenBytes: 5_990 * MB }]);
    expect(undone.corrections).toMatchObject([{ forgivenBytes: -5_990 * MB }]);
  });

  it('returns only what a Stop has not taken back since', () => {
    const reset = resetFup(used(6 * GB), at('14:00'), terms);
    takeBack(reset.usage, 10 * MB, '14:01');
    expect(undo(reset, '14:02')).toMatchObject({
      usage: { dailyCountedBytes: 5_990 * MB },
      addedBackBytes: 5_990 * MB,
    });
  });

  it('two resets of a day are undone in turn, the later first, and nothing is counted twice', () => {
    const before = used(6 * GB);
    const first = resetFup(before, at('14:00'), terms);
    move(first.usage, GB, '14:02');
    const second = resetFup(first.usage, at('14:03'), terms);
    expect(undoFupReset(second.usage, first.receipt, at('14:04'), terms)).toEqual({ ok: false, fault: 'reset-again' });
    const one = undo(second, '14:05');
    expect(one.usage).toMatchObject({ dailyCountedBytes: GB, forgivenCountedBytes: 6 * GB });
    const both = undo({ ...first, usage: one.usage }, '14:06');
    expect(both.usage).toMatchObject({ dailyCountedBytes: 7 * GB, forgivenCountedBytes: 0 });
    expect(both.usage.lastDailyResetAt).toBe(before.lastDailyResetAt);
  });

  it('what a renewal has cleared since stays cleared (X52)', () => {
    const reset = resetFup(used(6 * GB), at('14:00'), terms);
    const renewed = startPeriod(reset.usage, at('14:03'), terms, true);
    expect(undoFupReset(renewed.usage, reset.receipt, at('14:05'), terms)).toMatchObject({ fault: 'reset-again' });
  });

  it.each([
    ['at once', 0, true],
    ['one millisecond before ten minutes', 599_999, true],
    ['after ten minutes exactly', 600_000, false],
    ['when the clock has gone back', -1, true],
  ])('X10: %s', (_when, passedMs, isPossible) => {
    expect(canUndo(at('14:00'), at('14:00') + passedMs)).toBe(isPossible);
  });
});

describe('X52: renewal', () => {
  it('clears the month, keeps the bonus, and forgives the day when asked to', () => {
    const before = addBonus(used(6 * GB), 10 * GB);
    const renewed = startPeriod(before, at('14:00'), terms, true);
    expect(renewed.usage).toMatchObject({
      monthlyCountedBytes: 0,
      dailyCountedBytes: 0,
      forgivenCountedBytes: 6 * GB,
      bonusBytes: 10 * GB,
      lastMonthlyResetAt: at('14:00'),
    });
    expect(renewed.closings.closedMonths).toMatchObject([{ countedBytes: 6 * GB, endsAt: at('14:00') }]);
  });

  it('without clearing the day its counters stay', () => {
    const renewed = startPeriod(used(6 * GB), at('14:00'), terms, false);
    expect(renewed).toMatchObject({ usage: { dailyCountedBytes: 6 * GB, monthlyCountedBytes: 0 }, receipt: null });
  });

  it('a bonus taken back never goes below zero', () => {
    expect(addBonus(used(0, { bonusBytes: GB }), -2 * GB).bonusBytes).toBe(0);
  });
});
