/** Groups of RADIUS attributes. Their rows are FreeRADIUS's, found by the group's name, which is unique per tenant. */
import { validateLoginWindows } from '../../../../../shared/domain/login-window.ts';
import type { AttributesInput, GroupInput, Scope } from '../../commands.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { CommandContext, Handler } from '../context.ts';
import { wholeTenant } from './scope.ts';

interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly nas_ids: string;
  readonly login_windows: string;
  readonly revision: number;
}

export const groupCreate: Handler<'group.create'> = (context, { scope, actor, group, at }) => {
  wholeTenant(scope, 'groups');
  check(context, scope, group, []);
  refuseTaken(context, scope, group.name, 0);
  const { lastInsertRowid } = context
    .sql('INSERT INTO radius_groups (tenant_id, name, nas_ids, login_windows, created_at) VALUES (?, ?, ?, ?, ?)')
    .run(scope.tenantId, group.name, JSON.stringify(group.nasIds), JSON.stringify(group.loginWindows), at);
  const id = Number(lastInsertRowid);
  writeRows(context, scope, group.name, group);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'group', id, kind: 'created' }, { after: group });
  return { id };
};

export const groupUpdate: Handler<'group.update'> = (context, { scope, actor, id, group, revision, at }) => {
  wholeTenant(scope, 'groups');
  const row = groupRow(context, scope, id);
  if (row.revision !== revision) {
    throw new Conflict(
      `Group ${row.name} was changed by somebody else meanwhile. Open it again and repeat the change.`,
      'revision',
    );
  }
  const before = shown(context, scope, row);
  check(context, scope, group, before.nasIds);
  refuseTaken(context, scope, group.name, id);
  dropRows(context, scope, row.name);
  context
    .sql('UPDATE radius_groups SET name = ?, nas_ids = ?, login_windows = ?, revision = revision + 1 WHERE id = ?')
    .run(group.name, JSON.stringify(group.nasIds), JSON.stringify(group.loginWindows), id);
  if (row.name !== group.name) {
    context
      .sql('UPDATE radusergroup SET groupname = ? WHERE tenant_id = ? AND groupname = ?')
      .run(group.name, scope.tenantId, row.name);
  }
  writeRows(context, scope, group.name, group);
  context.edited(
    { tenantId: scope.tenantId, actor, at, entity: 'group', id, kind: 'updated' },
    { before, after: group },
  );
  return { id };
};

export const groupRemove: Handler<'group.remove'> = (context, { scope, actor, id, at }) => {
  wholeTenant(scope, 'groups');
  const row = groupRow(context, scope, id);
  const members = context
    .sql('SELECT count(*) FROM radusergroup WHERE tenant_id = ? AND groupname = ?')
    .pluck()
    .get(scope.tenantId, row.name) as number;
  const services = context
    .sql('SELECT name FROM services WHERE group_id = ? AND deleted_at IS NULL')
    .pluck()
    .all(id) as string[];
  if (members > 0 || services.length > 0) {
    const who = [
      ...(members > 0 ? [`${members} subscribers`] : []),
      ...(services.length > 0 ? [`the services ${services.join(', ')}`] : []),
    ].join(' and ');
    throw new Conflict(`${who} are in group ${row.name}. Take them out first.`);
  }
  const before = shown(context, scope, row);
  dropRows(context, scope, row.name);
  context.sql('UPDATE services SET group_id = NULL WHERE group_id = ?').run(id);
  context.sql('DELETE FROM radius_groups WHERE id = ?').run(id);
  context.edited({ tenantId: scope.tenantId, actor, at, entity: 'group', id, kind: 'removed' }, { before });
  return { id };
};

function groupRow(context: CommandContext, { tenantId }: Scope, id: number): GroupRow {
  const row = context.sql('SELECT * FROM radius_groups WHERE id = ? AND tenant_id = ?').get(id, tenantId);
  if (!row) throw new NotFound(`There is no group ${id}.`);
  return row as GroupRow;
}

/** That attributes fit the dictionary is the caller's to know. `known` may stay though their router is gone. */
function check(context: CommandContext, { tenantId }: Scope, group: GroupInput, known: readonly number[]): void {
  const faults = validateLoginWindows(group.loginWindows);
  if (group.name.trim() === '') faults.push({ field: 'name', message: 'is required' });
  for (const [index, nasId] of group.nasIds.entries()) {
    const found = context.sql('SELECT 1 FROM nas WHERE id = ? AND tenant_id = ? AND deleted_at IS NULL');
    if (known.includes(nasId) || found.get(nasId, tenantId)) continue;
    faults.push({ field: `nasIds[${index}]`, message: `there is no NAS ${nasId}` });
  }
  if (faults.length > 0) throw new Invalid(faults);
}

function refuseTaken(context: CommandContext, { tenantId }: Scope, name: string, ownId: number): void {
  const taken = context
    .sql('SELECT 1 FROM radius_groups WHERE tenant_id = ? AND name = ? AND id <> ?')
    .get(tenantId, name, ownId);
  if (taken) throw new Conflict(`There is already a group named ${name}.`, 'name');
}

function writeRows(
  context: CommandContext,
  { tenantId }: Scope,
  name: string,
  { reply, check }: AttributesInput,
): void {
  const insert = (table: string) =>
    context.sql(`INSERT INTO ${table} (groupname, attribute, op, value, tenant_id) VALUES (?, ?, ?, ?, ?)`);
  for (const [attribute, value] of reply) insert('radgroupreply').run(name, attribute, '=', value, tenantId);
  for (const { attribute, op, value } of check) insert('radgroupcheck').run(name, attribute, op, value, tenantId);
}

function dropRows(context: CommandContext, { tenantId }: Scope, name: string): void {
  for (const table of ['radgroupreply', 'radgroupcheck']) {
    context.sql(`DELETE FROM ${table} WHERE tenant_id = ? AND groupname = ?`).run(tenantId, name);
  }
}

function shown(context: CommandContext, { tenantId }: Scope, row: GroupRow) {
  const rows = (table: string) =>
    context
      .sql(`SELECT attribute, op, value FROM ${table} WHERE tenant_id = ? AND groupname = ? ORDER BY id`)
      .all(tenantId, row.name);
  return {
    name: row.name,
    reply: rows('radgroupreply'),
    check: rows('radgroupcheck'),
    nasIds: JSON.parse(row.nas_ids) as number[],
    loginWindows: JSON.parse(row.login_windows) as unknown,
  };
}
