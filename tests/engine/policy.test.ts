/** Realms, groups and attributes, seen by a RADIUS client that shares no code with the engine (radclient). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { type RadclientAnswer, radclient } from './support/radclient.ts';
import { ali, eventually, nasSecret, seedBasics } from './support/seed.ts';

const folders = temporaryFolders();
let dataDir: string;
let engine: RunningEngine;
let api: ApiSession;
let ids: Awaited<ReturnType<typeof seedBasics>>;
let northId: number;

beforeAll(async () => {
  dataDir = await folders.make();
  engine = await startEngine({ dataDir });
  api = await engine.login();
  ids = await seedBasics(api);
  const north = await api.post<{ id: number }>('/realms', { name: 'north.example', methods: ['CHAP'] });
  northId = north.id;
  await api.post('/subscribers', { username: 'mona@north.example', password: 'a password', serviceId: ids.serviceId });
});
afterAll(async () => {
  await engine?.stop();
  await folders.cleanUp();
});

const auth = (attributes: readonly string[]): Promise<RadclientAnswer> =>
  radclient(engine.ready.radius.auth, 'auth', nasSecret, attributes);
const pap = (name: string, password: string, ...more: readonly string[]) =>
  auth([`User-Name = "${name}"`, `User-Password = "${password}"`, ...more]);
const asAli = (...more: readonly string[]) => pap(ali.username, ali.password, ...more);

interface Entry {
  readonly username: string;
  readonly realm: string;
  readonly reason: string;
  readonly detail: string;
}
const logged = async (username: string, reason: string): Promise<Entry> => {
  const { items } = await eventually(
    () => api.get<{ items: Entry[] }>('/auth-log'),
    (log) => log.items.some((entry) => entry.username === username && entry.reason === reason),
  );
  return items.find((entry) => entry.username === username && entry.reason === reason)!;
};

describe('realms (F050, F059)', () => {
  it.each(['ali', 'ali@default', 'ali@DEFAULT'])('%s is ali of the default realm', async (name) => {
    expect((await pap(name, ali.password)).code).toBe('Access-Accept');
  });

  it('a name of another realm is let in by the methods of that realm only', async () => {
    const chap = ['User-Name = "mona@North.Example"', 'CHAP-Password = "a password"'];
    expect((await auth(chap)).code).toBe('Access-Accept');
    const refused = await pap('mona@north.example', 'a password');
    expect(refused.code).toBe('Access-Reject');
    expect(refused.attributes['Reply-Message']).toBe('Authentication method not supported');
    const entry = await logged('mona@north.example', 'method-not-allowed');
    expect(entry).toMatchObject({ realm: 'north.example', detail: expect.stringContaining('PAP is not allowed') });
  });

  it('an unknown realm and one that is off are rejected with their reasons', async () => {
    expect((await pap('ali@nowhere', ali.password)).code).toBe('Access-Reject');
    expect(await logged('ali@nowhere', 'unknown-realm')).toMatchObject({ realm: 'nowhere' });
    await api.call('PATCH', `/realms/${northId}`, { isActive: false });
    const chap = ['User-Name = "mona@north.example"', 'CHAP-Password = "a password"'];
    expect((await auth(chap)).code).toBe('Access-Reject');
    expect(await logged('mona@north.example', 'realm-inactive')).toMatchObject({ realm: 'north.example' });
    await api.call('PATCH', `/realms/${northId}`, { isActive: true });
    expect((await auth(chap)).code).toBe('Access-Accept');
  });

  it('accounting under the long name is the short name’s, and its session says the realm', async () => {
    const start = ['Acct-Session-Id = "81000077"', 'User-Name = "ali@default"', 'Acct-Status-Type = Start'];
    expect((await radclient(engine.ready.radius.acct, 'acct', nasSecret, start)).code).toBe('Accounting-Response');
    await eventually(
      () => api.get<{ items: { acctSessionId: string; subscriberId: number | null }[] }>('/sessions'),
      ({ items }) =>
        items.some(
          ({ acctSessionId, subscriberId }) => acctSessionId === '81000077' && subscriberId === ids.subscriberId,
        ),
    );
    const stop = [...start.slice(0, 2), 'Acct-Status-Type = Stop', 'Acct-Session-Time = 1'];
    expect((await radclient(engine.ready.radius.acct, 'acct', nasSecret, stop)).code).toBe('Accounting-Response');
  });

  it('a realm that goes while its subscriber is online: only when nobody is of it, and the session goes on counting', async () => {
    const realm = await api.post<{ id: number }>('/realms', { name: 'leaving.example' });
    const { id } = await api.post<{ id: number }>('/subscribers', {
      ...{ username: 'omar@leaving.example', password: 'a password', serviceId: ids.serviceId },
    });
    const record = (status: string, octets: number) =>
      radclient(engine.ready.radius.acct, 'acct', nasSecret, [
        ...['Acct-Session-Id = "81000078"', 'User-Name = "omar@leaving.example"', `Acct-Status-Type = ${status}`],
        ...[`Acct-Output-Octets = ${octets}`, 'Acct-Input-Octets = 0', 'Acct-Session-Time = 60'],
      ]);
    await record('Start', 0);
    await record('Interim-Update', 10_000);
    const sessions = () => api.get<{ items: { acctSessionId: string; subscriberId: number | null }[] }>('/sessions');
    const isOnline = ({ items }: Awaited<ReturnType<typeof sessions>>) =>
      items.some((one) => one.acctSessionId === '81000078' && one.subscriberId === id);
    await eventually(sessions, isOnline);
    expect((await api.ask('DELETE', `/realms/${realm.id}`)).status).toBe(409);
    await api.call('PATCH', `/subscribers/${id}`, { username: 'omar' });
    await api.call('DELETE', `/realms/${realm.id}`);
    expect(isOnline(await sessions())).toBe(true);
    // The router goes on under the name that it knows.
    expect((await record('Interim-Update', 20_000)).code).toBe('Accounting-Response');
    expect((await record('Stop', 30_000)).code).toBe('Accounting-Response');
    interface Record {
      readonly acctSessionId: string;
      readonly subscriberId: number | null;
      readonly downBytes: number;
    }
    const { items } = await eventually(
      () => api.get<{ items: Record[] }>('/cdr'),
      (log) => log.items.some(({ acctSessionId }) => acctSessionId === '81000078'),
    );
    expect(items.find(({ acctSessionId }) => acctSessionId === '81000078')).toMatchObject({
      subscriberId: id,
      downBytes: 30_000,
    });
    expect((await pap('omar@leaving.example', 'a password')).code).toBe('Access-Reject');
    expect((await pap('omar', 'a password')).code).toBe('Access-Accept');
  });
});

describe('groups (F051)', () => {
  const attributesOf = (more: object) => api.call('PATCH', `/subscribers/${ids.subscriberId}/attributes`, more);

  it('a group’s attributes are in the reply, the service’s group behind it, and the subscriber’s own win', async () => {
    const reply = (value: string) => [
      { name: 'Idle-Timeout', value },
      { name: 'Framed-Route', value: `10.1.${value}.0/24 0.0.0.0 1` },
    ];
    const hotel = await api.post<{ id: number }>('/groups', { name: 'hotel', reply: reply('100') });
    const all = await api.post<{ id: number }>('/groups', {
      name: 'all',
      reply: [...reply('200'), { name: 'Port-Limit', value: '1' }],
    });
    await api.call('PATCH', `/services/${ids.serviceId}`, { groupId: all.id });
    expect((await asAli()).attributes).toMatchObject({ 'Idle-Timeout': '200', 'Port-Limit': '1' });
    await attributesOf({ groupIds: [hotel.id] });
    const merged = await asAli();
    expect(merged.attributes).toMatchObject({ 'Idle-Timeout': '100', 'Port-Limit': '1' });
    expect(merged.output.match(/Framed-Route/g)).toHaveLength(2);
    await attributesOf({ reply: [{ name: 'Idle-Timeout', value: '60' }] });
    const own = await asAli();
    expect(own.attributes['Idle-Timeout']).toBe('60');
    expect(own.attributes['Mikrotik-Rate-Limit']).toMatch(/^5(M|000k)\/10(M|000k)$/);

    const told = await api.get<{ effective: { name: string; value: string }[] }>(
      `/subscribers/${ids.subscriberId}/attributes`,
    );
    for (const name of ['Idle-Timeout', 'Port-Limit', 'Mikrotik-Rate-Limit', 'Acct-Interim-Interval']) {
      expect(told.effective.find((row) => row.name === name)?.value).toBe(own.attributes[name]);
    }
    await api.call('PATCH', `/groups/${hotel.id}`, { reply: [{ name: 'Session-Timeout', value: '900' }] });
    expect((await asAli()).attributes).toMatchObject({ 'Session-Timeout': '900', 'Idle-Timeout': '60' });
    await attributesOf({ reply: null, groupIds: null });
    await api.call('PATCH', `/services/${ids.serviceId}`, { groupId: null });
    expect((await asAli()).attributes['Idle-Timeout']).toBeUndefined();
  });

  it('routers, checks and login windows restrict, and a window’s end is the session’s', async () => {
    const other = await api.post<{ id: number }>('/nas', {
      name: 'other',
      address: '10.99.0.1',
      secret: 'another shared secret of a router',
    });
    const group = await api.post<{ id: number }>('/groups', { name: 'limited', nasIds: [other.id] });
    await attributesOf({ groupIds: [group.id] });
    expect((await asAli()).code).toBe('Access-Reject');
    expect((await logged('ali', 'nas-not-allowed')).detail).toContain('tower');

    const set = (more: object) => api.call('PATCH', `/groups/${group.id}`, more);
    await set({ nasIds: null, check: [{ attribute: 'Called-Station-Id', op: '=~', value: '^pppoe' }] });
    expect((await asAli('Called-Station-Id = "hotspot"')).code).toBe('Access-Reject');
    expect((await logged('ali', 'check-failed')).detail).toContain('hotspot');
    expect((await asAli('Called-Station-Id = "pppoe-in"')).code).toBe('Access-Accept');

    // A window of a day that begins now, whatever the clock shows: it ends tomorrow at this minute.
    await api.call('PATCH', '/settings', { timeZone: 'UTC' });
    const from = new Date().toISOString().slice(11, 16);
    const days = [((new Date().getUTCDay() + 6) % 7) + 1];
    await set({ check: null, loginWindows: [{ days, from, to: from }] });
    const seconds = Number((await asAli()).attributes['Session-Timeout']);
    expect(seconds).toBeGreaterThan(86_400 - 180);
    expect(seconds).toBeLessThanOrEqual(86_400);
    // Three days on: that weekday is not today, nor does its window reach today.
    await set({ loginWindows: [{ days: [((days[0]! + 2) % 7) + 1], from, to: from }] });
    expect((await asAli()).attributes['Reply-Message']).toBe('Login is not allowed at this time');
    expect((await logged('ali', 'outside-login-hours')).detail).toContain('group limited');
    await attributesOf({ groupIds: [] });
    expect((await asAli()).code).toBe('Access-Accept');
  });

  it('all of it is there after the engine was started again', async () => {
    const group = await api.post<{ id: number }>('/groups', {
      name: 'kept',
      reply: [{ name: 'Filter-Id', value: 'kept' }],
    });
    await attributesOf({ groupIds: [group.id] });
    await engine.stop();
    engine = await startEngine({ dataDir });
    api = await engine.login();
    expect((await asAli()).attributes['Filter-Id']).toBe('kept');
    expect((await pap('ali@nowhere', ali.password)).code).toBe('Access-Reject');
  }, 60_000);
});
