/** Realms of a tenant: one of them is the default, always. */
import { realmKey, realmOf, realmsOf } from '../../../../../shared/domain/realm.ts';
import type { RealmInput, Scope } from '../../commands.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { CommandContext, Handler } from '../context.ts';
import { wholeTenant } from './scope.ts';

interface RealmRow {
  readonly id: number;
  readonly name: string;
  readonly methods: string;
  readonly active: number;
  readonly is_default: number;
}

export const realmCreate: Handler<'realm.create'> = (context, { scope, actor, realm, at }) => {
  wholeTenant(scope, 'realms');
  check(context, scope, realm, undefined);
  if (realm.isDefault) dropDefault(context, scope);
  const { lastInsertRowid } = context
    .sql('INSERT INTO realms (tenant_id, name, methods, active, is_default, created_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(scope.tenantId, ...valuesOf(realm), at);
  const id = Number(lastInsertRowid);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'realm', id, kind: 'created' }, { after: realm });
  return { id };
};

export const realmUpdate: Handler<'realm.update'> = (context, { scope, actor, id, realm, at }) => {
  wholeTenant(scope, 'realms');
  const before = realmRow(context, scope, id);
  check(context, scope, realm, before);
  if (realm.isDefault && before.is_default === 0) dropDefault(context, scope);
  context
    .sql('UPDATE realms SET name = ?, methods = ?, active = ?, is_default = ? WHERE id = ?')
    .run(...valuesOf(realm), id);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'realm', id, kind: 'updated' },
    { before: shown(before), after: realm },
  );
  return { id };
};

export const realmRemove: Handler<'realm.remove'> = (context, { scope, actor, id, at }) => {
  wholeTenant(scope, 'realms');
  const before = realmRow(context, scope, id);
  if (before.is_default === 1) {
    throw new Conflict(`${before.name} is the default realm. Make another one the default first.`);
  }
  const subscribers = subscribersOf(context, scope, before);
  if (subscribers > 0) {
    throw new Conflict(
      `${subscribers} subscribers are of realm ${before.name}. Rename or remove them first, or switch the realm off.`,
    );
  }
  context.sql('DELETE FROM realms WHERE id = ?').run(id);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'realm', id, kind: 'removed' },
    { before: shown(before) },
  );
  return { id };
};

function realmRow(context: CommandContext, { tenantId }: Scope, id: number): RealmRow {
  const row = context.sql('SELECT * FROM realms WHERE id = ? AND tenant_id = ?').get(id, tenantId);
  if (!row) throw new NotFound(`There is no realm ${id}.`);
  return row as RealmRow;
}

function check(context: CommandContext, { tenantId }: Scope, realm: RealmInput, before: RealmRow | undefined): void {
  if (realm.name.trim() === '') throw new Invalid([{ field: 'name', message: 'is required' }]);
  if (realm.methods.length === 0) throw new Invalid([{ field: 'methods', message: 'must allow at least one method' }]);
  if (before?.is_default === 1 && !realm.isDefault) {
    throw new Conflict(`${before.name} is the default realm. Make another one the default instead.`, 'isDefault');
  }
  const taken = context
    .sql('SELECT name FROM realms WHERE tenant_id = ? AND id <> ?')
    .pluck()
    .all(tenantId, before?.id ?? 0) as string[];
  // SQLite's NOCASE knows ASCII only.
  if (taken.some((name) => realmKey(name) === realmKey(realm.name))) {
    throw new Conflict(`There is already a realm named ${realm.name}.`, 'name');
  }
}

function dropDefault(context: CommandContext, { tenantId }: Scope): void {
  context.sql('UPDATE realms SET is_default = 0 WHERE tenant_id = ? AND is_default = 1').run(tenantId);
}

function subscribersOf(context: CommandContext, { tenantId }: Scope, realm: RealmRow): number {
  const names = context
    .sql("SELECT username FROM subscribers WHERE tenant_id = ? AND deleted_at IS NULL AND username LIKE '%@%'")
    .pluck()
    .all(tenantId) as string[];
  const realms = realmsOf([{ name: realm.name, isDefault: false }]);
  return names.filter((name) => realmOf(realms, name) !== undefined).length;
}

const valuesOf = (realm: RealmInput): unknown[] => [
  realm.name,
  JSON.stringify(realm.methods),
  Number(realm.isActive),
  Number(realm.isDefault),
];

const shown = (row: RealmRow) => ({
  name: row.name,
  methods: JSON.parse(row.methods) as unknown,
  isActive: row.active === 1,
  isDefault: row.is_default === 1,
});
