/**
 * What becomes of a login with right credentials whose account is expired, suspended or inactive (X55, X40): let in
 * walled (portal and payment pages only), refused, or for an expired one kept running. Set per tenant; a service may
 * say otherwise about expiry.
 */
import type { AccessPolicy } from './speed.ts';
import type { AccountStatus } from './status.ts';
import type { Rate } from './tiers.ts';

/** `keep-running` is the operator's choice to let an expired subscriber go on as before (X40). */
export const expiredPolicies = ['walled', 'reject', 'keep-running'] as const;
export type ExpiredPolicy = (typeof expiredPolicies)[number];

export const stoppedPolicies = ['walled', 'reject'] as const;
export type StoppedPolicy = (typeof stoppedPolicies)[number];

/** Where a walled login lands. */
export interface WalledTerms extends Rate {
  /** Framed-Pool, a pool that exists on the routers; null leaves the address to the static one or the PPP profile. */
  readonly pool: string | null;
  /** Mikrotik-Address-List, the list that the routers' wall matches. */
  readonly addressList: string;
}

export interface LoginPolicy {
  readonly expired: ExpiredPolicy;
  readonly suspended: StoppedPolicy;
  readonly inactive: StoppedPolicy;
  readonly walled: WalledTerms;
}

/** 512k is enough for the portal and a payment page. */
export const DEFAULT_LOGIN_POLICY: LoginPolicy = {
  expired: 'walled',
  suspended: 'reject',
  inactive: 'reject',
  walled: { pool: null, addressList: 'walled', downKbps: 512, upKbps: 512 },
};

/** Of a session that still runs when its account is stopped: as good as off (F124, X25). */
const stoppedRate: Rate = { downKbps: 1, upKbps: 1 };

/** The policy for one subscriber's service, as `effectiveSpeed` takes it. `expired` is the service's own; null: the tenant's. */
export function accessPolicyOf(policy: LoginPolicy, expired: ExpiredPolicy | null): AccessPolicy {
  const { downKbps, upKbps } = policy.walled;
  const walledStatuses: AccountStatus[] = [];
  if (policy.suspended === 'walled') walledStatuses.push('suspended');
  if (policy.inactive === 'walled') walledStatuses.push('inactive');
  return {
    suspended: stoppedRate,
    walledStatuses,
    expired: { kind: expired ?? policy.expired, rate: { downKbps, upKbps } },
  };
}

/** From stored settings (checked when they were set); what is absent has its default. */
export function loginPolicyOf(stored: Readonly<Record<string, unknown>>): LoginPolicy {
  const word = <W extends string>(name: string, words: readonly W[], otherwise: W): W =>
    words.find((known) => known === stored[name]) ?? otherwise;
  return {
    expired: word('expiredPolicy', expiredPolicies, DEFAULT_LOGIN_POLICY.expired),
    suspended: word('suspendedPolicy', stoppedPolicies, DEFAULT_LOGIN_POLICY.suspended),
    inactive: word('inactivePolicy', stoppedPolicies, DEFAULT_LOGIN_POLICY.inactive),
    walled: { ...DEFAULT_LOGIN_POLICY.walled, ...(stored.walled as Partial<WalledTerms> | undefined) },
  };
}
