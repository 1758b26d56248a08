/** Subscribers and their devices, as read. */
import type { MacMode } from '../../../../shared/domain/mac-binding.ts';
import type { Scope, SubscriberStatus } from '../commands.ts';
import type { SubscriberCounters } from '../fold-commit.ts';
import type { Page, PageQuery } from './paging.ts';

export interface SubscriberView {
  readonly id: number;
  readonly tenantId: number;
  readonly resellerId: number | null;
  readonly resellerName: string | null;
  readonly username: string;
  readonly fullName: string;
  readonly phone: string;
  readonly status: SubscriberStatus;
  readonly serviceId: number;
  readonly serviceName: string;
  readonly dailyQuotaBytes: number; // of the service
  readonly monthlyQuotaBytes: number;
  readonly macs: readonly string[];
  readonly staticIp: string | null;
  readonly expiresAt: number | null;
  readonly simultaneousUse: number;
  readonly macMode: MacMode | null;
  readonly macLimit: number | null;
  readonly billingDay: number | null;
  readonly balanceMinor: number;
  readonly boostPercent: number | null;
  readonly boostUntil: number | null;
  readonly counters: SubscriberCounters;
  /** Mikrotik-Rate-Limit of `radreply`: what the next Access-Accept says. */
  readonly rate: string;
  readonly passwordSet: boolean;
  readonly portalPasswordSet: boolean;
  /** The facts behind F031: the open session seen last, if any. The flag is `counters.isOnline`. */
  readonly openSessions: number;
  readonly lastUpdateAt: number | null;
  readonly framedIpAddress: string | null;
  readonly nasId: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface MacView {
  readonly mac: string;
  /** Taken from a login; typed otherwise. */
  readonly isLearned: boolean;
  /** Of logins that were let in, UTC ms; null: none since it is listed. */
  readonly firstSeenAt: number | null;
  readonly lastSeenAt: number | null;
}

export interface SubscriberFilter {
  /** Case-insensitive substring of username, full name, phone, MAC, static or current address. */
  readonly q?: string | undefined;
  /** `expired`: past `expiresAt`; `expiring`: within the next 7 days. */
  readonly status?: SubscriberStatus | 'expired' | 'expiring' | undefined;
  readonly serviceId?: number | undefined;
  readonly resellerId?: number | undefined;
  /** Has an open session on this NAS. */
  readonly nasId?: number | undefined;
  readonly fupLevel?: number | undefined;
  readonly monthlyFupLevel?: number | undefined;
  /** The higher of both levels (X9). */
  readonly effectiveLevel?: number | undefined;
  /** `active`: fup_level > 0 (F082). */
  readonly fup?: 'active' | 'monthly-active' | 'effective-active' | 'normal' | undefined;
  /** All three conditions of F031. */
  readonly online?: boolean | undefined;
  readonly quota?: 'daily-exceeded' | 'monthly-exceeded' | 'exceeded' | 'warning' | 'unlimited' | undefined;
  readonly ids?: readonly number[] | undefined;
}

export type SubscriberSort =
  | 'username'
  | 'fullName'
  | 'phone'
  | 'status'
  | 'service'
  | 'reseller'
  | 'dailyUsed'
  | 'monthlyUsed'
  | 'dailyPercent'
  | 'monthlyPercent'
  | 'fupLevel'
  | 'monthlyFupLevel'
  /** F079: fup_level, then monthly_quota_used. */
  | 'fup'
  | 'online'
  | 'lastSeen'
  | 'lastDailyReset'
  | 'expiresAt'
  | 'balance'
  | 'createdAt';

export interface SubscriberReads {
  list(scope: Scope, query: SubscriberFilter & PageQuery<SubscriberSort>): Promise<Page<SubscriberView>>;
  /** Ids of everything that matches, for bulk actions (F087). */
  ids(scope: Scope, filter: SubscriberFilter): Promise<readonly number[]>;
  byId(scope: Scope, id: number): Promise<SubscriberView | undefined>;
  byUsername(scope: Scope, username: string): Promise<SubscriberView | undefined>;
  /** What is known of its devices (W9), by MAC. */
  macs(scope: Scope, id: number): Promise<readonly MacView[]>;
  /** For the portal's login (Z2). */
  portalPasswordHash(scope: Scope, id: number): Promise<string | undefined>;
  /** W9: the caller audits who looked. */
  revealPassword(scope: Scope, id: number): Promise<string | undefined>;
}
