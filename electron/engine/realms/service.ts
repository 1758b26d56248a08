/** Realms (F050): which part of a login name selects what, and which methods prove it. */
import type { RealmBody } from '../../../shared/contract/operations/realms.ts';
import { authMethods } from '../../../shared/domain/realm.ts';
import type { Store } from '../store/client.ts';
import type { Actor, RealmInput, Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { RealmView } from '../store/reads.ts';

export interface RealmPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

export type RealmChange = { readonly [K in keyof RealmBody]?: RealmBody[K] | undefined };
export type RealmListItem = RealmView & { readonly subscribers: number };

const fresh: RealmInput = { name: '', methods: authMethods, isActive: true, isDefault: false };

export function createRealms({ store, clock }: RealmPorts) {
  async function byId(scope: Scope, id: number): Promise<RealmListItem> {
    const found = (await store.reads.realms.list(scope)).find((realm) => realm.id === id);
    if (!found) throw new NotFound(`There is no realm ${id}.`);
    return found;
  }

  return {
    byId,

    list: (scope: Scope) => store.reads.realms.list(scope),

    /** @throws Conflict when the name is taken */
    async create({ scope, actor }: Changer, body: RealmBody): Promise<RealmListItem> {
      const { id } = await store.command('realm.create', {
        scope,
        actor,
        realm: changed(fresh, body),
        at: clock.now(),
      });
      return byId(scope, id);
    },

    /** @throws NotFound, Conflict when the name is taken */
    async update({ scope, actor }: Changer, id: number, change: RealmChange): Promise<RealmListItem> {
      const realm = changed(await byId(scope, id), change);
      await store.command('realm.update', { scope, actor, id, realm, at: clock.now() });
      return byId(scope, id);
    },

    /** @throws NotFound, Conflict for the default realm and while it has subscribers */
    async remove({ scope, actor }: Changer, id: number): Promise<void> {
      await store.command('realm.remove', { scope, actor, id, at: clock.now() });
    },
  };
}

export type RealmService = ReturnType<typeof createRealms>;

/** `change` laid over `stored`: absent stays, null is the fresh value. */
const changed = (stored: RealmInput, change: RealmChange): RealmInput => ({
  name: change.name ?? stored.name,
  methods: change.methods === undefined ? stored.methods : (change.methods ?? fresh.methods),
  isActive: change.isActive === undefined ? stored.isActive : (change.isActive ?? fresh.isActive),
  isDefault: change.isDefault ?? stored.isDefault,
});
