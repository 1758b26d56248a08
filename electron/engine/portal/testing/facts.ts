/** A subscriber on a plan with caps, for tests of the page: what is not said is ordinary. */
import { createCalendar } from '../../../../shared/domain/calendar.ts';
import { newUsage, type SubscriberUsage } from '../../../../shared/domain/counters.ts';
import { monthlyResetDay } from '../../../../shared/domain/monthly-period.ts';
import type { ServicePlan } from '../../../../shared/domain/service.ts';
import { type AccessPolicy, DEFAULT_ACCESS_POLICY, type EffectiveSpeed } from '../../../../shared/domain/speed.ts';
import { GB } from '../../../../shared/domain/units.ts';
import { speedOf } from '../../subscribers/speed-of.ts';
import type { PortalAccount } from '../ports.ts';

/** 2026-11-21 21:00 in Baghdad, which is UTC+3 all year. */
export const zone = 'Asia/Baghdad';
export const testNow = Date.UTC(2026, 10, 21, 18);
const hour = 3_600_000;
/** 00:05 of today, and 2 November, in Baghdad. */
export const dayStart = Date.UTC(2026, 10, 20, 21, 5);
export const dayEnd = dayStart + 24 * hour;
export const periodStart = Date.UTC(2026, 10, 1, 21, 5);

/** 100/20 Mbit/s; 80 GB a day, then 60/12 and 30/6; 1,500 GB a month, then 20/4. */
export const fiber: ServicePlan = {
  downKbps: 100_000,
  upKbps: 20_000,
  dailyQuotaBytes: 80 * GB,
  monthlyQuotaBytes: 1_500 * GB,
  dailyTiers: [
    { fromBytes: 80 * GB, downKbps: 60_000, upKbps: 12_000 },
    { fromBytes: 120 * GB, downKbps: 30_000, upKbps: 6_000 },
  ],
  monthlyTiers: [{ fromBytes: 1_500 * GB, downKbps: 20_000, upKbps: 4_000 }],
  burst: null,
  softFup: false,
  freeHours: null,
  monthlyReset: 'anniversary',
};

export interface Situation {
  readonly plan?: Partial<ServicePlan>;
  readonly usage?: Partial<SubscriberUsage>;
  readonly status?: 'active' | 'inactive' | 'suspended';
  readonly expiresAt?: number | null;
  readonly boost?: { readonly percent: number; readonly until: number };
  readonly policy?: AccessPolicy;
  readonly now?: number;
}

export function accountIn(situation: Situation = {}): PortalAccount & { speedNow: EffectiveSpeed } {
  const plan = { ...fiber, ...situation.plan };
  const usage = {
    ...newUsage(periodStart),
    lastDailyResetAt: dayStart,
    lastMonthlyResetAt: periodStart,
    ...situation.usage,
  };
  const calendar = createCalendar(zone, 5);
  const resetDay = monthlyResetDay(plan.monthlyReset, 2);
  const speed = (now: number): EffectiveSpeed =>
    speedOf(
      plan,
      {
        status: situation.status ?? 'active',
        expiresAt: situation.expiresAt ?? null,
        boostPercent: situation.boost?.percent ?? null,
        boostUntil: situation.boost?.until ?? null,
        usage: {
          ...usage,
          dailySinceAt: usage.lastDailyResetAt,
          dailyUntilAt: calendar.day(now).endsAt,
          monthlySinceAt: usage.lastMonthlyResetAt,
          monthlyUntilAt: resetDay === null ? null : calendar.month(now, resetDay).endsAt,
        },
      },
      now,
      situation.policy ?? DEFAULT_ACCESS_POLICY,
    );
  return {
    plan,
    usage,
    terms: { calendar, freeHours: plan.freeHours, monthlyResetDay: resetDay, areResetsHeld: false },
    speed,
    speedNow: speed(situation.now ?? testNow),
  };
}
