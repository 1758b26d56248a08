/** Subscribers for the faces. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Scope, SubscriberStatus } from '../commands.ts';
import type { SubscriberCounters } from '../fold-commit.ts';
import type { SubscriberReads, SubscriberView } from '../reads.ts';
import type { SubscriberMacsTable, SubscribersTable } from '../schema.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';
import { pageOf, planPage } from './paging.ts';
import { open, subscriberConditions, subscriberSorts } from './subscriber-filter.ts';

export type SubscriberRow = Selectable<SubscribersTable>;

interface ViewRow extends SubscriberRow {
  readonly sort_value: string | number;
  readonly reseller_name: string | null;
  readonly service_name: string;
  readonly service_daily_quota: number;
  readonly service_monthly_quota: number;
  readonly macs: string | null;
  readonly rate: string | null;
  readonly open_sessions: number;
  readonly last_update_at: number | null;
  readonly framed_ip_address: string | null;
  readonly nas_id: number | null;
}

const tables = sql`subscribers s JOIN services v ON v.id = s.service_id LEFT JOIN resellers r ON r.id = s.reseller_id`;

/** The page is found first, so that only its rows pay for the subqueries. */
const viewsOf = (page: RawBuilder<unknown>, orderBy: RawBuilder<unknown>): RawBuilder<ViewRow> => sql<ViewRow>`
  WITH page AS MATERIALIZED (${page})
  SELECT s.*, page.sort_value, r.name AS reseller_name, v.name AS service_name,
    v.daily_quota AS service_daily_quota, v.monthly_quota AS service_monthly_quota,
    (SELECT group_concat(mac) FROM subscriber_macs m WHERE m.subscriber_id = s.id) AS macs,
    (SELECT value FROM radreply p WHERE p.subscriber_id = s.id AND p.attribute = 'Mikrotik-Rate-Limit') AS rate,
    (SELECT count(*) FROM ${open} WHERE a.subscriber_id = s.id AND a.stop_at IS NULL) AS open_sessions,
    o.update_at AS last_update_at, o.framedipaddress AS framed_ip_address, o.nas_id
  FROM page JOIN subscribers s ON s.id = page.id JOIN services v ON v.id = s.service_id
    LEFT JOIN resellers r ON r.id = s.reseller_id
    LEFT JOIN radacct o ON o.radacctid = (SELECT radacctid FROM ${open}
      WHERE a.subscriber_id = s.id AND a.stop_at IS NULL ORDER BY a.update_at DESC LIMIT 1)
  ${orderBy}`;

export function createSubscriberReads(context: ReadContext): SubscriberReads {
  const one = async (scope: Scope, condition: RawBuilder<unknown>): Promise<SubscriberView | undefined> => {
    const found = sql`SELECT s.id, 0 AS sort_value FROM subscribers s
      WHERE ${scopeOf(scope, 's')} AND s.deleted_at IS NULL AND ${condition}`;
    const [row] = await rowsOf(context, viewsOf(found, sql``));
    return row && viewOf(row);
  };
  const column = async (scope: Scope, id: number) =>
    (
      await rowsOf(
        context,
        sql<Pick<SubscriberRow, 'password_sealed' | 'portal_password_hash'>>`
          SELECT password_sealed, portal_password_hash FROM subscribers s
          WHERE ${scopeOf(scope, 's')} AND s.deleted_at IS NULL AND s.id = ${id}`,
      )
    )[0];
  return {
    async list(scope, query) {
      const now = context.now();
      const plan = planPage(query, subscriberSorts(now), 'username', sql`s.id`);
      const where = subscriberConditions(scope, query, now);
      const page = sql`SELECT s.id, ${plan.by} AS sort_value FROM ${tables}
        WHERE ${where} AND ${plan.after} ${plan.orderBy} LIMIT ${plan.limit + 1}`;
      const rows = await rowsOf(context, viewsOf(page, plan.orderBy));
      const [count] = await rowsOf(
        context,
        sql<{ total: number }>`SELECT count(*) AS total FROM ${tables} WHERE ${where}`,
      );
      return pageOf(plan, rows, count!.total, viewOf);
    },
    async ids(scope, filter) {
      const where = subscriberConditions(scope, filter, context.now());
      const rows = await rowsOf(context, sql<{ id: number }>`SELECT s.id FROM ${tables} WHERE ${where} ORDER BY s.id`);
      return rows.map(({ id }) => id);
    },
    byId: (scope, id) => one(scope, sql`s.id = ${id}`),
    byUsername: (scope, username) => one(scope, sql`s.username = ${username}`),
    async macs(scope, id) {
      const rows = await rowsOf(
        context,
        sql<
          Selectable<SubscriberMacsTable>
        >`SELECT m.* FROM subscribers s JOIN subscriber_macs m ON m.subscriber_id = s.id
          WHERE ${scopeOf(scope, 's')} AND s.deleted_at IS NULL AND s.id = ${id} ORDER BY m.mac`,
      );
      return rows.map((row) => ({
        mac: row.mac,
        isLearned: row.is_learned === 1,
        firstSeenAt: row.first_seen_at,
        lastSeenAt: row.last_seen_at,
      }));
    },
    async portalPasswordHash(scope, id) {
      return (await column(scope, id))?.portal_password_hash ?? undefined;
    },
    async revealPassword(scope, id) {
      const row = await column(scope, id);
      return row && context.sealer.unseal('subscribers.password', row.password_sealed);
    },
  };
}

const viewOf = (row: ViewRow): SubscriberView => ({
  id: row.id,
  tenantId: row.tenant_id,
  resellerId: row.reseller_id,
  resellerName: row.reseller_name,
  username: row.username,
  fullName: row.full_name,
  phone: row.phone,
  status: row.status as SubscriberStatus,
  serviceId: row.service_id,
  serviceName: row.service_name,
  dailyQuotaBytes: row.service_daily_quota,
  monthlyQuotaBytes: row.service_monthly_quota,
  macs: row.macs === null ? [] : row.macs.split(',').toSorted(),
  staticIp: row.static_ip,
  expiresAt: row.expires_at,
  simultaneousUse: row.simultaneous_use,
  macMode: row.mac_mode as SubscriberView['macMode'],
  macLimit: row.mac_limit,
  billingDay: row.billing_day,
  balanceMinor: row.balance_minor,
  boostPercent: row.boost_percent,
  boostUntil: row.boost_until,
  counters: countersOf(row),
  rate: row.rate ?? '',
  passwordSet: row.password_sealed.length > 0,
  portalPasswordSet: row.portal_password_hash !== null,
  openSessions: row.open_sessions,
  lastUpdateAt: row.last_update_at,
  framedIpAddress: row.framed_ip_address || null,
  nasId: row.nas_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const countersOf = (row: SubscriberRow): SubscriberCounters => ({
  subscriberId: row.id,
  dailyDownloadUsed: row.daily_download_used,
  dailyUploadUsed: row.daily_upload_used,
  dailyQuotaUsed: row.daily_quota_used,
  monthlyDownloadUsed: row.monthly_download_used,
  monthlyUploadUsed: row.monthly_upload_used,
  monthlyQuotaUsed: row.monthly_quota_used,
  bonusBytes: row.bonus_bytes,
  countState: row.count_state,
  fupLevel: row.fup_level,
  monthlyFupLevel: row.monthly_fup_level,
  lastDailyReset: row.last_daily_reset,
  lastMonthlyReset: row.last_monthly_reset,
  isOnline: row.is_online === 1,
  lastSeenAt: row.last_seen,
});
