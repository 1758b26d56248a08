/** The portal as a subscriber meets it: a real engine, simulated routers on the real wire protocols, plain HTTP. */
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import { operationNames, operations } from '../../shared/contract/contract.ts';
import { apiBase, livePath } from '../../shared/contract/paths.ts';
import type { Banner, Dashboard, Live } from '../../shared/contract/portal/dashboard.ts';
import { portalOperations } from '../../shared/contract/portal/operations.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { cookieOf, PortalSession, portalCall } from './support/portal-session.ts';
import { eventually } from './support/seed.ts';

const MB = 1_000_000;
const plan = {
  name: 'Fiber 10M',
  downKbps: 10_000,
  upKbps: 5_000,
  priceMinor: 2_500,
  dailyQuotaBytes: 50 * MB,
  monthlyQuotaBytes: 5_000 * MB,
  dailyTiers: [{ fromBytes: 50 * MB, downKbps: 4_000, upKbps: 2_000 }],
};
const portalPassword = 'my own page';

const folders = temporaryFolders();
let engine: RunningEngine;
let api: ApiSession;
let isp: SimulatedIsp;
let portal: string;
let serviceId: number;
const ids = new Map<string, number>();

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make(), flags: ['--quota-interval-ms', '500'] });
  portal = engine.ready.portal;
  api = await engine.login();
  const { auth: authPort, acct: acctPort } = engine.ready.radius;
  const subscribers = createPopulation({ seed: 'portal', subscribers: 24, routers: 1 });
  isp = createSimulatedIsp({
    seed: 'portal',
    routers: 1,
    subscribers,
    radius: { address: '127.0.0.1', authPort, acctPort },
  });
  await isp.start();
  for (const router of isp.routers) await api.post('/nas', nasBody(router));
  ({ id: serviceId } = await api.post<{ id: number }>('/services', plan));
  for (const { username, password } of subscribers) {
    const { id } = await api.post<{ id: number }>('/subscribers', {
      username,
      password,
      serviceId,
      portalPassword,
      phone: `+964-${username}`,
    });
    ids.set(username, id);
  }
});
afterAll(async () => {
  await isp?.stop();
  await engine?.stop();
  await folders.cleanUp();
});

/** Each test takes subscribers that no other test has used. */
let taken = 0;
const nextUser = (): string => isp.subscribers[taken++]!.username;
const logIn = (username: string) => PortalSession.login(portal, username, portalPassword);
const dashboard = (session: PortalSession) => session.get<Dashboard>('/dashboard');
const live = (session: PortalSession) => session.get<Live>('/live');
const kindsOf = (banners: readonly Banner[]) => banners.map(({ key }) => key);

/** A GET with headers that `fetch` keeps to itself, such as Host. */
async function rawGet(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(portal);
  const asked = request({ hostname, port, path, headers }).end();
  const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the listener', () => {
  it('leads to /customer/ and serves one page for all its screens', async () => {
    const root = await fetch(`${portal}/`, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/customer/']);
    for (const path of ['/customer', '/customer/', '/customer/dashboard']) {
      const page = await fetch(`${portal}${path}`);
      expect([path, page.headers.get('content-type')]).toEqual([path, expect.stringContaining('text/html')]);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
      expect(page.headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('Z2: has no operator route, no probe, no metrics and no live socket', async () => {
    const paths = new Set([
      ...operationNames.map((name) => `${apiBase}${operations[name].path.replaceAll(/:\w+/g, '1')}`),
      ...['/healthz', '/metrics', '/api/v1/openapi.json', '/login', '/subscribers', '/customer/../api/v1/nas'],
    ]);
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
        const { status } = await fetch(`${portal}${path}`, { method });
        expect(`${method} ${path}: ${status}`).toBe(`${method} ${path}: 404`);
      }
    }
    const socket = new WebSocket(`${portal.replace('http', 'ws')}${livePath}`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/404|socket hang up/);
  });

  it.each([
    ['a name that could be anybody’s (DNS rebinding)', 'portal.attacker.example', 421],
    ['an address that a router translates', '192.0.2.7:8480', 200],
  ])('Host: %s', async (_case, host, expected) => expect(await rawGet('/customer/api/about', { host })).toBe(expected));

  it('tells whose portal it is, and nothing more, to who is not logged in', async () => {
    const about = await portalCall(portal, 'GET', '/about');
    expect(Object.keys(about.body)).toEqual(['provider']);
    for (const [name, { method, path, permission }] of Object.entries(portalOperations)) {
      if (permission === 'public') continue;
      const { status } = await portalCall(portal, method, path.replace(':key', 'daily-cap'));
      expect(`${name}: ${status}`).toBe(`${name}: 401`);
    }
  });
});

describe('logging in', () => {
  it('gives a cookie that scripts, other sites and the console cannot use', async () => {
    const username = nextUser();
    const answer = await portalCall(portal, 'POST', '/login', { body: { username, password: portalPassword } });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^lastmile_portal=[\w-]{43}; /);
    expect(cookie).toContain('Path=/customer/');
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    const token = cookieOf(answer.headers).split('=')[1];
    for (const name of ['lastmile_portal', 'lastmile_console']) {
      const console_ = await fetch(`${engine.ready.console}/api/v1/subscribers`, {
        headers: { cookie: `${name}=${token}` },
      });
      expect(console_.status).toBe(401);
    }
  });

  it('an operator’s cookie or password opens nothing here', async () => {
    const operator = await fetch(`${engine.ready.console}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'correct-horse-battery' }),
    });
    const cookie = cookieOf(operator.headers);
    const renamed = cookie.replace('lastmile_console', 'lastmile_portal');
    for (const given of [cookie, renamed]) {
      expect((await portalCall(portal, 'GET', '/dashboard', { headers: { cookie: given } })).status).toBe(401);
    }
    const asAdmin = { username: 'admin', password: 'correct-horse-battery' };
    expect((await portalCall(portal, 'POST', '/login', { body: asAdmin })).status).toBe(401);
  });

  it('Z2: the password of the line is not the password of the portal, and who exists is not told', async () => {
    const { username, password } = isp.subscriber(nextUser());
    const told = [];
    for (const body of [
      { username, password },
      { username, password: 'wrong' },
      { username: 'nobody-of-that-name', password: 'wrong' },
    ]) {
      const { status, body: problem } = await portalCall(portal, 'POST', '/login', { body });
      const { requestId: _, ...same } = problem;
      told.push({ status, ...same });
    }
    expect(told[0]).toMatchObject({ status: 401, kind: 'unauthenticated' });
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });

  it('guessing is slowed down by the address it comes from, whatever X-Forwarded-For claims', async () => {
    const username = 'a-guessed-name';
    const attempts = [];
    for (let i = 0; i < 7; i++) {
      attempts.push(
        await portalCall(portal, 'POST', '/login', {
          headers: { 'x-forwarded-for': `10.9.8.${i}` },
          body: { username, password: `guess ${i}` },
        }),
      );
    }
    expect(attempts.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(Number(attempts.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('logging out ends the session on the engine, not only in the browser', async () => {
    const session = await logIn(nextUser());
    expect((await session.ask('POST', '/logout')).status).toBe(200);
    expect((await session.ask('GET', '/dashboard')).status).toBe(401);
  });

  it('a new portal password, and removal, log every device out', async () => {
    const username = nextUser();
    const session = await logIn(username);
    const id = ids.get(username);
    await api.call('PATCH', `/subscribers/${id}`, { fullName: 'Another name' });
    expect((await session.ask('GET', '/dashboard')).status).toBe(200);
    await api.call('PATCH', `/subscribers/${id}`, { portalPassword: 'a new secret' });
    await eventually(
      () => session.ask('GET', '/dashboard'),
      ({ status }) => status === 401,
    );
    const again = await PortalSession.login(portal, username, 'a new secret');
    await api.call('DELETE', `/subscribers/${id}`);
    await eventually(
      () => again.ask('GET', '/live'),
      ({ status }) => status === 401,
    );
  });

  it.each([
    ['from another site', { origin: 'http://attacker.example' }, 403],
    ['without x-csrf', { 'x-csrf': '' }, 403],
    ['with a wrong x-csrf', { 'x-csrf': 'guessed' }, 403],
  ])('a change %s is refused', async (_case, headers, expected) => {
    const session = await logIn(nextUser());
    expect((await session.ask('POST', '/logout', { headers })).status).toBe(expected);
    expect((await session.ask('GET', '/live')).status).toBe(200);
  });
});

describe('the dashboard', () => {
  it('F001–F036: one call says all of the page, and the line is measured once per 3 s however many look', async () => {
    const username = nextUser();
    // Slow enough that no cap is reached while the test looks: 0.4 MB a second.
    const demand = { kind: 'constant', downBps: 3_000_000, upBps: 200_000 } as const;
    const session = await isp.mustLogIn(username, 0, { demand });
    const page = await logIn(username);
    const shown = await eventually(
      () => dashboard(page),
      ({ live: now }) => now.downBps === 3_000_000, // once a whole second has been measured
    );
    expect(shown).toMatchObject({
      username,
      timeZone: expect.any(String),
      live: { state: 'online', address: session.address, downBps: 3_000_000, upBps: 200_000 },
      day: { usedBytes: expect.any(Number), quotaBytes: 50 * MB, totalBytes: 50 * MB },
      period: { quotaBytes: 5_000 * MB, untilAt: null },
      plan: {
        name: 'Fiber 10M',
        downKbps: 10_000,
        upKbps: 5_000,
        now: { downKbps: 10_000, upKbps: 5_000 },
        tier: { level: 0, count: 1 },
        status: 'Active',
        daysLeft: null,
        balanceMinor: 0,
      },
      fullSpeed: { kind: 'now' },
      banners: [],
    });
    expect(shown.steps.map(({ kind }) => kind)).toEqual(['plan', 'cap']);
    expect(shown.csrf).toBe(page.csrf);

    // Twenty pages of three devices, for about 3 s.
    const { apiMeter } = isp.router(0);
    const count = () => apiMeter.commands['/interface/monitor-traffic'] ?? 0;
    const before = count();
    const devices = [page, await logIn(username), await logIn(username)];
    const began = performance.now();
    while (performance.now() - began < 3_300) {
      await Promise.all(Array.from({ length: 20 }, (_, i) => live(devices[i % 3]!)));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(count() - before).toBeGreaterThanOrEqual(1);
    expect(count() - before).toBeLessThanOrEqual(2);
    isp.logout(session);
  });

  it('F025, F030: a cap is a notice with the speed it leaves; put away, it stays away on every device of this subscriber only', async () => {
    const [username, other] = [nextUser(), nextUser()];
    const session = await isp.mustLogIn(username, 0);
    const bystander = await isp.mustLogIn(other, 0);
    const [phone, laptop, stranger] = [await logIn(username), await logIn(username), await logIn(other)];
    await eventually(
      () => dashboard(phone),
      ({ live: now }) => now.measuredAt !== null,
    );
    isp.move(session, { downBytes: 60 * MB, upBytes: 0 });
    isp.move(bystander, { downBytes: 60 * MB, upBytes: 0 });
    const slowed = await eventually(
      () => dashboard(phone),
      ({ banners, network }) => banners.length > 0 && network?.state === 'checked' && network.downKbps === 4_000,
    );
    await eventually(
      () => dashboard(stranger),
      ({ banners }) => banners.length > 0,
    );
    expect(slowed.plan).toMatchObject({
      now: { downKbps: 4_000, upKbps: 2_000 },
      tier: { level: 1, count: 1 },
    });
    expect(slowed.banners).toMatchObject([
      { key: 'daily-cap', severity: 'crit', slowedTo: { downKbps: 4_000, upKbps: 2_000 }, dismissedUntil: null },
    ]);
    expect(slowed.fullSpeed).toEqual({ kind: 'at', at: slowed.day.untilAt });
    expect(slowed.network).toMatchObject({ downKbps: 4_000, upKbps: 2_000 });
    expect(slowed.steps.find(({ decides }) => decides)).toMatchObject({ kind: 'cap', usedBytes: 60 * MB });

    const put = await phone.ask<{ dismissedUntil: number }>('POST', '/banners/daily-cap/dismiss');
    expect(put.status).toBe(200);
    expect(put.body.dismissedUntil - slowed.at).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect((await dashboard(laptop)).banners[0]?.dismissedUntil).toBe(put.body.dismissedUntil);
    expect((await dashboard(stranger)).banners[0]?.dismissedUntil).toBeNull();
    expect((await phone.ask('POST', '/banners/no-such-notice/dismiss')).status).toBe(404);
    isp.logout(session);
    isp.logout(bystander);
  });

  it('two accounts cannot see each other on any route, whatever a request adds to itself', async () => {
    const [mine, theirs] = [nextUser(), nextUser()];
    const theirId = ids.get(theirs)!;
    await isp.mustLogIn(theirs, 0);
    const [session, victim] = [await logIn(mine), await logIn(theirs)];
    await eventually(
      () => live(victim),
      ({ state }) => state === 'online',
    );
    const secrets = [theirs, `+964-${theirs}`, (await live(victim)).address!];
    for (const [name, { method, path, permission }] of Object.entries(portalOperations)) {
      if (permission === 'public') continue;
      const own = path.replace(':key', 'daily-cap');
      for (const attempt of [
        own,
        `${own}?subscriberId=${theirId}&username=${theirs}&customer_username=${theirs}`,
        `${own}/${theirId}`,
        own.replace('/', `/${theirId}/`),
        path.replace(':key', `${theirId}`),
        path.replace(':key', encodeURIComponent(`../${theirId}`)),
      ]) {
        const body = method === 'GET' ? undefined : { subscriberId: theirId, username: theirs };
        for (const given of body === undefined ? [undefined] : [undefined, body]) {
          // Logging out works as it should and ends the session that asks: each attempt at it has one of its own.
          const asking = name === 'portal.logout' ? await logIn(mine) : session;
          const answer = await asking.ask(method, attempt, {
            headers: { 'x-customer-username': theirs, 'x-forwarded-user': theirs },
            ...(given === undefined ? {} : { body: given }),
          });
          const text = JSON.stringify(answer.body);
          for (const secret of secrets) expect(`${method} ${attempt}: ${text}`).not.toContain(`"${secret}"`);
          if (answer.status === 200 && name === 'portal.dashboard') expect(answer.body.username).toBe(mine);
        }
      }
    }
    // The other's cookie beside mine: the cookie that counts is the one that opened the session.
    expect((await dashboard(victim)).username).toBe(theirs);
    expect((await dashboard(session)).live.state).toBe('offline');
    isp.logout(theirs);
  });

  it('F022, F024: an expired plan and a stopped account say so, and let their subscriber in', async () => {
    const username = nextUser();
    const id = ids.get(username);
    const session = await logIn(username);
    await api.call('PATCH', `/subscribers/${id}`, { expiresAt: Date.now() + 3 * 86_400_000 });
    const ending = await eventually(
      () => dashboard(session),
      ({ plan: shown }) => shown.daysLeft !== null,
    );
    expect(ending.plan).toMatchObject({ status: 'Active', daysLeft: 3 });
    expect(kindsOf(ending.banners)).toEqual(['expiring', 'balance']);
    await api.call('PATCH', `/subscribers/${id}`, { expiresAt: Date.now() - 1000 });
    const ended = await eventually(
      () => dashboard(session),
      ({ plan: shown }) => shown.status === 'Expired',
    );
    expect(kindsOf(ended.banners)).toEqual(['expired', 'balance']);
    expect(ended.fullSpeed).toEqual({ kind: 'renewal' });
    await api.call('PATCH', `/subscribers/${id}`, { status: 'suspended' });
    const stopped = await eventually(
      () => dashboard(session),
      ({ plan: shown }) => shown.status === 'Stopped',
    );
    expect(kindsOf(stopped.banners)[0]).toBe('stopped');
    expect((await logIn(username)).csrf).not.toBe(session.csrf);
  });

  it('F007, F008, X12: offline is zero; a router that does not answer is neither online nor zero', {
    timeout: 60_000,
  }, async () => {
    const username = nextUser();
    const session = await isp.mustLogIn(username, 0);
    const page = await logIn(username);
    await eventually(
      () => live(page),
      ({ state, measuredAt }) => state === 'online' && measuredAt !== null,
    );
    await isp.router(0).faults.set({ isApiClosed: true });
    const silent = await eventually(
      () => live(page),
      ({ state }) => state === 'router-silent',
      30_000,
    );
    expect(silent).toMatchObject({ downBps: null, upBps: null });
    await isp.router(0).faults.clear();
    await eventually(
      () => live(page),
      ({ state }) => state === 'online',
      40_000,
    );
    isp.logout(session);
    const offline = await eventually(
      () => live(page),
      ({ state }) => state === 'offline',
    );
    expect(offline).toMatchObject({ downBps: 0, upBps: 0, onlineSinceAt: null, address: null });
  });
});
