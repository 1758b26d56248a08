/**
 * What the live topics look at, and whom they tell. Only what is used of each part: the control plane satisfies
 * `LiveControl` as it is, and a test writes it down in a page.
 */
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import type { Delta, Snapshot, TopicName } from '../../../shared/contract/topics.ts';
import type { SubscriberUsage } from '../../../shared/domain/counters.ts';
import type { QuotaLevels } from '../../../shared/domain/quota.ts';
import type { ServicePlan } from '../../../shared/domain/service.ts';
import type { Counters } from '../aaa/counters.ts';
import type { Hearing } from '../fleet/health.ts';
import type { RouterState } from '../routeros/link.ts';
import type { RouterPool } from '../routeros/pool.ts';
import type { Scope } from '../store/commands.ts';
import type { NasSnapshot, ServiceView, SubscriberSnapshot, TenantView } from '../store/reads.ts';
import type { SessionBook } from '../usage/session-book.ts';

/** A session as the fold holds it. It is the fold's own object: read it, never change it. */
export type OpenSession = NonNullable<ReturnType<SessionBook['byKey']>>;
export type LiveBook = Pick<SessionBook, 'open' | 'byKey' | 'ofSubscriber'>;

export interface LiveAccount {
  readonly id: number;
  readonly profile: Pick<SubscriberSnapshot, 'tenantId' | 'resellerId'>;
  readonly plan: Pick<ServicePlan, 'dailyQuotaBytes' | 'monthlyQuotaBytes'>;
  readonly usage: Pick<
    SubscriberUsage,
    'dailyCountedBytes' | 'monthlyCountedBytes' | 'bonusBytes' | 'lastDailyResetAt'
  >;
  readonly levels: QuotaLevels;
  readonly isOnline: boolean;
}

export interface LiveAccounts {
  get(subscriberId: number): LiveAccount | undefined;
  all(): Iterable<LiveAccount>;
}

export type LiveNas = Pick<NasSnapshot, 'id' | 'tenantId' | 'name'> & {
  readonly api: object | null;
  readonly seen: Pick<NasSnapshot['seen'], 'lastSeenAt' | 'coaAccepts' | 'version' | 'clockSkewMs'>;
};

export interface LiveDirectory {
  subscriber(id: number): Pick<SubscriberSnapshot, 'resellerId' | 'serviceId'> | undefined;
  service(id: number): Pick<ServiceView, 'name'> | undefined;
  nas(id: number): LiveNas | undefined;
  readonly allNas: readonly LiveNas[];
  tenant(id: number): Pick<TenantView, 'timeZone'>;
  onChange(listener: (change: { readonly subscribers: readonly { readonly id: number }[] }) => void): void;
}

export interface LiveFleet {
  state(nasId: number): RouterState | undefined;
  resource(nasId: number):
    | {
        readonly resource: { readonly cpuLoadPercent: number | undefined };
        readonly at: number;
        readonly answerMs: number | undefined;
      }
    | undefined;
  readonly pool: Pick<RouterPool, 'command'>;
}

export interface LiveEnforcement {
  stateOf(
    sessionKey: string,
  ): { readonly applied: string | undefined; readonly result: NonNullable<LiveSession['change']> } | undefined;
}

export interface LiveControl {
  readonly directory: LiveDirectory;
  readonly usage: { readonly book: LiveBook; readonly accounts: LiveAccounts };
  readonly dataPlane: { readonly counters: Counters };
  readonly fleet: LiveFleet;
  readonly hearing: Hearing;
  readonly enforcement: LiveEnforcement;
  /** X46: whether our own clock is not believed. */
  readonly clock: { readonly isHeld: boolean };
}

/** Sends a change to everyone who watches `topic` in exactly this scope. */
export type Publish = <T extends TopicName>(
  scope: Scope,
  topic: { readonly name: T; readonly id?: number },
  delta: Delta<T>,
) => void;

/** One topic's content. `id` is set exactly where the topic has one. */
export interface TopicFeed<T extends TopicName> {
  /** What a new watcher is shown. May throw the typed errors: the watcher is refused. */
  snapshot(scope: Scope, id: number | undefined): Promise<Snapshot<T>>;
  /** The first watcher in this scope came; its snapshot follows. */
  activate(scope: Scope, id: number | undefined): void;
  /** The last watcher in this scope went. */
  release(scope: Scope, id: number | undefined): void;
  /** Once a second: publishes what has changed. Does nothing while nobody watches. */
  round(): Promise<void>;
}

/** True when a row of this tenant and reseller belongs to what `scope` may see. */
export const isWithin = (scope: Scope, tenantId: number, resellerId: number | null): boolean =>
  scope.tenantId === tenantId && (scope.resellerId === undefined || scope.resellerId === resellerId);
