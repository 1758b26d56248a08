/** The accounts of the people who log in. That one administrator remains is the store's rule. */
import { adminRole, expandPermissions } from '../../../shared/contract/permissions.ts';
import type { CommandInput } from '../store/commands.ts';
import { Forbidden, Invalid, NotFound } from '../store/errors.ts';
import type { OperatorView } from '../store/reads.ts';
import type { Caller } from './caller.ts';
import { hashPassword } from './password-hash.ts';
import type { OperatorPorts } from './ports.ts';
import { newReadablePassword } from './tokens.ts';

export interface OperatorChange {
  readonly password?: string | undefined;
  readonly role?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

export const firstOperatorName = 'admin';

export function createAccounts({ store, clock, randomBytes, passwordCost }: OperatorPorts) {
  const hash = (password: string) => hashPassword(password, randomBytes, passwordCost);

  /** Accounts belong to the tenant: an operator that a reseller made would not be bound to the reseller. */
  function refuseReseller({ scope }: Caller): void {
    if (scope.resellerId !== undefined) throw new Forbidden('A reseller cannot change operators.');
  }

  async function byId(caller: Caller, id: number): Promise<OperatorView> {
    const found = await store.reads.operators.byId(caller.scope, id);
    if (!found) throw new NotFound(`There is no operator ${id}.`);
    return found;
  }

  /** Nobody hands out what they do not have: a role may be given only by someone who has all of it. */
  async function checkRole(caller: Caller, role: string): Promise<void> {
    const known = await store.reads.operators.roles(caller.scope);
    const wanted = known.find(({ name }) => name === role);
    if (!wanted) {
      const names = known.map(({ name }) => name).join(', ');
      throw new Invalid([{ field: 'role', message: `must be one of ${names}` }]);
    }
    const missing = expandPermissions(wanted.permissions).find((name) => !caller.permissions.has(name));
    if (missing) throw new Forbidden(`The role ${role} includes ${missing}, which ${caller.actor.name} does not have.`);
  }

  /** An account with more rights than the caller's is not the caller's to change. */
  function checkRank(caller: Caller, operator: OperatorView): void {
    const missing = expandPermissions(operator.permissions).find((name) => !caller.permissions.has(name));
    if (missing) throw new Forbidden(`${operator.username} may ${missing}, which ${caller.actor.name} may not.`);
  }

  async function update(caller: Caller, id: number, change: OperatorChange): Promise<OperatorView> {
    refuseReseller(caller);
    const operator = await byId(caller, id);
    checkRank(caller, operator);
    if (change.role !== undefined && change.role !== operator.role) {
      await checkRole(caller, change.role);
    }
    const input: CommandInput<'operator.update'> = {
      tenantId: caller.scope.tenantId,
      actor: caller.actor,
      id,
      at: clock.now(),
      ...(change.password === undefined ? {} : { passwordHash: await hash(change.password) }),
      ...(change.role === undefined ? {} : { role: change.role }),
      ...(change.isDisabled === undefined ? {} : { disabled: change.isDisabled }),
    };
    await store.command('operator.update', input);
    return byId(caller, id);
  }

  return {
    list: (caller: Caller) => store.reads.operators.list(caller.viewScope),
    roles: (caller: Caller) => store.reads.operators.roles(caller.viewScope),

    /** @throws Conflict when the name is taken, Invalid when the role does not exist, Forbidden when it is too high. */
    async create(
      caller: Caller,
      { username, password, role }: { readonly username: string; readonly password: string; readonly role: string },
    ): Promise<OperatorView> {
      refuseReseller(caller);
      await checkRole(caller, role);
      const { id } = await store.command('operator.create', {
        tenantId: caller.scope.tenantId,
        actor: caller.actor,
        username,
        passwordHash: await hash(password),
        role,
        at: clock.now(),
      });
      return byId(caller, id);
    },

    update,

    /** Disables the account; its row stays, since the audit names it. */
    async remove(caller: Caller, id: number): Promise<void> {
      await update(caller, id, { isDisabled: true });
    },

    /**
     * Makes the operator `admin` when there is none yet. `given` is LASTMILE_ADMIN_PASSWORD; without it a random
     * password is made, which the caller shows once. Undefined when operators exist already.
     */
    async ensureFirst(
      tenantId: number,
      given: string | undefined,
    ): Promise<{ readonly username: string; readonly generatedPassword: string | undefined } | undefined> {
      if ((await store.reads.login.operatorCount()) > 0) return undefined;
      const generatedPassword = given ? undefined : newReadablePassword(randomBytes);
      await store.command('operator.create', {
        tenantId,
        actor: { kind: 'system', id: null, name: 'first start' },
        username: firstOperatorName,
        passwordHash: await hash(given || generatedPassword!),
        role: adminRole,
        at: clock.now(),
      });
      return { username: firstOperatorName, generatedPassword };
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
