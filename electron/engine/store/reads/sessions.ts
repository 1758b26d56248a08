/** Sessions: open ones, closed ones with the totals of the filter, and those of one subscriber. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { sortedRecordsMax } from '../../../../shared/contract/limits.ts';
import { type AddressQuery, coveringPrefixes } from '../../../../shared/domain/address-query.ts';
import type { Scope } from '../commands.ts';
import { Invalid } from '../errors.ts';
import type { SessionRow } from '../fold-commit.ts';
import type { CdrSort, SessionFilter, SessionReads, SessionSort, SessionTotals, SessionView } from '../reads.ts';
import type { RadacctTable } from '../schema.ts';
import { searchFold } from '../search-text.ts';
import { cdrTotals } from './cdr-totals.ts';
import { allOf, type ReadContext, rowsOf } from './context.ts';
import { pageLimitMax, pageOf, planPage, type Sort } from './paging.ts';

export type RadacctRow = Selectable<RadacctTable>;

interface ViewRow extends RadacctRow {
  readonly id: number;
  readonly sort_value: string | number;
  readonly full_name: string | null;
  readonly service_id: number | null;
  readonly service_name: string | null;
  readonly nas_name: string | null;
  readonly fup_level: number | null;
  readonly monthly_fup_level: number | null;
}

const ofSubscriberMax = 5000;

const joins = sql`LEFT JOIN subscribers s ON s.id = a.subscriber_id LEFT JOIN services v ON v.id = s.service_id
  LEFT JOIN nas n ON n.id = a.nas_id`;
const columns = sql`a.*, a.radacctid AS id, s.full_name, s.service_id, v.name AS service_name, n.shortname AS nas_name,
  s.fup_level, s.monthly_fup_level`;

const sorts: Readonly<Record<SessionSort, Sort>> = {
  username: { by: sql`a.username COLLATE NOCASE`, order: 'asc' },
  service: { by: sql`coalesce(v.name, '') COLLATE NOCASE`, order: 'asc' },
  nas: { by: sql`coalesce(n.shortname, '') COLLATE NOCASE`, order: 'asc' },
  framedIp: { by: sql`ip_sort(a.framedipaddress)`, order: 'asc' },
  mac: { by: sql`a.callingstationid`, order: 'asc' },
  startAt: { by: sql`a.start_at`, order: 'desc' },
  updateAt: { by: sql`a.update_at`, order: 'desc' },
  down: { by: sql`a.down_bytes`, order: 'desc' },
  up: { by: sql`a.up_bytes`, order: 'desc' },
  total: { by: sql`a.down_bytes + a.up_bytes`, order: 'desc' },
  fupLevel: { by: sql`coalesce(s.fup_level, -1)`, order: 'desc' },
};
const { updateAt: _, fupLevel: __, ...closedSorts } = sorts;
const cdrSorts: Readonly<Record<CdrSort, Sort>> = {
  ...closedSorts,
  stopAt: { by: sql`a.stop_at`, order: 'desc' },
  sessionSeconds: { by: sql`coalesce(a.acctsessiontime, 0)`, order: 'desc' },
  cause: { by: sql`coalesce(a.acctterminatecause, '')`, order: 'asc' },
};

/** The scope first. A reseller has the sessions of its subscribers, and no orphans. */
const inScope = (scope: Scope): RawBuilder<unknown> =>
  scope.resellerId === undefined
    ? sql`a.tenant_id = ${scope.tenantId}`
    : sql`a.tenant_id = ${scope.tenantId} AND s.tenant_id = ${scope.tenantId} AND s.reseller_id = ${scope.resellerId}`;

function conditionsOf(scope: Scope, filter: SessionFilter): RawBuilder<unknown>[] {
  const conditions = [inScope(scope)];
  if (filter.nasId !== undefined) conditions.push(sql`a.nas_id = ${filter.nasId}`);
  if (filter.subscriberId !== undefined) conditions.push(sql`a.subscriber_id = ${filter.subscriberId}`);
  if (filter.serviceId !== undefined) conditions.push(sql`s.service_id = ${filter.serviceId}`);
  if (filter.orphan !== undefined) {
    conditions.push(filter.orphan ? sql`a.subscriber_id IS NULL` : sql`a.subscriber_id IS NOT NULL`);
  }
  if (filter.q?.trim()) {
    const text = searchFold(filter.q.trim());
    conditions.push(sql`(instr(lower(a.username), ${text}) > 0 OR instr(a.framedipaddress, ${text}) > 0
      OR instr(lower(a.callingstationid), ${text}) > 0 OR instr(lower(a.acctsessionid), ${text}) > 0
      OR instr(s.search_text, ${text}) > 0)`);
  }
  return conditions;
}

export function createSessionReads(context: ReadContext): SessionReads {
  return {
    async open(scope, query) {
      const plan = planPage(query, sorts, 'startAt', sql`a.radacctid`, pageLimitMax);
      const where = allOf([sql`a.stop_at IS NULL`, ...conditionsOf(scope, query)]);
      // The partial index is the list of open sessions; the planner, which has no statistics, would read the table.
      const from = sql`radacct a INDEXED BY radacct_open ${joins}`;
      const rows = await rowsOf(
        context,
        sql<ViewRow>`SELECT ${columns}, ${plan.by} AS sort_value FROM ${from}
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM ${from} WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, viewOf);
    },

    async cdr(scope, query) {
      const { from, to, cause } = query;
      const plan = planPage(query, cdrSorts, 'stopAt', sql`a.radacctid`, pageLimitMax);
      const conditions = [sql`a.stop_at IS NOT NULL`, ...conditionsOf(scope, query)];
      if (from !== undefined) conditions.push(sql`a.stop_at >= ${from}`);
      if (to !== undefined) conditions.push(sql`a.stop_at < ${to}`);
      if (cause) conditions.push(sql`a.acctterminatecause = ${cause}`);
      const where = allOf(conditions);
      const table =
        query.subscriberId === undefined
          ? sql`radacct a INDEXED BY radacct_cdr`
          : sql`radacct a INDEXED BY radacct_subscriber`;
      const totals = shown(cdrTotals(context, scope, query) ?? (await sumOf(context, table, where)));
      if (plan.name !== 'stopAt' && totals.sessions > sortedRecordsMax) throw tooManyToSort(totals.sessions);
      const rows = await rowsOf(
        context,
        sql<ViewRow>`SELECT ${columns}, ${plan.by} AS sort_value FROM ${table} ${joins}
          WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`,
      );
      return { ...pageOf(plan, rows, totals.sessions, viewOf), totals };
    },

    async byId(scope, id) {
      const where = allOf([inScope(scope), sql`a.radacctid = ${id}`]);
      const [row] = await rowsOf(context, sql<ViewRow>`SELECT ${columns} FROM radacct a ${joins} WHERE ${where}`);
      return row && viewOf(row);
    },

    async openByKeys(scope, sessionKeys) {
      const keys = JSON.stringify(sessionKeys);
      const where = allOf([
        inScope(scope),
        sql`a.stop_at IS NULL AND a.session_key IN (SELECT value FROM json_each(${keys}))`,
      ]);
      const rows = await rowsOf(context, sql<ViewRow>`SELECT ${columns} FROM radacct a ${joins} WHERE ${where}`);
      return rows.map(viewOf);
    },

    async ofSubscriber(scope, subscriberId, { from, to }) {
      const where = allOf([
        inScope(scope),
        sql`a.subscriber_id = ${subscriberId} AND a.start_at < ${to} AND (a.stop_at IS NULL OR a.stop_at >= ${from})`,
      ]);
      const rows = await rowsOf(
        context,
        sql<ViewRow>`SELECT ${columns} FROM radacct a INDEXED BY radacct_subscriber ${joins} WHERE ${where}
          ORDER BY a.start_at DESC, a.radacctid DESC LIMIT ${ofSubscriberMax}`,
      );
      return rows.map(viewOf);
    },

    async byAddress(scope, query, { from, to }, limit) {
      const found = holders(query).map(
        (holder) => sql`SELECT radacctid FROM radacct ${holder} AND start_at <= ${to}
          AND (stop_at IS NULL OR stop_at >= ${from})`,
      );
      const where = allOf([inScope(scope), sql`a.radacctid IN (${sql.join(found, sql` UNION ALL `)})`]);
      const rows = await rowsOf(
        context,
        sql<ViewRow>`SELECT ${columns} FROM radacct a ${joins} WHERE ${where}
          ORDER BY a.start_at DESC, a.radacctid DESC LIMIT ${limit}`,
      );
      return rows.map(viewOf);
    },

    async oldestStopAt({ tenantId }) {
      return context
        .sql('SELECT min(stop_at) FROM radacct INDEXED BY radacct_cdr WHERE tenant_id = ? AND stop_at IS NOT NULL')
        .pluck()
        .get(tenantId) as number | null;
    },

    async openByAddress(scope, framedIpAddress) {
      const where = allOf([inScope(scope), sql`a.stop_at IS NULL AND a.framedipaddress = ${framedIpAddress}`]);
      const rows = await rowsOf(
        context,
        sql<ViewRow>`SELECT ${columns} FROM radacct a INDEXED BY radacct_open_address ${joins} WHERE ${where}`,
      );
      return rows.map(viewOf);
    },
  };
}

/** Nothing but the stop time has an index: a page of another order reads all that the filter leaves. */
const tooManyToSort = (sessions: number): Invalid => {
  const message = `only stopAt for more than ${sortedRecordsMax} call records (${sessions} match): choose a shorter period or another filter`;
  return new Invalid([{ field: 'sort', message }]);
};

/** Each index that can hold the address, with its condition. */
function holders(query: AddressQuery): RawBuilder<unknown>[] {
  if (query.kind === 'ipv4') {
    return [sql`INDEXED BY radacct_address WHERE framedipaddress <> '' AND framedipaddress = ${query.address}`];
  }
  const prefixes = sql`(SELECT value FROM json_each(${JSON.stringify(coveringPrefixes(query))}))`;
  return [
    sql`INDEXED BY radacct_prefix WHERE framedipv6prefix <> '' AND framedipv6prefix IN ${prefixes}`,
    sql`INDEXED BY radacct_delegated WHERE delegatedipv6prefix <> '' AND delegatedipv6prefix IN ${prefixes}`,
  ];
}

/** Sums of broken counters may be beyond what JSON's readers know as whole numbers; the sessions are shown all the same. */
const shown = ({ downBytes, upBytes, ...totals }: SessionTotals): SessionTotals => ({
  ...totals,
  downBytes: Math.min(downBytes, Number.MAX_SAFE_INTEGER),
  upBytes: Math.min(upBytes, Number.MAX_SAFE_INTEGER),
});

async function sumOf(
  context: ReadContext,
  table: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<SessionTotals> {
  const [row] = await rowsOf(
    context,
    sql<SessionTotals>`SELECT count(*) AS sessions, coalesce(sum(a.down_bytes), 0) AS downBytes,
      coalesce(sum(a.up_bytes), 0) AS upBytes, coalesce(sum(a.acctsessiontime), 0) AS sessionSeconds
      FROM ${table} ${joins} WHERE ${where}`,
  );
  return row!;
}

function viewOf(row: ViewRow): SessionView {
  const { usageState: _, ...session } = sessionOf(row);
  return {
    ...session,
    id: row.id,
    fullName: row.full_name,
    serviceId: row.service_id,
    serviceName: row.service_name,
    nasName: row.nas_name,
    fupLevel: row.fup_level,
    monthlyFupLevel: row.monthly_fup_level,
  };
}

/** A stored session as the fold wrote it. */
export const sessionOf = (row: RadacctRow): SessionRow => ({
  sessionKey: row.session_key,
  tenantId: row.tenant_id,
  nasId: row.nas_id,
  subscriberId: row.subscriber_id,
  username: row.username,
  realm: row.realm ?? '',
  acctSessionId: row.acctsessionid,
  loginClass: row.login_class,
  nasIpAddress: row.nasipaddress,
  nasPortId: row.nasportid ?? '',
  nasPortType: row.nasporttype ?? '',
  serviceType: row.servicetype ?? '',
  framedProtocol: row.framedprotocol ?? '',
  framedIpAddress: row.framedipaddress,
  framedIpv6Prefix: row.framedipv6prefix,
  delegatedIpv6Prefix: row.delegatedipv6prefix,
  callingStationId: row.callingstationid,
  calledStationId: row.calledstationid,
  startAt: row.start_at,
  updateAt: row.update_at,
  stopAt: row.stop_at,
  sessionSeconds: row.acctsessiontime ?? 0,
  interimSeconds: row.acctinterval ?? 0,
  reportedDownBytes: row.acctoutputoctets ?? 0,
  reportedUpBytes: row.acctinputoctets ?? 0,
  downBytes: row.down_bytes,
  upBytes: row.up_bytes,
  terminateCause: row.acctterminatecause,
  closedBy: row.closed_by as SessionRow['closedBy'],
  usageState: row.usage_state,
});
