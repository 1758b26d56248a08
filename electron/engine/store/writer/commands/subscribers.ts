/** Subscribers: added by the thousand or one by one, changed, removed. Passwords arrive sealed; counters are the fold's. */

import type { Actor, Scope } from '../../commands.ts';
import { searchTextOf } from '../../search-text.ts';
import type { CommandContext, Handler } from '../context.ts';
import type { SealedSubscriber } from '../messages.ts';
import { endPortalSessions, forgetOnPortal } from './portal.ts';
import { writeRate } from './rates.ts';
import { rowOf } from './scope.ts';
import { storedMacs } from './stored-macs.ts';
import { checkRows } from './subscriber-checks.ts';

interface SubscriberRow {
  readonly id: number;
  readonly reseller_id: number | null;
  readonly service_id: number;
  readonly username: string;
  readonly password_sealed: Uint8Array;
  readonly portal_password_hash: string | null;
  readonly full_name: string;
  readonly phone: string;
  readonly static_ip: string | null;
  readonly status: string;
  readonly expires_at: number | null;
  readonly simultaneous_use: number;
  readonly billing_day: number | null;
  readonly mac_mode: string | null;
  readonly mac_limit: number | null;
}

const columns = [
  ...['reseller_id', 'service_id', 'username', 'password_sealed', 'portal_password_hash', 'full_name', 'phone'],
  ...['static_ip', 'status', 'expires_at', 'simultaneous_use', 'billing_day', 'mac_mode', 'mac_limit'],
  ...['search_text', 'updated_at'],
];

function valuesOf(scope: Scope, row: SealedSubscriber, stored: SubscriberRow | undefined, at: number): unknown[] {
  return [
    scope.resellerId ?? row.resellerId,
    row.serviceId,
    row.username,
    row.passwordSealed ?? stored!.password_sealed,
    row.portalPasswordHash ?? stored?.portal_password_hash ?? null,
    row.fullName,
    row.phone,
    row.staticIp,
    row.status,
    row.expiresAt,
    row.simultaneousUse,
    row.billingDay,
    row.macMode,
    row.macLimit,
    searchTextOf(row),
    at,
  ];
}

const insertText = `INSERT INTO subscribers
  (${columns.join(', ')}, tenant_id, created_at, last_daily_reset, last_monthly_reset)
  VALUES (${columns.map(() => '?').join(', ')}, ?, ?, ?, ?)`;
const updateText = `UPDATE subscribers SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`;

/** A single row that collides is a `Conflict` with its plain field; of several rows every fault is named. */
export const subscriberCreate: Handler<'subscriber.create'> = (context, { scope, actor, rows, rates, at, dryRun }) => {
  if (rates.length !== rows.length)
    throw new Error(`subscriber.create: ${rows.length} rows with ${rates.length} rates`);
  checkRows(context, scope, rows);
  if (dryRun) return { ids: [] };
  const insert = context.sql(insertText);
  const reply = context.sql(
    `INSERT INTO radreply (username, attribute, op, value, tenant_id, subscriber_id)
     VALUES (?, 'Mikrotik-Rate-Limit', ':=', ?, ?, ?)`,
  );
  const ids: number[] = [];
  for (const [index, row] of rows.entries()) {
    const { lastInsertRowid } = insert.run(...valuesOf(scope, row, undefined, at), scope.tenantId, at, at, at);
    const id = Number(lastInsertRowid);
    ids.push(id);
    const rate = rates[index]!;
    if (rate !== '') reply.run(row.username, rate, scope.tenantId, id);
    writeMacs(context, id, row.macs);
    context.edited(
      { tenantId: scope.tenantId, actor, at, entity: 'subscriber', id, kind: 'created' },
      { after: shown(row), ...(rows.length > 1 ? { bulk: rows.length } : {}) },
    );
  }
  return { ids };
};

export const subscriberUpdate: Handler<'subscriber.update'> = (context, { scope, actor, id, subscriber, rate, at }) => {
  const before = rowOf<SubscriberRow>(context, 'subscribers', scope, id);
  const macs = storedMacs(context, id);
  checkRows(context, scope, [subscriber], id);
  context.sql(updateText).run(...valuesOf(scope, subscriber, before, at), id);
  if (macs.join() !== subscriber.macs.toSorted().join()) {
    // Those that stay keep what is known of them.
    context
      .sql('DELETE FROM subscriber_macs WHERE subscriber_id = ? AND mac NOT IN (SELECT value FROM json_each(?))')
      .run(id, JSON.stringify(subscriber.macs));
    writeMacs(context, id, subscriber.macs);
  }
  if (before.username !== subscriber.username) {
    for (const table of ['radreply', 'radcheck', 'radusergroup']) {
      context.sql(`UPDATE ${table} SET username = ? WHERE subscriber_id = ?`).run(subscriber.username, id);
    }
  }
  writeRate(context, id, rate);
  if (subscriber.portalPasswordHash !== undefined) endPortalSessions(context, id);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'subscriber', id, kind: 'updated' },
    {
      before: shownRow(before, macs),
      after: shown(subscriber),
      passwordChanged: subscriber.passwordSealed !== undefined,
      portalPasswordChanged: subscriber.portalPasswordHash !== undefined,
    },
  );
  return { id };
};

/** Soft: sessions and usage keep their subscriber, the username is free again. Ids outside the scope are skipped. */
export const subscriberRemove: Handler<'subscriber.remove'> = (context, { scope, actor, ids, at }) => {
  let removed = 0;
  for (const id of new Set(ids)) removed += removeOne(context, scope, actor, id, at) ? 1 : 0;
  return { removed };
};

function removeOne(context: CommandContext, scope: Scope, actor: Actor, id: number, at: number): boolean {
  const before = context
    .sql(
      'SELECT * FROM subscribers WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL AND (? IS NULL OR reseller_id = ?)',
    )
    .get(id, scope.tenantId, scope.resellerId ?? null, scope.resellerId ?? null) as SubscriberRow | undefined;
  if (!before) return false;
  const macs = storedMacs(context, id);
  // The password goes: nobody can log in with it again, and a copy of the file should not hold it.
  context
    .sql(
      "UPDATE subscribers SET deleted_at = ?, is_online = 0, password_sealed = x'', portal_password_hash = NULL WHERE id = ?",
    )
    .run(at, id);
  for (const table of ['radreply', 'radcheck', 'radusergroup']) {
    context.sql(`DELETE FROM ${table} WHERE subscriber_id = ?`).run(id);
  }
  forgetOnPortal(context, id);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'subscriber', id, kind: 'removed' },
    { before: shownRow(before, macs) },
  );
  return true;
}

function writeMacs(context: CommandContext, id: number, macs: readonly string[]): void {
  const insert = context.sql('INSERT OR IGNORE INTO subscriber_macs (subscriber_id, mac) VALUES (?, ?)');
  for (const mac of macs) insert.run(id, mac);
}

/** What an audit may show. Passwords are named only as changed. */
const shown = ({ passwordSealed: _, portalPasswordHash: __, ...row }: SealedSubscriber) => row;

const shownRow = (row: SubscriberRow, macs: readonly string[]) => ({
  username: row.username,
  serviceId: row.service_id,
  fullName: row.full_name,
  phone: row.phone,
  macs,
  staticIp: row.static_ip,
  expiresAt: row.expires_at,
  simultaneousUse: row.simultaneous_use,
  status: row.status,
  billingDay: row.billing_day,
  macMode: row.mac_mode,
  macLimit: row.mac_limit,
  resellerId: row.reseller_id,
});
