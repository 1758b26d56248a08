/** Findings, newest sighting first. A reseller sees those of its own subscribers; those of a NAS are the tenant's. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { FindingResolution, FindingView } from '../findings.ts';
import type { FindingReads } from '../reads.ts';
import type { FindingsTable } from '../schema.ts';
import { allOf, type ReadContext, rowsOf, scopeOf } from './context.ts';
import { pageOf, planPage } from './paging.ts';

interface FindingRow extends Selectable<FindingsTable> {
  readonly sort_value: number;
  readonly nas_name: string | null;
}

const sorts = { lastAt: { by: sql<number>`f.last_at`, order: 'desc' } } as const;

export function createFindingReads(context: ReadContext): FindingReads {
  const inScope = (scope: Parameters<FindingReads['list']>[0]): RawBuilder<unknown> =>
    scope.resellerId === undefined
      ? sql`f.tenant_id = ${scope.tenantId}`
      : sql`f.tenant_id = ${scope.tenantId} AND f.subscriber_id IN
          (SELECT s.id FROM subscribers s WHERE ${scopeOf(scope, 's')})`;
  return {
    async list(scope, query) {
      const plan = planPage({ limit: query.limit, cursor: query.cursor }, sorts, 'lastAt', sql`f.id`);
      const conditions = [inScope(scope)];
      if (query.open !== undefined) {
        conditions.push(query.open ? sql`f.resolved_at IS NULL` : sql`f.resolved_at IS NOT NULL`);
      }
      if (query.kind) conditions.push(sql`f.kind = ${query.kind}`);
      if (query.nasId !== undefined) conditions.push(sql`f.nas_id = ${query.nasId}`);
      if (query.subscriberId !== undefined) conditions.push(sql`f.subscriber_id = ${query.subscriberId}`);
      const where = allOf(conditions);
      const rows = await rowsOf(
        context,
        sql<FindingRow>`SELECT f.*, f.last_at AS sort_value, n.shortname AS nas_name FROM findings f
          LEFT JOIN nas n ON n.id = f.nas_id
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM findings f WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, viewOf);
    },

    async byId(scope, id) {
      const [row] = await rowsOf(
        context,
        sql<FindingRow>`SELECT f.*, f.last_at AS sort_value, n.shortname AS nas_name FROM findings f
          LEFT JOIN nas n ON n.id = f.nas_id WHERE ${inScope(scope)} AND f.id = ${id}`,
      );
      return row && viewOf(row);
    },
  };
}

const viewOf = (row: FindingRow): FindingView => ({
  id: row.id,
  tenantId: row.tenant_id,
  kind: row.kind,
  source: row.source,
  nasId: row.nas_id,
  nasName: row.nas_name,
  subscriberId: row.subscriber_id,
  username: row.username,
  sessionKey: row.session_key,
  holdId: row.hold_id,
  evidence: JSON.parse(row.evidence) as unknown,
  firstAt: row.first_at,
  lastAt: row.last_at,
  count: row.count,
  resolvedAt: row.resolved_at,
  resolution: row.resolution as FindingResolution | null,
  resolvedBy: row.resolved_by,
});
