/**
 * The stored facts of a subscriber, put to the one speed rule (`shared/domain/speed.ts`). Nothing is decided here: this
 * only says which column is which argument.
 */
import { formatRateLimit, rateLimitOf } from '../../../shared/domain/rate-limit.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import {
  type AccessPolicy,
  type EffectiveSpeed,
  effectiveSpeed,
  type SpeedUsage,
} from '../../../shared/domain/speed.ts';
import type { SubscriberStatus } from '../store/commands.ts';
import type { SubscriberView } from '../store/reads.ts';

/** What a speed depends on beside the service. */
export interface SpeedFacts {
  readonly status: SubscriberStatus;
  readonly expiresAt: number | null;
  readonly boostPercent: number | null;
  readonly boostUntil: number | null;
  readonly usage: SpeedUsage;
}

export const unused: SpeedUsage = { dailyCountedBytes: 0, monthlyCountedBytes: 0, bonusBytes: 0 };

/** Bandwidth rules take part where they are scheduled; a stored rate is the one outside their windows. */
export function speedOf(plan: ServicePlan, facts: SpeedFacts, now: number, policy: AccessPolicy): EffectiveSpeed {
  const { boostPercent, boostUntil } = facts;
  return effectiveSpeed({
    service: plan,
    subscriber: {
      status: facts.status,
      expiresAt: facts.expiresAt,
      boost: boostPercent === null || boostUntil === null ? null : { percent: boostPercent, until: boostUntil },
      ownRule: null,
    },
    globalRule: null,
    usage: facts.usage,
    policy,
    now,
  });
}

/** The Mikrotik-Rate-Limit (up/down) of a speed, for `radreply`. */
export const rateTextOf = (speed: EffectiveSpeed): string => formatRateLimit(rateLimitOf(speed));

/** The facts of a stored subscriber. */
export const factsOf = (subscriber: SubscriberView): SpeedFacts => ({
  status: subscriber.status,
  expiresAt: subscriber.expiresAt,
  boostPercent: subscriber.boostPercent,
  boostUntil: subscriber.boostUntil,
  usage: {
    dailyCountedBytes: subscriber.counters.dailyQuotaUsed,
    monthlyCountedBytes: subscriber.counters.monthlyQuotaUsed,
    bonusBytes: subscriber.counters.bonusBytes,
  },
});
