/** `POST /nas/test` and the health in the list: who may ask, which credentials are used, what comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeRouter, startFakeRouter } from '../../../electron/engine/routeros/testing/fake-router.ts';
import { type Harness, startApi } from './harness.ts';

let harness: Harness;
let router: FakeRouter;
let id: number;
const secret = 'a-secret-of-more-than-24-characters';

beforeAll(async () => {
  harness = await startApi();
  router = await startFakeRouter();
  const payload = {
    name: 'edge',
    address: '10.0.0.1',
    secret,
    api: { host: router.host, port: router.port, username: 'poller', password: 'secret' },
  };
  id = (await harness.admin({ method: 'POST', url: '/api/v1/nas', payload })).json<{ id: number }>().id;
});
afterAll(async () => {
  await harness.dispose();
  await router.close();
});

const test = (payload: object) => harness.admin({ method: 'POST', url: '/api/v1/nas/test', payload });

describe('nas.test', () => {
  it('P04: a registered NAS is tried with its stored login; no secret comes back', async () => {
    const response = await test({ id });
    expect(response.json()).toMatchObject({ works: true, identity: 'fake' });
    expect(response.body).not.toContain(secret);
  });

  it('a form may be tried before it is saved', async () => {
    const api = { host: router.host, port: router.port, username: 'poller', password: 'secret' };
    expect((await test({ api })).json()).toMatchObject({ works: true });
    expect((await test({ api: { ...api, password: 'wrong' } })).json()).toMatchObject({ works: false });
  });

  it('the stored password goes to no other host than the one it was stored for', async () => {
    const response = await test({ id, api: { host: '127.0.0.2', port: router.port, username: 'poller' } });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toMatchObject([{ field: 'api.password' }]);
  });

  it('neither id nor password is a complaint at the password', async () => {
    const response = await test({ api: { host: router.host, port: router.port, username: 'poller' } });
    expect(response.json().errors).toMatchObject([{ field: 'api.password' }]);
  });

  it('a NAS that is not there is not found', async () => {
    expect((await test({ id: 4711 })).statusCode).toBe(404);
  });
});

describe('nas.list', () => {
  it('carries the health of every router, also without a live socket', async () => {
    const payload = { name: 'silent', address: '10.0.0.2', secret };
    await harness.admin({ method: 'POST', url: '/api/v1/nas', payload });
    const { items } = (await harness.admin({ method: 'GET', url: '/api/v1/nas?sort=name' })).json();
    expect(items).toMatchObject([
      { name: 'edge', health: { state: 'unknown', cpuPercent: null, readAt: null } },
      { name: 'silent', health: { state: 'unknown', detail: 'silent has not sent a RADIUS packet yet' } },
    ]);
  });
});
