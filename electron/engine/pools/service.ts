/** IP pools as operators see and change them (F052, X33); who gets which address is the data plane's. */
import type { IpPool, PoolBody, PoolMap } from '../../../shared/contract/operations/pools.ts';
import { poolSpace } from '../../../shared/domain/pool-space.ts';
import type { Store } from '../store/client.ts';
import type { Actor, PoolInput, Scope } from '../store/commands.ts';
import { NotFound } from '../store/errors.ts';
import type { LeaseCounts, LeaseQuery, PoolView } from '../store/reads.ts';

export interface PoolPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly clock: { now(): number };
  /** Resolves once the data plane gives from the pools as they are now; absent where none runs. */
  readonly settled?: () => Promise<void>;
  /** Tells the data plane that an address was taken away. */
  readonly release?: (tenantId: number, address: string) => void;
}

export interface Changer {
  readonly scope: Scope;
  readonly actor: Actor;
}

export type PoolChange = { readonly [K in keyof PoolBody]?: PoolBody[K] | undefined } & {
  readonly revision?: number | undefined;
};

const fresh: PoolInput = {
  ...{ name: '', kind: 'ipv4', ranges: [], prefixLength: null, reserved: [] },
  ...{ isSticky: true, coolDownSeconds: 300, nasIds: [] },
};

export function createPools({ store, clock, settled, release }: PoolPorts) {
  const reads = store.reads.pools;

  async function list(scope: Scope): Promise<IpPool[]> {
    const [pools, counts, statics] = [
      await reads.list(scope),
      await reads.counts(scope),
      await reads.statics({ tenantId: scope.tenantId }),
    ];
    const fixed = statics.map(({ address }) => address);
    return pools.map((pool) => withCounts(pool, counts.get(pool.id), fixed));
  }

  async function stored(scope: Scope, id: number): Promise<PoolView> {
    const found = (await reads.list(scope)).find((pool) => pool.id === id);
    if (!found) throw new NotFound(`There is no IP pool ${id}.`);
    return found;
  }

  async function byId(scope: Scope, id: number): Promise<IpPool> {
    const found = (await list(scope)).find((pool) => pool.id === id);
    if (!found) throw new NotFound(`There is no IP pool ${id}.`);
    return found;
  }

  return {
    list,
    byId,

    /** Every address that is not free. @throws NotFound */
    async map(scope: Scope, id: number): Promise<PoolMap> {
      const space = poolSpace(await stored(scope, id));
      if (!space.ok) return { size: 0, addresses: [] };
      const found = new Map<number, PoolMap['addresses'][number]>();
      const put = (address: string, of: Omit<PoolMap['addresses'][number], 'index' | 'address'>): void => {
        const index = space.value.indexOf(address);
        if (index !== undefined) found.set(index, { index, address, ...of });
      };
      for (let index = 0; index < space.value.size; index++) {
        if (space.value.isReserved(index)) put(space.value.at(index), { state: 'reserved', username: '', until: null });
      }
      const own = new Map((await reads.statics(scope)).map(({ address, username }) => [address, username]));
      for (const { address } of await reads.statics({ tenantId: scope.tenantId })) {
        put(address, { state: 'fixed', username: own.get(address) ?? '', until: null });
      }
      for (const { address, state, username, until } of await reads.ofPool(scope, id)) {
        if (state !== 'granted') put(address, { state, username, until });
      }
      return { size: space.value.size, addresses: [...found.values()].sort((a, b) => a.index - b.index) };
    },

    /** @throws Invalid for a shape that is no pool, Conflict where it overlaps another one or the name is taken */
    async create({ scope, actor }: Changer, body: PoolBody): Promise<IpPool> {
      const { id } = await store.command('pool.create', {
        ...{ scope, actor, pool: changed(fresh, body), at: clock.now() },
      });
      await settled?.();
      return byId(scope, id);
    },

    /**
     * Absent fields stay, null is the default value. `change.revision` is the state that it was made on.
     * @throws NotFound, Invalid, Conflict, also when somebody else changed the pool since
     */
    async update({ scope, actor }: Changer, id: number, change: PoolChange): Promise<IpPool> {
      const before = await stored(scope, id);
      const pool = changed(before, change);
      const revision = change.revision ?? before.revision;
      await store.command('pool.update', { scope, actor, id, pool, revision, at: clock.now() });
      await settled?.();
      return byId(scope, id);
    },

    /** @throws NotFound, Conflict while addresses are in use */
    async remove({ scope, actor }: Changer, id: number): Promise<void> {
      await store.command('pool.remove', { scope, actor, id, at: clock.now() });
      await settled?.();
    },

    leases: (scope: Scope, query: LeaseQuery) => reads.leases(scope, query),

    /** @throws NotFound */
    async release({ scope, actor }: Changer, id: number): Promise<void> {
      const { address } = await store.command('lease.release', { scope, actor, id, at: clock.now() });
      release?.(scope.tenantId, address);
    },
  };
}

export type PoolService = ReturnType<typeof createPools>;

function withCounts(pool: PoolView, counts: LeaseCounts | undefined, statics: readonly string[]): IpPool {
  const space = poolSpace(pool);
  const usable = space.ok ? space.value.usable : 0;
  const fixed = space.ok ? new Set(statics.filter((address) => space.value.has(address))).size : 0;
  const inUse = (counts?.held ?? 0) + (counts?.given ?? 0);
  const resting = (counts?.cooling ?? 0) + (counts?.quarantined ?? 0);
  const { tenantId: _, ranges, reserved, nasIds, ...plain } = pool;
  return {
    ...plain,
    ...{ ranges: [...ranges], reserved: [...reserved], nasIds: [...nasIds], usable, inUse, resting, fixed },
    taken: Math.min(usable, inUse + resting + fixed),
  };
}

/** `change` laid over `stored`: absent stays, null is the fresh value. */
function changed(stored: PoolInput, change: PoolChange): PoolInput {
  const pick = <K extends keyof PoolInput>(key: K): PoolInput[K] => {
    const value = change[key as keyof PoolChange];
    return (value === undefined ? stored[key] : (value ?? fresh[key])) as PoolInput[K];
  };
  const kind = pick('kind');
  return {
    ...{
      name: pick('name'),
      kind,
      ranges: pick('ranges'),
      prefixLength: kind === 'ipv4' ? null : pick('prefixLength'),
    },
    ...{ reserved: pick('reserved'), isSticky: pick('isSticky') },
    ...{ coolDownSeconds: pick('coolDownSeconds'), nasIds: pick('nasIds') },
  };
}
