/** Keys of machines (Z7): made by an operator, with at most that operator's rights, shown once, hashed at rest. */
import { adminRole, type Permission } from '../../../shared/contract/permissions.ts';
import { Forbidden, Invalid, NotFound } from '../store/errors.ts';
import type { ApiKeyView } from '../store/reads.ts';
import type { Caller } from './caller.ts';
import type { OperatorPorts } from './ports.ts';
import { hashToken, newApiKey } from './tokens.ts';

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly expiresAt: number | null;
  readonly operatorId?: number | undefined;
}

export function createApiKeys({ store, clock, randomBytes }: OperatorPorts) {
  async function byId(caller: Caller, id: number): Promise<ApiKeyView> {
    const found = (await store.reads.operators.apiKeys(caller.scope)).find((key) => key.id === id);
    if (!found) throw new NotFound(`There is no API key ${id}.`);
    return found;
  }

  async function ownerOf(caller: Caller, wanted: number | undefined): Promise<number> {
    if (caller.actor.kind !== 'cli') {
      if (wanted !== undefined && wanted !== caller.operatorId) {
        throw new Forbidden('An API key belongs to whoever makes it; only the command line can make one for another.');
      }
      if (caller.operatorId === null) throw new Forbidden('An API key belongs to an operator.');
      return caller.operatorId;
    }
    const all = (await store.reads.operators.list(caller.scope)).filter((operator) => !operator.disabled);
    const owner = all.find(({ id, role }) => (wanted === undefined ? role === adminRole : id === wanted));
    if (!owner) throw new Invalid([{ field: 'operatorId', message: 'must be the number of an enabled operator' }]);
    return owner.id;
  }

  return {
    list: (caller: Caller) => store.reads.operators.apiKeys(caller.viewScope),

    /**
     * Makes a key that belongs to `operatorId`: the caller, unless the command line names somebody. The clear text is in
     * the answer only. @throws Invalid for a scope beyond the caller's rights or an end in the past, Forbidden when the
     * owner is somebody else.
     */
    async create(caller: Caller, wanted: NewApiKey): Promise<{ readonly key: string; readonly view: ApiKeyView }> {
      const operatorId = await ownerOf(caller, wanted.operatorId);
      const faults = wanted.scopes.flatMap((scope, i) =>
        caller.permissions.has(scope)
          ? []
          : [{ field: `scopes[${i}]`, message: `${scope} is not among the rights of ${caller.actor.name}` }],
      );
      if (wanted.expiresAt !== null && wanted.expiresAt <= clock.now()) {
        faults.push({ field: 'expiresAt', message: 'must be in the future' });
      }
      if (faults.length > 0) throw new Invalid(faults);
      const { key, prefix } = newApiKey(randomBytes);
      const { id } = await store.command('api-key.create', {
        tenantId: caller.scope.tenantId,
        actor: caller.actor,
        operatorId,
        name: wanted.name,
        prefix,
        keyHash: hashToken(key),
        scopes: [...new Set(wanted.scopes)],
        expiresAt: wanted.expiresAt,
        at: clock.now(),
      });
      return { key, view: await byId(caller, id) };
    },

    /** @throws NotFound */
    async revoke(caller: Caller, id: number): Promise<void> {
      await byId(caller, id);
      await store.command('api-key.revoke', {
        tenantId: caller.scope.tenantId,
        actor: caller.actor,
        id,
        at: clock.now(),
      });
    },
  };
}

export type ApiKeys = ReturnType<typeof createApiKeys>;
