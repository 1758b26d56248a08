/** IP pools and leases. Pools are the tenant's; who has an address is seen by whoever sees the subscriber. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { type Lease, type LeaseState, leaseStates } from '../../../../shared/domain/ip-lease.ts';
import type { PoolKind } from '../../../../shared/domain/pool-space.ts';
import { ownAddressAttributes } from '../../../../shared/domain/static-space.ts';
import type { Scope } from '../commands.ts';
import type { LeaseCounts, LeaseView, PoolReads, PoolView } from '../reads.ts';
import type { IpLeasesTable, IpPoolsTable } from '../schema.ts';
import { allOf, type ReadContext, rowsOf, scopeOf } from './context.ts';
import { pageOf, planPage, type SortValue } from './paging.ts';

interface LeaseRow extends Selectable<IpLeasesTable> {
  readonly sort_value: SortValue;
  readonly pool_name: string;
  readonly nas_name: string | null;
}

const sorts = {
  address: { by: sql<string>`ip_sort(l.address)`, order: 'asc' },
  since: { by: sql<number>`l.since_at`, order: 'desc' },
  username: { by: sql<string>`l.username`, order: 'asc' },
} as const;

const inScope = (scope: Scope): RawBuilder<unknown> =>
  scope.resellerId === undefined
    ? sql`l.tenant_id = ${scope.tenantId}`
    : sql`l.tenant_id = ${scope.tenantId} AND l.subscriber_id IN
        (SELECT s.id FROM subscribers s WHERE ${scopeOf(scope, 's')})`;

const selected = sql`SELECT l.*, p.name AS pool_name, n.shortname AS nas_name`;
const joined = sql`FROM ip_leases l JOIN ip_pools p ON p.id = l.pool_id LEFT JOIN nas n ON n.id = l.nas_id`;

export function createPoolReads(context: ReadContext): PoolReads {
  return {
    async list({ tenantId }) {
      const rows = await context.kysely
        .selectFrom('ip_pools')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .orderBy('name')
        .execute();
      return rows.map(poolView);
    },

    async counts({ tenantId }) {
      const rows = await rowsOf(
        context,
        sql<{ pool_id: number; state: LeaseState; count: number }>`
          SELECT pool_id, state, count(*) AS count FROM ip_leases WHERE tenant_id = ${tenantId} GROUP BY pool_id, state`,
      );
      const counts = new Map<number, Record<LeaseState, number>>();
      for (const { pool_id, state, count } of rows) {
        const known = counts.get(pool_id) ?? { ...none };
        known[state] = count;
        counts.set(pool_id, known);
      }
      return counts;
    },

    async leases(scope, query) {
      const plan = planPage(query, sorts, 'since', sql`l.id`);
      const conditions = [inScope(scope), sql`l.state <> 'granted'`];
      if (query.poolId !== undefined) conditions.push(sql`l.pool_id = ${query.poolId}`);
      if (query.username !== undefined) conditions.push(sql`l.username = ${query.username}`);
      if (query.address !== undefined) conditions.push(sql`l.address IN (${sql.join(query.address)})`);
      if (query.state !== undefined) conditions.push(sql`l.state = ${query.state}`);
      if (query.q) {
        const part = `%${query.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
        conditions.push(sql`(l.address LIKE ${part} ESCAPE '\\' OR l.username LIKE ${part} ESCAPE '\\')`);
      }
      const where = allOf(conditions);
      const rows = await rowsOf(
        context,
        sql<LeaseRow>`${selected}, ${plan.by} AS sort_value ${joined}
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM ip_leases l WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, leaseView);
    },

    async lease(scope, id) {
      const [row] = await rowsOf(
        context,
        sql<LeaseRow>`${selected}, 0 AS sort_value ${joined} WHERE ${inScope(scope)} AND l.id = ${id}`,
      );
      return row && leaseView(row);
    },

    async ofPool(scope, poolId) {
      const rows = await rowsOf(
        context,
        sql<Selectable<IpLeasesTable> & { seen: number }>`SELECT l.*, (${inScope(scope)}) AS seen FROM ip_leases l
          WHERE l.tenant_id = ${scope.tenantId} AND l.pool_id = ${poolId}`,
      );
      return rows.map((row) => (row.seen ? leaseOf(row) : { ...leaseOf(row), ...nobody }));
    },

    statics: (scope) =>
      rowsOf(
        context,
        sql<{ address: string; username: string }>`
          SELECT s.static_ip AS address, s.username FROM subscribers s
            WHERE ${scopeOf(scope, 's')} AND s.deleted_at IS NULL AND s.static_ip IS NOT NULL
          UNION ALL SELECT lower(r.value), s.username FROM radreply r JOIN subscribers s ON s.id = r.subscriber_id
            WHERE ${scopeOf(scope, 's')} AND s.deleted_at IS NULL
              AND r.attribute IN (${sql.join(ownAddressAttributes)})`,
      ),
  };
}

const none = Object.fromEntries(leaseStates.map((state) => [state, 0])) as LeaseCounts;
const nobody = { subscriberId: null, username: '', loginClass: '', sessions: [] } as const;

/** Every pool of every tenant, for the engine. */
export async function allPools(context: ReadContext): Promise<PoolView[]> {
  return (await context.kysely.selectFrom('ip_pools').selectAll().orderBy('id').execute()).map(poolView);
}

/** Every lease on record, for the engine. */
export async function allLeases(context: ReadContext): Promise<Lease[]> {
  return (await context.kysely.selectFrom('ip_leases').selectAll().execute()).map(leaseOf);
}

/** Whether the last engine ended without saying that all its leases are on record. */
export const areLeasesOpen = (context: ReadContext): boolean =>
  context.sql("SELECT value FROM store_meta WHERE name = 'leases_open'").pluck().get() === 1;

const poolView = (row: Selectable<IpPoolsTable>): PoolView => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  kind: row.kind as PoolKind,
  ranges: JSON.parse(row.ranges) as string[],
  prefixLength: row.prefix_length,
  reserved: JSON.parse(row.reserved) as string[],
  isSticky: row.sticky === 1,
  coolDownSeconds: row.cool_down_seconds,
  nasIds: JSON.parse(row.nas_ids) as number[],
  createdAt: row.created_at,
  revision: row.revision,
});

const leaseOf = (row: Selectable<IpLeasesTable>): Lease => ({
  tenantId: row.tenant_id,
  address: row.address,
  poolId: row.pool_id,
  state: row.state as LeaseState,
  subscriberId: row.subscriber_id,
  username: row.username,
  nasId: row.nas_id,
  loginClass: row.login_class,
  sessions: JSON.parse(row.sessions) as string[],
  since: row.since_at,
  until: row.until_at,
});

const leaseView = (row: LeaseRow): LeaseView => ({
  ...leaseOf(row),
  id: row.id,
  poolName: row.pool_name,
  nasName: row.nas_name,
});
