/** A session as the fold holds it: the row that is stored, the state of `observe`, and what only matters while it runs. */
import { openSession, type SessionRates, type SessionUsage } from '../../../shared/domain/usage-session.ts';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { SessionRow } from '../store/fold-commit.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How fast the session moved between its last two readings, bits per second; undefined until two are known. */
export interface LiveRate {
  readonly downBps: number;
  readonly upBps: number;
  /** UTC ms of the later reading. */
  readonly at: number;
}

export interface LiveSession {
  readonly row: Mutable<Omit<SessionRow, 'usageState' | 'downBytes' | 'upBytes'>>;
  readonly usage: SessionUsage;
  rate: LiveRate | undefined;
  /** Complete listings of the router, one after the other, that did not contain it (X56). */
  missedListings: number;
  /** When a complete listing last contained it, UTC ms; 0 for never. */
  listedAt: number;
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
  return {
    row: { ...rest },
    usage: JSON.parse(usageState) as SessionUsage,
    rate: undefined,
    missedListings: 0,
    listedAt: 0,
  };
}

export interface NewSession {
  readonly sessionKey: string;
  readonly tenantId: number;
  readonly nasId: number;
  readonly subscriberId: number | null;
  readonly username: string;
  readonly acctSessionId: string;
  readonly startAt: number;
  /** It was up before its NAS was registered: what it moved until now is not ours to count. */
  readonly isAdopted: boolean;
  readonly rates: SessionRates;
}

export function newSession(start: NewSession): LiveSession {
  const { isAdopted, rates, ...identity } = start;
  return {
    row: {
      ...identity,
      realm: '',
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
    },
    usage: openSession({ startedAt: start.startAt, isAdopted, rates }),
    rate: undefined,
    missedListings: 0,
    listedAt: 0,
  };
}

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

/** Takes over what a record says about its session; what it does not say stays. */
export function takeOver({ row }: LiveSession, fact: AccountingFact): void {
  for (const field of described) {
    const value = fact[field];
    if (value !== undefined) row[field] = value;
  }
  if (fact.sessionSeconds !== undefined) row.sessionSeconds = Math.max(row.sessionSeconds, fact.sessionSeconds);
  // FreeRADIUS's columns keep what the NAS said, whatever was counted of it.
  if (fact.downBytes !== undefined) row.reportedDownBytes = Math.max(row.reportedDownBytes, fact.downBytes);
  if (fact.upBytes !== undefined) row.reportedUpBytes = Math.max(row.reportedUpBytes, fact.upBytes);
}
