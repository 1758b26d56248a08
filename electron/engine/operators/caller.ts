/** Who is asking, as every handler sees it: identity for the audit, scope for the rows, permissions for the verbs. */
import { expandPermissions, type Permission } from '../../../shared/contract/permissions.ts';
import type { Actor, Scope } from '../store/commands.ts';
import type { ApiKeyView, OperatorView } from '../store/reads.ts';

/** The cookie session behind a caller; API keys and the command line have none. */
export interface CallerSession {
  readonly tokenHash: string;
  readonly csrf: string;
  readonly expiresAt: number;
}

export interface Caller {
  readonly actor: Actor;
  /** Rows that it may change: a reseller's operator has its own subscribers only. */
  readonly scope: Scope;
  /** Rows that it may see: all of the tenant with `subscribers.view_all` (F098), else the same as `scope`. */
  readonly viewScope: Scope;
  readonly permissions: ReadonlySet<Permission>;
  readonly role: string | null;
  /** Who answers for it: the operator, or the creator of the API key. null for the command line. */
  readonly operatorId: number | null;
  readonly session: CallerSession | undefined;
}

function callerOf(
  operator: OperatorView,
  permissions: readonly Permission[],
  identity: Pick<Caller, 'actor' | 'role' | 'session'>,
): Caller {
  const whole = { tenantId: operator.tenantId };
  const own = operator.resellerId === null ? whole : { ...whole, resellerId: operator.resellerId };
  return {
    ...identity,
    scope: own,
    viewScope: permissions.includes('subscribers.view_all') ? whole : own,
    permissions: new Set(permissions),
    operatorId: operator.id,
  };
}

export const operatorCaller = (operator: OperatorView, session: CallerSession, address: string): Caller =>
  callerOf(operator, expandPermissions(operator.permissions), {
    actor: { kind: 'operator', id: operator.id, name: operator.username, address },
    role: operator.role,
    session,
  });

/** Z7: a key can do what its scopes say, and never more than its creator can today. */
export function apiKeyCaller(key: ApiKeyView, creator: OperatorView, address: string): Caller {
  const allowed = new Set(expandPermissions(creator.permissions));
  return callerOf(
    creator,
    expandPermissions(key.scopes).filter((scope) => allowed.has(scope)),
    {
      actor: { kind: 'api-key', id: key.id, name: `${key.name} (${key.prefix}…)`, address },
      role: null,
      session: undefined,
    },
  );
}

/** The operator's command line on this machine: whoever can read the data folder can do everything anyway. */
export const cliCaller = (tenantId: number, address?: string): Caller => ({
  actor: { kind: 'cli', id: null, name: 'command line', ...(address === undefined ? {} : { address }) },
  scope: { tenantId },
  viewScope: { tenantId },
  permissions: new Set(expandPermissions(['*'])),
  role: null,
  operatorId: null,
  session: undefined,
});
