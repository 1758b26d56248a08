/** A session as the fold holds it: the row that is stored, the state of `observe`, and what only matters while it runs. */
import { openSession, type SessionRates, type SessionUsage } from '../../../shared/domain/usage-session.ts';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { SessionRow } from '../store/fold-commit.ts';
import type { LiveRate } from './live-rate.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the last listing of its router that had the session said of it. */
export interface Listed {
  /** UTC ms of the listing, and of the first one that had it. */
  readonly at: number;
  readonly sinceAt: number;
  /** The router's own session-id, which need not be the Acct-Session-Id. */
  readonly acctSessionId: string;
  /** `<pppoe-USER>`, or what the operator named it; its dynamic queue carries the same name. */
  readonly interfaceName: string;
  /** False for a local PPP secret, which has no RADIUS context: no CoA reaches it. */
  readonly isRadius: boolean;
}

export interface LiveSession {
  readonly row: Mutable<Omit<SessionRow, 'usageState' | 'downBytes' | 'upBytes'>>;
  readonly usage: SessionUsage;
  rate: LiveRate | undefined;
  /** Undefined: no listing since the engine's start had it. */
  listed: Listed | undefined;
  /** Complete listings of the router, one after the other, that did not contain it (X56), and when the last was asked. */
  missedListings: number;
  missedAt: number;
  /** When its sources were last compared, UTC ms (X62). */
  comparedAt: number;
  /** RADIUS proved it alive after polling had closed it: its kind is not in this router's listings. */
  isUnlisted: boolean;
}

/** The stored row; `usageState` carries the baselines over a restart. */
export const rowOf = (session: LiveSession): SessionRow => ({
  ...session.row,
  downBytes: session.usage.totalDown,
  upBytes: session.usage.totalUp,
  usageState: JSON.stringify(session.usage),
});

/** A session read back from its row. */
export function sessionOf(row: SessionRow): LiveSession {
  const { usageState, downBytes: _down, upBytes: _up, ...rest } = row;
  return liveSession({ ...rest }, JSON.parse(usageState) as SessionUsage);
}

/** When it last showed life, by a record or by a listing; UTC ms. */
export const lastSeenAt = ({ row, listed }: LiveSession): number => Math.max(row.updateAt, listed?.at ?? 0);

export interface NewSession {
  readonly sessionKey: string;
  readonly tenantId: number;
  readonly nasId: number;
  readonly subscriberId: number | null;
  readonly username: string;
  readonly realm: string;
  readonly acctSessionId: string;
  readonly startAt: number;
  /** It was up before its NAS was registered: what it moved until now is not ours to count. */
  readonly isAdopted: boolean;
  readonly rates: SessionRates;
}

export function newSession(start: NewSession): LiveSession {
  const { isAdopted, rates, ...identity } = start;
  const row: LiveSession['row'] = {
    ...identity,
    loginClass: '',
    nasIpAddress: '',
    nasPortId: '',
    nasPortType: '',
    serviceType: '',
    framedProtocol: '',
    framedIpAddress: '',
    framedIpv6Prefix: '',
    delegatedIpv6Prefix: '',
    callingStationId: '',
    calledStationId: '',
    updateAt: start.startAt,
    stopAt: null,
    sessionSeconds: 0,
    interimSeconds: 0,
    reportedDownBytes: 0,
    reportedUpBytes: 0,
    terminateCause: '',
    closedBy: '',
  };
  return liveSession(row, openSession({ startedAt: start.startAt, isAdopted, rates }));
}

const liveSession = (row: LiveSession['row'], usage: SessionUsage): LiveSession => ({
  row,
  usage,
  rate: undefined,
  listed: undefined,
  missedListings: 0,
  missedAt: 0,
  comparedAt: row.startAt,
  isUnlisted: false,
});

const described = [
  'acctSessionId',
  'loginClass',
  'nasIpAddress',
  'nasPortId',
  'nasPortType',
  'serviceType',
  'framedProtocol',
  'framedIpAddress',
  'framedIpv6Prefix',
  'delegatedIpv6Prefix',
  'callingStationId',
  'calledStationId',
] as const;

/**
 * Takes over what a record says about its session; what it does not say stays, and so does what a record made after
 * it (`isLate`) has said. Within `SessionBook.update`: names change here.
 */
export function takeOver({ row }: LiveSession, fact: AccountingFact, isLate: boolean): void {
  for (const field of described) {
    const value = fact[field];
    if (value !== undefined && (row[field] === '' || !isLate)) row[field] = value;
  }
  // A name stays: the router's listings know the session by it, whatever realm a record adds.
  if (row.username === '') row.username = fact.username ?? '';
  if (fact.sessionSeconds !== undefined) row.sessionSeconds = Math.max(row.sessionSeconds, fact.sessionSeconds);
  // FreeRADIUS's columns keep what the NAS said, whatever was counted of it.
  if (fact.downBytes !== undefined) row.reportedDownBytes = Math.max(row.reportedDownBytes, fact.downBytes);
  if (fact.upBytes !== undefined) row.reportedUpBytes = Math.max(row.reportedUpBytes, fact.upBytes);
}
