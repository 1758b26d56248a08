/** Mikrotik-Rate-Limit in `radreply`: what the next Access-Accept says (X42). */
import type { CommandContext, Handler } from '../context.ts';

const attribute = 'Mikrotik-Rate-Limit';

/** Writes a subscriber's rate; an empty one removes the row. True when something changed. */
export function writeRate(context: CommandContext, subscriberId: number, rate: string): boolean {
  if (rate === '') {
    const removed = context
      .sql(`DELETE FROM radreply WHERE subscriber_id = ? AND attribute = '${attribute}'`)
      .run(subscriberId);
    return removed.changes > 0;
  }
  const known = context
    .sql(`SELECT value FROM radreply WHERE subscriber_id = ? AND attribute = '${attribute}'`)
    .pluck()
    .get(subscriberId);
  if (known === rate) return false;
  if (known !== undefined) {
    context
      .sql(`UPDATE radreply SET value = ? WHERE subscriber_id = ? AND attribute = '${attribute}'`)
      .run(rate, subscriberId);
    return true;
  }
  const added = context
    .sql(
      `INSERT INTO radreply (username, attribute, op, value, tenant_id, subscriber_id)
       SELECT username, '${attribute}', ':=', ?, tenant_id, id FROM subscribers WHERE id = ? AND deleted_at IS NULL`,
    )
    .run(rate, subscriberId);
  return added.changes > 0;
}

/** The subscriber's tenant, remembered: it never changes. Undefined when there is no such row. */
export function tenantOf(context: CommandContext, subscriberId: number): number | undefined {
  const known = context.subscriberTenants.get(subscriberId);
  if (known !== undefined) return known;
  const tenant = context.sql('SELECT tenant_id FROM subscribers WHERE id = ?').pluck().get(subscriberId) as
    | number
    | undefined;
  if (tenant !== undefined) context.subscriberTenants.set(subscriberId, tenant);
  return tenant;
}

/** Writes rates and tells the feed, so that the data plane answers the next login with them. */
export function writeRates(
  context: CommandContext,
  rates: readonly { readonly id: number; readonly rate: string }[],
  at: number,
): number {
  let changed = 0;
  for (const { id, rate } of rates) {
    if (!writeRate(context, id, rate)) continue;
    changed += 1;
    context.change(tenantOf(context, id)!, 'subscriber', id, 'rate', at);
  }
  return changed;
}

export const subscriberRates: Handler<'subscriber.rates'> = (context, { rates, at }) => ({
  changed: writeRates(context, rates, at),
});
