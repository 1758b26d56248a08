/** Why logins fail, newest first: rejects with reasons and dropped datagrams, together or the datagrams alone. */

import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Scope } from '../commands.ts';
import { installationTenantId } from '../installation.ts';
import type { AuthLogCount, AuthLogFilter, AuthLogReads, AuthLogView, DropView } from '../reads.ts';
import type { RadiusDropsTable } from '../schema.ts';
import { searchFold } from '../search-text.ts';
import { allOf, type ReadContext, rowsOf } from './context.ts';
import { type PagePlan, pageOf, planPage } from './paging.ts';

interface EntryRow {
  readonly id: number;
  readonly sort_value: number;
  readonly result: 'reject' | 'drop';
  readonly username: string;
  readonly realm: string;
  readonly subscriber_id: number | null;
  readonly nas_id: number | null;
  readonly nas_name: string | null;
  readonly nas_address: string;
  readonly reason: string;
  readonly detail: string;
  readonly method: string;
  readonly calling_station_id: string;
  readonly first_at: number;
  readonly last_at: number;
  readonly count: number;
}
type DropRow = Selectable<RadiusDropsTable> & { readonly sort_value: number };

/** One table of the log, as `l`: what is read from it, and which of its rows this scope and filter may see. */
interface Source {
  readonly from: RawBuilder<unknown>;
  /** The same rows for counting, without the joins that `where` does not ask for: they cost most of the time. */
  readonly counted: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
}

const sorts = { lastAt: { by: sql<number>`l.last_at`, order: 'desc' } } as const;
const nothing = sql`0`;

function common(filter: AuthLogFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.from !== undefined) conditions.push(sql`l.last_at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(sql`l.first_at < ${filter.to}`);
  if (filter.reason) conditions.push(sql`l.reason = ${filter.reason}`);
  if (filter.nasId !== undefined) conditions.push(sql`l.nas_id = ${filter.nasId}`);
  return conditions;
}

/** The search text in any of these columns, which are never NULL where it counts: NULL is no match. */
function found(filter: AuthLogFilter, columns: readonly RawBuilder<unknown>[]): RawBuilder<unknown>[] {
  const text = searchFold(filter.q?.trim() ?? '');
  if (text === '') return [];
  return [
    sql`(${sql.join(
      columns.map((column) => sql`instr(${column}, ${text}) > 0`),
      sql` OR `,
    )})`,
  ];
}

/** A reseller sees the rejects of its own subscribers; a name that is nobody's is the tenant's business. */
function rejectSource(scope: Scope, filter: AuthLogFilter): Source {
  const conditions = [sql`l.tenant_id = ${scope.tenantId}`, ...common(filter)];
  if (filter.result === 'drop') conditions.push(nothing);
  if (scope.resellerId !== undefined) conditions.push(sql`s.reseller_id = ${scope.resellerId}`);
  if (filter.subscriberId !== undefined) conditions.push(sql`s.id = ${filter.subscriberId}`);
  const searched = [
    sql`lower(l.username)`,
    sql`lower(l.calling_station_id)`,
    sql`l.nas_address`,
    sql`l.reason`,
    sql`lower(l.detail)`,
    sql`lower(n.shortname)`,
    sql`s.search_text`,
  ];
  const search = found(filter, searched);
  const from = sql`radpostauth l
    LEFT JOIN subscribers s ON s.tenant_id = l.tenant_id AND s.username = l.username AND s.deleted_at IS NULL
    LEFT JOIN nas n ON n.id = l.nas_id`;
  const isBare = scope.resellerId === undefined && filter.subscriberId === undefined && search.length === 0;
  return { from, counted: isBare ? sql`radpostauth l` : from, where: allOf([...conditions, ...search]) };
}

/** A datagram has no subscriber: it is the business of its NAS's tenant, and of no reseller. */
function dropSource(scope: Scope, filter: AuthLogFilter): Source {
  const own = sql`l.nas_id IN (SELECT id FROM nas WHERE tenant_id = ${scope.tenantId})`;
  const search = found(filter, [sql`l.source`, sql`l.reason`, sql`lower(l.detail)`, sql`lower(n.shortname)`]);
  const conditions = [
    scope.tenantId === installationTenantId ? sql`(l.nas_id IS NULL OR ${own})` : own,
    ...common(filter),
    ...search,
  ];
  const isNobodys = scope.resellerId !== undefined || filter.subscriberId !== undefined || filter.result === 'reject';
  if (isNobodys) conditions.push(nothing);
  const from = sql`radius_drops l LEFT JOIN nas n ON n.id = l.nas_id`;
  return { from, counted: search.length === 0 ? sql`radius_drops l` : from, where: allOf(conditions) };
}

/** Two tables in one list need ids that do not meet: rejects have the even ones, drops the odd. */
const rejectId = sql<number>`l.id * 2`;
const dropId = sql<number>`l.id * 2 + 1`;

/** Each table comes newest first from its own index, and the two are merged until the page is full. */
const unionOf = (rejects: Source, drops: Source, afterReject: PagePlan, afterDrop: PagePlan) => sql<EntryRow>`
  SELECT ${rejectId} AS id, l.last_at AS sort_value, 'reject' AS result, l.username AS username, l.realm AS realm,
    s.id AS subscriber_id, l.nas_id AS nas_id, n.shortname AS nas_name, l.nas_address AS nas_address,
    l.reason AS reason, l.detail AS detail, l.method AS method, l.calling_station_id AS calling_station_id,
    l.first_at AS first_at, l.last_at AS last_at, l.count AS count
  FROM ${rejects.from} WHERE ${rejects.where} AND ${afterReject.after}
  UNION ALL
  SELECT ${dropId}, l.last_at, 'drop', '', '', NULL, l.nas_id, n.shortname, l.source, l.reason, l.detail, '', '',
    l.first_at, l.last_at, l.count
  FROM ${drops.from} WHERE ${drops.where} AND ${afterDrop.after}
  ORDER BY sort_value DESC, id DESC LIMIT ${afterReject.limit + 1}`;

export function createAuthLogReads(context: ReadContext): AuthLogReads {
  return {
    async causes(scope, period) {
      const [rejects, drops] = [rejectSource(scope, period), dropSource(scope, period)];
      return rowsOf(
        context,
        sql<AuthLogCount>`
          SELECT 'reject' AS result, l.reason, sum(l.count) AS count, max(l.last_at) AS lastAt
          FROM ${rejects.counted} WHERE ${rejects.where} GROUP BY l.reason
          UNION ALL
          SELECT 'drop', l.reason, sum(l.count), max(l.last_at)
          FROM ${drops.counted} WHERE ${drops.where} GROUP BY l.reason`,
      );
    },

    async all(scope, query) {
      const page = { limit: query.limit, cursor: query.cursor };
      const plan = planPage(page, sorts, 'lastAt', rejectId);
      const [rejects, drops] = [rejectSource(scope, query), dropSource(scope, query)];
      const rows = await rowsOf(context, unionOf(rejects, drops, plan, planPage(page, sorts, 'lastAt', dropId)));
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT (SELECT count(*) FROM ${rejects.counted} WHERE ${rejects.where})
          + (SELECT count(*) FROM ${drops.counted} WHERE ${drops.where}) AS total`,
      );
      return pageOf(plan, rows, count!.total, entryView);
    },

    async latest(scope, { from, limit }) {
      const page = { limit, cursor: undefined };
      const [rejects, drops] = [rejectSource(scope, { from }), dropSource(scope, { from })];
      const plans = [planPage(page, sorts, 'lastAt', rejectId), planPage(page, sorts, 'lastAt', dropId)] as const;
      const rows = await rowsOf(context, unionOf(rejects, drops, ...plans));
      return rows.slice(0, limit).map(entryView);
    },

    async drops(scope, query) {
      const plan = planPage({ limit: query.limit, cursor: query.cursor }, sorts, 'lastAt', sql`l.id`);
      const { from, counted, where } = dropSource(scope, query);
      const rows = await rowsOf(
        context,
        sql<DropRow>`SELECT l.*, l.last_at AS sort_value FROM ${from}
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM ${counted} WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, dropView);
    },
  };
}

const entryView = (row: EntryRow): AuthLogView => ({
  id: row.id,
  result: row.result,
  username: row.username,
  realm: row.realm,
  subscriberId: row.subscriber_id,
  nasId: row.nas_id,
  nasName: row.nas_name,
  nasAddress: row.nas_address,
  reason: row.reason,
  detail: row.detail,
  method: row.method,
  callingStationId: row.calling_station_id,
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
