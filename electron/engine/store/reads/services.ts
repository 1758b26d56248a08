/** Services with their tiers. A reseller sees the tenant's services, and counts its own subscribers on them. */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Scope } from '../commands.ts';
import type { ServiceListItem, ServiceReads, ServiceView, TierView } from '../reads.ts';
import type { ServicesTable, TiersTable } from '../schema.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';

type ServiceRow = Selectable<ServicesTable>;
type TierRow = Selectable<TiersTable>;

export function createServiceReads(context: ReadContext): ServiceReads {
  async function find(scope: Scope, condition: RawBuilder<unknown>): Promise<ServiceListItem[]> {
    const rows = await rowsOf(
      context,
      sql<ServiceRow & { subscribers: number }>`SELECT v.*, (SELECT count(*) FROM subscribers s
          WHERE s.service_id = v.id AND s.deleted_at IS NULL AND ${scopeOf(scope, 's')}) AS subscribers
        FROM services v WHERE v.tenant_id = ${scope.tenantId} AND v.deleted_at IS NULL AND ${condition}
        ORDER BY v.name COLLATE NOCASE`,
    );
    const tiers = await tiersOf(context, rows.length === 1 ? rows[0]!.id : undefined);
    return rows.map((row) => ({ ...serviceView(row, tiers), subscribers: row.subscribers }));
  }
  return {
    list: (scope) => find(scope, sql`1`),
    byId: async (scope, id) => (await find(scope, sql`v.id = ${id}`))[0],
  };
}

/** Every service of every tenant, for the engine. */
export async function allServices(context: ReadContext): Promise<ServiceView[]> {
  const rows = await context.kysely.selectFrom('services').selectAll().where('deleted_at', 'is', null).execute();
  const tiers = await tiersOf(context);
  return rows.map((row) => serviceView(row, tiers));
}

type Tiers = ReadonlyMap<string, TierView[]>;

async function tiersOf(context: ReadContext, serviceId?: number): Promise<Tiers> {
  let query = context.kysely.selectFrom('tiers').selectAll().where('owner_kind', '=', 'service');
  if (serviceId !== undefined) query = query.where('owner_id', '=', serviceId);
  const tiers = new Map<string, TierView[]>();
  for (const row of await query.orderBy('n').execute()) {
    const key = `${row.owner_id} ${row.period}`;
    const tier = tierView(row);
    const list = tiers.get(key);
    if (list) list.push(tier);
    else tiers.set(key, [tier]);
  }
  return tiers;
}

const tierView = (row: TierRow): TierView => ({
  n: row.n,
  fromBytes: row.from_bytes,
  downKbps: row.down_kbps,
  upKbps: row.up_kbps,
});

const serviceView = (row: ServiceRow, tiers: Tiers): ServiceView => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  downKbps: row.down_kbps,
  upKbps: row.up_kbps,
  dailyQuotaBytes: row.daily_quota,
  monthlyQuotaBytes: row.monthly_quota,
  priceMinor: row.price_minor,
  dailyTiers: tiers.get(`${row.id} daily`) ?? [],
  monthlyTiers: tiers.get(`${row.id} monthly`) ?? [],
  freeHours: row.free_hours_enabled
    ? { from: row.free_hours_from, to: row.free_hours_to, percent: row.free_hours_percent }
    : null,
  burst:
    row.burst_down_kbps === null
      ? null
      : {
          downKbps: row.burst_down_kbps,
          upKbps: row.burst_up_kbps!,
          thresholdDownKbps: row.burst_threshold_down_kbps!,
          thresholdUpKbps: row.burst_threshold_up_kbps!,
          seconds: row.burst_time!,
        },
  softFup: row.soft_fup === 1,
  monthlyReset: row.monthly_reset as ServiceView['monthlyReset'],
  expiredPolicy: row.expired_policy as ServiceView['expiredPolicy'],
  macMode: row.mac_mode as ServiceView['macMode'],
  macLimit: row.mac_limit,
  groupId: row.group_id,
  createdAt: row.created_at,
});
