/**
 * The record of leases beside the data plane: it writes what the data plane did with addresses, grants it windows to
 * give from, and tells it which sessions are over.
 *
 * An address is on record as granted before the data plane may give it, so that after a crash everything that may have
 * been given unrecorded is known: it rests until accounting had time to tell (shared/domain/lease-record.ts).
 */
import type { Logger } from 'pino';
import { isNearlyFull, type Lease, type LeaseChange, sessionOnNas } from '../../../shared/domain/ip-lease.ts';
import { planGrant, recordAfter, reopened, windowTarget } from '../../../shared/domain/lease-record.ts';
import { type PoolSpace, poolSpace } from '../../../shared/domain/pool-space.ts';
import type { DataPlane, LeaseGrant, LeaseReport, OccupiedAddress, PoolsTold } from '../aaa/client.ts';
import type { Directory } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import type { PoolView } from '../store/reads.ts';
import { createLeaseWriter } from './lease-writer.ts';
import { createStatics } from './statics.ts';

/** What of an open session is looked at. */
interface OpenSession {
  readonly row: {
    readonly tenantId: number;
    readonly nasId: number;
    readonly acctSessionId: string;
    readonly loginClass: string;
    readonly username: string;
    readonly subscriberId: number | null;
    readonly framedIpAddress: string;
    readonly framedIpv6Prefix: string;
    readonly delegatedIpv6Prefix: string;
  };
}

export interface PoolKeeperPorts {
  readonly store: Pick<Store, 'command' | 'reads'>;
  readonly directory: Pick<Directory, 'pools' | 'subscribers'>;
  /** Open sessions by what accounting and routers say. */
  readonly open: () => Iterable<OpenSession>;
  /** Resolves once what was accounted until now is in `open`. */
  readonly settle: () => Promise<void>;
  readonly dataPlane: () => Pick<DataPlane, 'updatePools' | 'grant' | 'leasesOver' | 'releaseLease'>;
  readonly raise: (tenantId: number, key: string, severity: 'warn' | 'high', title: string, detail: string) => void;
  readonly resolve: (tenantId: number, key: string) => void;
  readonly interimSeconds: number;
  readonly now: () => number;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}

export type PoolKeeper = ReturnType<typeof createPoolKeeper>;

export function createPoolKeeper(ports: PoolKeeperPorts) {
  const { store, directory, now, interimSeconds, log } = ports;
  const byTenant = new Map<number, Map<string, Lease>>();
  const writer = createLeaseWriter(store, (error) => log.error({ err: error }, 'leases could not be recorded'));
  const statics = createStatics(directory);
  let spaces = new Map<number, { readonly pool: PoolView; readonly space: PoolSpace }>();
  /** Where in each pool the next grant begins. */
  const next = new Map<number, number>();
  const nearlyFull = new Map<number, boolean>();
  /** Static addresses inside each pool, and of what they were gathered. */
  const inside = new Map<
    number,
    { readonly of: readonly string[]; readonly space: PoolSpace; readonly own: readonly string[] }
  >();
  let hasCollision: boolean | undefined;
  let isLoaded = false;
  let isMarked = false;
  /** One after the other: a grant is planned on what the report before it said. */
  let line: Promise<void> = Promise.resolve();

  const recordOf = (tenantId: number): Map<string, Lease> => {
    let record = byTenant.get(tenantId);
    if (!record) {
      record = new Map();
      byTenant.set(tenantId, record);
    }
    return record;
  };
  const all = (): Lease[] => [...byTenant.values()].flatMap((record) => [...record.values()]);

  function note(changes: readonly LeaseChange[]): void {
    // A pool that was removed keeps no record, whatever its last sessions still do.
    const known = changes.filter((change) => change.state === 'free' || spaces.has(change.poolId));
    for (const [tenantId, own] of Map.groupBy(known, (change) => change.tenantId)) recordAfter(recordOf(tenantId), own);
    writer.add(known);
  }

  function readPools(): void {
    inside.clear();
    spaces = new Map(
      directory.pools.flatMap((pool) => {
        const space = poolSpace(pool);
        if (!space.ok) log.error({ pool: pool.name, faults: space.fault }, 'an IP pool cannot be used');
        return space.ok ? [[pool.id, { pool, space: space.value }]] : [];
      }),
    );
  }

  /** Plans, records and only then grants. Nothing is granted that could not be recorded. */
  async function grant(wants: readonly { readonly poolId: number; readonly count: number }[]): Promise<LeaseGrant[]> {
    const taken: LeaseChange[] = [];
    const grants = wants.flatMap(({ poolId, count }): LeaseGrant[] => {
      const known = spaces.get(poolId);
      if (!known) return [];
      const { pool, space } = known;
      const { tenantId } = pool;
      const record = recordOf(tenantId);
      const isStatic = (address: string): boolean => statics.has(tenantId, address);
      const plan = planGrant(pool, space, record, isStatic, count, now(), next.get(poolId) ?? 0);
      const addresses = plan.leases.map(({ address }) => address);
      for (const address of addresses) taken.push(record.get(address) ?? { tenantId, address, state: 'free' });
      note(plan.leases);
      const last = addresses.at(-1);
      if (last !== undefined) next.set(poolId, ((space.indexOf(last) ?? 0) + 1) % space.size);
      return [{ tenantId, poolId, addresses, isDry: plan.isDry }];
    });
    if (grants.length === 0) return grants;
    let isRecorded = false;
    try {
      if (!isMarked) {
        await store.command('lease.mark', { isOpen: true });
        isMarked = true;
      }
      isRecorded = await writer.flush();
    } finally {
      // Nobody was told of them: kept as granted they would be lost to the pool, half of it with each try.
      if (!isRecorded) note(taken);
    }
    return isRecorded ? grants : [];
  }

  /** Looked for again only where something is different: a network may have as many static addresses as subscribers. */
  function fixedIn({ id, tenantId }: PoolView, space: PoolSpace): readonly string[] {
    const of = statics.of(tenantId);
    const known = inside.get(id);
    if (known?.of === of && known.space === space) return known.own;
    const own = of.filter((address) => space.has(address));
    inside.set(id, { of, space, own });
    return own;
  }

  const wholeWindows = () => [...spaces].map(([poolId, { space }]) => ({ poolId, count: windowTarget(space.usable) }));

  function occupied(): OccupiedAddress[] {
    const tenants = new Set([...spaces.values()].map(({ pool }) => pool.tenantId));
    if (tenants.size === 0) return [];
    return [...ports.open()].flatMap(({ row }) => {
      const { tenantId, nasId, acctSessionId, loginClass, username, subscriberId, framedIpAddress: ipv4 } = row;
      const prefixes = [row.framedIpv6Prefix, row.delegatedIpv6Prefix].filter((prefix) => prefix !== '');
      if (!tenants.has(tenantId) || (ipv4 === '' && prefixes.length === 0)) return [];
      return { tenantId, nasId, acctSessionId, loginClass, username, subscriberId, ipv4, prefixes };
    });
  }

  const openKeys = (): Set<string> =>
    new Set([...ports.open()].map(({ row }) => sessionOnNas(row.nasId, row.acctSessionId, row.username)));

  const inLine = (work: () => Promise<void>): Promise<void> => {
    line = line.then(work).catch((error: unknown) => log.error({ err: error }, 'IP pools could not be served'));
    return line;
  };

  async function openPools(): Promise<PoolsTold> {
    let hasCrashed = isLoaded; // a thread that is started again died without its last report
    readPools();
    if (!isLoaded) {
      for (const lease of await store.reads.engine.leases()) recordOf(lease.tenantId).set(lease.address, lease);
      hasCrashed = await store.reads.engine.areLeasesOpen();
      isLoaded = true;
    }
    const open = openKeys();
    const isSticky = (poolId: number): boolean => spaces.get(poolId)?.pool.isSticky ?? false;
    note(reopened(all(), { hasCrashed, at: now(), interimSeconds, isOpen: (key) => open.has(key), isSticky }));
    const grants = await grant(wholeWindows());
    return {
      pools: directory.pools,
      restore: all().filter(({ state }) => state !== 'granted'),
      occupied: occupied(),
      grants,
    };
  }

  return {
    /** What a new thread is told. Where the record cannot be read or written, pools give nothing. */
    open(): Promise<PoolsTold> {
      const none = { pools: directory.pools, restore: [], occupied: [], grants: [] };
      return openPools().catch((error: unknown) => {
        log.error({ err: error }, 'the record of leases could not be opened: IP pools give no address');
        return none;
      });
    },

    report({ changes, wants, collisions }: LeaseReport): void {
      note(changes);
      for (const { tenantId, address, usernames } of collisions) {
        hasCollision = true;
        const detail = `${usernames.join(' and ')} both have ${address} by what their routers say. See which of them gave it by itself: a router with a pool of its own over the same range, or a static address.`;
        ports.raise(tenantId, 'pool.collision', 'high', 'Two sessions have one address', detail);
      }
      inLine(async () => {
        if (!isLoaded) return;
        if (wants.length === 0) await writer.flush();
        else for (const one of await grant(wants)) ports.dataPlane().grant(one);
      });
    },

    /** Pools were added, changed or removed: resolves once the data plane gives from them. */
    poolsChanged(): Promise<void> {
      readPools();
      for (const record of byTenant.values()) {
        for (const lease of [...record.values()]) {
          const space = spaces.get(lease.poolId)?.space;
          if (!space) record.delete(lease.address);
          else if (lease.state === 'granted' && !space.has(lease.address)) note([{ ...lease, state: 'free' }]);
        }
      }
      ports.dataPlane().updatePools(directory.pools, occupied());
      return inLine(async () => {
        await ports.settle();
        // What was accounted before the data plane heard of the pool is known by now.
        ports.dataPlane().updatePools(directory.pools, occupied());
        for (const one of await grant(wholeWindows())) ports.dataPlane().grant(one);
      });
    },

    /** Resolves when everything that was begun is done. */
    settled: (): Promise<void> => line,

    subscribersChanged: () => statics.forget(),

    /** An operator gives an address back by hand. */
    release: (tenantId: number, address: string) => ports.dataPlane().releaseLease(tenantId, address),

    /** Every few seconds: how full the pools are, and the alerts of it. */
    round(): void {
      for (const [poolId, { pool, space }] of spaces) {
        const record = recordOf(pool.tenantId);
        const fixed = fixedIn(pool, space).filter((address) => !record.has(address)).length;
        let taken = fixed;
        for (const lease of record.values()) {
          if (lease.poolId === poolId && lease.state !== 'granted' && lease.state !== 'idle') taken++;
        }
        const before = nearlyFull.get(poolId);
        const isFull = isNearlyFull(taken, space.usable, before ?? false);
        nearlyFull.set(poolId, isFull);
        const key = `pool.full.${poolId}`;
        if (isFull && !before) {
          const detail = `${taken} of ${space.usable} addresses are taken. Add a range before logins are refused.`;
          ports.raise(pool.tenantId, key, 'high', `IP pool ${pool.name} is nearly full`, detail);
        } else if (!isFull && before !== false) ports.resolve(pool.tenantId, key);
      }
      const stillCollides = all().some(({ sessions }) => sessions.length > 1);
      if (!stillCollides && hasCollision !== false) {
        for (const tenantId of byTenant.keys()) ports.resolve(tenantId, 'pool.collision');
        hasCollision = false;
      }
    },

    /** Every minute or so: sessions that ended without a Stop. The data plane judges, because it may have heard of them since. */
    sweep(): void {
      const open = openKeys();
      for (const [tenantId, record] of byTenant) {
        const over = [...record.values()].flatMap(({ sessions }) => sessions.filter((key) => !open.has(key)));
        if (over.length > 0) ports.dataPlane().leasesOver(tenantId, [...new Set(over)]);
      }
    },

    /** After the data plane's last report; `isClean` when it gave one. */
    async close(isClean: boolean): Promise<void> {
      await line;
      if (!isMarked || !isClean) return;
      note(all().flatMap((lease): LeaseChange[] => (lease.state === 'granted' ? [{ ...lease, state: 'free' }] : [])));
      if (await writer.flush()) await store.command('lease.mark', { isOpen: false });
    },
  };
}
