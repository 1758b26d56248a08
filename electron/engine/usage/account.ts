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
import type { AccessPolicy, EffectiveSpeed, SpeedUsage } from '../../../shared/domain/speed.ts';
import { localTime } from '../../../shared/domain/zone.ts';
import type { SubscriberCounters } from '../store/fold-commit.ts';
import type { SubscriberSnapshot } from '../store/reads.ts';
import { rateTextOf, speedOf } from '../subscribers/speed-of.ts';

/** What of `SubscriberUsage` has no column of its own; `countState` of the row, as JSON. */
type CountState = Pick<
  SubscriberUsage,
  'dailyBonusBytes' | 'forgivenRawDownBytes' | 'forgivenRawUpBytes' | 'forgivenCountedBytes' | 'remainder'
>;

/** What a subscriber's service and tenant say: shared by all on the service. */
export interface ServiceTerms {
  readonly plan: ServicePlan;
  readonly policy: AccessPolicy;
}

export class Account {
  profile: SubscriberSnapshot;
  plan: ServicePlan;
  policy: AccessPolicy;
  usage: SubscriberUsage;
  terms: CountingTerms;
  /** Levels as they were last committed, or will be with the commit under way. */
  levels: QuotaLevels;
  /** The rate in force, of which listeners were told; running sessions have it or are being brought to it. */
  rate: string;
  /** What `radreply` says as far as we know: others write it too, in the command that changes the subscriber (X42). */
  storedRate: string;
  isOnline: boolean;
  lastSeenAt: number;
  /** When its expiry was last moved while we ran, UTC ms; sessions from before were told another Session-Timeout. */
  expiryMovedAt = 0;

  constructor(profile: SubscriberSnapshot, { plan, policy }: ServiceTerms, calendar: Calendar, areResetsHeld: boolean) {
    this.profile = profile;
    this.plan = plan;
    this.policy = policy;
    this.usage = usageOf(profile);
    this.terms = termsOf(profile, plan, calendar, areResetsHeld);
    this.levels = { daily: profile.counters.fupLevel, monthly: profile.counters.monthlyFupLevel };
    this.rate = storedRateOf(profile);
    this.storedRate = this.rate;
    this.isOnline = profile.counters.isOnline;
    this.lastSeenAt = profile.counters.lastSeenAt;
  }

  get id(): number {
    return this.profile.id;
  }

  /** Takes over a changed profile or plan; counters, levels and the rate in force stay until they are re-evaluated. */
  renew(profile: SubscriberSnapshot, { plan, policy }: ServiceTerms, calendar: Calendar, areResetsHeld: boolean): void {
    this.profile = profile;
    this.plan = plan;
    this.policy = policy;
    this.terms = termsOf(profile, plan, calendar, areResetsHeld);
    this.storedRate = storedRateOf(profile);
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
    const facts = { status, expiresAt, boostPercent, boostUntil, usage: this.#speedUsage(now) };
    return speedOf(this.plan, facts, now, this.policy);
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
      dailyDownloadUsed: stored(usage.dailyRawDownBytes),
      dailyUploadUsed: stored(usage.dailyRawUpBytes),
      dailyQuotaUsed: stored(usage.dailyCountedBytes),
      monthlyDownloadUsed: stored(usage.monthlyRawDownBytes),
      monthlyUploadUsed: stored(usage.monthlyRawUpBytes),
      monthlyQuotaUsed: stored(usage.monthlyCountedBytes),
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

/** Counters end at 2^53 − 1, 9 PB: a number beyond is none that any face could show, and would hide all others. */
const stored = (bytes: number): number => Math.min(bytes, Number.MAX_SAFE_INTEGER);

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

const storedRateOf = ({ reply }: SubscriberSnapshot): string =>
  reply.find(([name]) => name === 'Mikrotik-Rate-Limit')?.[1] ?? '';

function termsOf(
  profile: SubscriberSnapshot,
  plan: ServicePlan,
  calendar: Calendar,
  areResetsHeld: boolean,
): CountingTerms {
  return {
    calendar,
    freeHours: plan.freeHours,
    monthlyResetDay: monthlyResetDay(plan.monthlyReset, billingDayOf(profile, plan, calendar)),
    areResetsHeld,
  };
}

/** Without an explicit billing day the period follows the date of creation (F144); asked only where it matters (15 µs). */
function billingDayOf({ billingDay, createdAt }: SubscriberSnapshot, plan: ServicePlan, calendar: Calendar): number {
  if (billingDay !== null) return billingDay;
  return plan.monthlyReset === 'anniversary' ? localTime(createdAt, calendar.zone).day : 1;
}
