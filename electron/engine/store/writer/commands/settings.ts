/**
 * Settings: named JSON values of a tenant, and the four that are the tenant's own columns. A value of several fields is
 * changed field by field: what a change does not name stays as it is.
 */
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
    const written = isColumn(name)
      ? writeColumn(context, tenantId, name, value)
      : write(context, tenantId, name, value, at);
    if (!written) continue;
    changed += 1;
    const isSecret = secretName.test(name);
    before[name] = isSecret ? '***' : written.before;
    after[name] = isSecret ? '***' : written.after;
  }
  if (changed > 0) {
    const edit = { tenantId, actor, at, entity: 'settings', id: 0, kind: 'updated' } as const;
    context.edited(edit, { before, after });
  }
  return { changed };
};

/** What became of a setting; undefined: it had that value. */
type Written = { readonly before: unknown; readonly after: unknown } | undefined;

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists are changed as a whole. */
function merged(old: unknown, value: unknown): unknown {
  if (!isFields(old) || !isFields(value)) return value;
  return { ...old, ...Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) };
}

function write(context: CommandContext, tenantId: number, name: string, value: unknown, at: number): Written {
  const text = context.sql('SELECT value FROM settings WHERE tenant_id = ? AND name = ?').pluck().get(tenantId, name) as
    | string
    | undefined;
  const before: unknown = text === undefined ? null : JSON.parse(text);
  const after = merged(before, value);
  const stored = JSON.stringify(after);
  if (JSON.stringify(before) === stored) return undefined;
  if (after === null) {
    context.sql('DELETE FROM settings WHERE tenant_id = ? AND name = ?').run(tenantId, name);
    return { before, after };
  }
  context
    .sql(
      `INSERT INTO settings (tenant_id, name, value, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    )
    .run(tenantId, name, stored, at);
  return { before, after };
}

function writeColumn(
  context: CommandContext,
  tenantId: number,
  name: keyof typeof tenantColumns,
  value: unknown,
): Written {
  if (typeof value !== 'string' || value === '') throw new Invalid([{ field: name, message: 'must be text' }]);
  const column = tenantColumns[name];
  const before = context.sql(`SELECT ${column} FROM tenants WHERE id = ?`).pluck().get(tenantId);
  if (before === value) return undefined;
  if (name === 'name' && context.sql('SELECT 1 FROM tenants WHERE name = ? AND id <> ?').get(value, tenantId)) {
    throw new Conflict(`There is already a tenant named ${value}.`, 'name');
  }
  context.sql(`UPDATE tenants SET ${column} = ? WHERE id = ?`).run(value, tenantId);
  return { before, after: value };
}
