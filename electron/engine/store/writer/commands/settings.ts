/** Settings: named JSON values of a tenant, and the four that are the tenant's own columns. */
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { CommandContext, Handler } from '../context.ts';

const tenantColumns = {
  name: 'name',
  timeZone: 'time_zone',
  dailyResetTime: 'daily_reset_time',
  currency: 'currency',
} as const;

const isColumn = (name: string): name is keyof typeof tenantColumns => Object.hasOwn(tenantColumns, name);

/** Values of these are never shown in an audit. */
const secretName = /password|secret|token|key/i;

export const settingsSet: Handler<'settings.set'> = (context, { tenantId, actor, values, at }) => {
  if (!context.sql('SELECT 1 FROM tenants WHERE id = ?').get(tenantId)) {
    throw new NotFound(`There is no tenant ${tenantId}.`);
  }
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  let changed = 0;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const old = isColumn(name)
      ? writeColumn(context, tenantId, name, value)
      : write(context, tenantId, name, value, at);
    if (old === unchanged) continue;
    changed += 1;
    const isSecret = secretName.test(name);
    before[name] = isSecret ? '***' : old;
    after[name] = isSecret ? '***' : value;
  }
  if (changed > 0) {
    const edit = { tenantId, actor, at, entity: 'settings', id: 0, kind: 'updated' } as const;
    context.edited(edit, { before, after });
  }
  return { changed };
};

const unchanged = Symbol('unchanged');

function write(context: CommandContext, tenantId: number, name: string, value: unknown, at: number): unknown {
  const text = context.sql('SELECT value FROM settings WHERE tenant_id = ? AND name = ?').pluck().get(tenantId, name) as
    | string
    | undefined;
  const old: unknown = text === undefined ? null : JSON.parse(text);
  if (JSON.stringify(old) === JSON.stringify(value)) return unchanged;
  if (value === null) {
    context.sql('DELETE FROM settings WHERE tenant_id = ? AND name = ?').run(tenantId, name);
    return old;
  }
  context
    .sql(
      `INSERT INTO settings (tenant_id, name, value, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    )
    .run(tenantId, name, JSON.stringify(value), at);
  return old;
}

function writeColumn(
  context: CommandContext,
  tenantId: number,
  name: keyof typeof tenantColumns,
  value: unknown,
): unknown {
  if (typeof value !== 'string' || value === '') throw new Invalid([{ field: name, message: 'must be text' }]);
  const column = tenantColumns[name];
  const old = context.sql(`SELECT ${column} FROM tenants WHERE id = ?`).pluck().get(tenantId);
  if (old === value) return unchanged;
  if (name === 'name' && context.sql('SELECT 1 FROM tenants WHERE name = ? AND id <> ?').get(value, tenantId)) {
    throw new Conflict(`There is already a tenant named ${value}.`, 'name');
  }
  context.sql(`UPDATE tenants SET ${column} = ? WHERE id = ?`).run(value, tenantId);
  return old;
}
