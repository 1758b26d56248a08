/**
 * What can be asked of the store. Lists are `{ items, total, nextCursor }` with keyset pages; every read of a tenant's
 * rows takes the `Scope` first, so that forgetting it does not compile. `EngineReads` is for the engine itself (data
 * plane, fold, jobs): it crosses tenants and never answers a face.
 *
 * All reads run on a read-only connection of the calling thread and see the last commit. They return promises because
 * a server database would; on SQLite the work is done when the call returns.
 */

import type { CheckRow } from '../../../shared/domain/check-row.ts';
import type { ExpiredPolicy } from '../../../shared/domain/login-policy.ts';
import type { LoginWindow } from '../../../shared/domain/login-window.ts';
import type { MacMode } from '../../../shared/domain/mac-binding.ts';
import type { MessageAuthenticatorPolicy } from '../../../shared/domain/message-authenticator.ts';
import type { RealmMethod } from '../../../shared/domain/realm.ts';
import type { ReplyRow } from '../../../shared/domain/reply-merge.ts';
import type { StoredFact } from './accounting-fact.ts';
import type { NasFigures, NasMode, NasVendor, Scope, SubscriberStatus } from './commands.ts';
import type { FindingView } from './findings.ts';
import type { Receipt, SessionRow, SubscriberCounters } from './fold-commit.ts';

/** `nextCursor` is absent on the last page; it is opaque and belongs to the sort it came from. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly nextCursor?: string;
}

/** `limit` is clamped to 1…500, for sessions to 1…1,000 (default 100). A cursor of another list or sort is `Invalid`. */
export interface PageQuery<S extends string = never> {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly sort?: S | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
}

/** UTC ms, `from` inclusive, `to` exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A period that may be open on either side. */
export interface OpenPeriod {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

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

export interface ServiceReads {
  list(scope: Scope): Promise<readonly ServiceListItem[]>;
  byId(scope: Scope, id: number): Promise<ServiceListItem | undefined>;
}

export interface RealmView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly methods: readonly RealmMethod[];
  readonly isActive: boolean;
  readonly isDefault: boolean;
  readonly createdAt: number;
}

export interface RealmReads {
  /** With the number of the scope's subscribers in each. */
  list(scope: Scope): Promise<readonly (RealmView & { readonly subscribers: number })[]>;
  /** Without the numbers, which cost a look at every subscriber. */
  names(scope: Scope): Promise<readonly RealmView[]>;
}

export interface GroupView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly reply: readonly ReplyRow[];
  readonly check: readonly CheckRow[];
  readonly nasIds: readonly number[];
  readonly loginWindows: readonly LoginWindow[];
  readonly createdAt: number;
}

export interface GroupListItem extends GroupView {
  /** Members of the scope. */
  readonly subscribers: number;
  readonly services: readonly { readonly id: number; readonly name: string }[];
}

/** A subscriber's own rows, without the rate, and its groups in order. */
export interface OwnAttributes {
  readonly reply: readonly ReplyRow[];
  readonly check: readonly CheckRow[];
  readonly groupIds: readonly number[];
}

export interface GroupReads {
  list(scope: Scope): Promise<readonly GroupListItem[]>;
  /** Undefined when the subscriber is not of the scope. */
  ofSubscriber(scope: Scope, subscriberId: number): Promise<OwnAttributes | undefined>;
}

export interface NasView {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly address: string;
  readonly mode: NasMode;
  readonly vendor: NasVendor;
  /** Of RadSec: the certificate that ends last of those that still let it in. */
  readonly certificate: { readonly fingerprint256: string; readonly expiresAt: number } | null;
  readonly secretSet: boolean;
  readonly swapDirections: boolean;
  readonly messageAuthenticator: MessageAuthenticatorPolicy;
  readonly coaPort: number | null;
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly passwordSet: boolean;
    readonly tls: { readonly fingerprint256: string } | boolean;
  } | null;
  readonly seen: {
    readonly lastSeenAt: number | null;
    readonly coaPortSeen: number | null;
    readonly coaAccepts: boolean | null;
    readonly version: string | null;
    readonly identity: string | null;
    readonly clockSkewMs: number | null;
    readonly messageAuthenticatorSeenAt: number | null;
  };
  readonly openSessions: number;
  readonly createdAt: number;
}

/** F066: counts of one NAS (0: all of the tenant) in a minute or an hour that begins at `at`. */
export type NasFiguresRow = Omit<NasFigures, 'tenantId'> & { readonly at: number };

export interface NasFiguresReads {
  ofNas(
    scope: Scope,
    nasId: number,
    by: 'minutes' | 'hours',
    period: { readonly from: number; readonly to: number },
  ): Promise<readonly NasFiguresRow[]>;
  /** Of every NAS, by hours. */
  ofAll(scope: Scope, period: { readonly from: number; readonly to: number }): Promise<readonly NasFiguresRow[]>;
}

export interface NasReads {
  list(scope: Scope): Promise<readonly NasView[]>;
  byId(scope: Scope, id: number): Promise<NasView | undefined>;
}

export interface CertificateView {
  readonly id: number;
  readonly tenantId: number;
  readonly kind: 'authority' | 'server' | 'client';
  readonly nasId: number | null;
  readonly nasName: string | null;
  readonly subject: string;
  readonly names: readonly string[];
  readonly serial: string;
  readonly fingerprint256: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly certificate: string;
  readonly issuedAt: number;
  readonly revokedAt: number | null;
  readonly revokeReason: string | null;
}

export interface CertificateReads {
  /** The tenant's, newest first; the default tenant's include the installation's own. A reseller has none. */
  list(scope: Scope): Promise<readonly CertificateView[]>;
  byId(scope: Scope, id: number): Promise<CertificateView | undefined>;
}

/** A certificate that still counts, of any tenant. */
export interface CertificateSnapshot extends Omit<CertificateView, 'nasName'> {
  /** PEM, in the clear: never leaves the engine except in its NAS's bundle. */
  readonly key: string;
}

export interface SessionView extends Omit<SessionRow, 'usageState'> {
  readonly id: number;
  readonly fullName: string | null;
  readonly serviceId: number | null;
  readonly serviceName: string | null;
  readonly nasName: string | null;
  readonly fupLevel: number | null;
  readonly monthlyFupLevel: number | null;
}

export interface SessionFilter {
  /** Substring of username, full name, MAC, framed address or Acct-Session-Id. */
  readonly q?: string | undefined;
  readonly nasId?: number | undefined;
  readonly subscriberId?: number | undefined;
  readonly serviceId?: number | undefined;
  /** Sessions without a subscriber (P09); a reseller has none. */
  readonly orphan?: boolean | undefined;
}

export type SessionSort =
  | 'username'
  | 'service'
  | 'nas'
  | 'framedIp'
  | 'mac'
  | 'startAt'
  | 'updateAt'
  | 'down'
  | 'up'
  | 'total'
  | 'fupLevel';

export interface SessionTotals {
  readonly sessions: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly sessionSeconds: number;
}

export interface SessionReads {
  /** Open sessions (F046). */
  open(scope: Scope, query: SessionFilter & PageQuery<SessionSort>): Promise<Page<SessionView>>;
  /** Closed sessions by stop time, newest first (F047), with the totals of the whole filter. */
  cdr(
    scope: Scope,
    query: SessionFilter & OpenPeriod & { readonly cause?: string | undefined } & PageQuery,
  ): Promise<Page<SessionView> & { readonly totals: SessionTotals }>;
  byId(scope: Scope, id: number): Promise<SessionView | undefined>;
  /** Sessions of one subscriber that touch the period, newest first, open ones included (a Gantt). At most 5,000. */
  ofSubscriber(scope: Scope, subscriberId: number, period: Period): Promise<readonly SessionView[]>;
  /** Z1: open sessions with exactly this address, whatever the tenant's NAS. */
  openByAddress(scope: Scope, framedIpAddress: string): Promise<readonly SessionView[]>;
}

/** A reject, or a datagram that got no answer; equal ones within an hour are one with a count. */
export interface AuthLogView {
  /** Unique in the log, whichever table the row is from. */
  readonly id: number;
  readonly result: 'reject' | 'drop';
  /** Empty for a drop: nothing in its datagram could be believed. */
  readonly username: string;
  readonly realm: string;
  readonly subscriberId: number | null;
  /** null when no NAS has the address. */
  readonly nasId: number | null;
  readonly nasName: string | null;
  /** Where the request came from. */
  readonly nasAddress: string;
  readonly reason: string;
  readonly detail: string;
  readonly method: string;
  readonly callingStationId: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
}

export interface DropView {
  readonly id: number;
  readonly source: string;
  readonly localPort: number;
  readonly reason: string;
  readonly detail: string;
  readonly nasId: number | null;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
}

export interface AuthLogFilter extends OpenPeriod {
  readonly q?: string | undefined;
  readonly reason?: string | undefined;
  readonly nasId?: number | undefined;
  readonly subscriberId?: number | undefined;
  readonly result?: AuthLogView['result'] | undefined;
}

export interface AuthLogReads {
  /**
   * Rejects and drops, newest last sighting first. A reseller sees the rejects of its own subscribers and no drops;
   * whose drops are whose: `drops`.
   */
  all(scope: Scope, query: AuthLogFilter & PageQuery): Promise<Page<AuthLogView>>;
  /** Dropped datagrams. Those of a known NAS belong to its tenant; unknown sources to the default tenant. */
  drops(scope: Scope, query: AuthLogFilter & PageQuery): Promise<Page<DropView>>;
}

/** F072–F076 and the distribution of F078/X9; index = level 0…6. */
export interface FupStats {
  readonly total: number;
  readonly activeFup: number;
  readonly dailyQuotaExceeded: number;
  readonly monthlyQuotaExceeded: number;
  readonly unlimited: number;
  readonly daily: readonly number[];
  readonly monthly: readonly number[];
  /** The higher of both levels. */
  readonly effective: readonly number[];
}

export interface FupResetView {
  readonly id: number;
  readonly subscriberId: number;
  readonly at: number;
  readonly day: string;
  readonly actorName: string;
  readonly dailyDownloadUsed: number;
  readonly dailyUploadUsed: number;
  readonly dailyQuotaUsed: number;
  readonly fupLevel: number;
  readonly undoneAt: number | null;
}

/** One row of a reset, with what its undo needs to know. */
export interface FupBatchRow extends FupResetView {
  /** It was everybody's. */
  readonly isAll: boolean;
  readonly serviceId: number;
  readonly previousResetAt: number;
  /** The subscriber was deleted since. */
  readonly isDeleted: boolean;
}

/** An operator's reset that can be undone as things are now. */
export interface UndoableReset {
  readonly batchId: string;
  /** When its first subscriber was reset. */
  readonly at: number;
  readonly actorName: string;
  readonly isAll: boolean;
  /** Those who can still be put back: neither undone, nor deleted, nor reset again that day. */
  readonly subscribers: number;
  /** The name, when it is one. */
  readonly username: string | undefined;
}

export interface FupReads {
  stats(scope: Scope): Promise<FupStats>;
  resets(scope: Scope, subscriberId: number): Promise<readonly FupResetView[]>;
  /**
   * Rows of one reset within `scope`, deleted subscribers included, by id from after `afterId`: a thousand at most, none
   * when there are no more.
   */
  batch(scope: Scope, batchId: string, afterId?: number): Promise<readonly FupBatchRow[]>;
  /** Resets whose first row is not before `since`, newest first. */
  undoable(scope: Scope, since: number): Promise<readonly UndoableReset[]>;
}

export interface UsageHour {
  readonly hourAt: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly countedBytes: number;
}

export interface NetworkHour extends UsageHour {
  /** Sessions that began in this hour (F043). */
  readonly sessionsStarted: number;
}

export interface UsageDay {
  readonly day: string;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly countedBytes: number;
  readonly forgivenBytes: number;
  readonly correctionBytes: number;
}

export interface TopSubscriber {
  readonly subscriberId: number;
  readonly username: string;
  readonly fullName: string;
  readonly downBytes: number;
  readonly upBytes: number;
}

export interface OverviewReads {
  /** One row per hour with traffic or a new session; hours without are absent. */
  hourly(scope: Scope, period: Period): Promise<readonly NetworkHour[]>;
  topSubscribers(scope: Scope, period: Period, limit: number): Promise<readonly TopSubscriber[]>;
  counts(scope: Scope): Promise<{
    readonly subscribers: number;
    readonly active: number;
    readonly expired: number;
    readonly online: number;
    readonly openSessions: number;
    readonly throttled: number;
    readonly openAlerts: number;
    readonly nas: number;
  }>;
}

export interface UsageReads {
  /** Quota days from `fromDay` to `toDay`, both included (`YYYY-MM-DD`). */
  daily(scope: Scope, subscriberId: number, fromDay: string, toDay: string): Promise<readonly UsageDay[]>;
  hourly(scope: Scope, subscriberId: number, period: Period): Promise<readonly UsageHour[]>;
  /** Receipts in order of time (N1). At most 20,000. */
  receipts(scope: Scope, subscriberId: number, period: Period): Promise<readonly Receipt[]>;
}

export interface AuditView {
  readonly id: number;
  readonly at: number;
  readonly actorKind: string;
  readonly actorId: number | null;
  readonly actorName: string;
  readonly address: string | null;
  readonly action: string;
  readonly entity: string;
  readonly entityId: number | null;
  readonly detail: unknown;
}

export interface AuditReads {
  list(
    scope: Scope,
    query: OpenPeriod & {
      readonly q?: string | undefined;
      readonly entity?: string | undefined;
      readonly entityId?: number | undefined;
      readonly action?: string | undefined;
    } & PageQuery,
  ): Promise<Page<AuditView>>;
}

export interface AlertView {
  readonly id: number;
  readonly key: string;
  readonly severity: 'warn' | 'high' | 'crit';
  readonly title: string;
  readonly detail: string;
  readonly raisedAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly resolvedAt: number | null;
}

export interface AlertReads {
  list(scope: Scope, query: { readonly open?: boolean | undefined } & PageQuery): Promise<Page<AlertView>>;
}

export interface FindingFilter {
  readonly open?: boolean | undefined;
  readonly kind?: string | undefined;
  readonly nasId?: number | undefined;
  readonly subscriberId?: number | undefined;
}

export interface FindingReads {
  list(scope: Scope, query: FindingFilter & PageQuery): Promise<Page<FindingView>>;
  byId(scope: Scope, id: number): Promise<FindingView | undefined>;
}

export interface SettingReads {
  /** Stored values only; defaults belong to whoever owns the setting. */
  all(scope: Scope): Promise<Readonly<Record<string, unknown>>>;
}

export interface TenantView {
  readonly id: number;
  readonly name: string;
  readonly timeZone: string;
  readonly dailyResetTime: string;
  readonly currency: string;
  readonly state: string;
  readonly createdAt: number;
}

export interface ResellerView {
  readonly id: number;
  readonly name: string;
  readonly subscribers: number;
}

export interface TenantReads {
  own(scope: Scope): Promise<TenantView>;
  resellers(scope: Scope): Promise<readonly ResellerView[]>;
}

export interface OperatorView {
  readonly id: number;
  readonly tenantId: number;
  readonly resellerId: number | null;
  readonly username: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

export interface RoleView {
  readonly id: number;
  readonly name: string;
  readonly permissions: readonly string[];
}

export interface ApiKeyView {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly operatorId: number;
  readonly operatorUsername: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
  readonly lastUsedAddress: string | null;
}

export interface OperatorReads {
  list(scope: Scope): Promise<readonly OperatorView[]>;
  byId(scope: Scope, id: number): Promise<OperatorView | undefined>;
  roles(scope: Scope): Promise<readonly RoleView[]>;
  apiKeys(scope: Scope): Promise<readonly ApiKeyView[]>;
}

/** Logging in comes before a scope is known. Expired, revoked and disabled rows are not found. */
export interface LoginReads {
  operatorByUsername(
    username: string,
  ): Promise<{ readonly operator: OperatorView; readonly passwordHash: string } | undefined>;
  sessionByTokenHash(tokenHash: string): Promise<
    | {
        readonly id: number;
        readonly csrf: string;
        readonly expiresAt: number;
        readonly operator: OperatorView;
      }
    | undefined
  >;
  apiKeyByHash(keyHash: string): Promise<{ readonly key: ApiKeyView; readonly operator: OperatorView } | undefined>;
  apiKeysByPrefix(
    prefix: string,
  ): Promise<readonly { readonly key: ApiKeyView; readonly keyHash: string; readonly operator: OperatorView }[]>;
  /** How many operators exist: 0 means first start. */
  operatorCount(): Promise<number>;
}

export interface PortalSessionView {
  readonly subscriberId: number;
  readonly expiresAt: number;
  /** To the hour. */
  readonly lastUsedAt: number;
}

export interface DismissalView {
  readonly key: string;
  /** UTC ms. */
  readonly until: number;
}

/** What is over is not found. */
export interface PortalReads {
  session(scope: Scope, tokenHash: string): Promise<PortalSessionView | undefined>;
  /** Notices that are hidden now (F030). */
  dismissals(scope: Scope, subscriberId: number): Promise<readonly DismissalView[]>;
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

export interface EngineReads {
  /** The fold's cursor: the last accounting fact that is folded. */
  foldCursor(): Promise<number>;
  /** Facts with `seq > after`, in order. */
  facts(after: number, limit: number): Promise<readonly StoredFact[]>;
  /** `gap` is true when rows after `after` were pruned already: reload everything. */
  changes(after: number, limit: number): Promise<{ readonly changes: readonly Change[]; readonly gap: boolean }>;
  lastChangeSeq(): Promise<number>;
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
  groups(): Promise<readonly GroupView[]>;
  tenants(): Promise<readonly TenantView[]>;
  settings(tenantId: number): Promise<Readonly<Record<string, unknown>>>;
}

export interface Reads {
  readonly subscribers: SubscriberReads;
  readonly services: ServiceReads;
  readonly realms: RealmReads;
  readonly groups: GroupReads;
  readonly nas: NasReads;
  readonly certificates: CertificateReads;
  readonly sessions: SessionReads;
  readonly authLog: AuthLogReads;
  readonly fup: FupReads;
  readonly nasFigures: NasFiguresReads;
  readonly overview: OverviewReads;
  readonly usage: UsageReads;
  readonly audit: AuditReads;
  readonly alerts: AlertReads;
  readonly findings: FindingReads;
  readonly settings: SettingReads;
  readonly tenants: TenantReads;
  readonly operators: OperatorReads;
  readonly login: LoginReads;
  readonly portal: PortalReads;
  readonly engine: EngineReads;
}
