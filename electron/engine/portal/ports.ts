/**
 * What the portal looks at. Only what is used of each part: the control plane satisfies it as it is, and a test writes
 * it down in a page. Everything is asked by the number of the subscriber who logged in, and by nothing else.
 */
import type { SubscriberUsage } from '../../../shared/domain/counters.ts';
import type { CountingTerms } from '../../../shared/domain/counting.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import type { EffectiveSpeed } from '../../../shared/domain/speed.ts';
import type { CommandInput, CommandOutput } from '../store/commands.ts';
import type { Reads, ServiceView, SubscriberSnapshot, TenantView } from '../store/reads.ts';

export interface Clock {
  now(): number;
}

/** An open session as the fold holds it. It is the fold's own object: read it, never change it. */
export interface OpenSession {
  readonly row: {
    readonly sessionKey: string;
    readonly nasId: number;
    readonly startAt: number;
    readonly updateAt: number;
    readonly framedIpAddress: string;
  };
  /** Between its last two readings. */
  readonly rate: { readonly downBps: number; readonly upBps: number; readonly at: number } | undefined;
  /** What the router's last listing said of it. */
  readonly listed: { readonly at: number; readonly interfaceName: string } | undefined;
}

/** A subscriber's counters and terms, owned by the fold. */
export interface PortalAccount {
  readonly plan: ServicePlan;
  readonly usage: SubscriberUsage;
  readonly terms: CountingTerms;
  speed(now: number): EffectiveSpeed;
}

export type PortalSubscriber = Pick<
  SubscriberSnapshot,
  'id' | 'tenantId' | 'username' | 'status' | 'expiresAt' | 'serviceId'
>;

export interface PortalDirectory {
  subscriber(id: number): PortalSubscriber | undefined;
  subscriberByName(tenantId: number, username: string): PortalSubscriber | undefined;
  service(id: number): Pick<ServiceView, 'name' | 'priceMinor'> | undefined;
  tenant(id: number): Pick<TenantView, 'name' | 'timeZone' | 'currency'>;
  settings(tenantId: number): Readonly<Record<string, unknown>>;
}

/** The management side of a router; undefined where no API access is set up. */
export type RouterReach = { readonly kind: 'connecting' | 'up' | 'down'; readonly since: number } | undefined;

/** What is known of the rate of a running session. */
export interface SessionRate {
  /** Mikrotik-Rate-Limit that the router is known to apply. */
  readonly applied: string | undefined;
  readonly result: string;
  readonly at: number;
}

/** What the portal asks of the control plane. */
export interface PortalControl {
  readonly directory: PortalDirectory;
  /** Resolves when the fold has taken in what the directory has; undefined: no such subscriber. */
  account(subscriberId: number): Promise<PortalAccount | undefined>;
  sessionsOf(subscriberId: number): readonly OpenSession[];
  router(nasId: number): RouterReach;
  rateOf(sessionKey: string): SessionRate | undefined;
  /**
   * The rates of these interfaces as the router measures them, one call; what is not there is absent.
   * @throws RouterUnreachable, RouterRefused
   */
  measure(nasId: number, interfaceNames: readonly string[]): Promise<ReadonlyMap<string, LineRate>>;
  balanceMinor(tenantId: number, subscriberId: number): Promise<number>;
  portalPasswordHash(tenantId: number, subscriberId: number): Promise<string | undefined>;
}

type PortalCommand = 'portal.login' | 'portal.logout' | 'portal.seen' | 'portal.dismiss';

/** The part of the store in which the portal remembers logins and dismissed notices. */
export interface PortalStore {
  readonly reads: Pick<Reads, 'portal'>;
  command<N extends PortalCommand>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
}

/** bit/s */
export interface LineRate {
  readonly downBps: number;
  readonly upBps: number;
}
