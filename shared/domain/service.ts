import { type Burst, validateBurst } from './burst.ts';
import type { FieldFault } from './field-fault.ts';
import { type FreeHours, validateFreeHours } from './free-hours.ts';
import type { MonthlyReset } from './monthly-period.ts';
import { type FupTier, validateKbps, validateTiers } from './tiers.ts';

/** What of a service (plan) decides speed and quota. Prices, names and pools live with the service itself. */
export interface ServicePlan {
  readonly downKbps: number;
  readonly upKbps: number;
  /** Bytes; 0 is unlimited (F010). The quota is what the bars and banners show; tiers have their own thresholds. */
  readonly dailyQuotaBytes: number;
  readonly monthlyQuotaBytes: number;
  /** 0..6 each, rising. */
  readonly dailyTiers: readonly FupTier[];
  readonly monthlyTiers: readonly FupTier[];
  readonly burst: Burst | null;
  /** Keep the burst while throttled (F094, X50). */
  readonly softFup: boolean;
  readonly freeHours: FreeHours | null;
  readonly monthlyReset: MonthlyReset;
}

/** Everything that is wrong with a plan, each with the field's path; an empty list is a plan that may be saved. */
export function validateServicePlan(plan: ServicePlan): FieldFault[] {
  const faults = [...validateKbps(plan.downKbps, 'downKbps'), ...validateKbps(plan.upKbps, 'upKbps')];
  for (const field of ['dailyQuotaBytes', 'monthlyQuotaBytes'] as const) {
    if (!Number.isSafeInteger(plan[field]) || plan[field] < 0) {
      faults.push({ field, message: 'must be a whole number of bytes, 0 for unlimited' });
    }
  }
  faults.push(...validateTiers(plan.dailyTiers, 'dailyTiers'), ...validateTiers(plan.monthlyTiers, 'monthlyTiers'));
  if (plan.burst) faults.push(...validateBurst(plan.burst, plan));
  if (plan.freeHours) faults.push(...validateFreeHours(plan.freeHours));
  return faults;
}
