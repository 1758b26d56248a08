/**
 * An accounting record as the data plane accepted it: what is made durable before the Accounting-Response leaves, and
 * what the control plane folds later. Stored as JSON text: compact across threads, readable with any SQLite tool.
 *
 * Directions are already the subscriber's (RFC 2866 "Output" = down, "Input" = up; per-NAS swap applied, X20).
 */
export type AccountingStatus = 'Start' | 'Interim-Update' | 'Stop' | 'Accounting-On' | 'Accounting-Off';

export interface AccountingFact {
  readonly status: AccountingStatus;
  /** Receipt time, UTC ms by the engine's clock. */
  readonly at: number;
  readonly tenantId: number;
  readonly nasId: number;
  /** The address the packet came from. */
  readonly source: string;
  readonly nasIpAddress?: string;
  readonly acctSessionId?: string;
  /** Our random login id, from Class of the Access-Accept (X47). */
  readonly loginClass?: string;
  readonly username?: string;
  /** Whose login it was, where the name does not tell: a device that logs in by its MAC. */
  readonly subscriberId?: number;
  readonly delaySeconds?: number;
  /** Event-Timestamp, UTC ms as the NAS believes it (X46). */
  readonly eventAt?: number;
  readonly sessionSeconds?: number;
  /** 64-bit totals; absent when the packet carried no octets (pain 4: keep the last known). */
  readonly downBytes?: number;
  readonly upBytes?: number;
  /** True when a Gigawords attribute was present, so the total is known to be 64 bits wide. */
  readonly gigawords?: boolean;
  readonly framedIpAddress?: string;
  readonly framedIpv6Prefix?: string;
  readonly delegatedIpv6Prefix?: string;
  readonly callingStationId?: string;
  readonly calledStationId?: string;
  readonly nasPortId?: string;
  readonly nasPortType?: string;
  readonly serviceType?: string;
  readonly framedProtocol?: string;
  readonly terminateCause?: string;
}

/** A fact with its place in the order of commits; `seq` rises by one and is never reused. */
export interface StoredFact {
  readonly seq: number;
  readonly fact: AccountingFact;
}

export const encodeFact = (fact: AccountingFact): string => JSON.stringify(fact);

/** Reads what `encodeFact` wrote. Our own data: anything else is a bug and throws. */
export const decodeFact = (text: string): AccountingFact => JSON.parse(text) as AccountingFact;
