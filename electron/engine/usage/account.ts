/**
 * One subscriber's counters, owned by the fold, and the terms under which its bytes count. The directory brings the
 * profile; the counters live here and are written by `fold.commit` only.
 */
import type { Calendar } from '../../../shared/domain/calendar.ts';
import { newUsage, type SubscriberUsage } from '../../../shared/domain/counters.ts';
import { type CountingTerms, type CountOutcome, countDelta, type UsageDelta } from '../../../shared/domain/counting.ts';
import { monthlyResetDay } from '../../../shared/domain/monthly-period.ts';
import { type QuotaLevels, quotaLevels } from '../../../shared/domain/quota.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import type { EffectiveSpeed, SpeedUsage } from '../../../shared/domain/speed.ts';
import type { SubscriberCounters } from '../store/fold-commit.ts';
import type { SubscriberSnapshot } from '../store/reads.ts';
import { rateTextOf, speedOf } from '../subscribers/speed-of.ts';

/** What of `SubscriberUsage` has no column of its own; `countState` of the row, as JSON. */
type CountState = Pick<
  SubscriberUsage,
  'dailyBonusBytes' | 'forgivenRawDownBytes' | 'forgivenRawUpBytes' | 'forgivenCountedBytes' | 'remainder'
>;

export class Account {
  profile: SubscriberSnapshot;
  plan: ServicePlan;
  usage: SubscriberUsage;
  terms: CountingTerms;
  /** Levels and rate as they were last committed, or will be with the commit under way. */
  levels: QuotaLevels;
  rate: string;
  isOnline: boolean;
  lastSeenAt: number;

  constructor(profile: SubscriberSnapshot, plan: ServicePlan, calendar: Calendar, areResetsHeld: boolean) {
    this.profile = profile;
    this.plan = plan;
    this.usage = usageOf(profile);
    this.terms = termsOf(profile, plan, calendar, areResetsHeld);
    this.levels = { daily: profile.counters.fupLevel, monthly: profile.counters.monthlyFupLevel };
    this.rate = profile.reply.find(([name]) => name === 'Mikrotik-Rate-Limit')?.[1] ?? '';
    this.isOnline = profile.counters.isOnline;
    this.lastSeenAt = profile.counters.lastSeenAt;
  }

  get id(): number {
    return this.profile.id;
  }

  /** Takes over a changed profile or plan; counters stay. The rate is what `radreply` says now. */
  renew(profile: SubscriberSnapshot, plan: ServicePlan, calendar: Calendar, areResetsHeld: boolean): void {
    this.profile = profile;
    this.plan = plan;
    this.terms = termsOf(profile, plan, calendar, areResetsHeld);
    this.rate = profile.reply.find(([name]) => name === 'Mikrotik-Rate-Limit')?.[1] ?? '';
  }

  count(delta: UsageDelta): CountOutcome {
    return countDelta(this.usage, delta, this.terms);
  }

  /** The levels that the counters say now; `levels` are those that hold. */
  levelsNow(): QuotaLevels {
    return quotaLevels(this.plan, this.usage);
  }

  /** The speed in force and why. */
  speed(now: number): EffectiveSpeed {
    const { status, expiresAt, boostPercent, boostUntil } = this.profile;
    return speedOf(this.plan, { status, expiresAt, boostPercent, boostUntil, usage: this.#speedUsage(now) }, now);
  }

  rateText(now: number): string {
    return rateTextOf(this.speed(now));
  }

  counters(): SubscriberCounters {
    const { usage } = this;
    const state: CountState = {
      dailyBonusBytes: usage.dailyBonusBytes,
      forgivenRawDownBytes: usage.forgivenRawDownBytes,
      forgivenRawUpBytes: usage.forgivenRawUpBytes,
      forgivenCountedBytes: usage.forgivenCountedBytes,
      remainder: usage.remainder,
    };
    return {
      subscriberId: this.id,
      dailyDownloadUsed: usage.dailyRawDownBytes,
      dailyUploadUsed: usage.dailyRawUpBytes,
      dailyQuotaUsed: usage.dailyCountedBytes,
      monthlyDownloadUsed: usage.monthlyRawDownBytes,
      monthlyUploadUsed: usage.monthlyRawUpBytes,
      monthlyQuotaUsed: usage.monthlyCountedBytes,
      bonusBytes: usage.bonusBytes,
      countState: JSON.stringify(state),
      fupLevel: this.levels.daily,
      monthlyFupLevel: this.levels.monthly,
      lastDailyReset: usage.lastDailyResetAt,
      lastMonthlyReset: usage.lastMonthlyResetAt,
      isOnline: this.isOnline,
      lastSeenAt: this.lastSeenAt,
    };
  }

  #speedUsage(now: number): SpeedUsage {
    const { usage, terms } = this;
    const day = terms.calendar.day(now);
    const month = terms.monthlyResetDay === null ? null : terms.calendar.month(now, terms.monthlyResetDay);
    return {
      dailyCountedBytes: usage.dailyCountedBytes,
      monthlyCountedBytes: usage.monthlyCountedBytes,
      bonusBytes: usage.bonusBytes,
      dailySinceAt: usage.lastDailyResetAt,
      dailyUntilAt: day.endsAt,
      monthlySinceAt: usage.lastMonthlyResetAt,
      monthlyUntilAt: month?.endsAt ?? null,
    };
  }
}

function usageOf({ counters, createdAt }: SubscriberSnapshot): SubscriberUsage {
  const state = counters.countState ? (JSON.parse(counters.countState) as Partial<CountState>) : {};
  return {
    ...newUsage(createdAt),
    ...state,
    dailyRawDownBytes: counters.dailyDownloadUsed,
    dailyRawUpBytes: counters.dailyUploadUsed,
    dailyCountedBytes: counters.dailyQuotaUsed,
    monthlyRawDownBytes: counters.monthlyDownloadUsed,
    monthlyRawUpBytes: counters.monthlyUploadUsed,
    monthlyCountedBytes: counters.monthlyQuotaUsed,
    bonusBytes: counters.bonusBytes,
    lastDailyResetAt: counters.lastDailyReset || createdAt,
    lastMonthlyResetAt: counters.lastMonthlyReset || createdAt,
  };
}

function termsOf(
  profile: SubscriberSnapshot,
  plan: ServicePlan,
  calendar: Calendar,
  areResetsHeld: boolean,
): CountingTerms {
  // Without an explicit billing day the period follows the day of creation (F144).
  const billingDay = profile.billingDay ?? Number(calendar.day(profile.createdAt).day.slice(8));
  return {
    calendar,
    freeHours: plan.freeHours,
    monthlyResetDay: monthlyResetDay(plan.monthlyReset, billingDay),
    areResetsHeld,
  };
}
