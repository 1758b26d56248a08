/** What is written down as it happens: rejects and drops (folded by the hour, W10), alerts, audit. */

import type { DropInput, RejectInput } from '../../commands.ts';
import { hourMs } from '../../receipt-pack.ts';
import type { CommandContext, Handler } from '../context.ts';
import { sqlTime } from './sessions.ts';

const hourOf = (at: number): number => Math.floor(at / hourMs) * hourMs;

export const authLogAppend: Handler<'auth-log.append'> = (context, { rejects, drops }) => {
  for (const reject of rejects) appendReject(context, reject);
  for (const drop of drops) appendDrop(context, drop);
  return { written: rejects.length + drops.length };
};

function appendReject(context: CommandContext, reject: RejectInput): void {
  context
    .sql(
      `INSERT INTO radpostauth (username, pass, reply, authdate, tenant_id, nas_id, nas_address, reason, detail, method,
         calling_station_id, hour_at, first_at, last_at, count, realm)
       VALUES (?, '', 'Access-Reject', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (hour_at, tenant_id, username, nas_id, reason, method, calling_station_id) DO UPDATE SET
         authdate = excluded.authdate, detail = excluded.detail, realm = excluded.realm, nas_address = excluded.nas_address,
         last_at = max(last_at, excluded.last_at), first_at = min(first_at, excluded.first_at),
         count = count + excluded.count`,
    )
    .run(
      reject.username,
      sqlTime(reject.at),
      reject.tenantId,
      reject.nasId,
      reject.nasAddress,
      reject.reason,
      reject.detail,
      reject.method,
      reject.callingStationId,
      hourOf(reject.at),
      reject.at,
      reject.at,
      reject.count,
      reject.realm ?? '',
    );
}

function appendDrop(context: CommandContext, drop: DropInput): void {
  context
    .sql(
      `INSERT INTO radius_drops (source, local_port, reason, detail, nas_id, hour_at, first_at, last_at, count)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (hour_at, source, local_port, reason) DO UPDATE SET detail = excluded.detail,
         nas_id = excluded.nas_id, last_at = max(last_at, excluded.last_at),
         first_at = min(first_at, excluded.first_at), count = count + excluded.count`,
    )
    .run(
      drop.source,
      drop.localPort,
      drop.reason,
      drop.detail,
      drop.nasId,
      hourOf(drop.at),
      drop.at,
      drop.at,
      drop.count,
    );
}

/** Raised again while open: the same row, counted. */
export const alertRaise: Handler<'alert.raise'> = (context, { tenantId, key, severity, title, detail, at }) => {
  const open = context
    .sql('SELECT id, severity, title, detail FROM alerts WHERE tenant_id = ? AND key = ? AND resolved_at IS NULL')
    .get(tenantId, key) as { id: number; severity: string; title: string; detail: string } | undefined;
  if (!open) {
    const { lastInsertRowid } = context
      .sql(
        'INSERT INTO alerts (tenant_id, key, severity, title, detail, raised_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(tenantId, key, severity, title, detail, at, at);
    const id = Number(lastInsertRowid);
    context.change(tenantId, 'alert', id, 'created', at);
    return { id };
  }
  context
    .sql(
      'UPDATE alerts SET severity = ?, title = ?, detail = ?, last_at = max(last_at, ?), count = count + 1 WHERE id = ?',
    )
    .run(severity, title, detail, at, open.id);
  if (open.severity !== severity || open.title !== title || open.detail !== detail) {
    context.change(tenantId, 'alert', open.id, 'updated', at);
  }
  return { id: open.id };
};

/** Whatever is wrong with a NAS that was removed is nobody's trouble any more. `usage.quarantine.…` is of a session. */
export function resolveAlertsOfNas(context: CommandContext, tenantId: number, nasId: number, at: number): void {
  const open = context
    .sql(
      `SELECT id FROM alerts WHERE tenant_id = @tenantId AND resolved_at IS NULL AND (
         key IN ('router.down.' || @nas, 'nas.clock.' || @nas) OR key GLOB 'nas.doctor.' || @nas || '.*'
         OR (key GLOB 'usage.*.' || @nas AND key NOT GLOB 'usage.quarantine.*'))`,
    )
    .pluck()
    .all({ tenantId, nas: String(nasId) }) as number[];
  for (const id of open) {
    context.sql('UPDATE alerts SET resolved_at = ? WHERE id = ?').run(at, id);
    context.change(tenantId, 'alert', id, 'removed', at);
  }
}

export const alertResolve: Handler<'alert.resolve'> = (context, { tenantId, key, at }) => {
  const open = context
    .sql('SELECT id FROM alerts WHERE tenant_id = ? AND key = ? AND resolved_at IS NULL')
    .pluck()
    .get(tenantId, key) as number | undefined;
  if (open === undefined) return { resolved: 0 };
  context.sql('UPDATE alerts SET resolved_at = ? WHERE id = ?').run(at, open);
  context.change(tenantId, 'alert', open, 'removed', at);
  return { resolved: 1 };
};

export const auditAppend: Handler<'audit.append'> = (context, { rows }) => {
  for (const row of rows) context.audit(row);
  return { written: rows.length };
};
