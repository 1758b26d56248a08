/** Tenants, their settings and resellers. */
import { type Selectable, sql } from 'kysely';
import { NotFound } from '../errors.ts';
import type { SettingReads, TenantReads, TenantView } from '../reads.ts';
import type { TenantsTable } from '../schema.ts';
import { type ReadContext, rowsOf } from './context.ts';

export const tenantView = (row: Selectable<TenantsTable>): TenantView => ({
  id: row.id,
  name: row.name,
  timeZone: row.time_zone,
  dailyResetTime: row.daily_reset_time,
  currency: row.currency,
  state: row.state,
  createdAt: row.created_at,
});

export function createTenantReads(context: ReadContext): TenantReads {
  return {
    async own({ tenantId }) {
      const row = await context.kysely.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirst();
      if (!row) throw new NotFound(`There is no tenant ${tenantId}.`);
      return tenantView(row);
    },
    resellers: (scope) =>
      rowsOf(
        context,
        sql`SELECT r.id, r.name, (SELECT count(*) FROM subscribers s WHERE s.reseller_id = r.id
            AND s.tenant_id = r.tenant_id AND s.deleted_at IS NULL) AS subscribers
          FROM resellers r WHERE r.tenant_id = ${scope.tenantId} AND r.deleted_at IS NULL
            AND (${scope.resellerId ?? null} IS NULL OR r.id = ${scope.resellerId ?? null}) ORDER BY r.name COLLATE NOCASE`,
      ),
  };
}

/** Stored settings by name, with the four that are the tenant's own columns. */
export async function settingsOf(context: ReadContext, tenantId: number): Promise<Record<string, unknown>> {
  const { kysely } = context;
  const rows = await kysely.selectFrom('settings').selectAll().where('tenant_id', '=', tenantId).execute();
  const tenant = await kysely.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirst();
  const stored = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
  if (!tenant) return stored;
  const { name, timeZone, dailyResetTime, currency } = tenantView(tenant);
  return { ...stored, name, timeZone, dailyResetTime, currency };
}

export const createSettingReads = (context: ReadContext): SettingReads => ({
  all: (scope) => settingsOf(context, scope.tenantId),
});
