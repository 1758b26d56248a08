/** Rows of a scope, and the refusals that several entities share. */
import type { Scope } from '../../commands.ts';
import { Conflict, Forbidden, NotFound } from '../../errors.ts';
import type { CommandContext } from '../context.ts';

/** What a reseller may not do at all (routers, services, settings belong to the tenant). @throws Forbidden */
export function wholeTenant(scope: Scope, what: string): void {
  if (scope.resellerId !== undefined) throw new Forbidden(`A reseller cannot change ${what}.`);
}

/** One live row of the tenant. `table` is a constant of the code. @throws NotFound, also for another tenant's row */
export function rowOf<Row>(
  context: CommandContext,
  table: 'nas' | 'services' | 'subscribers',
  scope: Scope,
  id: number,
): Row {
  const row = context
    .sql(`SELECT * FROM ${table} WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL`)
    .get(id, scope.tenantId) as (Row & { reseller_id?: number | null }) | undefined;
  const isForeign = scope.resellerId !== undefined && row?.reseller_id !== scope.resellerId;
  if (!row || isForeign) throw new NotFound(`There is no ${names[table]} ${id}.`);
  return row;
}

const names = { nas: 'NAS', services: 'service', subscribers: 'subscriber' } as const;

/** @throws Conflict when another live row of the tenant has this name. */
export function refuseTakenName(
  context: CommandContext,
  table: 'nas' | 'services',
  column: 'shortname' | 'name',
  scope: Scope,
  name: string,
  ownId: number,
): void {
  const taken = context
    .sql(`SELECT 1 FROM ${table} WHERE tenant_id = ? AND ${column} = ? AND id <> ? AND deleted_at IS NULL`)
    .get(scope.tenantId, name, ownId);
  if (taken) throw new Conflict(`There is already a ${names[table]} named ${name}.`, 'name');
}
