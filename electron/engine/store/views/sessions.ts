/** Sessions, open and closed, as read. */
import type { AddressQuery } from '../../../../shared/domain/address-query.ts';
import type { Scope } from '../commands.ts';
import type { SessionRow } from '../fold-commit.ts';
import type { OpenPeriod, Page, PageQuery, Period } from './paging.ts';

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

/** Of closed sessions: every column of the list. */
export type CdrSort = Exclude<SessionSort, 'updateAt' | 'fupLevel'> | 'stopAt' | 'sessionSeconds' | 'cause';

export interface SessionTotals {
  readonly sessions: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly sessionSeconds: number;
}

export interface SessionReads {
  /** Open sessions (F046). */
  open(scope: Scope, query: SessionFilter & PageQuery<SessionSort>): Promise<Page<SessionView>>;
  /**
   * Closed sessions by stop time, newest first (F047), with the totals of the whole filter.
   * @throws Invalid for another sort where the filter leaves more than `sortedRecordsMax`
   */
  cdr(
    scope: Scope,
    query: SessionFilter & OpenPeriod & { readonly cause?: string | undefined } & PageQuery<CdrSort>,
  ): Promise<Page<SessionView> & { readonly totals: SessionTotals }>;
  byId(scope: Scope, id: number): Promise<SessionView | undefined>;
  /** Open sessions by their keys; what is closed or another's is missing. */
  openByKeys(scope: Scope, sessionKeys: readonly string[]): Promise<readonly SessionView[]>;
  /** Sessions of one subscriber that touch the period, newest first, open ones included (a Gantt). At most 5,000. */
  ofSubscriber(scope: Scope, subscriberId: number, period: Period): Promise<readonly SessionView[]>;
  /**
   * W4: sessions that had the address, or a prefix around it, at some time from `from` to `to`, both included; the
   * newest first, at most `limit`.
   */
  byAddress(scope: Scope, query: AddressQuery, period: Period, limit: number): Promise<readonly SessionView[]>;
  /** When the oldest closed session on record ended, UTC ms; null without one. */
  oldestStopAt(scope: Scope): Promise<number | null>;
  /** Z1: open sessions with exactly this address, whatever the tenant's NAS. */
  openByAddress(scope: Scope, framedIpAddress: string): Promise<readonly SessionView[]>;
}
