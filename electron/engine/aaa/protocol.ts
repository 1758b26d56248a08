/**
 * What the control plane and the data plane say to each other. Plain data; the data plane never asks for anything
 * that it could wait for: it works from what it was told last.
 */
import type { MessagePort } from 'node:worker_threads';
import type { CheckRow } from '../../../shared/domain/check-row.ts';
import type { Lease, LeaseChange, PoolTerms } from '../../../shared/domain/ip-lease.ts';
import type { ExpiredPolicy, LoginPolicy } from '../../../shared/domain/login-policy.ts';
import type { LoginWindow } from '../../../shared/domain/login-window.ts';
import type { MacAuth } from '../../../shared/domain/mac-auth.ts';
import type { MacBinding } from '../../../shared/domain/mac-binding.ts';
import type { MessageAuthenticatorPolicy } from '../../../shared/domain/message-authenticator.ts';
import type { PoolShape } from '../../../shared/domain/pool-space.ts';
import type { RealmMethod } from '../../../shared/domain/realm.ts';
import type { ReplyRow } from '../../../shared/domain/reply-merge.ts';
import type { Zone } from '../../../shared/domain/zone.ts';
import type { Reject } from './checks/check.ts';
import type { Exchange, TraceQuery } from './exchange.ts';
import type { PreviewedLease } from './pools/lease-for.ts';
import type { PoolUse } from './pools/pools.ts';
import type { RadsecConfig, RadsecState } from './radsec/config.ts';

/** One registered NAS (a router in its RADIUS role). */
export interface NasEntry {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  /** What the router calls itself, which it sends as NAS-Identifier; null until its API was read. */
  readonly identity?: string | null;
  readonly address: string;
  readonly secret: string;
  /** `radsec`: known by its certificate, over TLS only. Absent means UDP. */
  readonly mode?: 'udp' | 'radsec';
  /** Not a MikroTik: its Access-Accept says the speed as Filter-Id too (P06). Absent on a MikroTik. */
  readonly isGeneric?: true;
  /** Input and Output octets of this NAS are exchanged (X20). */
  readonly swapDirections: boolean;
  /** Z5; absent is `auto`. */
  readonly messageAuthenticator?: MessageAuthenticatorPolicy;
  /** A right Message-Authenticator of it is on record. */
  readonly hasSigned?: boolean;
}

/** What decides about one subscriber, and what its Access-Accept says. */
export interface SubscriberEntry {
  readonly id: number;
  readonly tenantId: number;
  readonly username: string;
  readonly password: string;
  readonly status: 'active' | 'inactive' | 'suspended';
  readonly expiresAt: number | null;
  readonly staticIp: string | null;
  /** `radreply`: reply attributes by name, Mikrotik-Rate-Limit among them (X42). */
  readonly reply: readonly (readonly [name: string, value: string])[];
  /** Its service's own word about expiry (X55); absent: the tenant's. */
  readonly expiredPolicy?: ExpiredPolicy;
  /** How many devices may be online (X56); absent: one. */
  readonly simultaneousUse?: number;
  /** Known devices, normalised (W9); absent: none. */
  readonly macs?: readonly string[];
  /** Absent: any device may dial in. */
  readonly macBinding?: MacBinding;
  /** UTC ms; what was learned until then is forgotten. */
  readonly macsClearedAt?: number;
  /** `radcheck`; absent when it has none. */
  readonly check?: readonly CheckRow[];
  /** Its groups, the one that wins first; absent when it is in none. */
  readonly groupIds?: readonly number[];
  /** Its service, whose group comes after its own. */
  readonly serviceId?: number;
}

/** What a tenant's settings say about logins. */
export interface TenantEntry {
  readonly id: number;
  readonly login: LoginPolicy;
  /** Mikrotik-Rate-Limit of walled logins: what `effectiveSpeed` says of an expired subscriber. */
  readonly walledRate: string;
  readonly macAuth: MacAuth;
}

/** What a complete listing of one NAS changed about who is online (X56). */
export interface PresenceUpdate {
  readonly nasId: number;
  /** When the listing was asked for, UTC ms; null: none yet, these are open sessions from before. */
  readonly seenAt: number | null;
  readonly upsert: readonly {
    readonly subscriberId: number;
    readonly acctSessionId: string;
    readonly station: string;
    readonly since: number;
    readonly isListed: boolean;
  }[];
  /** Acct-Session-Ids of sessions that are over. */
  readonly removeIds: readonly string[];
}

/** A realm of a tenant (F050). */
export interface RealmEntry {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly methods: readonly RealmMethod[];
  readonly isActive: boolean;
  readonly isDefault: boolean;
}

/** A group of attributes and restrictions (F051). */
export interface GroupEntry {
  readonly id: number;
  readonly name: string;
  readonly reply: readonly ReplyRow[];
  readonly check: readonly CheckRow[];
  /** Where its members may log in; empty is everywhere. */
  readonly nasIds: readonly number[];
  readonly loginWindows: readonly LoginWindow[];
  /** Of the tenant: what the login windows are written in. */
  readonly zone: Zone;
}

/** A pool of ours that logins get addresses from. */
export interface PoolEntry extends PoolShape, PoolTerms {
  readonly id: number;
  readonly tenantId: number;
  /** What Framed-Pool and the IPv6 pool attributes call it. */
  readonly name: string;
}

/** An open session that has an address of a pool, as the control plane knows it. */
export interface OccupiedAddress {
  readonly tenantId: number;
  readonly nasId: number;
  readonly acctSessionId: string;
  readonly loginClass: string;
  readonly username: string;
  readonly subscriberId: number | null;
  readonly ipv4: string;
  readonly prefixes: readonly string[];
}

/** What happened to leases since the last report. */
export interface LeaseReport {
  readonly changes: readonly LeaseChange[];
  /** Windows that are low, and how many addresses would fill them. */
  readonly wants: readonly { readonly poolId: number; readonly count: number }[];
  /** Two sessions that say they have one address (X31). */
  readonly collisions: readonly {
    readonly tenantId: number;
    readonly address: string;
    readonly usernames: readonly [string, string];
  }[];
}

export type ToDataPlane =
  | { readonly kind: 'facts-port'; readonly port: MessagePort }
  | { readonly kind: 'nas'; readonly all: readonly NasEntry[] }
  | { readonly kind: 'subscribers'; readonly upsert: readonly SubscriberEntry[]; readonly removeIds: readonly number[] }
  /** RADIUS over TLS as it is to be served from now on; null serves none. */
  | { readonly kind: 'radsec'; readonly config: RadsecConfig | null }
  /** X46: how far the wall clock is ahead of the time that is believed, ms; expiry is judged by the latter. */
  | { readonly kind: 'clock'; readonly aheadMs: number }
  | { readonly kind: 'tenants'; readonly all: readonly TenantEntry[] }
  | ({ readonly kind: 'presence' } & PresenceUpdate)
  | { readonly kind: 'realms'; readonly all: readonly RealmEntry[] }
  | {
      readonly kind: 'groups';
      readonly all: readonly GroupEntry[];
      readonly ofServices: readonly (readonly [serviceId: number, groupId: number])[];
    }
  /** Devices that were learned and could not be kept (W9). */
  | { readonly kind: 'macs-refused'; readonly refused: readonly MacSeen[] }
  | { readonly kind: 'pools'; readonly all: readonly PoolEntry[] }
  /** What is on record, at a start; then sessions with addresses of pools that are new. */
  | { readonly kind: 'leases'; readonly restore: readonly Lease[]; readonly occupied: readonly OccupiedAddress[] }
  /** Recorded as granted: the thread may give these. `isDry`: there are no other free ones. */
  | {
      readonly kind: 'grant';
      readonly tenantId: number;
      readonly poolId: number;
      readonly addresses: readonly string[];
      readonly isDry: boolean;
    }
  /** Sessions that are over without a Stop, by `sessionOnNas`. */
  | { readonly kind: 'leases-over'; readonly tenantId: number; readonly sessions: readonly string[] }
  /** By an operator's hand. */
  | { readonly kind: 'lease-release'; readonly tenantId: number; readonly address: string }
  /** Answered by `trace` with the same number. */
  | { readonly kind: 'trace'; readonly ask: number; readonly query: TraceQuery }
  /** Answered by `unknown-sources` with the same number. */
  | { readonly kind: 'unknown-sources'; readonly ask: number }
  /** Answered by `lease-preview` with the same number: what a login would be given, without giving it. */
  | ({ readonly kind: 'lease-preview'; readonly ask: number } & LeasePreviewQuery)
  /** The snapshot is whole: open the sockets and answer. */
  | { readonly kind: 'serve' }
  | { readonly kind: 'stop' };

export interface LeasePreviewQuery {
  readonly uses: readonly PoolUse[];
  readonly nasId: number;
  readonly subscriber: { readonly id: number; readonly username: string };
}

/** The addresses, or the reject of a login that gets none. */
export type LeasePreview = readonly PreviewedLease[] | Reject;

export interface RejectEvent {
  readonly tenantId: number;
  readonly nasId: number;
  readonly nasAddress: string;
  readonly username: string;
  /** Of the login name, else the default realm; as it was asked for where there is none of that name. */
  readonly realm: string;
  readonly callingStationId: string;
  readonly method: string;
  readonly reason: string;
  readonly detail: string;
  readonly at: number;
  readonly count: number;
}

export interface DropEvent {
  readonly source: string;
  readonly localPort: number;
  readonly nasId: number | null;
  readonly reason: string;
  readonly detail: string;
  readonly at: number;
  readonly count: number;
}

/** A NAS that was heard from since the last report. */
export interface NasSeen {
  readonly id: number;
  readonly at: number;
  /** A request carried a right Message-Authenticator (Z5). */
  readonly signs: boolean;
  /** Our address that it asked: where CoA must come from (X57). */
  readonly localAddress: string;
}

/** What one NAS did since the last report, for the doctor. */
export interface NasSigns {
  readonly nasId: number;
  /** UTC ms of its last packet. */
  readonly at: number;
  /** Packets that were handled: Access-Requests and Accounting-Requests that were believed. */
  readonly requests: number;
  /** Requests that came again with nothing changed: our reply did not arrive, or was late. */
  readonly repeats: number;
  readonly accepts: number;
  /** By `method reason`. */
  readonly rejects: Readonly<Record<string, number>>;
  /** By reason; `unexpected-code auth` and `unexpected-code acct` by the port it came to. */
  readonly drops: Readonly<Record<string, number>>;
  readonly starts: number;
  readonly interims: number;
  readonly stops: number;
  /** Its clock by Event-Timestamp of the last accounting, ms; positive: it is fast. Null when none was sent. */
  readonly skewMs: number | null;
  /** NAS-Identifier of packets that were believed, at most four. */
  readonly identifiers: readonly string[];
}

/** An address that no NAS is registered with. What it calls itself is its own claim. */
export interface UnknownSource {
  readonly address: string;
  readonly localPort: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly packets: number;
  /** Name of the code of the last packet. */
  readonly packet: string;
  readonly nasIdentifier: string;
  readonly username: string;
}

/** A device of a login that was let in (W9). `at` is that login's time, UTC ms. */
export interface MacSeen {
  readonly subscriberId: number;
  readonly mac: string;
  readonly at: number;
  readonly isNew: boolean;
}

export interface NasTally {
  readonly nasId: number;
  readonly accepts: number;
  readonly rejects: number;
  readonly accounting: number;
  readonly drops: number;
  /** Receipt to reply, by the classes of shared/domain/latency.ts. */
  readonly latency: string;
}

export type FromDataPlane =
  | {
      readonly kind: 'serving';
      readonly authPort: number;
      readonly acctPort: number;
      /** RADIUS over TLS; undefined while it is not served. */
      readonly radsecPort: number | undefined;
      readonly addresses: readonly string[];
      readonly receiveBufferBytes: number;
    }
  | { readonly kind: 'bind-failed'; readonly service: 'auth' | 'acct'; readonly code: string; readonly message: string }
  /** Rejects and drops of the last second, folded: the same thing many times is one event with a count (W10). */
  | { readonly kind: 'events'; readonly rejects: readonly RejectEvent[]; readonly drops: readonly DropEvent[] }
  | { readonly kind: 'nas-seen'; readonly seen: readonly NasSeen[] }
  | { readonly kind: 'macs-seen'; readonly seen: readonly MacSeen[] }
  /** F066: what each NAS asked in the minute that began at `at`; one that asked nothing is absent. */
  | { readonly kind: 'nas-minute'; readonly at: number; readonly tallies: readonly NasTally[] }
  | { readonly kind: 'signs'; readonly signs: readonly NasSigns[] }
  | ({ readonly kind: 'leases' } & LeaseReport)
  | { readonly kind: 'trace'; readonly ask: number; readonly exchanges: readonly Exchange[] }
  | { readonly kind: 'unknown-sources'; readonly ask: number; readonly sources: readonly UnknownSource[] }
  | { readonly kind: 'lease-preview'; readonly ask: number; readonly preview: LeasePreview }
  | {
      readonly kind: 'socket-fault';
      readonly address: string;
      readonly port: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'radsec-state'; readonly state: RadsecState }
  | { readonly kind: 'stopped' };

export interface DataPlaneOptions {
  readonly bind: string | undefined;
  readonly authPort: number;
  readonly acctPort: number;
  readonly radsecPort: number;
  /** Acct-Interim-Interval of every Access-Accept, seconds; 0 sends none. */
  readonly interimSeconds: number;
  readonly counters: SharedArrayBuffer;
}
