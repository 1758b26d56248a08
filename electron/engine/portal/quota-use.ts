/** The two rings: what counted, of how much, since when (F010, F011, X14, X19). */
import type { QuotaUse } from '../../../shared/contract/portal/dashboard.ts';
import type { PortalAccount } from './ports.ts';

/**
 * Bought bytes are used first and count towards no quota (X51), so they add to the period's total for as long as they
 * last. Bought after the quota was used up, they begin where the counter stands: total less used is always what is
 * left.
 */
export function quotaUses(account: PortalAccount, now: number): { readonly day: QuotaUse; readonly period: QuotaUse } {
  const { plan, usage, terms } = account;
  const { dailyQuotaBytes, monthlyQuotaBytes } = plan;
  const month = terms.monthlyResetDay === null ? null : terms.calendar.month(now, terms.monthlyResetDay);
  // Without a quota nothing is counted against anything: then the ring says what was moved.
  const dayUsed = dailyQuotaBytes > 0 ? usage.dailyCountedBytes : usage.dailyRawDownBytes + usage.dailyRawUpBytes;
  const isCapped = monthlyQuotaBytes > 0;
  const periodUsed = isCapped ? usage.monthlyCountedBytes : usage.monthlyRawDownBytes + usage.monthlyRawUpBytes;
  const base = usage.bonusBytes > 0 ? Math.max(monthlyQuotaBytes, periodUsed) : monthlyQuotaBytes;
  return {
    day: {
      usedBytes: dayUsed,
      quotaBytes: dailyQuotaBytes,
      totalBytes: dailyQuotaBytes,
      sinceAt: usage.lastDailyResetAt,
      untilAt: terms.calendar.day(now).endsAt,
    },
    period: {
      usedBytes: periodUsed,
      quotaBytes: monthlyQuotaBytes,
      totalBytes: isCapped ? base + usage.bonusBytes : 0,
      sinceAt: usage.lastMonthlyResetAt,
      untilAt: month?.endsAt ?? null,
    },
  };
}
