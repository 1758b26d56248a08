/**
 * The explanation of a speed as the subscriber's page shows it: the same `because[]` that operators read, from the plan
 * outwards, without the names that only operators know. Nothing is computed anew.
 */
import type { FullSpeed, SpeedStep } from '../../../shared/contract/portal/dashboard.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';
import type { Reason } from '../../../shared/domain/speed-reasons.ts';

export interface SpeedFacts {
  readonly planName: string;
  readonly plan: Pick<ServicePlan, 'downKbps' | 'upKbps' | 'dailyTiers' | 'monthlyTiers'>;
  readonly usage: { readonly dailyCountedBytes: number; readonly monthlyCountedBytes: number };
  readonly speed: EffectiveSpeed;
}

type CapReason = Extract<Reason, { kind: 'daily-tier' | 'monthly-tier' }>;
type Common = Pick<SpeedStep, 'decides' | 'skippedFor' | 'downKbps' | 'upKbps'>;

/** From the plan to what outranks everything: `because[]` turned round, with the caps that are not reached yet. */
export function speedSteps(facts: SpeedFacts): SpeedStep[] {
  const { because } = facts.speed;
  const of = (kind: Reason['kind']) => because.filter((reason) => reason.kind === kind).map((r) => stepOf(r, facts));
  return [
    ...of('plan'),
    ...of('global-rule'),
    ...capStep('day', facts),
    ...capStep('period', facts),
    ...of('subscriber-rule'),
    ...of('boost'),
    ...of('expired'),
    ...of('suspended'),
  ];
}

/** When the plan's speed comes back, as far as rules and counters say. */
export function fullSpeed({ plan, speed }: Pick<SpeedFacts, 'plan' | 'speed'>): FullSpeed {
  // A stopped account comes back when the operator says so, walled or not.
  if (speed.because.some(({ kind }) => kind === 'suspended')) return { kind: 'unknown' };
  if (speed.access === 'walled' || speed.access === 'refused') return { kind: 'renewal' };
  if (speed.downKbps >= plan.downKbps && speed.upKbps >= plan.upKbps) return { kind: 'now' };
  const ends = speed.because.flatMap((reason): (number | null)[] => {
    // Both tiers in force hold the speed down: when the lower one goes, the other one decides.
    if (isTier(reason) && isInForce(reason, speed)) return [reason.untilAt];
    return reason.kind === 'boost' && reason.applies ? [reason.until] : [];
  });
  if (ends.length === 0) return { kind: 'unknown' };
  const known = ends.filter((at) => at !== null);
  return known.length < ends.length ? { kind: 'renewal' } : { kind: 'at', at: Math.max(...known) };
}

const isTier = (reason: Reason): reason is CapReason => reason.kind === 'daily-tier' || reason.kind === 'monthly-tier';

const isInForce = ({ kind }: CapReason, { dailyLevel, monthlyLevel }: EffectiveSpeed): boolean =>
  (kind === 'daily-tier' ? dailyLevel : monthlyLevel) > 0;

function stepOf(reason: Reason, facts: SpeedFacts): SpeedStep {
  const common = commonOf(reason);
  switch (reason.kind) {
    case 'plan':
      return { kind: 'plan', ...common, name: facts.planName };
    case 'subscriber-rule':
    case 'global-rule': {
      const { downPercent, upPercent } = reason;
      return { kind: 'rule', ...common, isOwn: reason.kind === 'subscriber-rule', downPercent, upPercent };
    }
    case 'daily-tier':
    case 'monthly-tier': {
      const { level, tierCount, usedBytes, fromBytes } = reason;
      const period = reason.kind === 'daily-tier' ? 'day' : 'period';
      return { kind: 'cap', ...common, period, level, tierCount, usedBytes, fromBytes };
    }
    case 'boost':
      return { kind: 'boost', ...common, percent: reason.percent, untilAt: reason.until };
    case 'expired':
      return {
        kind: 'expired',
        ...common,
        expiredAt: reason.expiredAt,
        isKeptRunning: reason.policy === 'keep-running',
      };
    case 'suspended':
      return { kind: 'stopped', ...common };
  }
}

/** The cap of a period: the tier reached, or the first one that will be; none where the plan has no tiers. */
function capStep(period: 'day' | 'period', facts: SpeedFacts): SpeedStep[] {
  const kind = period === 'day' ? 'daily-tier' : 'monthly-tier';
  const reached = facts.speed.because.find((reason) => reason.kind === kind);
  if (reached) return [stepOf(reached, facts)];
  const tiers = period === 'day' ? facts.plan.dailyTiers : facts.plan.monthlyTiers;
  const [first] = tiers;
  if (!first) return [];
  const usedBytes = period === 'day' ? facts.usage.dailyCountedBytes : facts.usage.monthlyCountedBytes;
  const nothing = { decides: null, skippedFor: null, downKbps: null, upKbps: null };
  return [
    { kind: 'cap', ...nothing, period, level: 0, tierCount: tiers.length, usedBytes, fromBytes: first.fromBytes },
  ];
}

function commonOf(reason: Reason): Common {
  const { applies, appliesDown, appliesUp, downKbps, upKbps } = reason;
  const decides = !applies ? null : appliesDown && appliesUp ? 'both' : appliesDown ? 'down' : 'up';
  return { decides, skippedFor: applies ? null : skippedFor(reason), downKbps, upKbps };
}

function skippedFor({ kind, outrankedBy }: Reason): SpeedStep['skippedFor'] {
  switch (outrankedBy) {
    case null:
    case 'plan':
      return null;
    case 'suspended':
    case 'expired':
      return 'account';
    case 'boost':
      return 'boost';
    case 'subscriber-rule':
      return 'own-rule';
    case 'global-rule':
      return 'rule';
    case 'bonus':
      return 'bonus';
    case 'daily-tier':
    case 'monthly-tier':
      return kind === 'daily-tier' || kind === 'monthly-tier' ? 'lower-cap' : 'cap';
  }
}
