import { describe, expect, it } from 'vitest';
import { GB } from '../../../shared/domain/units.ts';
import { quotaUses } from './quota-use.ts';
import { accountIn, dayEnd, dayStart, periodStart, type Situation, testNow } from './testing/facts.ts';

const uses = (situation: Situation) => quotaUses(accountIn(situation), testNow);

describe('the rings', () => {
  it('X14: count since the reset time, and say when they begin again', () => {
    const { day, period } = uses({ usage: { dailyCountedBytes: 5, monthlyCountedBytes: 9 } });
    expect(day).toEqual({
      usedBytes: 5,
      quotaBytes: 80 * GB,
      totalBytes: 80 * GB,
      sinceAt: dayStart,
      untilAt: dayEnd,
    });
    expect(period).toMatchObject({ usedBytes: 9, sinceAt: periodStart, untilAt: Date.UTC(2026, 11, 1, 21, 5) });
  });

  it('an operator’s reset in the afternoon is when the day’s counter begins (F085)', () =>
    expect(uses({ usage: { lastDailyResetAt: testNow - 1 } }).day.sinceAt).toBe(testNow - 1));

  it('a plan that resets with the renewal has no end of its period', () =>
    expect(uses({ plan: { monthlyReset: 'renew' } }).period.untilAt).toBeNull());

  it('X6: show what counts towards the quota; without a quota what was moved', () => {
    const usage = { dailyRawDownBytes: 30, dailyRawUpBytes: 10, dailyCountedBytes: 20 };
    expect(uses({ usage }).day.usedBytes).toBe(20);
    expect(uses({ usage, plan: { dailyQuotaBytes: 0 } }).day).toMatchObject({ usedBytes: 40, totalBytes: 0 });
  });

  describe('X19: bought bytes are in the total of the period, never in what is used', () => {
    it.each([
      ['below the quota', 45 * GB, 10 * GB, 1_510 * GB],
      ['exactly at it', 1_500 * GB, 10 * GB, 1_510 * GB],
      ['bought after it was used up: total less used is what is left', 1_600 * GB, 10 * GB, 1_610 * GB],
      ['nothing bought', 1_600 * GB, 0, 1_500 * GB],
    ])('%s', (_case, monthlyCountedBytes, bonusBytes, totalBytes) =>
      expect(uses({ usage: { monthlyCountedBytes, bonusBytes } }).period).toMatchObject({
        usedBytes: monthlyCountedBytes,
        quotaBytes: 1_500 * GB,
        totalBytes,
      }),
    );

    it('an unlimited period stays unlimited', () =>
      expect(uses({ plan: { monthlyQuotaBytes: 0 }, usage: { bonusBytes: GB } }).period.totalBytes).toBe(0));
  });
});
