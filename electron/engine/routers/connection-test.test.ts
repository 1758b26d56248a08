import { afterEach, describe, expect, it } from 'vitest';
import {
  type FakeRouter,
  type FakeRouterOptions,
  makeCertificate,
  startFakeRouter,
} from '../routeros/testing/fake-router.ts';
import { testConnection } from './connection-test.ts';

const now = () => Date.UTC(2026, 10, 21, 12);
const open: FakeRouter[] = [];
afterEach(() => Promise.all(open.splice(0).map((router) => router.close())));

async function router(options: FakeRouterOptions = {}) {
  const started = await startFakeRouter(options);
  open.push(started);
  return { host: started.host, port: started.port, username: 'poller', password: 'secret', tls: false as const };
}

const telling: FakeRouterOptions['handlers'] = {
  '/radius/incoming/print': (answer) => {
    answer.row({ accept: 'true', port: '1700' });
    answer.done();
  },
  '/system/clock/print': (answer) => {
    answer.row({ date: '2026-11-21', time: '12:00:00', 'time-zone-name': 'UTC', 'gmt-offset': '+00:00' });
    answer.done();
  },
};

const outcomes = (test: Awaited<ReturnType<typeof testConnection>>) =>
  test.steps.map(({ step, outcome }) => `${step} ${outcome}`);

describe('P04: test connection', () => {
  it('X36: a good router passes every step and tells its CoA port', async () => {
    const test = await testConnection(await router({ handlers: telling }), now);
    expect(outcomes(test)).toEqual(['login ok', 'identity ok', 'radius-incoming ok', 'clock ok']);
    expect(test).toMatchObject({
      works: true,
      identity: 'fake',
      version: '7.16.1 (stable)',
      coaPort: 1700,
      coaAccepts: true,
      clockSkewMs: 0,
    });
  });

  it('what the user’s group may not read is a warning in the router’s words', async () => {
    const test = await testConnection(await router(), now);
    expect(test.works).toBe(true);
    expect(outcomes(test)).toEqual(['login ok', 'identity ok', 'radius-incoming warning', 'clock warning']);
    expect(test.steps[2]?.detail).toContain('no such command prefix');
  });

  it('a router that accepts no CoA, with a clock that is off, says which commands help', async () => {
    const handlers: FakeRouterOptions['handlers'] = {
      '/radius/incoming/print': (answer) => {
        answer.row({ accept: 'false', port: '3799' });
        answer.done();
      },
      '/system/clock/print': (answer) => {
        answer.row({ date: '2026-11-21', time: '11:55:00', 'time-zone-name': 'UTC', 'gmt-offset': '+00:00' });
        answer.done();
      },
    };
    const test = await testConnection(await router({ handlers }), now);
    expect(test.steps[2]).toMatchObject({ outcome: 'warning', detail: expect.stringContaining('set accept=yes') });
    expect(test.steps[3]).toMatchObject({ outcome: 'warning', detail: expect.stringContaining('300 s slow') });
    expect(test.clockSkewMs).toBe(-300_000);
  });

  it('a wrong password fails the login, skips the rest, and is not repeated', async () => {
    const test = await testConnection({ ...(await router()), password: 'not-the-password' }, now);
    expect(outcomes(test)).toEqual(['login failed', 'identity skipped', 'radius-incoming skipped', 'clock skipped']);
    expect(test.steps[0]?.detail).toContain('does not know this user and password');
    expect(JSON.stringify(test)).not.toContain('not-the-password');
  });

  it('nothing listening there is said with what to check', async () => {
    const target = await router();
    await open.splice(0)[0]?.close();
    const test = await testConnection(target, now);
    expect(test).toMatchObject({ works: false, presentedSha256: null });
    expect(test.steps[0]?.detail).toContain('/ip/service');
  });

  it('an unknown certificate is shown for comparison, and no password was sent; pinned, it lets in', async () => {
    const certificate = makeCertificate();
    const target = await router({ tls: certificate, handlers: telling });
    const first = await testConnection({ ...target, tls: true }, now);
    const sha256 = certificate.sha256.replaceAll(':', '').toLowerCase();
    expect(first).toMatchObject({ works: false, presentedSha256: sha256 });
    expect(open[0]?.requests).toEqual([]);
    const pinned = await testConnection({ ...target, tls: { fingerprint256: sha256 } }, now);
    expect(pinned.works).toBe(true);
  });
});
