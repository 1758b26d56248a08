/** IP pools and leases: what is refused, what a release leaves, and static addresses that somebody has. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lease } from '../../../../../shared/domain/ip-lease.ts';
import type { PoolInput } from '../../commands.ts';
import { addReseller } from '../../testing/rows.ts';
import { testActor as actor, aService, aSubscriber, defaultScope as scope } from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService(), at: 1 });
  await inside.run('pool.create', { scope, actor, pool: aPool(), at: 1 });
});
afterEach(() => inside.close());

const aPool = (over: Partial<PoolInput> = {}): PoolInput => ({
  ...{ name: 'home', kind: 'ipv4', ranges: ['100.64.0.0/24'], prefixLength: null, reserved: [] },
  ...{ isSticky: false, coolDownSeconds: 60, nasIds: [], ...over },
});
const aLease = (over: Partial<Lease> = {}): Lease => ({
  ...{ tenantId: 1, address: '100.64.0.5', poolId: 1, state: 'held', subscriberId: 7, username: 'ali', nasId: 1 },
  ...{ loginClass: 'lm-a', sessions: ['1 a'], since: 5, until: null, ...over },
});
const note = (...changes: readonly Lease[]) => inside.run('lease.note', { changes });
const subscribe = (username: string, staticIp: string | null) =>
  inside.run('subscriber.create', {
    ...{ scope, actor, rows: [aSubscriber({ username, staticIp })], rates: ['2M/10M'], at: 100, dryRun: false },
  });

describe('pools', () => {
  it.each([
    ['a name that is taken', { ranges: ['10.0.0.0/24'] }, 'name'],
    ['a range of another pool', { name: 'b', ranges: ['10.0.0.0/24', '100.64.0.9'] }, 'ranges[1]'],
  ])('%s is refused at its field', async (_case, over, field) => {
    await expect(inside.run('pool.create', { scope, actor, pool: aPool(over), at: 2 })).rejects.toMatchObject({
      field,
    });
  });

  it('IPv4 and IPv6 pools do not overlap, nor do those of other tenants', async () => {
    const prefixes = aPool({ name: 'v6', kind: 'ipv6-prefix', ranges: ['2001:db8::/48'], prefixLength: 56 });
    await expect(inside.run('pool.create', { scope, actor, pool: prefixes, at: 2 })).resolves.toEqual({ id: 2 });
  });

  it('one with addresses in use stays, and goes with its record afterwards', async () => {
    await note(aLease());
    await expect(inside.run('pool.remove', { scope, actor, id: 1, at: 3 })).rejects.toThrow('1 addresses');
    await note(aLease({ state: 'cooling', sessions: [], until: 9 }));
    await inside.run('pool.remove', { scope, actor, id: 1, at: 3 });
    expect(inside.rows('SELECT * FROM ip_leases')).toEqual([]);
  });

  it('of two operators who edit it at once the second is told, and the first one’s change stays', async () => {
    const save = (coolDownSeconds: number) =>
      inside.run('pool.update', { scope, actor, id: 1, pool: aPool({ coolDownSeconds }), revision: 1, at: 2 });
    await save(120);
    await expect(save(5)).rejects.toMatchObject({ field: 'revision', message: expect.stringContaining('home was') });
    expect(inside.rows('SELECT cool_down_seconds, revision FROM ip_pools')).toEqual([
      { cool_down_seconds: 120, revision: 2 },
    ]);
  });

  it('what is told of a pool that is gone is not kept', async () => {
    await note(aLease({ poolId: 99 }));
    expect(inside.rows('SELECT * FROM ip_leases')).toEqual([]);
  });
});

describe('leases', () => {
  it('a release is audited with who had the address, which rests', async () => {
    await note(aLease());
    await expect(inside.run('lease.release', { scope, actor, id: 1, at: 1000 })).resolves.toEqual({
      address: '100.64.0.5',
    });
    expect(inside.rows('SELECT state, until_at FROM ip_leases')).toEqual([{ state: 'quarantined', until_at: 61_000 }]);
    const [row] = inside.rows<{ detail: string }>("SELECT detail FROM audit WHERE action = 'lease.released'");
    expect(JSON.parse(row!.detail)).toMatchObject({ username: 'ali', address: '100.64.0.5', pool: 'home' });
  });

  it('another tenant’s lease cannot be released', async () => {
    await note(aLease());
    await expect(inside.run('lease.release', { scope: { tenantId: 2 }, actor, id: 1, at: 1 })).rejects.toThrow(
      'no lease',
    );
  });
});

describe('X31: a static address that a session has from a pool', () => {
  it('is refused with the session’s name, and given once it is free', async () => {
    await note(aLease());
    await expect(subscribe('mona', '100.64.0.5')).rejects.toMatchObject({
      field: 'staticIp',
      message: expect.stringContaining('the session of ali'),
    });
    await note(aLease({ state: 'idle', sessions: [] }));
    await expect(subscribe('mona', '100.64.0.5')).resolves.toBeDefined();
  });

  it('Z6: a reseller is not told whose session it is, unless it is its own subscriber’s', async () => {
    const north = addReseller(inside.context.db, 1, 'north');
    const { ids } = await subscribe('of-the-house', null);
    const asNorth = (username: string, staticIp: string | null) =>
      inside.run('subscriber.create', {
        ...{ scope: { ...scope, resellerId: north }, actor, rows: [aSubscriber({ username, staticIp })] },
        ...{ rates: ['2M/10M'], at: 100, dryRun: false },
      });
    const own = await asNorth('of-north', null);
    await note(aLease({ subscriberId: ids[0]!, username: 'of-the-house' }));
    await expect(asNorth('mona', '100.64.0.5')).rejects.toMatchObject({
      message: '100.64.0.5 is in use by another session, from an IP pool; release it there first.',
    });
    await note(aLease({ subscriberId: own.ids[0]!, username: 'of-north' }));
    await expect(asNorth('mona', '100.64.0.5')).rejects.toThrow('the session of of-north');
  });

  it('is no hindrance to its own subscriber, nor to other changes of one who had it before', async () => {
    const { ids } = await subscribe('mona', '100.64.0.5');
    await note(aLease());
    const change = {
      ...aSubscriber({ username: 'mona', staticIp: '100.64.0.5', fullName: 'Mona' }),
      password: undefined,
    };
    const saved = inside.run('subscriber.update', {
      ...{ scope, actor, id: ids[0]!, subscriber: change, rate: '2M/10M', at: 200 },
    });
    await expect(saved).resolves.toEqual({ id: ids[0] });
  });
});
