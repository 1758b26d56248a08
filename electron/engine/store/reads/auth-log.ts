/** Rejects with reasons and dropped datagrams, newest first. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { AuthLogFilter, AuthLogReads, DropView, RejectView } from '../reads.ts';
import type { RadiusDropsTable, RadpostauthTable } from '../schema.ts';
import { searchFold } from '../search-text.ts';
import { allOf, type ReadContext, rowsOf } from './context.ts';
import { pageOf, planPage } from './paging.ts';

interface RejectRow extends Selectable<RadpostauthTable> {
  readonly sort_value: number;
  readonly nas_name: string | null;
  readonly subscriber_id: number | null;
}
type DropRow = Selectable<RadiusDropsTable> & { readonly sort_value: number };

/** The tenant that sees datagrams of nobody's NAS: the operator of this machine. */
const defaultTenant = 1;

function common(filter: AuthLogFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.from !== undefined) conditions.push(sql`l.last_at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(sql`l.first_at < ${filter.to}`);
  if (filter.reason) conditions.push(sql`l.reason = ${filter.reason}`);
  if (filter.nasId !== undefined) conditions.push(sql`l.nas_id = ${filter.nasId}`);
  return conditions;
}

const sorts = { lastAt: { by: sql<number>`l.last_at`, order: 'desc' } } as const;

export function createAuthLogReads(context: ReadContext): AuthLogReads {
  return {
    async rejects(scope, query) {
      const plan = planPage({ limit: query.limit, cursor: query.cursor }, sorts, 'lastAt', sql`l.id`);
      const conditions = [sql`l.tenant_id = ${scope.tenantId}`, ...common(query)];
      if (scope.resellerId !== undefined) conditions.push(sql`s.reseller_id = ${scope.resellerId}`);
      if (query.subscriberId !== undefined) conditions.push(sql`s.id = ${query.subscriberId}`);
      if (query.q?.trim()) {
        const text = searchFold(query.q.trim());
        conditions.push(sql`(instr(lower(l.username), ${text}) > 0 OR instr(lower(l.calling_station_id), ${text}) > 0
          OR instr(l.nas_address, ${text}) > 0 OR instr(lower(l.detail), ${text}) > 0
          OR instr(s.search_text, ${text}) > 0)`);
      }
      const where = allOf(conditions);
      const from = sql`radpostauth l LEFT JOIN subscribers s
        ON s.tenant_id = l.tenant_id AND s.username = l.username AND s.deleted_at IS NULL LEFT JOIN nas n ON n.id = l.nas_id`;
      const rows = await rowsOf(
        context,
        sql<RejectRow>`SELECT l.*, l.last_at AS sort_value, n.shortname AS nas_name, s.id AS subscriber_id FROM ${from}
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM ${from} WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, rejectView);
    },

    async drops(scope, query) {
      const plan = planPage({ limit: query.limit, cursor: query.cursor }, sorts, 'lastAt', sql`l.id`);
      const ownNas = sql`l.nas_id IN (SELECT id FROM nas WHERE tenant_id = ${scope.tenantId})`;
      const conditions = [
        scope.tenantId === defaultTenant ? sql`(l.nas_id IS NULL OR ${ownNas})` : ownNas,
        ...common(query),
      ];
      // A datagram has no subscriber: it is the tenant's business only.
      if (scope.resellerId !== undefined) conditions.push(sql`0`);
      if (query.q?.trim()) {
        const text = searchFold(query.q.trim());
        conditions.push(sql`(instr(l.source, ${text}) > 0 OR instr(lower(l.detail), ${text}) > 0)`);
      }
      if (query.subscriberId !== undefined) conditions.push(sql`0`);
      const where = allOf(conditions);
      const rows = await rowsOf(
        context,
        sql<DropRow>`SELECT l.*, l.last_at AS sort_value FROM radius_drops l
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM radius_drops l WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, dropView);
    },
  };
}

const rejectView = (row: RejectRow): RejectView => ({
  id: row.id,
  username: row.username,
  nasId: row.nas_id,
  nasName: row.nas_name,
  nasAddress: row.nas_address,
  reason: row.reason,
  detail: row.detail,
  method: row.method,
  callingStationId: row.calling_station_id,
  subscriberId: row.subscriber_id,
  firstAt: row.first_at,
  lastAt: row.last_at,
  count: row.count,
});

const dropView = (row: DropRow): DropView => ({
  id: row.id,
  source: row.source,
  localPort: row.local_port,
  reason: row.reason,
  detail: row.detail,
  nasId: row.nas_id,
  firstAt: row.first_at,
  lastAt: row.last_at,
  count: row.count,
});
