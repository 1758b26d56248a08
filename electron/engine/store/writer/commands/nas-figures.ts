/** A minute of every NAS's RADIUS (F066): kept as it is for a day, and added to its hour for a month. */
import { addLatency, readLatency, writeLatency } from '../../../../../shared/domain/latency.ts';
import { fixedKeepDays } from '../../../../../shared/domain/retention.ts';
import type { NasFigures } from '../../commands.ts';
import { hourMs } from '../../receipt-pack.ts';
import type { CommandContext, Handler } from '../context.ts';

/** A little more than what is shown, so that the first one shown is whole. */
const keepMs = { minutes: 25 * hourMs, hours: fixedKeepDays.routers * 24 * hourMs };
/** Old rows that one command deletes at most: it holds the transaction for some ms. */
const prunedMax = 1000;

export const nasFigures: Handler<'nas.figures'> = (context, { at, rows }) => {
  for (const row of rows) {
    const isNew = add(context, 'nas_minutes', at, row, 1);
    add(context, 'nas_hours', Math.floor(at / hourMs) * hourMs, row, isNew ? 1 : 0);
  }
  for (const [table, before] of [
    ['nas_minutes', at - keepMs.minutes],
    ['nas_hours', at - keepMs.hours],
  ] as const) {
    context
      .sql(
        `DELETE FROM ${table} WHERE (tenant_id, nas_id, at) IN
           (SELECT tenant_id, nas_id, at FROM ${table} WHERE at < ? ORDER BY at LIMIT ${prunedMax})`,
      )
      .run(before);
  }
  return { written: rows.length };
};

/**
 * Adds to what the span has already: an hour its minutes, a minute what a restarted thread counted anew. `minutes` is by
 * how many an hour grows; true when the span had no row.
 */
function add(
  context: CommandContext,
  table: 'nas_minutes' | 'nas_hours',
  at: number,
  row: NasFigures,
  minutes: number,
): boolean {
  const known = context
    .sql(`SELECT latency FROM ${table} WHERE tenant_id = ? AND nas_id = ? AND at = ?`)
    .pluck()
    .get(row.tenantId, row.nasId, at) as string | undefined;
  const latency = known ? writeLatency(addLatency(readLatency(known), row.latency)) : row.latency;
  context
    .sql(
      `INSERT INTO ${table} (tenant_id, nas_id, at, accepts, rejects, accounting, drops, up, watched, latency, minutes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant_id, nas_id, at) DO UPDATE SET accepts = accepts + excluded.accepts,
         rejects = rejects + excluded.rejects, accounting = accounting + excluded.accounting,
         drops = drops + excluded.drops, up = up + excluded.up, watched = watched + excluded.watched,
         latency = excluded.latency${table === 'nas_hours' ? ', minutes = minutes + excluded.minutes' : ''}`,
    )
    .run(
      ...[row.tenantId, row.nasId, at, row.accepts, row.rejects, row.accounting, row.drops, row.up, row.watched],
      ...[latency, minutes],
    );
  return known === undefined;
}
