/** Rejects and drops, as read. */
import type { Scope } from '../commands.ts';
import type { OpenPeriod, Page, PageQuery } from './paging.ts';

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

/** How often a reason came. */
export interface AuthLogCount {
  readonly result: 'reject' | 'drop';
  readonly reason: string;
  readonly count: number;
  readonly lastAt: number;
}

export interface AuthLogReads {
  /** Repeats of an entry count; entries are the ones that `all` shows for the period. */
  causes(scope: Scope, period: OpenPeriod): Promise<readonly AuthLogCount[]>;
  /**
   * Rejects and drops, newest last sighting first. A reseller sees the rejects of its own subscribers and no drops;
   * whose drops are whose: `drops`.
   */
  all(scope: Scope, query: AuthLogFilter & PageQuery): Promise<Page<AuthLogView>>;
  /** The same entries for who follows the log: the newest of those seen at `from` (UTC ms) or later, and no count. */
  latest(
    scope: Scope,
    query: { readonly from?: number | undefined; readonly limit: number },
  ): Promise<readonly AuthLogView[]>;
  /** Dropped datagrams. Those of a known NAS belong to its tenant; unknown sources to the default tenant. */
  drops(scope: Scope, query: AuthLogFilter & PageQuery): Promise<Page<DropView>>;
}
