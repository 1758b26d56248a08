/** The engine seen by a RADIUS client that shares no code with it (radclient), seeded over HTTP. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msChapV2Response } from '../../electron/engine/radius/mschap.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { type RadclientAnswer, radclient } from './support/radclient.ts';
import { ali, eventually, nasSecret, seedBasics } from './support/seed.ts';

const folders = temporaryFolders();
let engine: RunningEngine;
let api: ApiSession;
let ids: Awaited<ReturnType<typeof seedBasics>>;

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make() });
  api = await engine.login();
  ids = await seedBasics(api);
});
afterAll(async () => {
  await engine?.stop();
  await folders.cleanUp();
});

const auth = (attributes: readonly string[], secret = nasSecret): Promise<RadclientAnswer> =>
  radclient(engine.ready.radius.auth, 'auth', secret, attributes);
const acct = (attributes: readonly string[], secret = nasSecret): Promise<RadclientAnswer> =>
  radclient(engine.ready.radius.acct, 'acct', secret, attributes);
interface AuthLog {
  readonly items: readonly {
    readonly result: 'reject' | 'drop';
    readonly username: string;
    readonly reason: string;
    readonly detail: string;
  }[];
}

const hex = (octets: Uint8Array): string => `0x${Buffer.from(octets).toString('hex')}`;

/** MS-CHAP attributes made from octets that are the same in every run. */
function mschapv2(username: string, password: string): string[] {
  const octets = (text: string) => createHash('md5').update(text).digest();
  const challenge = octets('challenge');
  const response = msChapV2Response(7, password, Buffer.from(username), challenge, octets('peer'));
  return [`MS-CHAP-Challenge = ${hex(challenge)}`, `MS-CHAP2-Response = ${hex(response)}`];
}

describe('authentication', () => {
  it.each([
    ['PAP', [`User-Password = "${ali.password}"`]],
    ['CHAP', [`CHAP-Password = "${ali.password}"`]],
    ['MS-CHAPv2', mschapv2(ali.username, ali.password)],
  ])('%s is accepted with the rate up/down', async (_method, credentials) => {
    const answer = await auth([`User-Name = "${ali.username}"`, ...credentials]);
    expect(answer.code, answer.output).toBe('Access-Accept');
    expect(answer.attributes['Mikrotik-Rate-Limit']).toMatch(/^(5M\/10M|5000k\/10000k)$/);
    expect(answer.attributes['Acct-Interim-Interval']).toBe('300');
    expect(answer.attributes.Class).toBeDefined();
  });

  it('pain 16: MS-CHAPv2 gets MS-CHAP2-Success and both MPPE keys (D3)', async () => {
    const answer = await auth([`User-Name = "${ali.username}"`, ...mschapv2(ali.username, ali.password)]);
    expect(Object.keys(answer.attributes)).toEqual(
      expect.arrayContaining(['MS-CHAP2-Success', 'MS-MPPE-Send-Key', 'MS-MPPE-Recv-Key']),
    );
  });

  it('a wrong password is rejected with a Reply-Message and listed with its reason', async () => {
    const answer = await auth([`User-Name = "${ali.username}"`, 'User-Password = "wrong"']);
    expect(answer.code).toBe('Access-Reject');
    expect(answer.attributes['Reply-Message']).toBe('Wrong user name or password');
    const log = await eventually(
      () => api.get<AuthLog>('/auth-log'),
      ({ items }) => items.some((item) => item.reason === 'wrong-password'),
    );
    expect(log.items[0]).toMatchObject({
      result: 'reject',
      username: ali.username,
      reason: 'wrong-password',
      subscriberId: ids.subscriberId,
    });
  });

  it('a wrong secret gets no answer and is listed with the reason', async () => {
    const answer = await auth(
      [`User-Name = "${ali.username}"`, `User-Password = "${ali.password}"`],
      'not the secret that was set',
    );
    expect(answer.code).toBeUndefined();
    const drops = await eventually(
      () => api.get<{ items: { reason: string; detail: string; source: string }[] }>('/drops'),
      ({ items }) => items.some((item) => item.reason === 'wrong-secret'),
    );
    expect(drops.items.find((item) => item.reason === 'wrong-secret')).toMatchObject({ source: '127.0.0.1' });
    const log = await api.get<AuthLog>('/auth-log?reason=wrong-secret');
    expect(log.items).toMatchObject([{ result: 'drop', username: '', nasAddress: '127.0.0.1', subscriberId: null }]);
    expect(log.items[0]!.detail).toMatch(/set the same secret on both sides/i);
  });

  it('a new subscriber, a changed password and a removal apply to the very next login', async () => {
    const { id } = await api.post<{ id: number }>('/subscribers', {
      username: 'mona',
      password: 'first password',
      serviceId: ids.serviceId,
      staticIp: '100.64.1.9',
    });
    const login = async (password: string) => auth(['User-Name = "mona"', `User-Password = "${password}"`]);
    const first = await login('first password');
    expect(first.code).toBe('Access-Accept');
    expect(first.attributes['Framed-IP-Address']).toBe('100.64.1.9');
    await api.call('PATCH', `/subscribers/${id}`, { password: 'second password' });
    expect((await login('first password')).code).toBe('Access-Reject');
    expect((await login('second password')).code).toBe('Access-Accept');
    await api.call('DELETE', `/subscribers/${id}`);
    expect((await login('second password')).code).toBe('Access-Reject');
  });

  it('X55: the session lasts until the expiry; then the wall, or a reject in words, and full again once extended', async () => {
    const expiresAt = Date.now() + 3_600_000;
    const { id } = await api.post<{ id: number }>('/subscribers', {
      username: 'karim',
      password: 'a long password',
      serviceId: ids.serviceId,
      expiresAt,
    });
    const login = () => auth(['User-Name = "karim"', 'User-Password = "a long password"']);
    const seconds = Number((await login()).attributes['Session-Timeout']);
    expect(seconds).toBeGreaterThan(3590);
    expect(seconds).toBeLessThanOrEqual(3600);
    await api.call('PATCH', `/subscribers/${id}`, { expiresAt: Date.now() - 1000 });
    const walled = await login();
    expect(walled.code).toBe('Access-Accept');
    expect(walled.attributes).toMatchObject({
      'Mikrotik-Address-List': 'walled',
      'Mikrotik-Rate-Limit': expect.stringMatching(/^512k?\/512k?$/),
    });
    expect(walled.attributes['Session-Timeout']).toBeUndefined();
    await api.call('PATCH', `/services/${ids.serviceId}`, { expiredPolicy: 'reject' });
    const rejected = await login();
    expect(rejected.code).toBe('Access-Reject');
    expect(rejected.attributes['Reply-Message']).toMatch(/expired/i);
    await api.call('PATCH', `/subscribers/${id}`, { expiresAt });
    const full = await login();
    expect(full.attributes['Mikrotik-Rate-Limit']).toMatch(/^(5M\/10M|5000k\/10000k)$/);
    expect(full.attributes['Mikrotik-Address-List']).toBeUndefined();
  });
});

describe('accounting', () => {
  const session = ['Acct-Session-Id = "81000042"', `User-Name = "${ali.username}"`, 'Framed-IP-Address = 100.64.0.42'];

  interface Cdr {
    readonly items: readonly { readonly acctSessionId: string; readonly downBytes: number; readonly upBytes: number }[];
  }

  it('Start, Interim and Stop make one row with 64-bit octets, and the same Stop again changes nothing', async () => {
    const stop = [
      ...session,
      'Acct-Status-Type = Stop',
      'Acct-Session-Time = 86400',
      'Acct-Input-Octets = 1000',
      'Acct-Input-Gigawords = 1',
      'Acct-Output-Octets = 2000',
      'Acct-Output-Gigawords = 2',
      'Acct-Terminate-Cause = User-Request',
    ];
    expect((await acct([...session, 'Acct-Status-Type = Start'])).code).toBe('Accounting-Response');
    const interim = [...session, 'Acct-Status-Type = Interim-Update', 'Acct-Session-Time = 60'];
    expect((await acct([...interim, 'Acct-Input-Octets = 500', 'Acct-Output-Octets = 700'])).code).toBe(
      'Accounting-Response',
    );
    const live = await eventually(
      () => api.get<Cdr>('/sessions'),
      ({ items }) => items.some((item) => item.downBytes === 700),
    );
    expect(live.items).toMatchObject([{ acctSessionId: '81000042', downBytes: 700, upBytes: 500 }]);
    expect((await acct(stop)).code).toBe('Accounting-Response');
    const closed = await eventually(
      () => api.get<Cdr>('/cdr'),
      ({ items }) => items.length > 0,
    );
    const expected = { acctSessionId: '81000042', upBytes: 2 ** 32 + 1000, downBytes: 2 * 2 ** 32 + 2000 };
    expect(closed.items).toMatchObject([expected]);
    const before = await api.get(`/subscribers/${ids.subscriberId}`);
    expect((await acct(stop)).code).toBe('Accounting-Response');
    // A record behind it has been folded: so has the repeated Stop.
    await acct(['Acct-Session-Id = "81000043"', `User-Name = "${ali.username}"`, 'Acct-Status-Type = Start']);
    await eventually(
      () => api.get<Cdr>('/sessions'),
      ({ items }) => items.some((item) => item.acctSessionId === '81000043'),
    );
    expect((await api.get<Cdr>('/cdr')).items).toMatchObject([expected]);
    const after = await api.get<{ usage: unknown }>(`/subscribers/${ids.subscriberId}`);
    expect(after.usage).toEqual(before.usage);
  });

  it('a wrong secret gets no answer', async () => {
    expect((await acct([...session, 'Acct-Status-Type = Start'], 'another secret')).code).toBeUndefined();
  });
});

describe('an unregistered source', () => {
  let other: RunningEngine;
  beforeAll(async () => {
    other = await startEngine({ dataDir: await folders.make() });
  });
  afterAll(() => other?.stop());

  it('gets no answer, is listed as unknown (P05), and leaves the list when it is added', async () => {
    const answer = await radclient(other.ready.radius.auth, 'auth', nasSecret, [
      'User-Name = "ali"',
      'User-Password = "x"',
    ]);
    expect(answer.code).toBeUndefined();
    const otherApi = await other.login();
    const drops = await eventually(
      () => otherApi.get<{ items: { reason: string; source: string; detail: string }[] }>('/drops'),
      ({ items }) => items.length > 0,
    );
    expect(drops.items[0]).toMatchObject({ reason: 'unknown-source', source: '127.0.0.1' });
    const log = await otherApi.get<AuthLog>('/auth-log');
    expect(log.items).toMatchObject([
      { result: 'drop', reason: 'unknown-source', nasId: null, nasName: null, nasAddress: '127.0.0.1' },
    ]);
    expect(log.items[0]!.detail).toMatch(/add it/);
    interface Sources {
      readonly items: readonly {
        readonly address: string;
        readonly username: string;
        readonly canBeAdded: boolean;
      }[];
    }
    const sources = () => otherApi.get<Sources>('/unknown-sources');
    expect((await sources()).items).toMatchObject([{ address: '127.0.0.1', username: 'ali', canBeAdded: true }]);
    const causes = await otherApi.get<{ items: { reason: string; label: string; count: number }[] }>(
      '/auth-log/causes',
    );
    expect(causes.items[0]).toMatchObject({ reason: 'unknown-source', label: 'Unknown source' });
    expect(causes.items[0]!.count).toBeGreaterThan(0);
    await otherApi.post('/nas', { name: 'tower', address: '127.0.0.1', secret: nasSecret });
    await eventually(sources, ({ items }) => items.length === 0);
  });
});

describe('two routers behind one address', () => {
  it('X58, X68: both are served, each with its own secret, as soon as the second one is registered', async () => {
    const second = 'the second secret of 27 oct';
    const { id } = await api.post<{ id: number }>('/nas', { name: 'mast', address: '127.0.0.1', secret: second });
    const request = [`User-Name = "${ali.username}"`, `User-Password = "${ali.password}"`];
    await eventually(
      () => auth(request, second),
      ({ code }) => code === 'Access-Accept',
    );
    expect((await auth(request)).code).toBe('Access-Accept');
    const start = ['Acct-Status-Type = Start', 'Acct-Session-Id = "X58"', `User-Name = "${ali.username}"`];
    expect((await acct(start)).code).toBe('Accounting-Response');
    expect((await acct(start, second)).code).toBe('Accounting-Response');
    expect(await api.call('DELETE', `/nas/${id}`)).toBeDefined();
  });
});

describe('Z5: a router that has signed', () => {
  const login = (...more: string[]) =>
    auth([`User-Name = "${ali.username}"`, `User-Password = "${ali.password}"`, ...more]);
  const tower = () =>
    api.get<{ messageAuthenticatorRequired: boolean; messageAuthenticatorSeenAt: number | null }>(`/nas/${ids.nasId}`);

  it('pain 16: is held to it at once, on record, and until an operator says otherwise; what is dropped is listed with why', async () => {
    expect((await login()).code).toBe('Access-Accept');
    expect((await login('Message-Authenticator = 0x00')).code).toBe('Access-Accept');
    expect((await login()).code).toBeUndefined();
    const locked = await eventually(tower, (nas) => nas.messageAuthenticatorRequired);
    expect(locked.messageAuthenticatorSeenAt).toBeGreaterThan(0);
    const log = await eventually(
      () => api.get<AuthLog>('/auth-log?reason=unsigned'),
      ({ items }) => items.length > 0,
    );
    expect(log.items[0]).toMatchObject({
      result: 'drop',
      detail: expect.stringContaining('require-message-auth=yes-for-request-resp'),
    });

    await api.call('PATCH', `/nas/${ids.nasId}`, { messageAuthenticator: 'optional' });
    await eventually(login, ({ code }) => code === 'Access-Accept', 20_000);
    expect(await tower()).toMatchObject({ messageAuthenticatorRequired: false });
  });

  it('a policy that is none is refused by its field', async () => {
    const answer = await api.ask('PATCH', `/nas/${ids.nasId}`, { messageAuthenticator: 'never' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'messageAuthenticator' }] } });
  });
});
