/** Devices of subscribers (W9): learned from logins that were let in, seen again, forgotten when a CPE was swapped. */
import { bindingOf, judgeMac, type MacMode } from '../../../../../shared/domain/mac-binding.ts';
import type { Actor, MacSeenInput } from '../../commands.ts';
import { searchTextOf } from '../../search-text.ts';
import type { CommandContext, Handler } from '../context.ts';
import { rowOf } from './scope.ts';
import { storedMacs } from './stored-macs.ts';

interface BoundRow {
  readonly id: number;
  readonly tenant_id: number;
  readonly username: string;
  readonly full_name: string;
  readonly phone: string;
  readonly static_ip: string | null;
  readonly mac_mode: MacMode | null;
  readonly mac_limit: number | null;
  readonly macs_cleared_at: number;
  readonly service_mac_mode: MacMode;
  readonly service_mac_limit: number;
}

const radius: Actor = { kind: 'system', id: null, name: 'RADIUS' };

/**
 * A new device is kept only if it still may be: the list was not cleared or closed since the login, and is not full.
 * The data plane hears by the change feed of what was kept, and of the refused from whoever sent the command.
 */
export const macsSeen: Handler<'subscriber.macs-seen'> = (context, { seen }) => {
  let learned = 0;
  const refused: MacSeenInput[] = [];
  for (const one of seen) {
    if (touch(context, one) || !one.isNew) continue;
    if (learn(context, one)) learned += 1;
    else refused.push(one);
  }
  return { learned, refused };
};

/** True when the device is on the list. */
function touch(context: CommandContext, { subscriberId, mac, at }: MacSeenInput): boolean {
  const { changes } = context
    .sql(
      `UPDATE subscriber_macs SET first_seen_at = coalesce(first_seen_at, ?), last_seen_at = max(coalesce(last_seen_at, 0), ?)
       WHERE subscriber_id = ? AND mac = ?`,
    )
    .run(at, at, subscriberId, mac);
  return changes > 0;
}

function learn(context: CommandContext, { subscriberId, mac, at }: MacSeenInput): boolean {
  const row = context
    .sql(
      `SELECT s.id, s.tenant_id, s.username, s.full_name, s.phone, s.static_ip, s.mac_mode, s.mac_limit, s.macs_cleared_at,
         v.mac_mode AS service_mac_mode, v.mac_limit AS service_mac_limit
       FROM subscribers s JOIN services v ON v.id = s.service_id WHERE s.id = ? AND s.deleted_at IS NULL`,
    )
    .get(subscriberId) as BoundRow | undefined;
  if (!row || at <= row.macs_cleared_at) return false;
  const binding = bindingOf(
    { macMode: row.mac_mode, macLimit: row.mac_limit },
    { macMode: row.service_mac_mode, macLimit: row.service_mac_limit },
  );
  const macs = storedMacs(context, row.id);
  if (judgeMac(binding, new Set(macs), mac) !== 'learn') return false;
  context
    .sql(
      'INSERT INTO subscriber_macs (subscriber_id, mac, is_learned, first_seen_at, last_seen_at) VALUES (?, ?, 1, ?, ?)',
    )
    .run(row.id, mac, at, at);
  writeSearchText(context, row, [...macs, mac]);
  context.audit({
    tenantId: row.tenant_id,
    actor: radius,
    action: 'subscriber.mac-learned',
    entity: 'subscriber',
    entityId: row.id,
    detail: { mac, of: binding.limit },
    at,
  });
  context.change(row.tenant_id, 'subscriber', row.id, 'updated', at);
  return true;
}

export const clearMacs: Handler<'subscriber.clear-macs'> = (context, { scope, actor, id, at }) => {
  const row = rowOf<BoundRow>(context, 'subscribers', scope, id);
  const macs = storedMacs(context, id);
  context.sql('DELETE FROM subscriber_macs WHERE subscriber_id = ?').run(id);
  context.sql('UPDATE subscribers SET macs_cleared_at = ? WHERE id = ?').run(at, id);
  writeSearchText(context, row, []);
  context.audit({
    tenantId: scope.tenantId,
    actor,
    action: 'subscriber.macs-cleared',
    entity: 'subscriber',
    entityId: id,
    detail: { macs },
    at,
  });
  context.change(scope.tenantId, 'subscriber', id, 'updated', at);
  return { macs };
};

function writeSearchText(context: CommandContext, row: BoundRow, macs: readonly string[]): void {
  const text = searchTextOf({
    username: row.username,
    fullName: row.full_name,
    phone: row.phone,
    macs,
    staticIp: row.static_ip,
  });
  context.sql('UPDATE subscribers SET search_text = ? WHERE id = ?').run(text, row.id);
}
