/** Whether subscribers may be written: services and resellers of the tenant, nothing used twice. */
import type { Scope } from '../../commands.ts';
import { Conflict, type FieldFault, Invalid } from '../../errors.ts';
import type { CommandContext } from '../context.ts';
import type { SealedSubscriber } from '../messages.ts';
import { createSharers } from './mac-sharers.ts';

/**
 * @param ownId the subscriber being changed; 0 for new ones, which need a password.
 * @throws Conflict for one row that collides (`field` is plain), Invalid with `rows[i].field` for anything else.
 */
export function checkRows(context: CommandContext, scope: Scope, rows: readonly SealedSubscriber[], ownId = 0): void {
  const single = rows.length === 1;
  const faults: FieldFault[] = [];
  const collisions: FieldFault[] = [];
  const services = new Map<number, boolean>();
  const resellers = new Map<number, boolean>();
  const usernames = new Map<string, number>();
  const addresses = new Map<string, number>();
  const exists = (table: 'services' | 'resellers', seen: Map<number, boolean>, id: number): boolean => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    const found =
      context
        .sql(`SELECT 1 FROM ${table} WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL`)
        .get(id, scope.tenantId) !== undefined;
    seen.set(id, found);
    return found;
  };
  const sharers = createSharers(context, scope, ownId);
  const taken = (column: 'username' | 'static_ip', value: string): boolean =>
    context
      .sql(`SELECT 1 FROM subscribers WHERE tenant_id = ? AND ${column} = ? AND id <> ? AND deleted_at IS NULL`)
      .get(scope.tenantId, value, ownId) !== undefined;

  /** Who has an address of a pool that is to become somebody's own (X31); what stays as it was is not asked. */
  const holderOf = (address: string): string | undefined => {
    const holder = context
      .sql(
        `SELECT l.username, s.reseller_id FROM ip_leases l LEFT JOIN subscribers s ON s.id = l.subscriber_id
         WHERE l.tenant_id = ? AND l.address = ? AND l.state IN ('held', 'given') AND l.subscriber_id IS NOT ?
           AND NOT EXISTS (SELECT 1 FROM subscribers WHERE id = ? AND static_ip = l.address)`,
      )
      .get(scope.tenantId, address, ownId, ownId) as { username: string; reseller_id: number | null } | undefined;
    if (!holder) return undefined;
    // A reseller is not told the names of others (Z6).
    const isTheirs = scope.resellerId !== undefined && holder.reseller_id !== scope.resellerId;
    return isTheirs || holder.username === '' ? 'another session' : `the session of ${holder.username}`;
  };

  for (const [index, row] of rows.entries()) {
    const field = (name: string): string => (ownId > 0 ? name : `rows[${index}].${name}`);
    const collide = (name: string, message: string): void => {
      collisions.push({ field: single ? name : field(name), message });
    };
    if (row.username === '') faults.push({ field: field('username'), message: 'is required' });
    if (row.passwordSealed === undefined && ownId === 0) {
      faults.push({ field: field('password'), message: 'is required' });
    }
    if (!exists('services', services, row.serviceId)) {
      faults.push({ field: field('serviceId'), message: `there is no service ${row.serviceId}` });
    }
    const resellerId = scope.resellerId ?? row.resellerId;
    if (scope.resellerId !== undefined && row.resellerId !== null && row.resellerId !== scope.resellerId) {
      faults.push({ field: field('resellerId'), message: 'must be your own' });
    } else if (resellerId !== null && !exists('resellers', resellers, resellerId)) {
      faults.push({ field: field('resellerId'), message: `there is no reseller ${resellerId}` });
    }
    const twin = usernames.get(row.username);
    if (twin !== undefined) collide('username', `${row.username} is also in row ${twin + 1} of this list`);
    else if (taken('username', row.username)) collide('username', `${row.username} exists already`);
    usernames.set(row.username, twin ?? index);
    for (const shared of sharers(row)) collide('macs', shared);
    if (row.staticIp === null) continue;
    const other = addresses.get(row.staticIp);
    if (other !== undefined) collide('staticIp', `${row.staticIp} is also in row ${other + 1} of this list`);
    else if (taken('static_ip', row.staticIp)) collide('staticIp', `${row.staticIp} belongs to another subscriber`);
    else {
      const holder = holderOf(row.staticIp);
      if (holder !== undefined) {
        collide('staticIp', `${row.staticIp} is in use by ${holder}, from an IP pool; release it there first`);
      }
    }
    addresses.set(row.staticIp, other ?? index);
  }
  if (faults.length === 0 && collisions.length > 0 && single) {
    throw new Conflict(`${collisions[0]!.message}.`, collisions[0]!.field);
  }
  if (faults.length + collisions.length > 0) throw new Invalid([...faults, ...collisions]);
}
