import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar } from './calendar.ts';
import { type DayCorrection, type DayEntry, newUsage, type SubscriberUsage } from './counters.ts';
import { type CountingTerms, catchUp, countDelta, type UsageDelta } from './counting.ts';
import { addBonus } from './fup-reset.ts';
import { quotaLevels } from './quota.ts';
import { GB, MB } from './units.ts';
import { observe } from './usage.ts';
import { openSession, type Reading } from './usage-session.ts';

const ZONE = 'Europe/Berlin';
const RESET_MINUTE = 5;
const at = (local: string) => Date.parse(`${local}+02:00`); // Berlin in October, before the clocks change

const terms: CountingTerms = {
  calendar: createCalendar(ZONE, RESET_MINUTE),
  freeHours: null,
  monthlyResetDay: null,
  areResetsHeld: false,
};

const delta = (bytes: number, from: string, to: string): UsageDelta => ({
  downDelta: bytes,
  upDelta: 0,
  fromAt: at(from),
  toAt: at(to),
});

/** Counters of a subscriber whose quota day began on 14 October at 00:05. */
const usageOf = (change: Partial<SubscriberUsage> = {}): SubscriberUsage => ({
  ...newUsage(at('2026-10-14T00:05:00')),
  ...change,
});

const service = {
  dailyTiers: [{ fromBytes: 5 * GB, downKbps: 4_000, upKbps: 4_000 }],
  monthlyTiers: [{ fromBytes: 100 * GB, downKbps: 5_000, upKbps: 5_000 }],
};

describe('X48: a delta over a boundary', () => {
  it('case 1: 300 MB over the reset time: 100 to yesterday, 200 to today, level 0', () => {
    const usage = usageOf({ dailyRawDownBytes: 4_950_000_000, dailyCountedBytes: 4_950_000_000 });
    const outcome = countDelta(usage, delta(300_000_000, '2026-10-15T00:04:50', '2026-10-15T00:05:20'), terms);
    expect(outcome).toMatchObject({ countedBytes: 300_000_000, isSplit: true, corrections: [] });
    expect(outcome.closedDays).toEqual([
      {
        day: '2026-10-14',
        rawDownBytes: 5_050_000_000,
        rawUpBytes: 0,
        countedBytes: 5_050_000_000,
        bonusBytes: 0,
        forgivenBytes: 0,
      },
    ]);
    expect(usage).toMatchObject({ dailyRawDownBytes: 200_000_000, dailyCountedBytes: 200_000_000 });
    expect(usage.lastDailyResetAt).toBe(at('2026-10-15T00:05:00'));
    expect(quotaLevels(service, usage).daily).toBe(0);
  });

  it('case 6: free from 01:00 at 100 %, 500 MB from 00:58 to 01:03 count 200 MB', () => {
    const usage = usageOf();
    const free = { ...terms, freeHours: { fromMinute: 60, toMinute: 300, percent: 100 } };
    const outcome = countDelta(usage, delta(500 * MB, '2026-10-14T00:58:00', '2026-10-14T01:03:00'), free);
    expect(outcome).toMatchObject({ countedBytes: 200 * MB, isSplit: true });
    expect(usage).toMatchObject({ dailyRawDownBytes: 500 * MB, dailyCountedBytes: 200 * MB });
  });

  it('case 5: the remainder of the percentage is carried from delta to delta', () => {
    const usage = usageOf();
    const free = { ...terms, freeHours: { fromMinute: 60, toMinute: 300, percent: 70 } };
    for (const minute of ['01', '02', '03']) {
      countDelta(usage, delta(333_333_333, `2026-10-14T01:${minute}:00`, `2026-10-14T01:${minute}:30`), free);
    }
    expect(usage.dailyCountedBytes).toBe(299_999_999);
  });

  it('N5: a sleep of three days closes each day with its share', () => {
    const usage = usageOf();
    const { closedDays } = countDelta(usage, delta(72 * GB, '2026-10-14T12:05:00', '2026-10-17T12:05:00'), terms);
    expect(closedDays.map(({ day, countedBytes }) => [day, countedBytes / GB])).toEqual([
      ['2026-10-14', 12],
      ['2026-10-15', 24],
      ['2026-10-16', 24],
    ]);
    expect(usage.dailyCountedBytes).toBe(12 * GB);
  });

  it('ending exactly at the boundary belongs to yesterday, and the reset follows', () => {
    const usage = usageOf();
    const { closedDays } = countDelta(usage, delta(GB, '2026-10-15T00:04:30', '2026-10-15T00:05:00'), terms);
    expect(closedDays).toMatchObject([{ day: '2026-10-14', countedBytes: GB }]);
    expect(usage.dailyCountedBytes).toBe(0);
  });

  it('bytes of a day that is closed become a correction of it; the month has them', () => {
    const usage = usageOf({ lastDailyResetAt: at('2026-10-15T00:05:00') });
    const outcome = countDelta(usage, delta(30 * MB, '2026-10-15T00:04:00', '2026-10-15T00:04:30'), terms);
    expect(outcome.corrections).toMatchObject([{ day: '2026-10-14', countedBytes: 30 * MB, reason: 'late' }]);
    expect(usage).toMatchObject({ dailyCountedBytes: 0, monthlyCountedBytes: 30 * MB });
  });

  it('an interval from 1970 is not walked day by day', () => {
    const usage = usageOf();
    const broken = { downDelta: GB, upDelta: 0, fromAt: 0, toAt: at('2026-10-14T12:00:00') };
    const { corrections } = countDelta(usage, broken, terms);
    expect(corrections.length).toBeLessThanOrEqual(101);
    expect(usage.monthlyCountedBytes).toBe(GB);
  });
});

describe('case 4: the quota is the subscriber’s, the sessions are counted apart', () => {
  it('two sessions reach tier 1 together', () => {
    const usage = usageOf();
    const start = at('2026-10-14T12:00:00');
    const rates = { downKbps: 500_000, upKbps: 500_000 };
    const [a, b] = [0, 1].map(() => openSession({ startedAt: start, isAdopted: false, rates }));
    const read = (session: typeof a, bytes: number, second: number) => {
      const reading: Reading = {
        key: 'k',
        downBytes: bytes,
        upBytes: 0,
        uptimeSeconds: second,
        hasGigawords: true,
        isStop: false,
      };
      countDelta(usage, observe(session!, reading, 'interface', start + second * 1_000), terms);
      return quotaLevels(service, usage).daily;
    };
    expect(read(a, 2_500_000_000, 600)).toBe(0);
    expect(read(b, 2_499_999_999, 600)).toBe(0);
    expect(read(b, 2_500_000_000, 630)).toBe(1);
    expect(usage.dailyCountedBytes).toBe(5 * GB);
  });
});

describe('case 3: a Stop takes bytes back', () => {
  const receipt = (bytes: number, local: string): UsageDelta => ({
    downDelta: -bytes,
    upDelta: 0,
    fromAt: at(local),
    toAt: at(local),
  });

  it('counters fall, and the level with them', () => {
    const usage = usageOf({
      dailyRawDownBytes: 5_005_000_000,
      dailyCountedBytes: 5_005_000_000,
      monthlyCountedBytes: 5_005_000_000,
    });
    expect(quotaLevels(service, usage).daily).toBe(1);
    const outcome = countDelta(usage, receipt(10_000_000, '2026-10-14T12:00:00'), terms);
    expect(outcome).toMatchObject({ countedBytes: -10_000_000, corrections: [] });
    expect(usage).toMatchObject({ dailyCountedBytes: 4_995_000_000, monthlyCountedBytes: 4_995_000_000 });
    expect(quotaLevels(service, usage).daily).toBe(0);
  });

  it('one direction may rise while the other falls', () => {
    const usage = usageOf({ dailyRawDownBytes: GB, dailyRawUpBytes: GB, dailyCountedBytes: 2 * GB });
    const mixed = { ...receipt(10 * MB, '2026-10-14T12:00:00'), upDelta: 3 * MB };
    expect(countDelta(usage, mixed, terms)).toMatchObject({ countedBytes: -7 * MB });
    expect(usage).toMatchObject({
      dailyRawDownBytes: 990 * MB,
      dailyRawUpBytes: 1_003 * MB,
      dailyCountedBytes: 1_993 * MB,
    });
  });

  it('in free hours only what had counted comes back', () => {
    const usage = usageOf({ dailyRawDownBytes: GB, dailyCountedBytes: GB });
    const free = { ...terms, freeHours: { fromMinute: 660, toMinute: 780, percent: 70 } };
    countDelta(usage, receipt(10 * MB, '2026-10-14T12:00:00'), free);
    expect(usage).toMatchObject({ dailyRawDownBytes: 990 * MB, dailyCountedBytes: 997 * MB });
  });

  it('what today does not have was counted yesterday: a signed correction of that day', () => {
    const usage = usageOf({ dailyRawDownBytes: 4 * MB, dailyCountedBytes: 4 * MB, monthlyCountedBytes: GB });
    const { corrections } = countDelta(usage, receipt(10 * MB, '2026-10-14T00:06:00'), terms);
    expect(corrections).toEqual([
      {
        day: '2026-10-13',
        rawDownBytes: -6 * MB,
        rawUpBytes: 0,
        countedBytes: -6 * MB,
        bonusBytes: 0,
        forgivenBytes: 0,
        reason: 'stop-receipt',
      },
    ]);
    expect(usage).toMatchObject({ dailyCountedBytes: 0, monthlyCountedBytes: GB - 10 * MB });
  });

  it('what a reset forgave today is taken back before yesterday’s', () => {
    const usage = usageOf({ forgivenRawDownBytes: GB, forgivenCountedBytes: GB });
    expect(countDelta(usage, receipt(10 * MB, '2026-10-14T14:01:00'), terms).corrections).toEqual([]);
    expect(usage).toMatchObject({ dailyCountedBytes: 0, forgivenCountedBytes: 990 * MB });
  });

  it('bytes that a bonus had paid return to the bonus', () => {
    const usage = usageOf({ bonusBytes: GB });
    countDelta(usage, delta(100 * MB, '2026-10-14T12:00:00', '2026-10-14T12:00:30'), terms);
    countDelta(usage, receipt(10 * MB, '2026-10-14T12:00:31'), terms);
    expect(usage).toMatchObject({ bonusBytes: GB - 90 * MB, dailyBonusBytes: 90 * MB, dailyCountedBytes: 0 });
  });
});

describe('case 7: bonus (X51)', () => {
  it('level 1 → 0 with the purchase; the next 10.0 GB go to the bonus, the plan stays at 102, then level 1', () => {
    let usage = usageOf({ monthlyCountedBytes: 102 * GB });
    expect(quotaLevels(service, usage)).toEqual({ daily: 0, monthly: 1 });
    usage = addBonus(usage, 10 * GB);
    expect(quotaLevels(service, usage)).toEqual({ daily: 0, monthly: 0 });
    const first = countDelta(usage, delta(9 * GB, '2026-10-14T12:00:00', '2026-10-14T13:00:00'), terms);
    expect(first).toMatchObject({ countedBytes: 0, bonusBytes: 9 * GB });
    expect(quotaLevels(service, usage)).toEqual({ daily: 0, monthly: 0 });
    const second = countDelta(usage, delta(3 * GB, '2026-10-14T13:00:00', '2026-10-14T13:30:00'), terms);
    expect(second).toMatchObject({ countedBytes: 2 * GB, bonusBytes: GB });
    expect(usage).toMatchObject({ monthlyCountedBytes: 104 * GB, dailyCountedBytes: 2 * GB, bonusBytes: 0 });
    expect(quotaLevels(service, usage)).toEqual({ daily: 0, monthly: 1 });
  });

  it('survives the daily reset', () => {
    const usage = usageOf({ bonusBytes: 5 * GB });
    catchUp(usage, at('2026-10-15T08:00:00'), terms);
    expect(usage.bonusBytes).toBe(5 * GB);
  });
});

describe('X15, N4: resets are caught up', () => {
  it('app off from 23:50 to 07:30: due once, before the first poll is counted', () => {
    const usage = usageOf({ dailyRawDownBytes: 6 * GB, dailyCountedBytes: 6 * GB });
    const now = at('2026-10-15T07:30:00');
    expect(catchUp(usage, now, terms).closedDays).toMatchObject([{ day: '2026-10-14', countedBytes: 6 * GB }]);
    expect(usage).toMatchObject({ dailyCountedBytes: 0, lastDailyResetAt: at('2026-10-15T00:05:00') });
    expect(catchUp(usage, now + 30_000, terms).closedDays).toEqual([]);
  });

  it('a day without traffic leaves no row', () => {
    expect(catchUp(usageOf(), at('2026-10-20T07:30:00'), terms).closedDays).toEqual([]);
  });

  it('X46: while the clock is not trusted nothing resets, and bytes still count', () => {
    const usage = usageOf({ dailyCountedBytes: GB });
    const held = { ...terms, areResetsHeld: true };
    expect(catchUp(usage, at('2026-10-20T12:00:00'), held).closedDays).toEqual([]);
    countDelta(usage, delta(GB, '2026-10-20T12:00:00', '2026-10-20T12:00:30'), held);
    countDelta(usage, delta(GB, '2026-10-01T12:00:00', '2026-10-01T12:00:30'), held);
    expect(usage).toMatchObject({ dailyCountedBytes: 3 * GB, lastDailyResetAt: at('2026-10-14T00:05:00') });
  });

  it('case 17: the month resets on the billing day, inside a delta too', () => {
    const usage = usageOf({ monthlyCountedBytes: 50 * GB, lastMonthlyResetAt: at('2026-09-15T00:05:00') });
    const monthly = { ...terms, monthlyResetDay: 15 };
    const outcome = countDelta(usage, delta(300 * MB, '2026-10-15T00:04:50', '2026-10-15T00:05:20'), monthly);
    expect(outcome.closedMonths).toMatchObject([
      { startsAt: at('2026-09-15T00:05:00'), endsAt: at('2026-10-15T00:05:00'), countedBytes: 50 * GB + 100 * MB },
    ]);
    expect(usage.monthlyCountedBytes).toBe(200 * MB);
  });
});

describe('case 19: plan change keeps the counters', () => {
  it('6 GB are level 1 of one plan and level 0 of another', () => {
    const usage = usageOf({ dailyCountedBytes: 6 * GB });
    const larger = { ...service, dailyTiers: [{ fromBytes: 10 * GB, downKbps: 4_000, upKbps: 4_000 }] };
    expect([service, larger, service].map((plan) => quotaLevels(plan, usage).daily)).toEqual([1, 0, 1]);
  });
});

describe('nothing is lost and nothing invented', () => {
  // Over the end of summer time (25 October 2026), with a monthly reset and free hours on the way.
  const from = Date.parse('2026-10-22T00:00:00Z');
  const step = fc.record({
    waitMs: fc.integer({ min: 0, max: 40 * 3_600_000 }),
    down: fc.integer({ min: 0, max: 5 * GB }),
    up: fc.integer({ min: 0, max: GB }),
    lateMs: fc.constantFrom(0, 0, 0, 3_600_000, 30 * 3_600_000),
  });
  const hours = fc.option(
    fc.record({
      fromMinute: fc.integer({ min: 0, max: 700 }),
      toMinute: fc.integer({ min: 701, max: 1_439 }),
      percent: fc.integer({ min: 0, max: 100 }),
    }),
  );

  it('raw bytes of days, corrections and counters are the deltas; so are counted, bonus and free bytes', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        hours,
        fc.integer({ min: 0, max: 20 * GB }),
        (steps, freeHours, bonus) => {
          const usage = { ...newUsage(from), bonusBytes: bonus };
          const some = { ...terms, freeHours, monthlyResetDay: null };
          const days: (DayEntry | DayCorrection)[] = [];
          let now = from;
          let [raw, counted, fromBonus] = [0, 0, 0];
          for (const { waitMs, down, up, lateMs } of steps) {
            const toAt = now + waitMs - lateMs;
            const outcome = countDelta(usage, { downDelta: down, upDelta: up, fromAt: now - lateMs, toAt }, some);
            days.push(...outcome.closedDays, ...outcome.corrections);
            raw += down + up;
            counted += outcome.countedBytes;
            fromBonus += outcome.bonusBytes;
            now += waitMs;
          }
          const sum = (pick: (day: DayEntry) => number) => days.reduce((total, day) => total + pick(day), 0);
          expect(
            sum((day) => day.rawDownBytes + day.rawUpBytes) + usage.dailyRawDownBytes + usage.dailyRawUpBytes,
          ).toBe(raw);
          expect(sum((day) => day.countedBytes) + usage.dailyCountedBytes).toBe(counted);
          expect(sum((day) => day.bonusBytes) + usage.dailyBonusBytes).toBe(fromBonus);
          expect(usage.monthlyCountedBytes).toBe(counted);
          expect(usage.bonusBytes).toBe(bonus - fromBonus);
          if (freeHours === null) expect(counted + fromBonus).toBe(raw);
          const closed = days.filter((day) => !('reason' in day)).map(({ day }) => day);
          expect(new Set(closed).size).toBe(closed.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('cutting a delta in two at any instant counts the same', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 * GB }),
        fc.integer({ min: 1, max: 30 * 3_600_000 }),
        share,
        hours,
        (bytes, ms, part, freeHours) => {
          const some = { ...terms, freeHours };
          const whole = newUsage(from);
          const halves = newUsage(from);
          const cut = Math.floor(ms * part);
          const first = Math.floor((bytes * cut) / ms);
          countDelta(whole, { downDelta: bytes, upDelta: 0, fromAt: from, toAt: from + ms }, some);
          countDelta(halves, { downDelta: first, upDelta: 0, fromAt: from, toAt: from + cut }, some);
          countDelta(halves, { downDelta: bytes - first, upDelta: 0, fromAt: from + cut, toAt: from + ms }, some);
          // Pro rata in whole bytes: each boundary can move by one.
          expect(Math.abs(whole.monthlyCountedBytes - halves.monthlyCountedBytes)).toBeLessThanOrEqual(6);
          expect(whole.monthlyRawDownBytes).toBe(halves.monthlyRawDownBytes);
        },
      ),
      { numRuns: 100 },
    );
  });
});
