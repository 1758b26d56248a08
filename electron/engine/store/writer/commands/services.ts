/** Services (plans) with their tiers. */
import { validateServicePlan } from '../../../../../shared/domain/service.ts';
import { parseTimeOfDay } from '../../../../../shared/domain/time-of-day.ts';
import type { Scope, ServiceInput, TierInput } from '../../commands.ts';
import { Conflict, Invalid } from '../../errors.ts';
import type { CommandContext, Handler } from '../context.ts';
import { refuseTakenName, rowOf, wholeTenant } from './scope.ts';

const columns = [
  ...['name', 'down_kbps', 'up_kbps', 'daily_quota', 'monthly_quota', 'price_minor', 'free_hours_enabled'],
  ...['free_hours_from', 'free_hours_to', 'free_hours_percent', 'burst_down_kbps', 'burst_up_kbps'],
  ...['burst_threshold_down_kbps', 'burst_threshold_up_kbps', 'burst_time', 'soft_fup', 'monthly_reset'],
  ...['expired_policy', 'mac_mode', 'mac_limit', 'group_id'],
];

const valuesOf = ({ freeHours, burst, ...service }: ServiceInput): unknown[] => [
  service.name,
  service.downKbps,
  service.upKbps,
  service.dailyQuotaBytes,
  service.monthlyQuotaBytes,
  service.priceMinor,
  freeHours ? 1 : 0,
  freeHours?.from ?? '00:00',
  freeHours?.to ?? '00:00',
  freeHours?.percent ?? 0,
  burst?.downKbps ?? null,
  burst?.upKbps ?? null,
  burst?.thresholdDownKbps ?? null,
  burst?.thresholdUpKbps ?? null,
  burst?.seconds ?? null,
  service.softFup ? 1 : 0,
  service.monthlyReset,
  service.expiredPolicy,
  service.macMode,
  service.macLimit,
  service.groupId ?? null,
];

export const serviceCreate: Handler<'service.create'> = (context, { scope, actor, service, at }) => {
  wholeTenant(scope, 'services');
  check(service);
  checkGroup(context, scope, service);
  refuseTakenName(context, 'services', 'name', scope, service.name, 0);
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO services (${columns.join(', ')}, tenant_id, created_at)
       VALUES (${columns.map(() => '?').join(', ')}, ?, ?)`,
    )
    .run(...valuesOf(service), scope.tenantId, at);
  const id = Number(lastInsertRowid);
  writeTiers(context, id, service);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'service', id, kind: 'created' }, { after: service });
  return { id };
};

export const serviceUpdate: Handler<'service.update'> = (context, { scope, actor, id, service, at }) => {
  wholeTenant(scope, 'services');
  const before = { ...rowOf<object>(context, 'services', scope, id), tiers: storedTiers(context, id) };
  check(service);
  checkGroup(context, scope, service);
  refuseTakenName(context, 'services', 'name', scope, service.name, id);
  context
    .sql(`UPDATE services SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`)
    .run(...valuesOf(service), id);
  context.sql("DELETE FROM tiers WHERE owner_kind = 'service' AND owner_id = ?").run(id);
  writeTiers(context, id, service);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'service', id, kind: 'updated' },
    { before, after: service },
  );
  return { id, subscribers: subscribersOn(context, id) };
};

export const serviceRemove: Handler<'service.remove'> = (context, { scope, actor, id, at }) => {
  wholeTenant(scope, 'services');
  const before = { ...rowOf<{ name: string }>(context, 'services', scope, id), tiers: storedTiers(context, id) };
  const subscribers = subscribersOn(context, id);
  if (subscribers > 0) {
    throw new Conflict(`${subscribers} subscribers are on ${before.name}. Move them to another service first.`);
  }
  context.sql('UPDATE services SET deleted_at = ? WHERE id = ?').run(at, id);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'service', id, kind: 'removed' }, { before });
  return { id };
};

/** The service layer explains a bad plan; here it is an invariant, whoever calls. @throws Invalid */
function check(service: ServiceInput): void {
  const faults = validateServicePlan({ ...service, freeHours: null });
  for (const end of ['from', 'to'] as const) {
    if (!service.freeHours) break;
    const parsed = parseTimeOfDay(service.freeHours[end]);
    if (!parsed.ok) faults.push({ field: `freeHours.${end}`, message: parsed.fault });
  }
  if (service.name.trim() === '') faults.push({ field: 'name', message: 'is required' });
  if (faults.length > 0) throw new Invalid(faults);
}

/** @throws Invalid for a group that the tenant does not have */
function checkGroup(context: CommandContext, { tenantId }: Scope, { groupId }: ServiceInput): void {
  if (groupId === null || groupId === undefined) return;
  const found = context.sql('SELECT 1 FROM radius_groups WHERE id = ? AND tenant_id = ?').get(groupId, tenantId);
  if (!found) throw new Invalid([{ field: 'groupId', message: `there is no group ${groupId}` }]);
}

function writeTiers(context: CommandContext, id: number, service: ServiceInput): void {
  const insert = context.sql(
    "INSERT INTO tiers (owner_kind, owner_id, period, n, from_bytes, down_kbps, up_kbps) VALUES ('service', ?, ?, ?, ?, ?, ?)",
  );
  const write = (period: string, tiers: readonly TierInput[]): void => {
    for (const [index, { fromBytes, downKbps, upKbps }] of tiers.entries()) {
      insert.run(id, period, index + 1, fromBytes, downKbps, upKbps);
    }
  };
  write('daily', service.dailyTiers);
  write('monthly', service.monthlyTiers);
}

const storedTiers = (context: CommandContext, id: number): unknown[] =>
  context
    .sql(
      `SELECT period, n, from_bytes, down_kbps, up_kbps FROM tiers WHERE owner_kind = 'service' AND owner_id = ?
       ORDER BY period, n`,
    )
    .all(id);

const subscribersOn = (context: CommandContext, id: number): number =>
  context.sql('SELECT count(*) FROM subscribers WHERE service_id = ? AND deleted_at IS NULL').pluck().get(id) as number;
