import type { ServicePlan } from './service.ts';
import { fupLevel } from './tiers.ts';

/** The counters that decide the levels, bytes. */
export interface QuotaUsage {
  readonly dailyCountedBytes: number;
  readonly monthlyCountedBytes: number;
  /** What is left of bought bytes. */
  readonly bonusBytes: number;
}

export interface QuotaLevels {
  readonly daily: number;
  readonly monthly: number;
}

type Tiers = Pick<ServicePlan, 'dailyTiers' | 'monthlyTiers'>;

/** The levels in force. While bonus bytes are left both are 0, whatever the counters say (spec X51). */
export function quotaLevels(service: Tiers, usage: QuotaUsage): QuotaLevels {
  if (usage.bonusBytes > 0) return { daily: 0, monthly: 0 };
  return {
    daily: fupLevel(service.dailyTiers, usage.dailyCountedBytes),
    monthly: fupLevel(service.monthlyTiers, usage.monthlyCountedBytes),
  };
}

/** Whether a quota is used up: `>=`, and never for 0, which is unlimited (F074, F075, X5). */
export const isQuotaExceeded = (usedBytes: number, quotaBytes: number): boolean =>
  quotaBytes > 0 && usedBytes >= quotaBytes;
