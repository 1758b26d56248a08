import { describe, expect, it } from 'vitest';
import type { Lease, LeaseChange } from '../../../shared/domain/ip-lease.ts';
import { recordAfter, windowTarget } from '../../../shared/domain/lease-record.ts';
import type { LeaseGrant } from '../aaa/client.ts';
import type { PoolView } from '../store/reads.ts';
import { createPoolKeeper, type PoolKeeperPorts } from './keeper.ts';

const pool: PoolView = {
  ...{ id: 1, tenantId: 1, name: 'home', kind: 'ipv4', ranges: ['100.64.0.0/26'], prefixLength: null, reserved: [] },
  ...{ isSticky: true, coolDownSeconds: 60, nasIds: [], createdAt: 0, revision: 1 },
};

/** A keeper on a record that can be made to fail. */
function setUp() {
  const record = new Map<string, Lease>();
  const granted: LeaseGrant[] = [];
  const state = { isDiskFull: false };
  const command = async (name: string, input: unknown): Promise<unknown> => {
    if (state.isDiskFull) throw new Error('disk full');
    if (name === 'lease.note') recordAfter(record, (input as { changes: LeaseChange[] }).changes);
    return {};
  };
  const keeper = createPoolKeeper({
    store: {
      command,
      reads: { engine: { leases: async () => [], areLeasesOpen: async () => false } },
    } as unknown as PoolKeeperPorts['store'],
    directory: { pools: [pool], subscribers: [] } as unknown as PoolKeeperPorts['directory'],
    open: () => [],
    settle: async () => undefined,
    dataPlane: () => ({
      updatePools: () => undefined,
      grant: (one: LeaseGrant) => void granted.push(one),
      leasesOver: () => undefined,
      releaseLease: () => undefined,
    }),
    raise: () => undefined,
    resolve: () => undefined,
    interimSeconds: 300,
    now: () => 1_700_000_000_000,
    log: { error: () => undefined, warn: () => undefined },
  });
  const want = async (count: number): Promise<void> => {
    keeper.report({ changes: [], wants: [{ poolId: 1, count }], collisions: [] });
    await keeper.settled();
  };
  return { keeper, record, granted, state, want };
}

describe('the record of leases', () => {
  it('a disk that is full for a minute costs the pool no address', async () => {
    const { keeper, record, granted, state, want } = setUp();
    const { grants } = await keeper.open();
    expect(grants[0]?.addresses).toHaveLength(windowTarget(62));
    state.isDiskFull = true;
    for (let second = 0; second < 60; second++) await want(8);
    expect(granted).toEqual([]);
    state.isDiskFull = false;
    await want(40);
    // Half of the 54 that are neither granted nor given.
    expect(granted).toMatchObject([{ addresses: { length: 27 }, isDry: false }]);
    expect([...record.values()].filter(({ state }) => state === 'granted')).toHaveLength(8 + 27);
  });

  it('X33: a start on a full disk gives nothing that is not on record, and gives once there is room', async () => {
    const { keeper, record, granted, state, want } = setUp();
    state.isDiskFull = true;
    const { grants, pools } = await keeper.open();
    expect({ grants, pools: pools.map(({ name }) => name) }).toEqual({ grants: [], pools: ['home'] });
    await want(8);
    expect(granted).toEqual([]);
    state.isDiskFull = false;
    await want(8);
    expect(granted).toMatchObject([{ addresses: { length: 8 } }]);
    expect(granted[0]!.addresses.filter((address) => record.get(address)?.state !== 'granted')).toEqual([]);
  });

  it('what was kept for somebody is kept for him still when it could not be granted', async () => {
    const { keeper, record, state, want } = setUp();
    await keeper.open();
    const idle = Array.from({ length: 62 }, (_, i): Lease => {
      const who = { subscriberId: i, username: `s${i}`, nasId: 1, loginClass: `lm-${i}`, sessions: [] };
      return { tenantId: 1, address: `100.64.0.${i + 1}`, poolId: 1, state: 'idle', ...who, since: i, until: null };
    });
    keeper.report({ changes: idle, wants: [], collisions: [] });
    await keeper.settled();
    state.isDiskFull = true;
    await want(8);
    state.isDiskFull = false;
    await want(0);
    expect([...record.values()].map(({ state }) => state)).toEqual(Array(62).fill('idle'));
  });
});
