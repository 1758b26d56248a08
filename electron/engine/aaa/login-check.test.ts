import { expect, it } from 'vitest';
import { ali, t0, tower } from './checks/testing/context.ts';
import { tenantEntry } from './entries.ts';
import { checkLogin, type LoginCheckInput } from './login-check.ts';

const A = '4C:5E:0C:00:00:0A';
const B = '4C:5E:0C:00:00:0B';
const input = (over: Partial<LoginCheckInput> = {}): LoginCheckInput => ({
  ...{ subscriber: { ...ali, reply: [['Mikrotik-Rate-Limit', '5M/10M']] }, tenant: tenantEntry(1, {}) },
  ...{ nas: [tower], nasId: tower.id, station: A, presence: [], now: t0, clockAheadMs: 0 },
  ...{ facts: {}, realms: [], groups: [], groupsOfServices: [], pools: [] },
  ...over,
});
const online = {
  ...{ nasId: tower.id, seenAt: t0 - 5000, removeIds: [] },
  upsert: [{ subscriberId: 1, acctSessionId: '81a00001', station: A, since: t0 - 60_000, isListed: true }],
};

it('in order: let in, with what the Access-Accept would say', () => {
  expect(checkLogin(input())).toMatchObject({
    decision: { kind: 'accept', access: 'full' },
    reply: [['Mikrotik-Rate-Limit', '5M/10M']],
  });
});

it('X55: expired: walled, with the rate and the list of the wall', () => {
  const { decision, reply } = checkLogin(input({ subscriber: { ...ali, expiresAt: t0, staticIp: '100.64.0.7' } }));
  expect(decision).toMatchObject({ kind: 'accept', access: 'walled' });
  expect(reply).toEqual([
    ['Mikrotik-Address-List', 'walled'],
    ['Mikrotik-Rate-Limit', '512k/512k'],
    ['Framed-IP-Address', '100.64.0.7'],
  ]);
});

it('X46: expired by a clock that is ahead is not expired', () => {
  const subscriber = { ...ali, expiresAt: t0 - 1000 };
  expect(checkLogin(input({ subscriber, clockAheadMs: 3_600_000 })).decision).toMatchObject({ access: 'full' });
});

it('pain 11: in use by another device: why, and where; from its own device it is let in', () => {
  const { decision } = checkLogin(input({ station: B, presence: [online] }));
  expect(decision).toMatchObject({ reason: 'already-online', detail: expect.stringMatching(/^Online on tower with/) });
  expect(checkLogin(input({ presence: [online] })).decision.kind).toBe('accept');
});

it('W9: asking teaches nothing: the device that would be learned is named', () => {
  const subscriber = { ...ali, macBinding: { mode: 'learn', limit: 1 } as const };
  for (const station of [A, B]) {
    expect(checkLogin(input({ subscriber, station })).decision).toMatchObject({ learn: station });
  }
});

it('F052: which pools of ours would give an address; a fixed address wins, a name of the router’s is none', () => {
  const pool = {
    id: 7,
    tenantId: 1,
    name: 'home',
    kind: 'ipv4' as const,
    ranges: ['100.64.0.0/24'],
    prefixLength: null,
  };
  const pools = [{ ...pool, reserved: [], isSticky: true, coolDownSeconds: 60, nasIds: [] }];
  const named = (value: string, staticIp: string | null = null) =>
    checkLogin(input({ pools, subscriber: { ...ali, staticIp, reply: [['Framed-Pool', value]] } })).pools;
  expect(named('home')).toEqual([{ attribute: 'Framed-IP-Address', poolId: 7, name: 'home' }]);
  expect(named('home', '100.64.0.7')).toEqual([]);
  expect(named('pppoe')).toEqual([]);
});

it('a NAS that is not there is a mistake of the caller', () => {
  expect(() => checkLogin(input({ nasId: 99 }))).toThrow('unknown NAS 99');
});
