/**
 * The one speed truth: RADIUS replies, CoA, queues, the portal, "why this speed?" and the what-if all call
 * `effectiveSpeed`. Nothing else computes a rate.
 *
 * Ranks (spec X53, F150), each direction decided on its own:
 *   0  suspended, or expired unless the policy keeps it running
 *   1  timed boost or the subscriber's own rule, with a positive percentage: base × (1 + p/100), over any tier
 *   2  the lower of the daily and the monthly tier (X8); a boost or own rule of 0 % or less may only lower it further
 *   3  base × the own rule of 0 % or less, or else × the global rule; or the plain base
 *
 * A boost and an own rule are never added up (F151): the higher positive one holds, otherwise the boost is the one
 * that counts, because it was set later and ends by itself.
 */
import { type Burst, type DirectionBurst, isUsableBurst, scaledBurst, scaleKbps, softFupBurst } from './burst.ts';
import { type QuotaUsage, quotaLevels } from './quota.ts';
import type { ServicePlan } from './service.ts';
import type { Reason, ReasonKind } from './speed-reasons.ts';
import type { SpeedRule } from './speed-rules.ts';
import type { AccountStatus } from './status.ts';
import { type FupTier, fupLevel, type Rate, tierRate } from './tiers.ts';

export type SpeedService = Pick<
  ServicePlan,
  'downKbps' | 'upKbps' | 'dailyTiers' | 'monthlyTiers' | 'burst' | 'softFup'
>;

/** A timed boost (N22): signed percent of the base, until an instant in UTC ms. */
export interface TimedBoost {
  readonly percent: number;
  readonly until: number;
}

export interface SpeedSubscriber {
  readonly status: AccountStatus;
  /** UTC ms; null never expires. Reaching the instant is expired. */
  readonly expiresAt: number | null;
  readonly boost: TimedBoost | null;
  /** The bandwidth rule that names this subscriber and is in force now. */
  readonly ownRule: SpeedRule | null;
}

/** Counters, and when they started and will start again: facts of the explanation, not of the speed. */
export interface SpeedUsage extends QuotaUsage {
  readonly dailySinceAt?: number | null;
  readonly dailyUntilAt?: number | null;
  readonly monthlySinceAt?: number | null;
  readonly monthlyUntilAt?: number | null;
}

/** What a subscriber without the right to full service gets (X40, X55). */
export interface AccessPolicy {
  /** Of a running session whose account is stopped: the next login is refused. */
  readonly suspended: Rate;
  /** Account states that are let in all the same, as far as an expired one under `walled`, at `expired.rate`. */
  readonly walledStatuses: readonly AccountStatus[];
  /** `walled` reaches portal and payment pages at `rate`; `reject` refuses the next login; `keep-running` changes nothing. */
  readonly expired: { readonly kind: 'walled' | 'reject' | 'keep-running'; readonly rate: Rate };
}

/** Suspended is 1k/1k (F124, X25); the walled rate is enough for the portal and a payment page. */
export const DEFAULT_ACCESS_POLICY: AccessPolicy = {
  suspended: { downKbps: 1, upKbps: 1 },
  walledStatuses: [],
  expired: { kind: 'walled', rate: { downKbps: 512, upKbps: 512 } },
};

export type Access = 'full' | 'suspended' | 'walled' | 'refused';

export interface SpeedInput {
  readonly service: SpeedService;
  readonly subscriber: SpeedSubscriber;
  /** The bandwidth rule of others' scope that is in force now. */
  readonly globalRule: SpeedRule | null;
  readonly usage: SpeedUsage;
  readonly policy: AccessPolicy;
  /** UTC ms. */
  readonly now: number;
}

export interface EffectiveSpeed extends Rate {
  /** null where no direction has a burst. */
  readonly burst: Burst | null;
  readonly access: Access;
  /** The levels in force: 0 while bonus bytes are left. */
  readonly dailyLevel: number;
  readonly monthlyLevel: number;
  /** Every rule that exists for this subscriber, by rank, the plan last. */
  readonly because: readonly Reason[];
}

type Direction = 'downKbps' | 'upKbps';

/** What decided one direction. */
interface Decision {
  readonly kbps: number;
  readonly winner: ReasonKind;
  readonly burst: DirectionBurst | null;
}

/** The boost or the own rule, whichever counts in a direction. */
interface Individual {
  readonly kind: 'boost' | 'subscriber-rule';
  readonly percent: number;
}

/** The speed in force at `now`, and why. Pure; a service must have passed `validateServicePlan`. */
export function effectiveSpeed(input: SpeedInput): EffectiveSpeed {
  const { service, usage } = input;
  const access = accessOf(input);
  const levels = quotaLevels(service, usage);
  const down = decide(input, access, levels, 'downKbps');
  const up = decide(input, access, levels, 'upKbps');
  const seconds = service.burst?.seconds ?? 0;
  return {
    downKbps: down.kbps,
    upKbps: up.kbps,
    burst:
      down.burst || up.burst
        ? {
            downKbps: down.burst?.kbps ?? 0,
            upKbps: up.burst?.kbps ?? 0,
            thresholdDownKbps: down.burst?.thresholdKbps ?? 0,
            thresholdUpKbps: up.burst?.thresholdKbps ?? 0,
            seconds,
          }
        : null,
    access,
    dailyLevel: levels.daily,
    monthlyLevel: levels.monthly,
    because: explain(input, access, down.winner, up.winner),
  };
}

/** Whether the account may use the network, before any speed rule. */
function accessOf({ subscriber, policy, now }: SpeedInput): Access {
  if (isStopped(subscriber)) return policy.walledStatuses.includes(subscriber.status) ? 'walled' : 'suspended';
  if (!isExpired(subscriber, now)) return 'full';
  if (policy.expired.kind === 'keep-running') return 'full';
  return policy.expired.kind === 'walled' ? 'walled' : 'refused';
}

const isStopped = ({ status }: SpeedSubscriber): boolean => status !== 'active' && status !== 'expired';

const isExpired = ({ status, expiresAt }: SpeedSubscriber, now: number): boolean =>
  status === 'expired' || (expiresAt !== null && now >= expiresAt);

const isBoosted = ({ boost }: SpeedSubscriber, now: number): boolean => boost !== null && now < boost.until;

function decide(
  input: SpeedInput,
  access: Access,
  levels: { readonly daily: number; readonly monthly: number },
  direction: Direction,
): Decision {
  const { service, policy, globalRule } = input;
  if (access === 'suspended') return { kbps: policy.suspended[direction], winner: 'suspended', burst: null };
  if (access !== 'full') {
    const winner = isStopped(input.subscriber) ? 'suspended' : 'expired';
    return { kbps: policy.expired.rate[direction], winner, burst: null };
  }

  const base = service[direction];
  const burst = burstOf(service, direction);
  const scaled = (percent: number, winner: ReasonKind): Decision => {
    const kbps = scaleKbps(base, percent);
    return { kbps, winner, burst: usable(burst && scaledBurst(burst, percent), kbps) };
  };

  const individual = individualOf(input, direction);
  if (individual && individual.percent > 0) return scaled(individual.percent, individual.kind);

  const tier = lowerTier(service, levels, direction);
  if (tier) {
    const slowed = individual ? scaled(individual.percent, individual.kind) : null;
    const decided = slowed && slowed.kbps < tier.kbps ? slowed : { ...tier, burst };
    const kept = service.softFup && decided.burst ? softFupBurst(decided.burst, decided.kbps) : null;
    return { kbps: decided.kbps, winner: decided.winner, burst: usable(kept, decided.kbps) };
  }
  if (individual) return scaled(individual.percent, individual.kind);
  const percent = percentOf(globalRule, direction);
  return percent === 0 ? { kbps: base, winner: 'plan', burst: usable(burst, base) } : scaled(percent, 'global-rule');
}

const usable = (burst: DirectionBurst | null, kbps: number): DirectionBurst | null =>
  burst && isUsableBurst(burst, kbps) ? burst : null;

function burstOf({ burst }: SpeedService, direction: Direction): DirectionBurst | null {
  if (!burst) return null;
  return direction === 'downKbps'
    ? { kbps: burst.downKbps, thresholdKbps: burst.thresholdDownKbps }
    : { kbps: burst.upKbps, thresholdKbps: burst.thresholdUpKbps };
}

const percentOf = (rule: SpeedRule | null, direction: Direction): number =>
  (direction === 'downKbps' ? rule?.downPercent : rule?.upPercent) ?? 0;

function individualOf({ subscriber, now }: SpeedInput, direction: Direction): Individual | null {
  const { boost, ownRule } = subscriber;
  const own: Individual | null = ownRule && { kind: 'subscriber-rule', percent: percentOf(ownRule, direction) };
  if (!boost || !isBoosted(subscriber, now)) return own;
  return own && boost.percent > 0 && own.percent > boost.percent ? own : { kind: 'boost', percent: boost.percent };
}

function lowerTier(
  service: SpeedService,
  levels: { readonly daily: number; readonly monthly: number },
  direction: Direction,
): { readonly kbps: number; readonly winner: ReasonKind } | null {
  if (levels.daily === 0 && levels.monthly === 0) return null;
  const daily = levels.daily > 0 ? tierRate(service.dailyTiers, levels.daily, service)[direction] : Infinity;
  const monthly = levels.monthly > 0 ? tierRate(service.monthlyTiers, levels.monthly, service)[direction] : Infinity;
  return daily <= monthly ? { kbps: daily, winner: 'daily-tier' } : { kbps: monthly, winner: 'monthly-tier' };
}

/** One entry per rule that exists for the subscriber, by rank; `applies` marks those that decided a direction. */
function explain(input: SpeedInput, access: Access, down: ReasonKind, up: ReasonKind): Reason[] {
  const { service, subscriber, globalRule, usage, policy, now } = input;
  const reasons: Reason[] = [];
  const verdict = (kind: ReasonKind) => ({
    applies: kind === down || kind === up,
    appliesDown: kind === down,
    appliesUp: kind === up,
    outrankedBy: kind === down || kind === up ? null : down,
  });
  const ruled = (rule: SpeedRule): Rate => ({
    downKbps: scaleKbps(service.downKbps, rule.downPercent),
    upKbps: scaleKbps(service.upKbps, rule.upPercent),
  });

  if (isStopped(subscriber)) {
    const isWalled = access === 'walled';
    reasons.push({
      kind: 'suspended',
      rank: 0,
      ...verdict('suspended'),
      ...(isWalled ? policy.expired.rate : policy.suspended),
      policy: isWalled ? 'walled' : 'reject',
      status: subscriber.status,
    });
  }
  if (isExpired(subscriber, now)) {
    const kept = access === 'full'; // then the entry says so, and nothing outranks it
    reasons.push({
      kind: 'expired',
      rank: 0,
      ...verdict('expired'),
      ...(kept ? { outrankedBy: null } : {}),
      ...policy.expired.rate,
      policy: policy.expired.kind,
      expiredAt: subscriber.expiresAt,
    });
  }
  if (subscriber.boost && isBoosted(subscriber, now)) {
    const { percent, until } = subscriber.boost;
    const rate = ruled({ name: 'boost', downPercent: percent, upPercent: percent });
    reasons.push({ kind: 'boost', rank: 1, ...verdict('boost'), ...rate, percent, until });
  }
  if (subscriber.ownRule) {
    const { name, downPercent, upPercent } = subscriber.ownRule;
    const rate = ruled(subscriber.ownRule);
    reasons.push({
      kind: 'subscriber-rule',
      rank: 1,
      ...verdict('subscriber-rule'),
      ...rate,
      name,
      downPercent,
      upPercent,
    });
  }
  const tier = (kind: 'daily-tier' | 'monthly-tier', tiers: readonly FupTier[], usedBytes: number) => {
    const level = fupLevel(tiers, usedBytes); // shown also while a bonus keeps it from applying
    if (level === 0) return;
    reasons.push({
      kind,
      rank: 2,
      ...verdict(kind),
      ...(usage.bonusBytes > 0 ? { outrankedBy: 'bonus' as const } : {}),
      ...tierRate(tiers, level, service),
      level,
      tierCount: tiers.length,
      usedBytes,
      fromBytes: tiers[level - 1]!.fromBytes,
      bonusBytes: usage.bonusBytes,
      sinceAt: (kind === 'daily-tier' ? usage.dailySinceAt : usage.monthlySinceAt) ?? null,
      untilAt: (kind === 'daily-tier' ? usage.dailyUntilAt : usage.monthlyUntilAt) ?? null,
    });
  };
  tier('daily-tier', service.dailyTiers, usage.dailyCountedBytes);
  tier('monthly-tier', service.monthlyTiers, usage.monthlyCountedBytes);
  if (globalRule) {
    const { name, downPercent, upPercent } = globalRule;
    reasons.push({
      kind: 'global-rule',
      rank: 3,
      ...verdict('global-rule'),
      ...ruled(globalRule),
      name,
      downPercent,
      upPercent,
    });
  }
  reasons.push({ kind: 'plan', rank: 3, ...verdict('plan'), downKbps: service.downKbps, upKbps: service.upKbps });
  return reasons;
}
