/** Logins after the right password, on a whole engine: radclient for the packets, a simulated router for who is online. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { type RadclientAnswer, radclient } from './support/radclient.ts';
import { eventually, nasSecret, tenFive } from './support/seed.ts';

const A = '02:5E:00:00:0A:01';
const B = '02:5E:00:00:0B:02';
/** Nobody has failed from this one before. */
const C = '02:5E:00:00:0C:03';

const folders = temporaryFolders();
let engine: RunningEngine;
let api: ApiSession;
let isp: SimulatedIsp;
let serviceId: number;
/** Where radclient sends from. */
let clientNasId: number;
const ids = new Map<string, number>();

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make(), flags: ['--quota-interval-ms', '500'] });
  api = await engine.login();
  const { auth: authPort, acct: acctPort } = engine.ready.radius;
  const subscribers = createPopulation({ seed: 'login-policy', subscribers: 8, routers: 1 });
  const radius = { address: '127.0.0.1', authPort, acctPort };
  isp = createSimulatedIsp({ seed: 'login-policy', routers: 1, subscribers, radius });
  await isp.start();
  await api.post('/nas', nasBody(isp.router(0)));
  clientNasId = (await api.post<{ id: number }>('/nas', { name: 'bench', address: '127.0.0.1', secret: nasSecret })).id;
  serviceId = (await api.post<{ id: number }>('/services', tenFive)).id;
  for (const { username, password } of subscribers) {
    ids.set(username, (await api.post<{ id: number }>('/subscribers', { username, password, serviceId })).id);
  }
});
afterAll(async () => {
  await isp?.stop();
  await engine?.stop();
  await folders.cleanUp();
});

let taken = 0;
/** Each test takes a subscriber that no other has used. */
const next = () => isp.subscribers[taken++]!;

/** A login from a device, at a second router. */
const login = (username: string, password: string, station: string): Promise<RadclientAnswer> =>
  radclient(engine.ready.radius.auth, 'auth', nasSecret, [
    `User-Name = "${username}"`,
    `User-Password = "${password}"`,
    `Calling-Station-Id = "${station}"`,
  ]);

interface Check {
  readonly result: string;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly station: string;
  readonly addressList: string | null;
  readonly rateLimit: string | null;
}
const check = (username: string, query = ''): Promise<Check> =>
  api.get<Check>(`/subscribers/${ids.get(username)}/login-check${query}`);
const reasons = async (username: string): Promise<readonly string[]> => {
  const log = await api.get<{ items: { username: string; reason: string }[] }>('/auth-log');
  return log.items.filter((item) => item.username === username).map(({ reason }) => reason);
};

describe('W9: devices', () => {
  it('the first is learned, the second refused with the reason, and one click lets the new CPE in', async () => {
    const { username, password } = next();
    const id = ids.get(username);
    await api.call('PATCH', `/subscribers/${id}`, { macMode: 'learn', macLimit: 1 });
    expect((await login(username, password, A)).code).toBe('Access-Accept');
    expect((await login(username, password, B)).code).toBe('Access-Reject');
    interface Detail {
      readonly macs: readonly string[];
      readonly macBinding: {
        readonly devices: readonly { readonly isLearned: boolean; readonly lastSeenAt: number }[];
      };
    }
    const detail = await eventually(
      () => api.get<Detail>(`/subscribers/${id}`),
      ({ macs }) => macs.length === 1,
    );
    expect(detail.macs).toEqual([A]);
    expect(detail.macBinding.devices).toMatchObject([{ isLearned: true }]);
    expect(await check(username, `?mac=${B}`)).toMatchObject({
      result: 'reject',
      reason: 'wrong-mac',
      detail: expect.stringContaining(`${B} is not a device of ${username}, which has ${A}; clear the MACs`),
    });
    await eventually(
      () => reasons(username),
      (list) => list.includes('wrong-mac'),
    );
    expect(await api.post<object>(`/subscribers/${id}/clear-macs`, {})).toEqual({ macs: [A] });
    expect((await login(username, password, B)).code).toBe('Access-Accept');
    expect((await login(username, password, A)).code).toBe('Access-Reject');
  });
});

describe('X56: simultaneous use', () => {
  it('pain 11: another device is refused while the router lists the first, told where; gone from the router, it is let in', async () => {
    const { username, password } = next();
    const session = await isp.mustLogIn(username, 0);
    const answer = await eventually(
      () => login(username, password, B),
      ({ code }) => code === 'Access-Reject',
    );
    expect(answer.attributes['Reply-Message']).toBe('Already logged in elsewhere');
    const explained = await check(username, `?mac=${B}`);
    expect(explained).toMatchObject({
      reason: 'already-online',
      detail: expect.stringMatching(/^Online on .+ with .+ since .+ UTC, 1 at once allowed; disconnect that session/),
    });
    const own = await check(username);
    expect(own).toMatchObject({ result: 'accept' });
    expect((await login(username, password, own.station)).code).toBe('Access-Accept');
    await api.call('PATCH', `/subscribers/${ids.get(username)}`, { simultaneousUse: 2 });
    expect((await login(username, password, B)).code).toBe('Access-Accept');
    await api.call('PATCH', `/subscribers/${ids.get(username)}`, { simultaneousUse: 1 });
    isp.logout(session);
    await eventually(
      () => login(username, password, B),
      ({ code }) => code === 'Access-Accept',
    );
  });
});

describe('X55: the wall', () => {
  it('an account that has ended is walled on its router; the explanation, the detail and the settings agree', async () => {
    const { username } = next();
    const id = ids.get(username);
    await api.call('PATCH', '/settings', {
      walled: { pool: null, addressList: 'unpaid', downKbps: '1M', upKbps: 256 },
    });
    await api.call('PATCH', `/subscribers/${id}`, { expiresAt: Date.now() - 1000 });
    const session = await isp.mustLogIn(username, 0);
    expect(session.start.addressLists).toEqual(['unpaid']);
    expect(session.rate).toMatchObject({ upBps: 256_000, downBps: 1_000_000 });
    expect(await check(username)).toMatchObject({
      ...{ result: 'walled', addressList: 'unpaid', rateLimit: '256k/1M' },
    });
    const detail = await api.get<{ speed: { access: string }; rateLimit: string }>(`/subscribers/${id}`);
    expect(detail).toMatchObject({ speed: { access: 'walled' }, rateLimit: '256k/1M' }); // X42
  });

  it('a suspended account is refused, and walled where the settings say so', async () => {
    const { username, password } = next();
    await api.call('PATCH', `/subscribers/${ids.get(username)}`, { status: 'suspended' });
    expect((await login(username, password, A)).code).toBe('Access-Reject');
    await api.call('PATCH', '/settings', { suspendedPolicy: 'walled' });
    const walled = await login(username, password, A);
    expect(walled.attributes['Mikrotik-Address-List']).toBe('unpaid');
  });
});

describe('a device’s MAC as the user name', () => {
  it('means the subscriber it is bound to, where the settings name the router', async () => {
    const { username } = next();
    await api.call('PATCH', `/subscribers/${ids.get(username)}`, { macs: [A], staticIp: '100.64.9.9' });
    expect((await login('025e-0000-0a01', '025e-0000-0a01', A)).code).toBe('Access-Reject');
    await api.call('PATCH', '/settings', { macAuth: { nasIds: [clientNasId], password: 'mac' } });
    const answer = await login('025e.0000.0a01', '025e.0000.0a01', A);
    expect(answer.code).toBe('Access-Accept');
    expect(answer.attributes['Framed-IP-Address']).toBe('100.64.9.9');
    expect((await login('025e.0000.0a01', '025e.0000.0a01', B)).code).toBe('Access-Reject');

    // The NAS accounts it by the MAC, and what it moves is the subscriber's.
    const record = (status: string, octets: number) =>
      radclient(engine.ready.radius.acct, 'acct', nasSecret, [
        `Acct-Status-Type = ${status}`,
        'Acct-Session-Id = "8a000001"',
        'User-Name = "025e.0000.0a01"',
        `Calling-Station-Id = "${A}"`,
        `Acct-Session-Time = ${octets === 0 ? 0 : 60}`,
        `Acct-Output-Octets = ${octets}`,
        'Acct-Input-Octets = 0',
      ]);
    await record('Start', 0);
    await record('Interim-Update', 5_000_000);
    const detail = await eventually(
      () => api.get<{ daily: { downBytes: number }; sessions: unknown[] }>(`/subscribers/${ids.get(username)}`),
      ({ daily }) => daily.downBytes === 5_000_000,
    );
    expect(detail.sessions).toHaveLength(1);
  });
});

describe('X65: back-off', () => {
  it('guesses are still answered, slowed, and the auth log says so; the right password is let in', async () => {
    const { username, password } = next();
    for (let n = 0; n < 6; n++) expect((await login(username, `guess ${n}`, C)).code).toBe('Access-Reject');
    const log = await eventually(
      () => api.get<{ items: { username: string; detail: string }[] }>('/auth-log'),
      ({ items }) => items.some((item) => item.username === username && item.detail.includes('Slowed: 6 failures')),
    );
    expect(log.items.length).toBeGreaterThan(0);
    expect((await login(username, password, C)).code).toBe('Access-Accept');
  });
});
