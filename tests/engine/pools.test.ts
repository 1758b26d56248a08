/** IP pools of our own, seen by a RADIUS client that shares no code with the engine (radclient). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { type RadclientAnswer, radclient } from './support/radclient.ts';
import { eventually, nasSecret, seedBasics } from './support/seed.ts';

const folders = temporaryFolders();
let dataDir: string;
let engine: RunningEngine;
let api: ApiSession;
let poolId: number;

interface LoginCheck {
  readonly result: string;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly framedIpAddress: string | null;
  readonly pools: readonly { readonly address: string | null }[];
}

interface Lease {
  readonly id: number;
  readonly address: string;
  readonly state: string;
  readonly username: string;
}

/** What a test may take that starts an engine again, as `beforeAll` may. */
const startMs = 60_000;

const names = ['one', 'two', 'three', 'four', 'five', 'six'];

beforeAll(async () => {
  dataDir = await folders.make();
  engine = await startEngine({ dataDir });
  api = await engine.login();
  const { serviceId } = await seedBasics(api);
  const pool = {
    name: 'home',
    ranges: ['100.64.0.0/29'],
    reserved: ['100.64.0.1'],
    coolDownSeconds: 1,
    isSticky: false,
  };
  ({ id: poolId } = await api.post<{ id: number }>('/ip-pools', pool));
  await api.post('/ip-pools', { name: 'v6', kind: 'ipv6-prefix', ranges: ['2001:db8::/48'], prefixLength: 56 });
  const rows = [
    { name: 'Framed-Pool', value: 'home' },
    { name: 'Delegated-IPv6-Prefix-Pool', value: 'v6' },
  ];
  const group = await api.post<{ id: number }>('/groups', { name: 'pooled', reply: rows });
  for (const username of names) {
    const { id } = await api.post<{ id: number }>('/subscribers', { username, password: 'a password', serviceId });
    await api.call('PATCH', `/subscribers/${id}/attributes`, { groupIds: [group.id] });
  }
});
afterAll(async () => {
  await engine?.stop();
  await folders.cleanUp();
});

const login = (name: string): Promise<RadclientAnswer> =>
  radclient(engine.ready.radius.auth, 'auth', nasSecret, [`User-Name = "${name}"`, 'User-Password = "a password"']);
const account = (status: string, name: string, accepted: RadclientAnswer, address: string): Promise<RadclientAnswer> =>
  radclient(engine.ready.radius.acct, 'acct', nasSecret, [
    `Acct-Status-Type = ${status}`,
    `User-Name = "${name}"`,
    `Acct-Session-Id = "s-${name}"`,
    `Class = ${accepted.attributes.Class}`,
    `Framed-IP-Address = ${address}`,
  ]);
const leases = async (): Promise<readonly Lease[]> =>
  (await api.get<{ items: Lease[] }>(`/ip-leases?poolId=${poolId}&sort=address`)).items;
const leaseOf = (name: string, state: string): Promise<readonly Lease[]> =>
  eventually(leases, (all) => all.some((lease) => lease.username === name && lease.state === state));
const addressOf = ({ attributes }: RadclientAnswer): string => attributes['Framed-IP-Address'] ?? '';

describe('IP pools (X33, F052)', () => {
  const accepted = new Map<string, RadclientAnswer>();

  it('two logins get two addresses, and each a prefix; the name of our pool does not go to the router', async () => {
    for (const name of ['one', 'two']) accepted.set(name, await login(name));
    const [one, two] = [accepted.get('one')!, accepted.get('two')!];
    expect([one.code, two.code]).toEqual(['Access-Accept', 'Access-Accept']);
    expect([addressOf(one), addressOf(two)].sort()).toEqual(['100.64.0.2', '100.64.0.3']);
    expect(one.attributes['Delegated-IPv6-Prefix']).toMatch(/^2001:db8:.*\/56$/);
    expect(one.attributes['Delegated-IPv6-Prefix']).not.toBe(two.attributes['Delegated-IPv6-Prefix']);
    expect(one.attributes['Framed-Pool']).toBeUndefined();
    expect(one.attributes['Delegated-IPv6-Prefix-Pool']).toBeUndefined();
  });

  it('the login check names the address that the next login gets, and takes none', async () => {
    const { items } = await api.get<{ items: { id: number; username: string }[] }>('/subscribers?q=three');
    const asked = () => api.get<LoginCheck>(`/subscribers/${items[0]!.id}/login-check`);
    const check = await asked();
    expect(check).toMatchObject({ result: 'accept', pool: 'home' });
    expect(check.framedIpAddress).toMatch(/^100\.64\.0\.[456]$/);
    expect(check.pools).toMatchObject([
      { attribute: 'Framed-Pool', name: 'home', isOurs: true, address: check.framedIpAddress },
      { attribute: 'Delegated-IPv6-Prefix-Pool', name: 'v6', isOurs: true },
    ]);
    expect(check.pools[1]!.address).toMatch(/\/56$/);
    expect(await asked()).toEqual(check);
    const { effective } = await api.get<{ effective: { name: string; pool: string | null }[] }>(
      `/subscribers/${items[0]!.id}/attributes`,
    );
    expect(effective.filter(({ pool }) => pool !== null)).toMatchObject([
      { name: 'Framed-IP-Address', value: 'from pool home', pool: 'home', group: 'pooled' },
      { name: 'Delegated-IPv6-Prefix', pool: 'v6' },
    ]);
  });

  it('a Start makes the lease the session’s, and it is seen', async () => {
    const one = accepted.get('one')!;
    await account('Start', 'one', one, addressOf(one));
    await leaseOf('one', 'held');
    expect((await leaseOf('two', 'given')).map(({ username }) => username)).toContain('two');
    const pool = await api.get<{ usable: number; inUse: number }>(`/ip-pools/${poolId}`);
    expect(pool).toMatchObject({ usable: 5, inUse: 2 });
  });

  it('an exhausted pool rejects: Reply-Message to the CPE, reason and pool to the auth log', async () => {
    for (const name of ['three', 'four', 'five']) {
      // The last free addresses are put on record in two steps, and the router asks again meanwhile.
      const answer = await eventually(
        () => login(name),
        ({ code }) => code !== undefined,
      );
      expect([name, answer.code]).toEqual([name, 'Access-Accept']);
      accepted.set(name, answer);
    }
    expect(new Set([...accepted.values()].map(addressOf)).size).toBe(5);
    const refused = await eventually(
      () => login('six'),
      ({ code }) => code !== undefined,
    );
    expect(refused.code).toBe('Access-Reject');
    expect(refused.attributes['Reply-Message']).toContain('No address is free');
    const log = await eventually(
      () => api.get<{ items: { username: string; reason: string; detail: string }[] }>('/auth-log'),
      ({ items }) => items.some(({ reason }) => reason === 'pool-exhausted'),
    );
    expect(log.items.find(({ reason }) => reason === 'pool-exhausted')).toMatchObject({
      username: 'six',
      detail: expect.stringContaining('Pool home has no free address'),
    });
    const { items } = await api.get<{ items: { id: number }[] }>('/subscribers?q=six');
    const { reason, detail } = await api.get<LoginCheck>(`/subscribers/${items[0]!.id}/login-check`);
    expect({ reason, detail }).toEqual({
      reason: 'pool-exhausted',
      detail: log.items.find((item) => item.reason === 'pool-exhausted')!.detail,
    });
    const alerts = await eventually(
      () => api.get<{ items: { key: string; title: string }[] }>('/alerts'),
      ({ items }) => items.some(({ title }) => title.includes('nearly full')),
      12_000,
    );
    expect(alerts.items.map(({ title }) => title)).toContain('IP pool home is nearly full');
  });

  it('Stop gives the address to the next one after the cool-down', async () => {
    const one = accepted.get('one')!;
    await account('Stop', 'one', one, addressOf(one));
    const six = await eventually(
      () => login('six'),
      ({ code }) => code === 'Access-Accept',
    );
    expect(addressOf(six)).toBe(addressOf(one));
    accepted.set('six', six);
  });

  const shown = async () => (await leases()).map(({ address, username }) => [address, username]);
  let before: string[][];

  it('a restart keeps the leases', { timeout: startMs }, async () => {
    for (const name of ['two', 'three', 'four', 'six']) {
      await account('Start', name, accepted.get(name)!, addressOf(accepted.get(name)!));
      await leaseOf(name, 'held');
    }
    before = await shown();
    await engine.stop();
    engine = await startEngine({ dataDir });
    api = await engine.login();
    expect(await shown()).toEqual(before);
  });

  it('a kill keeps them, and nobody is given an address that another has', { timeout: startMs }, async () => {
    await engine.kill();
    engine = await startEngine({ dataDir });
    api = await engine.login();
    expect(await shown()).toEqual(before);
    expect((await login('one')).code).not.toBe('Access-Accept');
  });

  it('an address that is released by hand rests, is audited, and is the next one’s', async () => {
    const [lease] = (await leases()).filter(({ username }) => username === 'two');
    await api.post(`/ip-leases/${lease!.id}/release`, {});
    const one = await eventually(
      () => login('one'),
      ({ code }) => code === 'Access-Accept',
    );
    expect(addressOf(one)).toBe(lease!.address);
    const audit = await api.get<{ items: { action: string }[] }>('/audit');
    expect(audit.items.map(({ action }) => action)).toContain('lease.released');
  });

  it('a pool that overlaps says with which one and in which range', async () => {
    const body = { name: 'office', ranges: ['10.0.0.0/24', '100.64.0.4-100.64.0.9'] };
    const refused = await api.ask('POST', '/ip-pools', body);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      detail: '100.64.0.4 is in pool home already.',
      errors: [{ field: 'ranges[1]' }],
    });
  });
});
