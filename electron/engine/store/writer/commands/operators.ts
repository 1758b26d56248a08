/** Operators, their sessions and their API keys. Passwords, tokens and keys arrive hashed. */
import { adminRole } from '../../../../../shared/contract/permissions.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { CommandContext, Handler } from '../context.ts';

interface OperatorRow {
  readonly id: number;
  readonly tenant_id: number;
  readonly username: string;
  readonly role: string;
  readonly disabled: number;
}

function operatorOf(context: CommandContext, tenantId: number, id: number): OperatorRow {
  const row = context
    .sql(
      `SELECT operators.id, operators.tenant_id, username, roles.name AS role, disabled
       FROM operators JOIN roles ON roles.id = role_id WHERE operators.id = ? AND operators.tenant_id = ?`,
    )
    .get(id, tenantId) as OperatorRow | undefined;
  if (!row) throw new NotFound(`There is no operator ${id}.`);
  return row;
}

function roleId(context: CommandContext, tenantId: number, role: string): number {
  const id = context.sql('SELECT id FROM roles WHERE tenant_id = ? AND name = ?').pluck().get(tenantId, role);
  if (id === undefined) throw new Invalid([{ field: 'role', message: `there is no role ${role}` }]);
  return id as number;
}

export const operatorCreate: Handler<'operator.create'> = (context, input) => {
  const { tenantId, actor, username, passwordHash, role, at } = input;
  const role_id = roleId(context, tenantId, role);
  // Names are unique over all tenants: logging in asks for nothing else.
  if (context.sql('SELECT 1 FROM operators WHERE username = ?').get(username)) {
    throw new Conflict(`${username} exists already.`, 'username');
  }
  const { lastInsertRowid } = context
    .sql('INSERT INTO operators (tenant_id, role_id, username, password_hash, created_at) VALUES (?, ?, ?, ?, ?)')
    .run(tenantId, role_id, username, passwordHash, at);
  const id = Number(lastInsertRowid);
  context.edited({ tenantId, actor, at, entity: 'operator', id, kind: 'created' }, { after: { username, role } });
  return { id };
};

export const operatorUpdate: Handler<'operator.update'> = (context, input) => {
  const { tenantId, actor, id, passwordHash, role, disabled, at } = input;
  const before = operatorOf(context, tenantId, id);
  keepAnAdmin(context, before, role ?? before.role, disabled ?? before.disabled === 1);
  if (role !== undefined) {
    context.sql('UPDATE operators SET role_id = ? WHERE id = ?').run(roleId(context, tenantId, role), id);
  }
  if (passwordHash !== undefined) {
    context.sql('UPDATE operators SET password_hash = ? WHERE id = ?').run(passwordHash, id);
  }
  if (disabled !== undefined) {
    context.sql('UPDATE operators SET disabled = ? WHERE id = ?').run(Number(disabled), id);
  }
  // Somebody else's new password or a disabled account ends what is logged in; one's own new password does not.
  const isOwn = actor.kind === 'operator' && actor.id === id;
  if (disabled === true || (passwordHash !== undefined && !isOwn)) {
    context.sql('DELETE FROM operator_sessions WHERE operator_id = ?').run(id);
  }
  context.edited(
    { tenantId, actor, at, entity: 'operator', id, kind: 'updated' },
    {
      before: { username: before.username, role: before.role, disabled: before.disabled === 1 },
      after: { role: role ?? before.role, disabled: disabled ?? before.disabled === 1 },
      passwordChanged: passwordHash !== undefined,
    },
  );
  return { id };
};

/** The last enabled operator who may do everything cannot lose that: nobody could give it back. @throws Conflict */
function keepAnAdmin(context: CommandContext, before: OperatorRow, role: string, disabled: boolean): void {
  const wasAdmin = before.role === adminRole && before.disabled === 0;
  if (!wasAdmin || (role === adminRole && !disabled)) return;
  const others = context
    .sql(
      `SELECT count(*) FROM operators JOIN roles ON roles.id = role_id
       WHERE operators.tenant_id = ? AND roles.name = ? AND disabled = 0 AND operators.id <> ?`,
    )
    .pluck()
    .get(before.tenant_id, adminRole, before.id);
  if (others === 0) {
    throw new Conflict(`${before.username} is the last administrator.`, disabled ? 'disabled' : 'role');
  }
}

export const operatorLogin: Handler<'operator.login'> = (context, input) => {
  const { operatorId, tokenHash, csrf, at, expiresAt, address } = input;
  const operator = context
    .sql('SELECT id, tenant_id, username FROM operators WHERE id = ? AND disabled = 0')
    .get(operatorId) as Pick<OperatorRow, 'id' | 'tenant_id' | 'username'> | undefined;
  if (!operator) throw new NotFound(`There is no enabled operator ${operatorId}.`);
  context.sql('DELETE FROM operator_sessions WHERE expires_at <= ?').run(at);
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO operator_sessions (operator_id, token_hash, csrf, address, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(operatorId, tokenHash, csrf, address, at, expiresAt);
  context.sql('UPDATE operators SET last_login_at = ? WHERE id = ?').run(at, operatorId);
  context.audit({
    tenantId: operator.tenant_id,
    actor: { kind: 'operator', id: operatorId, name: operator.username, address },
    action: 'operator.login',
    entity: 'operator',
    entityId: operatorId,
    detail: null,
    at,
  });
  return { id: Number(lastInsertRowid) };
};

export const operatorLogout: Handler<'operator.logout'> = (context, { tokenHash }) => ({
  removed: context.sql('DELETE FROM operator_sessions WHERE token_hash = ?').run(tokenHash).changes,
});

export const apiKeyCreate: Handler<'api-key.create'> = (context, input) => {
  const { tenantId, actor, operatorId, name, prefix, keyHash, scopes, expiresAt, at } = input;
  const owner = operatorOf(context, tenantId, operatorId);
  const { lastInsertRowid } = context
    .sql(
      `INSERT INTO api_keys (tenant_id, operator_id, name, prefix, key_hash, scopes, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(tenantId, operatorId, name, prefix, keyHash, JSON.stringify(scopes), at, expiresAt);
  const id = Number(lastInsertRowid);
  context.edited(
    { tenantId, actor, at, entity: 'api-key', id, kind: 'created' },
    { after: { name, prefix, scopes, expiresAt, owner: owner.username } },
  );
  return { id };
};

export const apiKeyRevoke: Handler<'api-key.revoke'> = (context, { tenantId, actor, id, at }) => {
  const key = context
    .sql('SELECT name, prefix FROM api_keys WHERE id = ? AND tenant_id = ? AND revoked_at IS NULL')
    .get(id, tenantId);
  if (!key) throw new NotFound(`There is no API key ${id}.`);
  context.sql('UPDATE api_keys SET revoked_at = ? WHERE id = ?').run(at, id);
  context.edited({ tenantId, actor, at, entity: 'api-key', id, kind: 'removed' }, { before: key });
  return { id };
};

export const apiKeyUsed: Handler<'api-key.used'> = (context, { id, at, address }) => {
  context.sql('UPDATE api_keys SET last_used_at = ?, last_used_address = ? WHERE id = ?').run(at, address, id);
  return { id };
};
