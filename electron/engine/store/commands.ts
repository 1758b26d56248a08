/**
 * Every write of the engine, by name: plain data in, plain data out, one transaction each (or one part of a group
 * commit). The writer thread executes them; `StoreClient.command` is the only way to call them.
 *
 * A command that changes what an operator owns takes an `Actor` and writes its audit row in the same transaction.
 */

import type { CheckRow } from '../../../shared/domain/check-row.ts';
import type { LeaseChange, PoolTerms } from '../../../shared/domain/ip-lease.ts';
import type { ExpiredPolicy } from '../../../shared/domain/login-policy.ts';
import type { LoginWindow } from '../../../shared/domain/login-window.ts';
import type { MacMode } from '../../../shared/domain/mac-binding.ts';
import type { MessageAuthenticatorPolicy } from '../../../shared/domain/message-authenticator.ts';
import type { PoolShape } from '../../../shared/domain/pool-space.ts';
import type { RealmMethod } from '../../../shared/domain/realm.ts';
import type { ReplyRow } from '../../../shared/domain/reply-merge.ts';
import type { ChangeReason } from '../../../shared/domain/session-change.ts';
import type { FindingInput } from './findings.ts';
import type { FoldCommit } from './fold-commit.ts';

/** Who asked. `name` is what the audit shows; `address` the peer of the HTTP request, when there was one. */
export interface Actor {
  readonly kind: 'operator' | 'api-key' | 'cli' | 'system';
  readonly id: number | null;
  readonly name: string;
  readonly address?: string;
}

/** Whose rows a caller may touch. Repositories and commands take it first; a reseller sees only its own subscribers. */
export interface Scope {
  readonly tenantId: number;
  readonly resellerId?: number;
}

export interface TierInput {
  readonly fromBytes: number;
  readonly downKbps: number | null;
  readonly upKbps: number | null;
}

export interface ServiceInput {
  readonly name: string;
  readonly downKbps: number;
  readonly upKbps: number;
  readonly dailyQuotaBytes: number; // 0 = unlimited
  readonly monthlyQuotaBytes: number; // 0 = unlimited
  readonly priceMinor: number;
  readonly dailyTiers: readonly TierInput[];
  readonly monthlyTiers: readonly TierInput[];
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
  /** What an expired subscriber's login meets (X55); null: as the tenant says. */
  readonly expiredPolicy: ExpiredPolicy | null;
  /** For subscribers that do not say otherwise (W9). */
  readonly macMode: MacMode;
  readonly macLimit: number;
  /** Group of RADIUS attributes that its subscribers are in. */
  readonly groupId?: number | null;
}

export interface RealmInput {
  readonly name: string;
  readonly methods: readonly RealmMethod[];
  readonly isActive: boolean;
  /** The realm that is the default until now stops being it. */
  readonly isDefault: boolean;
}

export interface AttributesInput {
  readonly reply: readonly ReplyRow[];
  readonly check: readonly CheckRow[];
}

export interface GroupInput extends AttributesInput {
  readonly name: string;
  readonly nasIds: readonly number[];
  readonly loginWindows: readonly LoginWindow[];
}

export interface PoolInput extends PoolShape, PoolTerms {
  readonly name: string;
}

export type NasMode = 'udp' | 'radsec';
export type NasVendor = 'mikrotik' | 'generic';

export interface NasInput {
  readonly name: string;
  readonly address: string;
  /** Clear text on its way to the writer's thread, sealed before it is stored. Undefined keeps the stored one. */
  readonly secret: string | undefined;
  /** Over UDP by address and secret, or over TLS by certificate, where the address is for CoA and may be empty. Default udp; absent keeps the stored one on update. */
  readonly mode?: NasMode | undefined;
  /** Default mikrotik; absent keeps the stored one on update. */
  readonly vendor?: NasVendor | undefined;
  /** The NAS reports its octets the wrong way round (X20). Default false; absent keeps the stored one on update. */
  readonly swapDirections?: boolean | undefined;
  /** Z5. Default `auto`; absent keeps the stored one on update; `auto` after another one learns anew. */
  readonly messageAuthenticator?: MessageAuthenticatorPolicy | undefined;
  /** X45. Default: never for a speed; absent keeps the stored one on update. */
  readonly disconnectFor?: readonly ChangeReason[] | undefined;
  readonly coaPort: number | null; // null = ask the router, else try 3799 then 1700 (X36)
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string | undefined; // undefined keeps the stored one
    readonly tls: { readonly fingerprint256: string } | boolean;
  } | null;
}

export interface CertificateInput {
  readonly kind: 'authority' | 'server' | 'client';
  readonly nasId: number | null; // of a client
  readonly subject: string;
  readonly names: readonly string[];
  readonly serial: string;
  readonly fingerprint256: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly certificate: string; // PEM
  readonly key: string; // PEM, clear text on its way to the writer's thread
}

export type SubscriberStatus = 'active' | 'inactive' | 'suspended';

export interface SubscriberInput {
  readonly username: string;
  readonly password: string | undefined; // undefined keeps the stored one
  readonly serviceId: number;
  readonly fullName: string;
  readonly phone: string;
  readonly macs: readonly string[]; // normalised AA:BB:CC:DD:EE:FF
  readonly staticIp: string | null;
  readonly expiresAt: number | null; // UTC ms
  readonly simultaneousUse: number;
  /** MAC binding (W9); null: as the service says. */
  readonly macMode: MacMode | null;
  readonly macLimit: number | null;
  readonly status: SubscriberStatus;
  readonly billingDay: number | null;
  readonly resellerId: number | null;
  /** Hash of the portal's own password (Z2); undefined keeps the stored one. */
  readonly portalPasswordHash?: string | undefined;
}

/** One folded row of the auth log (W10): the same reject repeated within the hour is one row with a count. */
export interface RejectInput {
  readonly tenantId: number;
  readonly username: string;
  /** Of the login name, else the default realm. */
  readonly realm?: string;
  readonly nasId: number;
  readonly nasAddress: string;
  readonly reason: string; // machine kind, e.g. 'wrong-password'
  readonly detail: string; // the sentence an operator reads
  readonly method: string; // PAP, CHAP, MS-CHAPv1, MS-CHAPv2
  readonly callingStationId: string;
  readonly at: number;
  readonly count: number;
}

/** One folded row of dropped datagrams: unknown source, wrong secret, malformed. */
export interface DropInput {
  readonly source: string;
  readonly localPort: number;
  readonly reason: string;
  readonly detail: string;
  readonly nasId: number | null;
  readonly at: number;
  readonly count: number;
}

/** What one NAS asked in a span of time, how fast it was answered, and in how many of the minutes watched it was up. */
export interface NasFigures {
  readonly tenantId: number;
  readonly nasId: number; // 0 = all of the tenant's
  readonly accepts: number;
  readonly rejects: number;
  readonly accounting: number;
  readonly drops: number;
  readonly up: number;
  readonly watched: number;
  readonly latency: string; // classes of shared/domain/latency.ts
}

type Id = { readonly id: number };
type Command<I, O> = { readonly input: I; readonly output: O };

export interface Commands {
  'nas.create': Command<{ scope: Scope; actor: Actor; nas: NasInput; at: number }, Id>;
  'nas.update': Command<{ scope: Scope; actor: Actor; id: number; nas: NasInput; at: number }, Id>;
  'nas.remove': Command<{ scope: Scope; actor: Actor; id: number; at: number }, Id>;
  /** What was learned from the router itself (version, CoA port, skew, Message-Authenticator seen); no audit row. */
  'nas.observe': Command<
    {
      id: number;
      seen: {
        lastSeenAt?: number;
        coaPortSeen?: number;
        coaAccepts?: boolean;
        version?: string;
        identity?: string;
        clockSkewMs?: number;
        messageAuthenticatorSeenAt?: number;
      };
    },
    Id
  >;

  /** All or none. The authority and ours belong to the installation, hence to the default tenant; a client to its NAS's. */
  'certificate.add': Command<
    { scope: Scope; actor: Actor; certificates: readonly CertificateInput[]; at: number },
    { readonly ids: readonly number[] }
  >;
  /** It is refused from now on, also where it is in use; its key is forgotten. */
  'certificate.revoke': Command<{ scope: Scope; actor: Actor; id: number; reason: string; at: number }, Id>;

  'service.create': Command<{ scope: Scope; actor: Actor; service: ServiceInput; at: number }, Id>;
  'service.update': Command<
    { scope: Scope; actor: Actor; id: number; service: ServiceInput; at: number },
    Id & { readonly subscribers: number }
  >;
  'service.remove': Command<{ scope: Scope; actor: Actor; id: number; at: number }, Id>;

  'realm.create': Command<{ scope: Scope; actor: Actor; realm: RealmInput; at: number }, Id>;
  'realm.update': Command<{ scope: Scope; actor: Actor; id: number; realm: RealmInput; at: number }, Id>;
  'realm.remove': Command<{ scope: Scope; actor: Actor; id: number; at: number }, Id>;

  'group.create': Command<{ scope: Scope; actor: Actor; group: GroupInput; at: number }, Id>;
  /** `revision` is what the change was made on: another one by now is a `Conflict` of that field. */
  'group.update': Command<
    { scope: Scope; actor: Actor; id: number; group: GroupInput; revision: number; at: number },
    Id
  >;
  'group.remove': Command<{ scope: Scope; actor: Actor; id: number; at: number }, Id>;

  'pool.create': Command<{ scope: Scope; actor: Actor; pool: PoolInput; at: number }, Id>;
  /** Refused when it was changed since `revision`. */
  'pool.update': Command<{ scope: Scope; actor: Actor; id: number; pool: PoolInput; revision: number; at: number }, Id>;
  /** Refused while addresses are in use. */
  'pool.remove': Command<{ scope: Scope; actor: Actor; id: number; at: number }, Id>;
  /** What the data plane did with addresses, and what it is granted. */
  'lease.note': Command<{ changes: readonly LeaseChange[] }, { readonly written: number }>;
  /** Open while addresses may be given that are not on record yet; found open at a start: it crashed. */
  'lease.mark': Command<{ isOpen: boolean }, { readonly isOpen: boolean }>;
  /** Audited here; the data plane, which decides, is told after it. */
  'lease.release': Command<{ scope: Scope; actor: Actor; id: number; at: number }, { readonly address: string }>;

  /** Everything but the rate, which is the speed's. `groupIds` in order of priority. */
  'subscriber.attributes': Command<
    {
      scope: Scope;
      actor: Actor;
      id: number;
      attributes: AttributesInput;
      groupIds: readonly number[];
      at: number;
    },
    Id
  >;

  /** Creates all rows or none. Faults name `rows[i].field`. `rates[i]` is the Mikrotik-Rate-Limit for `radreply`. */
  'subscriber.create': Command<
    {
      scope: Scope;
      actor: Actor;
      rows: readonly SubscriberInput[];
      rates: readonly string[];
      at: number;
      dryRun: boolean;
    },
    { readonly ids: readonly number[] }
  >;
  'subscriber.update': Command<
    { scope: Scope; actor: Actor; id: number; subscriber: SubscriberInput; rate: string; at: number },
    Id
  >;
  'subscriber.remove': Command<
    { scope: Scope; actor: Actor; ids: readonly number[]; at: number },
    { readonly removed: number }
  >;
  /** Devices of logins (W9): new ones are kept while there is room, else refused; known ones were seen again. */
  'subscriber.macs-seen': Command<
    { seen: readonly MacSeenInput[] },
    { readonly learned: number; readonly refused: readonly MacSeenInput[] }
  >;
  /** Forgets every MAC, typed or learned (a CPE was swapped); answers those that were there, for an undo. */
  'subscriber.clear-macs': Command<
    { scope: Scope; actor: Actor; id: number; at: number },
    { readonly macs: readonly string[] }
  >;
  /** Writes `radreply` rates that changed for a reason other than an edit of the subscriber (a service edit, a rule). */
  'subscriber.rates': Command<
    { rates: readonly { readonly id: number; readonly rate: string }[]; at: number },
    { readonly changed: number }
  >;

  'operator.create': Command<
    { tenantId: number; actor: Actor; username: string; passwordHash: string; role: string; at: number },
    Id
  >;
  'operator.update': Command<
    {
      tenantId: number;
      actor: Actor;
      id: number;
      passwordHash?: string;
      role?: string;
      disabled?: boolean;
      at: number;
    },
    Id
  >;
  'operator.login': Command<
    { operatorId: number; tokenHash: string; csrf: string; at: number; expiresAt: number; address: string },
    Id
  >;
  'operator.logout': Command<{ tokenHash: string; at: number }, { readonly removed: number }>;
  'api-key.create': Command<
    {
      tenantId: number;
      actor: Actor;
      operatorId: number;
      name: string;
      prefix: string;
      keyHash: string;
      scopes: readonly string[];
      expiresAt: number | null;
      at: number;
    },
    Id
  >;
  'api-key.revoke': Command<{ tenantId: number; actor: Actor; id: number; at: number }, Id>;
  'api-key.used': Command<{ id: number; at: number; address: string }, Id>;

  /**
   * A subscriber logs in to the portal. `isOpen` is false, and nothing is written, when `passwordHash` is not the
   * subscriber's portal password any more.
   */
  'portal.login': Command<
    { tenantId: number; subscriberId: number; passwordHash: string; tokenHash: string; at: number; expiresAt: number },
    { readonly isOpen: boolean }
  >;
  'portal.logout': Command<{ tokenHash: string }, { readonly removed: number }>;
  /** When sessions were in use, many at once: coarse, and never for every request. */
  'portal.seen': Command<
    { seen: readonly { readonly tokenHash: string; readonly at: number }[] },
    { readonly marked: number }
  >;
  /** Hides a notice of the portal from a subscriber until then (F030). */
  'portal.dismiss': Command<
    { tenantId: number; subscriberId: number; key: string; at: number; until: number },
    { readonly isKept: boolean }
  >;

  /**
   * `null` takes a setting back to its default; of one with several fields only those that are given change. `name`, `timeZone`, `dailyResetTime` and `currency` are the tenant's own
   * columns and cannot be null.
   */
  'settings.set': Command<
    { tenantId: number; actor: Actor; values: Readonly<Record<string, unknown>>; at: number },
    { readonly changed: number }
  >;

  'auth-log.append': Command<
    { rejects: readonly RejectInput[]; drops: readonly DropInput[] },
    { readonly written: number }
  >;

  /** F066: the minute that began at `at`; older rows than are shown are deleted along the way. */
  'nas.figures': Command<{ at: number; rows: readonly NasFigures[] }, { readonly written: number }>;

  /** One prefix of the accounting facts, folded: sessions, counters, history, receipts, `radreply`, and the cursor. */
  'fold.commit': Command<FoldCommit, { readonly cursor: number; readonly resetIds: readonly number[] }>;
  /** Deletes folded facts older than `before`, at most `limit` rows; `now` is the clock that stamps them (all UTC ms). */
  'facts.prune': Command<{ before: number; now: number; limit: number }, { readonly removed: number }>;

  /**
   * One small step of housekeeping: packs receipts of more than 72 h (X63), deletes what is past its retention. Call it
   * again while `more` is true; each step holds the transaction for a few ms.
   */
  'retention.sweep': Command<{ at: number }, { readonly more: boolean }>;

  /** Gives a step of the space that deleted rows left back to the disk; `more`: another step is due. */
  'space.give-back': Command<Readonly<Record<string, never>>, { readonly more: boolean }>;

  'alert.raise': Command<
    { tenantId: number; key: string; severity: 'warn' | 'high' | 'crit'; title: string; detail: string; at: number },
    Id
  >;
  'alert.resolve': Command<{ tenantId: number; key: string; at: number }, { readonly resolved: number }>;
  /** A finding that no fold makes: of a NAS's clock. Seen again while open, it is counted. */
  'finding.note': Command<FindingInput, { readonly noted: number }>;
  /** What a NAS itself had is over: its open finding of that kind ends, and nobody had to put it away. */
  'finding.over': Command<{ tenantId: number; nasId: number; kind: string; at: number }, { readonly ended: number }>;
  /** Puts an open finding away; deltas in quarantine end by a decision of the fold instead. */
  'finding.resolve': Command<
    { scope: Scope; actor: Actor; id: number; at: number },
    { readonly kind: string; readonly nasId: number; readonly isLastOfNas: boolean }
  >;
  /** An audit row that belongs to no other command (a CoA attempt and its result, a test of a connection). */
  'audit.append': Command<{ rows: readonly AuditInput[] }, { readonly written: number }>;
}

export interface MacSeenInput {
  readonly subscriberId: number;
  readonly mac: string;
  /** UTC ms of the login. */
  readonly at: number;
  /** The data plane let it in as a new device. */
  readonly isNew: boolean;
}

export interface AuditInput {
  readonly tenantId: number;
  readonly actor: Actor;
  readonly action: string;
  readonly entity: string;
  readonly entityId: number | null;
  readonly detail: unknown; // JSON: before/after, result
  readonly at: number;
}

export type CommandName = keyof Commands;
export type CommandInput<N extends CommandName> = Commands[N]['input'];
export type CommandOutput<N extends CommandName> = Commands[N]['output'];
