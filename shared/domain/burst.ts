/**
 * Burst of a rate: above the rate for a while, as long as the average over `seconds` stays under the threshold.
 * RouterOS enforces it; what may be asked of it is decided here (spec X49, X50).
 */
import type { FieldFault } from './field-fault.ts';
import { type Rate, validateKbps } from './tiers.ts';

/** kbps per direction. In a computed burst a direction of 0 (rate and threshold) has none. */
export interface Burst {
  readonly downKbps: number;
  readonly upKbps: number;
  readonly thresholdDownKbps: number;
  readonly thresholdUpKbps: number;
  /** The window over which RouterOS averages (burst-time). */
  readonly seconds: number;
}

/** One direction of a burst. */
export interface DirectionBurst {
  readonly kbps: number;
  readonly thresholdKbps: number;
}

/** What is wrong with a service's burst: burst-limit above the rate, threshold below burst-limit (X49). */
export function validateBurst(burst: Burst, base: Rate, field = 'burst'): FieldFault[] {
  const faults: FieldFault[] = [];
  const direction = (name: 'downKbps' | 'upKbps', threshold: 'thresholdDownKbps' | 'thresholdUpKbps') => {
    const invalid = [
      ...validateKbps(burst[name], `${field}.${name}`),
      ...validateKbps(burst[threshold], `${field}.${threshold}`),
    ];
    faults.push(...invalid);
    if (invalid.length > 0) return;
    if (burst[name] <= base[name]) {
      faults.push({ field: `${field}.${name}`, message: `must be larger than ${name} (${base[name]} kbps)` });
    }
    if (burst[threshold] >= burst[name]) {
      faults.push({
        field: `${field}.${threshold}`,
        message: `must be smaller than ${field}.${name} (${burst[name]} kbps)`,
      });
    }
  };
  direction('downKbps', 'thresholdDownKbps');
  direction('upKbps', 'thresholdUpKbps');
  if (!Number.isInteger(burst.seconds) || burst.seconds < 1 || burst.seconds > 300) {
    faults.push({ field: `${field}.seconds`, message: 'must be a whole number of seconds from 1 to 300' });
  }
  return faults;
}

/** A speed changed by a signed percentage (F149): base × (1 + percent / 100), rounded half up, never below 1 (X49). */
export const scaleKbps = (kbps: number, percent: number): number =>
  Math.max(1, Math.floor((kbps * (100 + percent) + 50) / 100));

/** Burst and threshold under a boost or a rule: both scale with the rate (X50). */
export const scaledBurst = (burst: DirectionBurst, percent: number): DirectionBurst => ({
  kbps: scaleKbps(burst.kbps, percent),
  thresholdKbps: scaleKbps(burst.thresholdKbps, percent),
});

/**
 * Soft-FUP: the burst rate stays, the threshold is at most 0.8 × the throttled rate (X50).
 *
 * With the plan's own threshold (8M over a 2M tier) the average never reaches it, and the burst would never end.
 */
export const softFupBurst = (burst: DirectionBurst, kbps: number): DirectionBurst => ({
  kbps: burst.kbps,
  thresholdKbps: Math.min(burst.thresholdKbps, Math.floor(kbps * 0.8)),
});

/** Whether RouterOS would accept it over `kbps`: rate < burst, 0 < threshold < burst. Small numbers round into each other. */
export const isUsableBurst = (burst: DirectionBurst, kbps: number): boolean =>
  burst.kbps > kbps && burst.thresholdKbps >= 1 && burst.thresholdKbps < burst.kbps;
