/** IP pools and leases, as read. */
import type { Lease, LeaseState, PoolTerms } from '../../../../shared/domain/ip-lease.ts';
import type { PoolShape } from '../../../../shared/domain/pool-space.ts';
import type { Scope } from '../commands.ts';
import type { Page, PageQuery } from './paging.ts';

export interface PoolView extends PoolShape, PoolTerms {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
  readonly createdAt: number;
  /** Counts its changes. */
  readonly revision: number;
}

/** How many addresses of a pool are in each state; free ones without a record are in none. */
export type LeaseCounts = Readonly<Record<LeaseState, number>>;

export interface LeaseView extends Lease {
  readonly id: number;
  readonly poolName: string;
  readonly nasName: string | null;
}

export interface LeaseQuery extends PageQuery<'address' | 'since' | 'username'> {
  /** Part of an address or a user name. */
  readonly q?: string | undefined;
  readonly poolId?: number | undefined;
  readonly username?: string | undefined;
  /** One of these. */
  readonly address?: readonly string[] | undefined;
  readonly state?: LeaseState | undefined;
}

export interface PoolReads {
  list(scope: Scope): Promise<readonly PoolView[]>;
  counts(scope: Scope): Promise<ReadonlyMap<number, LeaseCounts>>;
  /** Leases of customers: not those that are only granted. A reseller's are its own subscribers'. */
  leases(scope: Scope, query: LeaseQuery): Promise<Page<LeaseView>>;
  lease(scope: Scope, id: number): Promise<LeaseView | undefined>;
  /** Every address of a pool that is not free, with who has it where the scope may see that. */
  ofPool(scope: Scope, poolId: number): Promise<readonly Lease[]>;
  /** Static addresses of live subscribers, and of rows of their replies. */
  statics(scope: Scope): Promise<readonly { readonly address: string; readonly username: string }[]>;
}
