/** What the engine itself reads, across tenants: snapshots and the change feed. Never answers a face. */
import type { CheckRow } from '../../../../shared/domain/check-row.ts';
import type { Lease } from '../../../../shared/domain/ip-lease.ts';
import type { MacMode } from '../../../../shared/domain/mac-binding.ts';
import type { StoredFact } from '../accounting-fact.ts';
import type { SubscriberStatus } from '../commands.ts';
import type { SessionRow, SubscriberCounters } from '../fold-commit.ts';
import type { CertificateView } from './certificates.ts';
import type { GroupView } from './groups.ts';
import type { NasView } from './nas.ts';
import type { Period } from './paging.ts';
import type { PoolView } from './pools.ts';
import type { RealmView } from './realms.ts';
import type { ServiceView } from './services.ts';
import type { TenantView } from './tenants.ts';

/** A certificate that still counts, of any tenant. */
export interface CertificateSnapshot extends Omit<CertificateView, 'nasName'> {
  /** PEM, in the clear: never leaves the engine except in its NAS's bundle. */
  readonly key: string;
}

/** One row of the change feed. `entity_id` 0 means: all of that entity in the tenant. */
export interface Change {
  readonly seq: number;
  readonly at: number;
  readonly tenantId: number;
  readonly entity:
    | 'nas'
    | 'certificate'
    | 'service'
    | 'subscriber'
    | 'settings'
    | 'operator'
    | 'api-key'
    | 'alert'
    | 'tenant'
    | 'realm'
    | 'pool'
    | 'group';
  readonly entityId: number;
  readonly kind: 'created' | 'updated' | 'removed' | 'rate' | 'seen';
}

/** A subscriber as the data plane and the fold need it. */
export interface SubscriberSnapshot {
  readonly id: number;
  readonly tenantId: number;
  readonly resellerId: number | null;
  readonly serviceId: number;
  readonly username: string;
  readonly password: string; // clear text: never leaves the engine
  readonly status: SubscriberStatus;
  readonly macs: readonly string[];
  readonly staticIp: string | null;
  readonly expiresAt: number | null;
  readonly simultaneousUse: number;
  readonly macMode: MacMode | null;
  readonly macLimit: number | null;
  /** UTC ms: what was learned before is forgotten. */
  readonly macsClearedAt: number;
  readonly billingDay: number | null;
  readonly boostPercent: number | null;
  readonly boostUntil: number | null;
  readonly createdAt: number;
  readonly counters: SubscriberCounters;
  /** `radreply`: [attribute, value] in order of id, Mikrotik-Rate-Limit among them. */
  readonly reply: readonly (readonly [name: string, value: string])[];
  /** `radcheck`: what its requests must say. */
  readonly check: readonly CheckRow[];
  /** Its groups, the one that wins first; the service's group is the service's. */
  readonly groupIds: readonly number[];
}

export interface NasSnapshot extends Omit<NasView, 'openSessions' | 'api' | 'secretSet' | 'certificate'> {
  readonly secret: string; // clear text: never leaves the engine
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly tls: { readonly fingerprint256: string } | boolean;
  } | null;
}

export interface AlertTime {
  readonly key: string;
  readonly raisedAt: number;
  readonly resolvedAt: number | null;
}

export interface EngineReads {
  /** The fold's cursor: the last accounting fact that is folded. */
  foldCursor(): Promise<number>;
  /** Facts with `seq > after`, in order. */
  facts(after: number, limit: number): Promise<readonly StoredFact[]>;
  /** `gap` is true when rows after `after` were pruned already: reload everything. */
  changes(after: number, limit: number): Promise<{ readonly changes: readonly Change[]; readonly gap: boolean }>;
  lastChangeSeq(): Promise<number>;
  /** Records that the fold went past because of a bug, oldest first. */
  unfoldedFacts(limit: number): Promise<readonly StoredFact[]>;
  /** Open sessions of all tenants, with `usageState`, for the fold's start. */
  openSessions(): Promise<readonly SessionRow[]>;
  /** One session, open or closed: a late packet may reopen it (X67). */
  sessionByKey(sessionKey: string): Promise<SessionRow | undefined>;
  /** The newest session of this NAS with this Acct-Session-Id, or with `orId`, for packets without Class (X47). */
  latestSession(nasId: number, acctSessionId: string, orId?: string): Promise<SessionRow | undefined>;
  /** Deltas in quarantine that nobody decided since `before`, the oldest first (X28). */
  undecidedHolds(before: number, limit: number): Promise<readonly { sessionKey: string; holdId: number }[]>;
  /**
   * All subscribers that are not deleted, of all tenants. Read in slices that let the event loop breathe; `changeSeq` is from before the first slice:
   * continue with `changes(changeSeq)`.
   */
  subscribers(): Promise<{ readonly changeSeq: number; readonly subscribers: readonly SubscriberSnapshot[] }>;
  /** Those of `ids` that exist and are not deleted; the others are gone. */
  subscribersByIds(ids: readonly number[]): Promise<readonly SubscriberSnapshot[]>;
  nas(): Promise<readonly NasSnapshot[]>;
  /** Not revoked; expired ones included. */
  certificates(): Promise<readonly CertificateSnapshot[]>;
  services(): Promise<readonly ServiceView[]>;
  realms(): Promise<readonly RealmView[]>;
  pools(): Promise<readonly PoolView[]>;
  leases(): Promise<readonly Lease[]>;
  /** The last engine did not say that all its leases are on record. */
  areLeasesOpen(): Promise<boolean>;
  /** The time that retention had reached, to the hour, UTC ms; null before its first round. */
  retentionAt(): Promise<number | null>;
  groups(): Promise<readonly GroupView[]>;
  tenants(): Promise<readonly TenantView[]>;
  /** When alerts of these keys stood, of any tenant, as far as they touch the period; `resolvedAt` null: they still do. */
  alertTimes(keys: readonly string[], period: Period): Promise<readonly AlertTime[]>;
  settings(tenantId: number): Promise<Readonly<Record<string, unknown>>>;
}
