/** Usage over time: of one subscriber (days, hours, receipts) and of the whole network (overview). */
import { sql } from 'kysely';
import { quotaDayOf } from '../../../../shared/domain/quota-day.ts';
import { parseTimeOfDay } from '../../../../shared/domain/time-of-day.ts';
import type { Scope } from '../commands.ts';
import type { Receipt } from '../fold-commit.ts';
import type { NetworkHour, OverviewReads, Period, TenantView, TopSubscriber, UsageReads } from '../reads.ts';
import { decodePack, hourMs, packHourAt, packId, packSession } from '../receipt-pack.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';
import { isOnline } from './subscriber-filter.ts';

const dayMs = 24 * hourMs;
const receiptsMax = 20_000;
/** Longer periods are summed from days: 30 days of 10,000 subscribers are 7 million hours. */
const byHourMax = 3 * dayMs;

/** Of two columns' ends; nothing was ever kept before the first row, or after the last. */
interface Kept<T> {
  readonly first: T | null;
  readonly last: T | null;
}

/** Sums of broken counters may be beyond what JSON's readers know as whole numbers; the others are shown all the same. */
const shown = (column: string) => sql.raw(`min(${column}, ${Number.MAX_SAFE_INTEGER})`);

/** What of a period has rows at all: who asks from 1970 to the end of time must not have every hour of it walked. */
const keptOf = ({ from, to }: Period, { first, last }: Kept<number>): Period =>
  first === null || last === null
    ? { from, to: from }
    : { from: Math.max(from, first), to: Math.min(to, last + hourMs) };

const hoursOf = ({ from, to }: Period): number[] => {
  const hours: number[] = [];
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < to; hour += hourMs) hours.push(hour);
  return hours;
};

/** Calendar days from one to the other, both included. */
function daysOf(fromDay: string, toDay: string): string[] {
  const days: string[] = [];
  const last = Date.parse(`${toDay}T00:00:00Z`);
  for (let at = Date.parse(`${fromDay}T00:00:00Z`); at <= last; at += dayMs) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

/** The subscriber in the scope, also a removed one: its usage stays. */
const inScope = (scope: Scope, subscriberId: number) =>
  sql`EXISTS (SELECT 1 FROM subscribers s WHERE s.id = ${subscriberId} AND ${scopeOf(scope, 's')})`;

const keptHours = (context: ReadContext, period: Period): number[] =>
  hoursOf(keptOf(period, ends<number>(context, 'hourly_usage', 'hour_at')));

/** Both ends by the key of the table, which begins with the time. */
function ends<T>(
  { sql: prepare }: ReadContext,
  table: 'hourly_usage' | 'daily_usage_history',
  column: string,
): Kept<T> {
  const end = (fn: 'min' | 'max') => prepare(`SELECT ${fn}(${column}) FROM ${table}`).pluck().get() as T | null;
  return { first: end('min'), last: end('max') };
}

/** Hours with receipts, fine or merged. */
function receiptHours({ sql: prepare }: ReadContext): Kept<number> {
  const ids = ['receipts', 'receipts_5min'].flatMap((table) =>
    (['min', 'max'] as const).map((fn) => prepare(`SELECT ${fn}(id) FROM ${table}`).pluck().get() as number | null),
  );
  const hours = ids.flatMap((id) => (id === null ? [] : [packHourAt(id)]));
  return hours.length === 0 ? { first: null, last: null } : { first: Math.min(...hours), last: Math.max(...hours) };
}

export function createUsageReads(context: ReadContext): UsageReads {
  /** The days of which anybody has a row; days compare as text. */
  function keptDays(fromDay: string, toDay: string): string[] {
    const { first, last } = ends<string>(context, 'daily_usage_history', 'day');
    if (first === null || last === null) return [];
    return daysOf(fromDay > first ? fromDay : first, toDay < last ? toDay : last);
  }

  return {
    // The tables are keyed by time first, so one subscriber's rows are looked up one by one: 3 µs each.
    daily: (scope, subscriberId, fromDay, toDay) =>
      rowsOf(
        context,
        sql`SELECT u.day, ${shown('u.down_bytes')} AS downBytes, ${shown('u.up_bytes')} AS upBytes,
            ${shown('u.counted_bytes')} AS countedBytes, u.forgiven_bytes AS forgivenBytes, u.correction_bytes AS correctionBytes
          FROM json_each(${JSON.stringify(keptDays(fromDay, toDay))}) d
          CROSS JOIN daily_usage_history u ON u.day = d.value AND u.subscriber_id = ${subscriberId}
          WHERE ${inScope(scope, subscriberId)} ORDER BY u.day`,
      ),

    hourly: (scope, subscriberId, period) =>
      rowsOf(
        context,
        sql`SELECT u.hour_at AS hourAt, ${shown('u.down_bytes')} AS downBytes, ${shown('u.up_bytes')} AS upBytes,
            ${shown('u.counted_bytes')} AS countedBytes
          FROM json_each(${JSON.stringify(keptHours(context, period))}) h
          CROSS JOIN hourly_usage u ON u.hour_at = h.value AND u.subscriber_id = ${subscriberId}
          WHERE ${inScope(scope, subscriberId)} ORDER BY u.hour_at`,
      ),

    async receipts(scope, subscriberId, period) {
      const sessions = await rowsOf(
        context,
        sql<{ id: number; key: string; start_at: number; stop_at: number | null }>`
          SELECT radacctid AS id, session_key AS key, start_at, stop_at FROM radacct INDEXED BY radacct_subscriber
          WHERE subscriber_id = ${subscriberId} AND start_at < ${period.to}
            AND (stop_at IS NULL OR stop_at >= ${period.from - hourMs}) AND ${inScope(scope, subscriberId)}`,
      );
      const keys = new Map(sessions.map(({ id, key }) => [id, key]));
      const kept = receiptHours(context);
      // A Stop may be settled a little after it, hence the hour beyond.
      const ids = sessions.flatMap(({ id, start_at, stop_at }) =>
        hoursOf(
          keptOf(
            { from: Math.max(period.from, start_at), to: Math.min(period.to, (stop_at ?? period.to) + hourMs) },
            kept,
          ),
        ).map((hour) => packId(hour, id)),
      );
      const packs = await rowsOf(
        context,
        sql<{ id: number; pack: Uint8Array }>`SELECT receipts.id, pack FROM json_each(${JSON.stringify(ids)}) i
            CROSS JOIN receipts ON receipts.id = i.value
          UNION ALL SELECT receipts_5min.id, pack FROM json_each(${JSON.stringify(ids)}) i
            CROSS JOIN receipts_5min ON receipts_5min.id = i.value`,
      );
      const receipts: Receipt[] = [];
      for (const { id, pack } of packs) {
        for (const { covers: _, ...receipt } of decodePack(packHourAt(id), pack)) {
          if (receipt.at < period.from || receipt.at >= period.to) continue;
          receipts.push({ sessionKey: keys.get(packSession(id))!, subscriberId, ...receipt });
        }
      }
      return receipts.sort((a, b) => a.at - b.at).slice(0, receiptsMax);
    },
  };
}

export function createOverviewReads(
  context: ReadContext,
  tenant: (scope: Scope) => Promise<TenantView>,
): OverviewReads {
  return {
    async hourly(scope, period) {
      if (scope.resellerId !== undefined) return resellerHours(context, scope, period);
      return rowsOf(
        context,
        sql<NetworkHour>`SELECT hour_at AS hourAt, ${shown('down_bytes')} AS downBytes, ${shown('up_bytes')} AS upBytes,
            ${shown('counted_bytes')} AS countedBytes, sessions_started AS sessionsStarted
          FROM tenant_hourly WHERE tenant_id = ${scope.tenantId} AND hour_at >= ${firstHour(period)}
            AND hour_at < ${period.to} ORDER BY hour_at`,
      );
    },

    /** Up to three days exactly by the hour; longer periods by whole quota days. */
    async topSubscribers(scope, period, limit) {
      const isShort = period.to - period.from <= byHourMax;
      const rows = isShort
        ? sql`FROM hourly_usage u WHERE u.hour_at >= ${firstHour(period)} AND u.hour_at < ${period.to}`
        : await dayRows(scope, period);
      return rowsOf(
        context,
        sql<TopSubscriber>`SELECT s.id AS subscriberId, s.username, s.full_name AS fullName, ${shown('t.down')} AS downBytes,
            ${shown('t.up')} AS upBytes
          FROM (SELECT u.subscriber_id, sum(u.down_bytes) AS down, sum(u.up_bytes) AS up ${rows} GROUP BY u.subscriber_id) t
          JOIN subscribers s ON s.id = t.subscriber_id WHERE ${scopeOf(scope, 's')}
          ORDER BY t.down + t.up DESC, s.id LIMIT ${limit}`,
      );
    },

    async counts(scope) {
      const now = context.now();
      const own = sql`${scopeOf(scope, 's')} AND s.deleted_at IS NULL`;
      const isReseller = scope.resellerId !== undefined;
      const [row] = await rowsOf(
        context,
        sql<Awaited<ReturnType<OverviewReads['counts']>>>`
          SELECT count(*) AS subscribers,
            coalesce(sum(s.status = 'active' AND (s.expires_at IS NULL OR s.expires_at > ${now})), 0) AS active,
            coalesce(sum(s.expires_at <= ${now}), 0) AS expired,
            coalesce(sum(${isOnline(now)}), 0) AS online,
            coalesce(sum(s.fup_level > 0 OR s.monthly_fup_level > 0), 0) AS throttled,
            (SELECT count(*) FROM radacct a INDEXED BY radacct_open WHERE a.stop_at IS NULL
              AND a.tenant_id = ${scope.tenantId} ${
                isReseller
                  ? sql`AND a.subscriber_id IN
                (SELECT s.id FROM subscribers s WHERE ${scopeOf(scope, 's')})`
                  : sql``
              }) AS openSessions,
            (SELECT count(*) FROM alerts WHERE tenant_id = ${scope.tenantId} AND resolved_at IS NULL
              AND ${isReseller ? 0 : 1}) AS openAlerts,
            (SELECT count(*) FROM nas WHERE tenant_id = ${scope.tenantId} AND deleted_at IS NULL) AS nas
          FROM subscribers s WHERE ${own}`,
      );
      return row!;
    },
  };

  async function dayRows(scope: Scope, period: Period) {
    const { timeZone, dailyResetTime } = await tenant(scope);
    const reset = parseTimeOfDay(dailyResetTime);
    if (!reset.ok) throw new Error(`daily reset time of tenant ${scope.tenantId}: ${reset.fault}`);
    const day = (at: number): string => quotaDayOf(at, timeZone, reset.value);
    return sql`FROM daily_usage_history u WHERE u.day >= ${day(period.from)} AND u.day <= ${day(period.to - 1)}`;
  }
}

const firstHour = ({ from }: Period): number => Math.floor(from / hourMs) * hourMs;

/** Hours in which the reseller's subscribers moved bytes or began sessions. */
function reportHours(context: ReadContext, { tenantId, resellerId }: Scope, period: Period): number[] {
  const used = ends<number>(context, 'hourly_usage', 'hour_at');
  const began = context
    .sql(
      `SELECT min(a.start_at) AS first, max(a.start_at) AS last FROM subscribers s JOIN radacct a ON a.subscriber_id = s.id
       WHERE s.tenant_id = ? AND s.reseller_id = ?`,
    )
    .get(tenantId, resellerId) as Kept<number>;
  const all = [used.first, used.last, began.first, began.last].filter((at) => at !== null);
  if (all.length === 0) return [];
  return hoursOf(keptOf(period, { first: Math.min(...all), last: Math.max(...all) }));
}

/** A reseller's part of the network is summed from its subscribers: there are few of them. */
async function resellerHours(context: ReadContext, scope: Scope, period: Period): Promise<NetworkHour[]> {
  const hours = JSON.stringify(reportHours(context, scope, period));
  return rowsOf(
    context,
    sql<NetworkHour>`SELECT h.value AS hourAt, coalesce(${shown('u.down')}, 0) AS downBytes, coalesce(${shown('u.up')}, 0) AS upBytes,
        coalesce(${shown('u.counted')}, 0) AS countedBytes, coalesce(b.sessions, 0) AS sessionsStarted
      FROM json_each(${hours}) h
      LEFT JOIN (SELECT x.hour_at, sum(x.down_bytes) AS down, sum(x.up_bytes) AS up, sum(x.counted_bytes) AS counted
        FROM subscribers s CROSS JOIN json_each(${hours}) y
          CROSS JOIN hourly_usage x ON x.hour_at = y.value AND x.subscriber_id = s.id
        WHERE ${scopeOf(scope, 's')} GROUP BY x.hour_at) u ON u.hour_at = h.value
      LEFT JOIN (SELECT a.start_at / ${hourMs} * ${hourMs} AS hour_at, count(*) AS sessions
        FROM subscribers s CROSS JOIN radacct a ON a.subscriber_id = s.id AND a.start_at >= ${firstHour(period)}
          AND a.start_at < ${period.to}
        WHERE ${scopeOf(scope, 's')} GROUP BY 1) b ON b.hour_at = h.value
      WHERE u.hour_at IS NOT NULL OR b.hour_at IS NOT NULL ORDER BY h.value`,
  );
}
