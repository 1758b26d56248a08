/** Doors that a browser on the operator's machine would hold open for any web site, and the ones it may use. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortTaken } from '../../../electron/engine/api/console-api.ts';
import { sessionCookie } from '../../../electron/engine/api/credentials.ts';
import { markPortal } from '../../../electron/engine/api/listener-kind.ts';
import { registerOperations } from '../../../electron/engine/api/routes.ts';
import { type Browser, controlToken, type Harness, passwordOf, startApi } from './harness.ts';

let harness: Harness;
let admin: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Lastmile</title>');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'void 0;');
  harness = await startApi({
    consoleFolder: folder,
    hosts: ['noc.example', '2001:db8::7'],
    origins: ['http://localhost:5173'],
  });
  admin = await harness.login('admin');
});
afterAll(async () => {
  await harness.dispose();
  rmSync(folder, { recursive: true });
});

const change = { method: 'PATCH', url: '/api/v1/settings', payload: {} } as const;
const read = { method: 'GET', url: '/api/v1/settings' } as const;

describe('Host', () => {
  it.each([
    'localhost',
    'localhost:8470',
    '127.0.0.1:8470',
    '[::1]:8470',
    '127.0.0.7',
    'NOC.example:8470',
    '[2001:db8::7]:8470',
  ])('%s is known', async (host) => {
    expect((await harness.as(admin, { ...read, headers: { host } })).statusCode).toBe(200);
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil@localhost',
    '127.0.0.1:8470:1',
    '10.0.0.1',
  ])('%j is refused on every path, whoever asks (DNS rebinding)', async (host) => {
    for (const url of [
      '/api/v1/settings',
      '/healthz',
      '/metrics',
      '/',
      '/assets/app-1a2b.js',
      '/api/v1/openapi.json',
    ]) {
      const response = await harness.as(admin, { method: 'GET', url, headers: { host } });
      expect(response.statusCode).toBe(421);
    }
  });
});

describe('Origin and x-csrf on changes', () => {
  const own = 'http://127.0.0.1:8470';
  const host = '127.0.0.1:8470';
  const none = undefined;

  it.each([
    ['own page', own, true, 200],
    ['no origin (a program)', none, true, 200],
    ['the development server', 'http://localhost:5173', true, 200],
    ['another site', 'https://evil.example', true, 403],
    ['another port of this machine', 'http://127.0.0.1:9999', true, 403],
    ['a sandboxed page', 'null', true, 403],
    ['own page without x-csrf', own, false, 403],
    ['a program without x-csrf', none, false, 403],
  ])('%s', async (_who, origin, hasCsrf, status) => {
    const headers = { host, ...(origin ? { origin } : {}), ...(hasCsrf ? {} : { 'x-csrf': 'wrong' }) };
    expect((await harness.as(admin, { ...change, headers })).statusCode).toBe(status);
  });

  it('a cross-site request without an origin is known by Sec-Fetch-Site', async () => {
    for (const [site, status] of [
      ['cross-site', 403],
      ['same-site', 403],
      ['same-origin', 200],
      ['none', 200],
    ] as const) {
      expect((await harness.as(admin, { ...change, headers: { 'sec-fetch-site': site } })).statusCode).toBe(status);
    }
  });

  it('an API key needs no x-csrf, and a foreign page cannot use one either', async () => {
    expect((await harness.bearer(controlToken, change)).statusCode).toBe(200);
    expect(
      (await harness.bearer(controlToken, { ...change, headers: { origin: 'https://evil.example' } })).statusCode,
    ).toBe(403);
  });

  it('the x-csrf of one session does not open another', async () => {
    const other = await harness.login('admin');
    expect((await harness.as({ cookie: admin.cookie, csrf: other.csrf }, change)).statusCode).toBe(403);
  });

  it('login is guarded against other sites too', async () => {
    const payload = { username: 'admin', password: passwordOf('admin') };
    const headers = { origin: 'https://evil.example' };
    expect(
      (await harness.api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload, headers })).statusCode,
    ).toBe(403);
  });
});

describe('session', () => {
  const loginRequest = (username: string, password: string) =>
    ({ method: 'POST', url: '/api/v1/auth/login', payload: { username, password } }) as const;

  it('sets a cookie that scripts and other sites cannot use, Secure only over TLS', async () => {
    const response = await harness.api.app.inject(loginRequest('admin', passwordOf('admin')));
    expect(response.cookies[0]).toMatchObject({ name: sessionCookie, httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(response.cookies[0]?.secure).toBeUndefined();
    expect(response.json()).toMatchObject({ operator: { name: 'admin', role: 'admin' } });
    expect(response.body).not.toContain(response.cookies[0]!.value);
  });

  it('ends with logout and after twelve hours', async () => {
    const first = await harness.login('viewer');
    await harness.as(first, { method: 'POST', url: '/api/v1/auth/logout' });
    expect((await harness.as(first, { method: 'GET', url: '/api/v1/auth/me' })).statusCode).toBe(401);

    const second = await harness.login('viewer');
    harness.clock.pass(12 * 3_600_000 - 1);
    expect((await harness.as(second, { method: 'GET', url: '/api/v1/auth/me' })).statusCode).toBe(200);
    harness.clock.pass(2);
    expect((await harness.as(second, { method: 'GET', url: '/api/v1/auth/me' })).statusCode).toBe(401);
    admin = await harness.login('admin');
  });

  it('does not keep an ended session from logging in again', async () => {
    const request = { ...loginRequest('admin', passwordOf('admin')), cookies: { [sessionCookie]: 'ended' } };
    expect((await harness.api.app.inject(request)).statusCode).toBe(200);
  });

  it('tells a wrong name and a wrong password apart in nothing', async () => {
    const wrongName = await harness.api.app.inject(loginRequest('nobody', 'x'));
    const wrongPassword = await harness.api.app.inject(loginRequest('operator', 'x'));
    expect(wrongName.statusCode).toBe(401);
    expect({ ...wrongName.json(), requestId: 0 }).toEqual({ ...wrongPassword.json(), requestId: 0 });
  });

  it('slows guessing down, says for how long, and lets the right password in afterwards', async () => {
    const guess = () => harness.api.app.inject(loginRequest('operator', 'wrong'));
    const answers = [];
    for (let i = 0; i < 10; i += 1) answers.push(await guess());
    const last = answers.at(-1)!;
    expect(last.statusCode).toBe(429);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    expect(last.json().retryAfterSeconds).toBe(Number(last.headers['retry-after']));
    expect((await harness.api.app.inject(loginRequest('operator', passwordOf('operator')))).statusCode).toBe(429);
    harness.clock.pass(Number(last.headers['retry-after']) * 1000);
    expect((await harness.api.app.inject(loginRequest('operator', passwordOf('operator')))).statusCode).toBe(200);
  });

  it('a volley of guesses at once slips nothing past the back-off', async () => {
    const volley = await Promise.all(
      Array.from({ length: 30 }, () => harness.api.app.inject(loginRequest('viewer', 'wrong'))),
    );
    expect(volley.filter(({ statusCode }) => statusCode === 401).length).toBeLessThanOrEqual(5);
    harness.clock.pass(16 * 60_000);
  });

  it('changes the own password, which needs the present one', async () => {
    const made = { username: 'nadia', password: 'password of nadia', role: 'viewer' };
    await harness.admin({ method: 'POST', url: '/api/v1/operators', payload: made });
    const nadia = await harness.login('nadia');
    const send = (current: string) =>
      harness.as(nadia, {
        method: 'POST',
        url: '/api/v1/auth/password',
        payload: { current, next: 'another password' },
      });
    expect((await send('not it')).json().errors[0].field).toBe('current');
    expect((await send(made.password)).statusCode).toBe(200);
    expect((await harness.api.app.inject(loginRequest('nadia', made.password))).statusCode).toBe(401);
    expect((await harness.api.app.inject(loginRequest('nadia', 'another password'))).statusCode).toBe(200);
  });

  it('the window’s one-time token logs in once, within a minute', async () => {
    const [first] = await harness.store.reads.operators.list({ tenantId: 1 });
    const exchange = (token: string) =>
      harness.api.app.inject({ method: 'POST', url: '/api/v1/auth/exchange', payload: { token } });
    const token = harness.operators.login.issueWindowToken({ tenantId: 1 }, first!.id);
    expect((await exchange(token)).statusCode).toBe(200);
    expect((await exchange(token)).statusCode).toBe(401);
    const late = harness.operators.login.issueWindowToken({ tenantId: 1 }, first!.id);
    harness.clock.pass(60_001);
    expect((await exchange(late)).statusCode).toBe(401);
  });
});

describe('headers', () => {
  it.each(['/', '/api/v1/settings', '/api/v1/nothing', '/healthz'])('%s carries the security headers', async (url) => {
    const { headers } = await harness.as(admin, { method: 'GET', url });
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it('nothing of the API is kept by a cache', async () => {
    expect((await harness.as(admin, read)).headers['cache-control']).toBe('no-store');
    expect((await harness.as(undefined, read)).headers['cache-control']).toBe('no-store');
  });
});

describe('the built console', () => {
  it.each(['/', '/fup', '/subscribers/17', '/bandwidth-manager/new'])('%s is the one page', async (url) => {
    const response = await harness.api.app.inject({ method: 'GET', url });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['cache-control']).toBe('no-cache');
    expect(response.body).toContain('<title>Lastmile</title>');
  });

  it('keeps files whose name carries their hash', async () => {
    const response = await harness.api.app.inject({ method: 'GET', url: '/assets/app-1a2b.js' });
    expect(response.headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/assets/gone.js',
    '/assets/',
    '/.%00',
    '/favicon.ico',
    '/api',
    '/api/v2/x',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('%s is not found rather than the page, and never a file outside', async (url) => {
    const response = await harness.api.app.inject({ method: 'GET', url });
    expect(response.statusCode === 404 || response.body.includes('<title>Lastmile</title>')).toBe(true);
    expect(response.body).not.toContain('root:');
  });

  it('says how to build it when it is not built', async () => {
    const bare = await startApi();
    const response = await bare.api.app.inject({ method: 'GET', url: '/fup' });
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('npm run build');
    await bare.dispose();
  });
});

describe('listeners', () => {
  it('health is 200 with its checks, metrics are Prometheus text', async () => {
    expect((await harness.api.app.inject('/healthz')).json()).toEqual({
      status: 'ok',
      checks: { database: { status: 'ok' } },
    });
    const metrics = await harness.api.app.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toMatch(/lastmile_http_request_seconds_count\{operation="settings.get",status="200"\} \d+/);
  });

  it('metrics ask for a login from another machine', async () => {
    const from = { method: 'GET', url: '/metrics', remoteAddress: '192.168.88.7' } as const;
    expect((await harness.api.app.inject(from)).statusCode).toBe(401);
    expect((await harness.as(admin, from)).statusCode).toBe(200);
  });

  it('the command line’s token is worth nothing from another machine', async () => {
    const request = { ...read, remoteAddress: '192.168.88.7' };
    expect((await harness.bearer(controlToken, request)).statusCode).toBe(401);
  });

  it('a taken port is an error that names the port and the flag', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const second = await startApi();
    const failure = await second.api.listen('127.0.0.1', port).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PortTaken);
    expect(String(failure)).toContain(`${port}`);
    expect(String(failure)).toContain('--console-port');
    await second.dispose();
    other.close();
  });

  it('no operator route can be registered on the portal’s listener', () => {
    const portal = Fastify();
    markPortal(portal);
    expect(() => registerOperations(portal, {} as never)).toThrow(/console's listener only/);
    for (const url of ['/api/v1/nas', '/metrics', '/healthz', '/customers']) {
      expect(() => portal.get(url, async () => 'x')).toThrow(/only \/customer\//);
    }
    portal.get('/customer/api/me', async () => 'ok');
    portal.get('/', async () => 'ok');
    expect(() => registerOperations(Fastify(), {} as never)).toThrow(/console's listener only/);
  });
});
