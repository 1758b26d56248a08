/** Operators, roles and API keys for the faces, and the look-ups behind a login. */
import { type RawBuilder, sql } from 'kysely';
import type { ApiKeyView, LoginReads, OperatorReads, OperatorView } from '../reads.ts';
import { type ReadContext, rowsOf, scopeOf } from './context.ts';

interface OperatorRow {
  readonly id: number;
  readonly tenant_id: number;
  readonly reseller_id: number | null;
  readonly username: string;
  readonly role: string;
  readonly permissions: string;
  readonly disabled: number;
  readonly created_at: number;
  readonly last_login_at: number | null;
  readonly password_hash: string;
}

interface KeyRow {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string;
  readonly operator_id: number;
  readonly operator_username: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
  readonly last_used_address: string | null;
  readonly key_hash: string;
}

const operatorRows = (context: ReadContext, where: RawBuilder<unknown>): Promise<OperatorRow[]> =>
  rowsOf(
    context,
    sql<OperatorRow>`SELECT o.*, r.name AS role, r.permissions FROM operators o JOIN roles r ON r.id = o.role_id
      WHERE ${where} ORDER BY o.username`,
  );

const keyRows = (context: ReadContext, where: RawBuilder<unknown>): Promise<KeyRow[]> =>
  rowsOf(
    context,
    sql<KeyRow>`SELECT k.*, o.username AS operator_username FROM api_keys k JOIN operators o ON o.id = k.operator_id
      WHERE ${where} ORDER BY k.id`,
  );

export const createOperatorReads = (context: ReadContext): OperatorReads => ({
  list: async (scope) => (await operatorRows(context, scopeOf(scope, 'o'))).map(operatorView),
  byId: async (scope, id) => {
    const [row] = await operatorRows(context, sql`${scopeOf(scope, 'o')} AND o.id = ${id}`);
    return row && operatorView(row);
  },
  roles: async (scope) => {
    const rows = await context.kysely.selectFrom('roles').selectAll().where('tenant_id', '=', scope.tenantId).execute();
    return rows.map(({ id, name, permissions }) => ({ id, name, permissions: JSON.parse(permissions) as string[] }));
  },
  apiKeys: async (scope) => (await keyRows(context, scopeOf(scope, 'o'))).map(keyView),
});

export function createLoginReads(context: ReadContext): LoginReads {
  const operatorOf = async (id: number): Promise<OperatorView | undefined> => {
    const [row] = await operatorRows(context, sql`o.id = ${id} AND o.disabled = 0`);
    return row && operatorView(row);
  };
  /** Keys that may be used now, with their creators; a disabled creator takes them along (Z7). */
  const usableKeys = async (where: RawBuilder<unknown>) => {
    const usable = sql`k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${context.now()})`;
    const found: { key: ApiKeyView; keyHash: string; operator: OperatorView }[] = [];
    for (const row of await keyRows(context, sql`${where} AND ${usable}`)) {
      const operator = await operatorOf(row.operator_id);
      if (operator) found.push({ key: keyView(row), keyHash: row.key_hash, operator });
    }
    return found;
  };
  return {
    async operatorByUsername(username) {
      const [row] = await operatorRows(context, sql`o.username = ${username} AND o.disabled = 0`);
      return row && { operator: operatorView(row), passwordHash: row.password_hash };
    },
    async sessionByTokenHash(tokenHash) {
      const session = await context.kysely
        .selectFrom('operator_sessions')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', context.now())
        .executeTakeFirst();
      const operator = session && (await operatorOf(session.operator_id));
      if (!session || !operator) return undefined;
      return { id: session.id, csrf: session.csrf, expiresAt: session.expires_at, operator };
    },
    async apiKeyByHash(keyHash) {
      const [found] = await usableKeys(sql`k.key_hash = ${keyHash}`);
      return found && { key: found.key, operator: found.operator };
    },
    apiKeysByPrefix: (prefix) => usableKeys(sql`k.prefix = ${prefix}`),
    async operatorCount() {
      const { operators } = await context.kysely
        .selectFrom('operators')
        .select(sql<number>`count(*)`.as('operators'))
        .executeTakeFirstOrThrow();
      return operators;
    },
  };
}

const operatorView = (row: OperatorRow): OperatorView => ({
  id: row.id,
  tenantId: row.tenant_id,
  resellerId: row.reseller_id,
  username: row.username,
  role: row.role,
  permissions: JSON.parse(row.permissions) as string[],
  disabled: row.disabled === 1,
  createdAt: row.created_at,
  lastLoginAt: row.last_login_at,
});

const keyView = (row: KeyRow): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: JSON.parse(row.scopes) as string[],
  operatorId: row.operator_id,
  operatorUsername: row.operator_username,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
  lastUsedAddress: row.last_used_address,
});
