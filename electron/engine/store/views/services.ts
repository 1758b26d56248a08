/** Services with their tiers, as read. */
import type { ExpiredPolicy } from '../../../../shared/domain/login-policy.ts';
import type { MacMode } from '../../../../shared/domain/mac-binding.ts';
import type { Scope } from '../commands.ts';

export interface TierView {
  readonly n: number;
  readonly fromBytes: number;
  readonly downKbps: number | null;
  readonly upKbps: number | null;
}

export interface ServiceView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly downKbps: number;
  readonly upKbps: number;
  readonly dailyQuotaBytes: number;
  readonly monthlyQuotaBytes: number;
  readonly priceMinor: number;
  readonly dailyTiers: readonly TierView[];
  readonly monthlyTiers: readonly TierView[];
  readonly freeHours: { readonly from: string; readonly to: string; readonly percent: number } | null;
  readonly burst: {
    readonly downKbps: number;
    readonly upKbps: number;
    readonly thresholdDownKbps: number;
    readonly thresholdUpKbps: number;
    readonly seconds: number;
  } | null;
  readonly softFup: boolean;
  readonly monthlyReset: 'renew' | 'anniversary' | 'calendar';
  readonly expiredPolicy: ExpiredPolicy | null;
  readonly macMode: MacMode;
  readonly macLimit: number;
  readonly groupId: number | null;
  readonly createdAt: number;
}

export interface ServiceListItem extends ServiceView {
  /** Subscribers of the scope on this service. */
  readonly subscribers: number;
}

export interface ServiceReads {
  list(scope: Scope): Promise<readonly ServiceListItem[]>;
  byId(scope: Scope, id: number): Promise<ServiceListItem | undefined>;
}
