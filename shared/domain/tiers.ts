import type { FieldFault } from './field-fault.ts';
import { formatBytes, KBPS_MAX } from './units.ts';

/** Six daily and six monthly tiers at most (F067, X2). */
export const TIERS_MAX = 6;

export interface FupTier {
  /** The tier begins when this many bytes have counted: using exactly the threshold is in the tier (spec X5). */
  readonly fromBytes: number;
  /** null inherits the service's base speed in that direction (X49). */
  readonly downKbps: number | null;
  readonly upKbps: number | null;
}

/** A speed per direction, integer kbps, at least 1: a rate of 0 means unlimited to RouterOS (X49). */
export interface Rate {
  readonly downKbps: number;
  readonly upKbps: number;
}

/**
 * What is wrong with a service's tiers: 0..6 of them, thresholds above 0 and strictly rising, rates at least 1 kbps.
 *
 * @param field the path of the list in the input: `dailyTiers` or `monthlyTiers`
 */
export function validateTiers(tiers: readonly FupTier[], field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (tiers.length > TIERS_MAX) {
    faults.push({ field, message: `has ${tiers.length} tiers; at most ${TIERS_MAX} are possible` });
  }
  for (const [index, tier] of tiers.entries()) {
    const path = `${field}[${index}]`;
    const previous = tiers[index - 1];
    if (!Number.isSafeInteger(tier.fromBytes) || tier.fromBytes <= 0) {
      faults.push({
        field: `${path}.fromBytes`,
        message: 'must be larger than 0; a threshold of 0 would fire at once',
      });
    } else if (previous && tier.fromBytes <= previous.fromBytes) {
      const limit = `${field}[${index - 1}].fromBytes (${formatBytes(previous.fromBytes)})`;
      faults.push({ field: `${path}.fromBytes`, message: `must be larger than ${limit}` });
    }
    if (tier.downKbps !== null) faults.push(...validateKbps(tier.downKbps, `${path}.downKbps`));
    if (tier.upKbps !== null) faults.push(...validateKbps(tier.upKbps, `${path}.upKbps`));
  }
  return faults;
}

/** A speed that may be sent to a router: a whole number of kbps from 1. */
export function validateKbps(kbps: number, field: string): FieldFault[] {
  if (Number.isInteger(kbps) && kbps >= 1 && kbps <= KBPS_MAX) return [];
  return [{ field, message: `must be a whole number of kbps from 1 to ${KBPS_MAX}` }];
}

/**
 * How many tiers `usedBytes` has passed: 0 is full speed, 1 the first tier (spec X5, X35).
 *
 * `tiers` rise by `fromBytes` (checked when a service is saved), so a delta over two thresholds lands in the highest
 * one crossed. Bytes stay exact to 2^53, far above any quota.
 */
export function fupLevel(tiers: readonly FupTier[], usedBytes: number): number {
  let level = 0;
  while (level < tiers.length && usedBytes >= tiers[level]!.fromBytes) level++;
  return level;
}

/** The levels entered on the way from one usage to a larger one, lowest first: each is logged (X35). */
export function crossedLevels(tiers: readonly FupTier[], beforeBytes: number, afterBytes: number): number[] {
  const crossed: number[] = [];
  for (let level = fupLevel(tiers, beforeBytes) + 1; level <= fupLevel(tiers, afterBytes); level++) crossed.push(level);
  return crossed;
}

/** The speed of a level of `tiers`, null directions taken from `base`; level 0 is the base itself. */
export function tierRate(tiers: readonly FupTier[], level: number, base: Rate): Rate {
  const tier = tiers[level - 1];
  if (!tier) return { downKbps: base.downKbps, upKbps: base.upKbps };
  return { downKbps: tier.downKbps ?? base.downKbps, upKbps: tier.upKbps ?? base.upKbps };
}
