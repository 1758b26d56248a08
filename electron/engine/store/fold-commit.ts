/**
 * What the control plane's fold hands to the writer: the result of one prefix of accounting facts (and of router
 * polls), in one transaction with the fold's cursor. A crash replays from the cursor, so every part is idempotent:
 * absolute values are set, increments are only ever committed together with the cursor that they belong to.
 */
import type { AuditInput } from './commands.ts';
import type { FindingEnd, FindingInput } from './findings.ts';

/** A session row as it is after the fold; upserted by `sessionKey` (unique). Times are UTC ms. */
export interface SessionRow {
  /** `${nasId}:${class}` or, without Class, `${nasId}:${acctSessionId}:${startAt}` (X47). */
  readonly sessionKey: string;
  readonly tenantId: number;
  readonly nasId: number;
  readonly subscriberId: number | null; // null: an orphan (no such subscriber)
  readonly username: string;
  readonly realm: string;
  readonly acctSessionId: string;
  readonly loginClass: string;
  readonly nasIpAddress: string;
  readonly nasPortId: string;
  readonly nasPortType: string;
  readonly serviceType: string;
  readonly framedProtocol: string;
  readonly framedIpAddress: string;
  readonly framedIpv6Prefix: string;
  readonly delegatedIpv6Prefix: string;
  readonly callingStationId: string;
  readonly calledStationId: string;
  readonly startAt: number;
  readonly updateAt: number;
  readonly stopAt: number | null;
  readonly sessionSeconds: number;
  readonly interimSeconds: number;
  /** The largest octets that the NAS itself reported: FreeRADIUS's columns (acctoutputoctets = down, acctinputoctets = up). */
  readonly reportedDownBytes: number;
  readonly reportedUpBytes: number;
  /** The counted totals of `observe` (largest of all sources; settled to the Stop octets). */
  readonly downBytes: number;
  readonly upBytes: number;
  readonly terminateCause: string;
  /** 'stop' is final; 'sweeper', 'poll' and 'nas-reboot' reopen on the session's next packet (X67). */
  readonly closedBy: '' | 'stop' | 'sweeper' | 'poll' | 'nas-reboot';
  /** Baselines per source and whatever else `observe` needs, as JSON, so that a restart goes on where it stopped. */
  readonly usageState: string;
}

/** A subscriber's counters after the fold: absolute values. Names follow the spec's columns. */
export interface SubscriberCounters {
  readonly subscriberId: number;
  readonly dailyDownloadUsed: number;
  readonly dailyUploadUsed: number;
  readonly dailyQuotaUsed: number; // counted
  readonly monthlyDownloadUsed: number;
  readonly monthlyUploadUsed: number;
  readonly monthlyQuotaUsed: number; // counted
  readonly bonusBytes: number;
  /** Remainders of the percent arithmetic (X48) and anything else counting needs, as JSON. */
  readonly countState: string;
  readonly fupLevel: number;
  readonly monthlyFupLevel: number;
  readonly lastDailyReset: number;
  readonly lastMonthlyReset: number;
  readonly isOnline: boolean;
  readonly lastSeenAt: number;
}

/** Usage to add to one subscriber's hour (UTC ms of the hour's start). */
export interface HourlyUsage {
  readonly subscriberId: number;
  readonly hourAt: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly countedBytes: number;
}

/** Usage to add to one quota day (`YYYY-MM-DD`, the day that began at the reset time). */
export interface DailyUsage {
  readonly subscriberId: number;
  readonly day: string;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly countedBytes: number;
  readonly forgivenBytes: number;
  readonly correctionBytes: number;
}

/** One signed receipt: a cycle that counted (X63, X69: appended to the session's pack of that hour). */
export interface Receipt {
  readonly sessionKey: string;
  readonly subscriberId: number;
  readonly at: number;
  readonly source: 'interim' | 'stop' | 'poll';
  readonly downBytes: number; // signed
  readonly upBytes: number; // signed
  readonly countedBytes: number; // signed
  readonly freePercent: number;
  readonly decision: string; // '' or a machine kind: 'settled', 'quarantined', 'level', …
}

/** What a FUP reset forgave (F085), kept so that it can be undone for 10 minutes (X10, X54). */
export interface FupReset {
  readonly tenantId: number;
  readonly subscriberId: number;
  readonly at: number;
  /** The quota day that the bytes belonged to. */
  readonly day: string;
  readonly actorName: string;
  readonly dailyDownloadUsed: number;
  readonly dailyUploadUsed: number;
  readonly dailyQuotaUsed: number;
  readonly fupLevel: number;
  /** One act of an operator, however many subscribers and commits it took: what an undo names. */
  readonly batchId: string;
  /** It was everybody's: its undo needs the same permission. */
  readonly isAll: boolean;
  /** The service that the subscriber had. */
  readonly serviceId: number;
  /** Since when the cleared counters had run. */
  readonly previousResetAt: number;
}

export interface FoldCommit {
  /** The last fact that this commit contains; stored as the fold's cursor. Never lower than the stored one. */
  readonly cursor: number;
  readonly sessions: readonly SessionRow[];
  readonly counters: readonly SubscriberCounters[];
  readonly hourly: readonly HourlyUsage[];
  readonly daily: readonly DailyUsage[];
  readonly receipts: readonly Receipt[];
  /** New Mikrotik-Rate-Limit of `radreply`, in the same transaction as the level (X42). */
  readonly rates: readonly { readonly id: number; readonly rate: string }[];
  /** New rows of the reset ledger, with the counters that they zeroed in the same transaction. */
  readonly resets?: readonly FupReset[] | undefined;
  /** Ids of ledger rows that this commit undoes; one that is undone already makes the whole commit a `Conflict`. */
  readonly undone?: readonly number[] | undefined;
  /** What was noticed about sessions, with the counters that it is about. */
  readonly findings?: readonly FindingInput[] | undefined;
  /** Findings that this commit ends: holds that were decided. */
  readonly ended?: readonly FindingEnd[] | undefined;
  /** Records up to the cursor that are not contained, because they hit a bug: kept for a later try. */
  readonly unfolded?: readonly { readonly seq: number; readonly reason: string }[] | undefined;
  /** Such records of earlier commits that this one contains. */
  readonly mended?: readonly number[] | undefined;
  /** What people did to cause this commit. */
  readonly audit?: readonly AuditInput[] | undefined;
  /**
   * All of it follows from stored facts up to the cursor and from earlier commits. After a power cut it is made again,
   * so the writer commits it without waiting for the disk (a crash of the engine alone loses nothing either way).
   */
  readonly isReplayable?: boolean | undefined;
  readonly at: number;
}
