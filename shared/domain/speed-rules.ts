/**
 * Bandwidth rules: speeds that change on a clock (F148, P03).
 *
 * A rule has a daily window, days of the week, a signed percentage per direction and a scope. Of those in force the
 * lowest priority number wins, separately among rules that name the subscriber ("own") and rules that do not
 * ("global"). What a percentage then does is `effectiveSpeed`'s business.
 */
import type { FieldFault } from './field-fault.ts';
import { isInDailyWindow, isMinuteOfDay, type MinuteOfDay } from './time-of-day.ts';
import { localTime, type Zone } from './zone.ts';

/** −99 leaves 1 %, −50 halves, +100 doubles, +900 is ten times (spec X4). */
export const BOOST_PERCENT_MIN = -99;
export const BOOST_PERCENT_MAX = 900;

/** A change of speed that is in force, as `effectiveSpeed` takes it. */
export interface SpeedRule {
  readonly name: string;
  /** Signed: final = base × (1 + percent / 100) (F149). */
  readonly downPercent: number;
  readonly upPercent: number;
}

export interface BandwidthRule extends SpeedRule {
  readonly isEnabled: boolean;
  /** [fromMinute, toMinute) of the wall clock; from after to crosses midnight; equal ends are the whole day. */
  readonly fromMinute: MinuteOfDay;
  readonly toMinute: MinuteOfDay;
  /** 1 = Monday … 7 = Sunday, of the day on which the window starts; empty is every day. */
  readonly days: readonly number[];
  /** The lower number wins. */
  readonly priority: number;
  /** Empty lists do not restrict. */
  readonly nasIds: readonly number[];
  readonly serviceIds: readonly number[];
  readonly subscriberIds: readonly number[];
}

export interface RuleTarget {
  readonly nasId: number | null;
  readonly serviceId: number;
  readonly subscriberId: number;
}

/** A moment of the operator's wall clock: computed once per cycle, not per subscriber. */
export interface WallClock {
  readonly minute: MinuteOfDay;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
}

export function wallClockAt(at: number, zone: Zone): WallClock {
  const local = localTime(at, zone);
  return { minute: local.hour * 60 + local.minute, weekday: local.dayOfWeek };
}

/** Whether the rule's window is open; past midnight it still belongs to the day on which it opened. */
export function isWindowOpen(rule: BandwidthRule, clock: WallClock): boolean {
  const { fromMinute, toMinute, days } = rule;
  if (fromMinute !== toMinute && !isInDailyWindow(clock.minute, fromMinute, toMinute)) return false;
  if (days.length === 0) return true;
  const openedYesterday = fromMinute > toMinute && clock.minute < toMinute;
  const weekday = openedYesterday ? ((clock.weekday + 5) % 7) + 1 : clock.weekday;
  return days.includes(weekday);
}

/** The rules that hold for one subscriber: the best that names it, and the best that does not. */
export function rulesInForce(
  rules: readonly BandwidthRule[],
  target: RuleTarget,
  clock: WallClock,
): { readonly own: BandwidthRule | null; readonly global: BandwidthRule | null } {
  let own: BandwidthRule | null = null;
  let global: BandwidthRule | null = null;
  for (const rule of rules) {
    if (!rule.isEnabled || !covers(rule, target) || !isWindowOpen(rule, clock)) continue;
    if (rule.subscriberIds.length > 0) {
      if (own === null || rule.priority < own.priority) own = rule;
    } else if (global === null || rule.priority < global.priority) {
      global = rule;
    }
  }
  return { own, global };
}

function covers(rule: BandwidthRule, target: RuleTarget): boolean {
  if (rule.subscriberIds.length > 0 && !rule.subscriberIds.includes(target.subscriberId)) return false;
  if (rule.serviceIds.length > 0 && !rule.serviceIds.includes(target.serviceId)) return false;
  return rule.nasIds.length === 0 || (target.nasId !== null && rule.nasIds.includes(target.nasId));
}

/** What is wrong with a signed percentage. */
export function validateBoostPercent(percent: number, field: string): FieldFault[] {
  if (Number.isInteger(percent) && percent >= BOOST_PERCENT_MIN && percent <= BOOST_PERCENT_MAX) return [];
  return [{ field, message: `must be a whole number from ${BOOST_PERCENT_MIN} to +${BOOST_PERCENT_MAX}` }];
}

/** What is wrong with a rule as it is saved. */
export function validateBandwidthRule(rule: BandwidthRule): FieldFault[] {
  const faults = [
    ...validateBoostPercent(rule.downPercent, 'downPercent'),
    ...validateBoostPercent(rule.upPercent, 'upPercent'),
  ];
  for (const field of ['fromMinute', 'toMinute'] as const) {
    if (!isMinuteOfDay(rule[field])) faults.push({ field, message: 'must be a time from 00:00 to 23:59' });
  }
  if (rule.days.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) {
    faults.push({ field: 'days', message: 'must be days from 1 (Monday) to 7 (Sunday)' });
  }
  return faults;
}

/** The importer's "percent of base" (200 = double, 50 = half) as a signed percentage (X4). */
export const boostPercentFromPercentOfBase = (percentOfBase: number): number => percentOfBase - 100;

/** What a percentage does, as the form shows it beside the number: `×2`, `×0.5` (X4). */
export const formatMultiplier = (percent: number): string => `×${(100 + percent) / 100}`;
