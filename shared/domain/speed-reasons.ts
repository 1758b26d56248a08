/** The explanation of a speed, as data for screens and as sentences for operators (N11, "why this speed"). */
import type { AccountStatus } from './status.ts';
import { formatBytes, formatKbps, type VolumeBase } from './units.ts';
import { localTime, type Zone } from './zone.ts';

export type ReasonKind =
  | 'suspended'
  | 'expired'
  | 'boost'
  | 'subscriber-rule'
  | 'daily-tier'
  | 'monthly-tier'
  | 'global-rule'
  | 'plan';

interface ReasonBase {
  /** 0 suspended or expired, 1 boost and own rule, 2 tiers, 3 base and global rule (spec X53). */
  readonly rank: 0 | 1 | 2 | 3;
  /** Whether it decided the speed of at least one direction. */
  readonly applies: boolean;
  readonly appliesDown: boolean;
  readonly appliesUp: boolean;
  /** What decided instead, when it does not apply; null when it applies, or when nothing stands in its way. */
  readonly outrankedBy: ReasonKind | 'bonus' | null;
  /** What this rule alone would give. */
  readonly downKbps: number;
  readonly upKbps: number;
}

export type Reason = ReasonBase &
  (
    | { readonly kind: 'suspended'; readonly status: AccountStatus; readonly policy: 'walled' | 'reject' }
    | {
        readonly kind: 'expired';
        readonly policy: 'walled' | 'reject' | 'keep-running';
        readonly expiredAt: number | null;
      }
    | { readonly kind: 'boost'; readonly percent: number; readonly until: number }
    | {
        readonly kind: 'subscriber-rule' | 'global-rule';
        readonly name: string;
        readonly downPercent: number;
        readonly upPercent: number;
      }
    | {
        readonly kind: 'daily-tier' | 'monthly-tier';
        readonly level: number;
        readonly tierCount: number;
        readonly usedBytes: number;
        readonly fromBytes: number;
        readonly bonusBytes: number;
        /** When the counter started, and when it will start again; null if not known, or only on renewal. */
        readonly sinceAt: number | null;
        readonly untilAt: number | null;
      }
    | { readonly kind: 'plan' }
  );

export interface DescribeOptions {
  /** Times are printed in this zone; UTC, marked so, without it. */
  readonly zone?: Zone;
  readonly volumeBase?: VolumeBase;
}

/** One sentence in English for operators: what the rule gives, the facts behind it, and why it does not apply. */
export function describeReason(reason: Reason, options: DescribeOptions = {}): string {
  const time = (at: number) => formatTime(at, options.zone);
  const bytes = (value: number) => formatBytes(value, options.volumeBase);
  const speed = `${formatKbps(reason.downKbps)} down, ${formatKbps(reason.upKbps)} up`;
  const fate = notApplied(reason);
  switch (reason.kind) {
    case 'suspended':
      return `Account is ${reason.status}${reason.policy === 'walled' ? ', walled' : ''}: ${speed}${fate}`;
    case 'expired': {
      const when = reason.expiredAt === null ? 'Expired' : `Expired ${time(reason.expiredAt)}`;
      if (reason.policy === 'keep-running') return `${when}, kept running by policy`;
      return `${when}, ${reason.policy === 'walled' ? 'walled' : 'next login is refused'}: ${speed}${fate}`;
    }
    case 'boost':
      return `Timed boost ${signed(reason.percent)} until ${time(reason.until)}: ${speed}${fate}`;
    case 'subscriber-rule':
      return `Own rule "${reason.name}" ${percents(reason)}: ${speed}${fate}`;
    case 'global-rule':
      return `Rule "${reason.name}" ${percents(reason)}: ${speed}${fate}`;
    case 'daily-tier':
    case 'monthly-tier': {
      const period = reason.kind === 'daily-tier' ? 'Daily' : 'Monthly';
      const since = reason.sinceAt === null ? '' : ` since ${time(reason.sinceAt)}`;
      const until = reason.untilAt === null ? '' : `, until ${time(reason.untilAt)}`;
      const facts = `${bytes(reason.usedBytes)} used${since}, tier from ${bytes(reason.fromBytes)}${until}`;
      const left = reason.outrankedBy === 'bonus' ? ` (${bytes(reason.bonusBytes)} of bonus left)` : '';
      return `${period} FUP tier ${reason.level} of ${reason.tierCount}: ${speed} (${facts})${fate}${left}`;
    }
    case 'plan':
      return `Plan: ${speed}${fate}`;
  }
}

const BLOCKERS: Record<ReasonKind | 'bonus', string> = {
  suspended: 'account suspended',
  expired: 'account expired',
  boost: 'timed boost',
  'subscriber-rule': 'own rule',
  'daily-tier': 'FUP',
  'monthly-tier': 'FUP',
  'global-rule': 'rule',
  plan: 'plan speed',
  bonus: 'bonus',
};

function notApplied(reason: Reason): string {
  if (reason.applies)
    return reason.appliesDown === reason.appliesUp ? '' : reason.appliesDown ? ' (down only)' : ' (up only)';
  if (reason.outrankedBy === null) return '';
  // Both tiers are FUP; between them the lower one decided.
  if (reason.kind === 'daily-tier' && reason.outrankedBy === 'monthly-tier')
    return ', not applied: the monthly tier is lower';
  if (reason.kind === 'monthly-tier' && reason.outrankedBy === 'daily-tier')
    return ', not applied: the daily tier is lower';
  return `, not applied: ${BLOCKERS[reason.outrankedBy]}`;
}

const signed = (percent: number): string => `${percent >= 0 ? '+' : '−'}${Math.abs(percent)} %`;

const percents = ({ downPercent, upPercent }: { readonly downPercent: number; readonly upPercent: number }): string =>
  downPercent === upPercent ? signed(downPercent) : `${signed(downPercent)} down, ${signed(upPercent)} up`;

function formatTime(at: number, zone: Zone | undefined): string {
  const local = localTime(at, zone ?? 'UTC')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
  return zone === undefined ? `${local} UTC` : local;
}
