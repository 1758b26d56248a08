/** Which notices stand above the page (F023–F029), worst first. Pure: facts in, conditions that hold out. */
import type { Banner, QuotaUse } from '../../../shared/contract/portal/dashboard.ts';
import { announcedWindows, type MaintenanceWindow } from '../../../shared/domain/maintenance.ts';
import { isQuotaExceeded } from '../../../shared/domain/quota.ts';
import { isExpirySoon } from '../../../shared/domain/severity.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';

export interface BannerFacts {
  readonly speed: EffectiveSpeed;
  readonly planSpeed: { readonly downKbps: number; readonly upKbps: number };
  readonly day: QuotaUse;
  readonly period: QuotaUse;
  /** What is left of bought bytes: while there is some no cap is in force (X51). */
  readonly bonusBytes: number;
  readonly expiresAt: number | null;
  readonly daysLeft: number | null;
  readonly balanceMinor: number;
  /** Of the next renewal; 0: it costs nothing. */
  readonly priceMinor: number;
  /** Announced downtime, past windows included. */
  readonly maintenance: readonly MaintenanceWindow[];
  readonly now: number;
}

export type Notice = Banner extends infer One ? (One extends Banner ? Omit<One, 'dismissedUntil'> : never) : never;

const order = ['crit', 'high', 'warn', 'none'];

export function notices(facts: BannerFacts): Notice[] {
  const found = [
    ...accountNotices(facts),
    ...maintenanceNotices(facts),
    ...capNotices('day', facts),
    ...capNotices('period', facts),
    ...balanceNotices(facts),
  ];
  return found.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function accountNotices({ speed, expiresAt, daysLeft, now }: BannerFacts): Notice[] {
  const closed = speed.access === 'walled' ? 'walled' : 'nothing';
  if (isStopped(speed)) return [{ kind: 'stopped', key: 'stopped', severity: 'crit', reach: closed }];
  if (expiresAt === null || daysLeft === null) return [];
  if (expiresAt <= now) {
    const reach = speed.access === 'full' ? 'all' : closed;
    return [{ kind: 'expired', key: 'expired', severity: 'crit', expiredAt: expiresAt, reach }];
  }
  if (!isExpirySoon(daysLeft)) return [];
  return [{ kind: 'expiring', key: 'expiring', severity: daysLeft <= 1 ? 'high' : 'warn', daysLeft, expiresAt }];
}

/** Walled or refused: the account itself is stopped, whatever its end. */
const isStopped = ({ because }: EffectiveSpeed): boolean => because.some(({ kind }) => kind === 'suspended');

/** A cap that is reached is one notice; a tier below it is another, with a key of its own per level. */
function capNotices(period: 'day' | 'period', facts: BannerFacts): Notice[] {
  const { speed, planSpeed } = facts;
  // Bought bytes lift every cap; a stopped or expired account has other things to hear.
  if (facts.bonusBytes > 0 || speed.access === 'suspended' || speed.access === 'walled' || speed.access === 'refused') {
    return [];
  }
  const { usedBytes, quotaBytes, untilAt } = facts[period];
  const name = period === 'day' ? 'daily' : 'monthly';
  const tier = speed.because.find((reason) => reason.kind === `${name}-tier`);
  const isSlower = speed.downKbps < planSpeed.downKbps || speed.upKbps < planSpeed.upKbps;
  const slowedTo = tier?.applies && isSlower ? { downKbps: speed.downKbps, upKbps: speed.upKbps } : null;
  if (isQuotaExceeded(usedBytes, quotaBytes)) {
    return [{ kind: 'cap', key: `${name}-cap`, severity: slowedTo ? 'crit' : 'warn', period, slowedTo, untilAt }];
  }
  if (tier === undefined || !('level' in tier) || slowedTo === null) return [];
  const { level, tierCount } = tier;
  return [
    { kind: 'tier', key: `${name}-tier-${level}`, severity: 'high', period, level, tierCount, slowedTo, untilAt },
  ];
}

/** A plan that never ends has no next renewal to pay. */
function balanceNotices({ expiresAt, balanceMinor, priceMinor }: BannerFacts): Notice[] {
  if (expiresAt === null || balanceMinor >= priceMinor) return [];
  return [{ kind: 'balance', key: 'balance', severity: 'warn', balanceMinor, priceMinor }];
}

/** Each window is a notice of its own: who put tonight's away is told of tomorrow's, and of tonight's other hour. */
const maintenanceNotices = ({ maintenance, now }: BannerFacts): Notice[] =>
  announcedWindows(maintenance, now).map(({ from, to, note }) => ({
    ...{ kind: 'maintenance', key: `maintenance-${from}`, severity: 'none' },
    ...{ fromAt: from, toAt: to, note },
  }));
