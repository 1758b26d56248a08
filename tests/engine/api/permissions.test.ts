/** Every operation of the contract × every kind of caller. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationUrl } from '../../../shared/contract/client.ts';
import { operationNames, operations } from '../../../shared/contract/contract.ts';
import { expandPermissions, type Permission, permissions } from '../../../shared/contract/permissions.ts';
import { type Browser, controlToken, type Harness, startApi } from './harness.ts';

let harness: Harness;
let viewer: Browser;
let keys: Map<Permission, string>;

beforeAll(async () => {
  harness = await startApi();
  viewer = await harness.login('viewer');
  keys = new Map();
  for (const scope of permissions) {
    const payload = { name: `only ${scope}`, scopes: [scope] };
    const response = await harness.admin({ method: 'POST', url: '/api/v1/api-keys', payload });
    keys.set(scope, response.json<{ key: string }>().key);
  }
});
afterAll(() => harness.dispose());

/** A request that reaches the permission check; its input need not be right. */
const requestOf = (name: (typeof operationNames)[number]) => ({
  method: operations[name].method,
  url: operationUrl(operations[name], { params: { id: 4711 } }),
  ...(operations[name].method === 'POST' || operations[name].method === 'PATCH' ? { payload: {} } : {}),
});

const guarded = operationNames.filter((name) => operations[name].permission !== 'public');
const byName = guarded.filter((name) => operations[name].permission !== 'self');
const changes = byName.filter((name) => operations[name].method !== 'GET');

describe('permissions', () => {
  it.each(guarded)('%s: 401 without a login', async (name) => {
    const response = await harness.as(undefined, requestOf(name));
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('Bearer');
  });

  it.each(guarded)('%s: 401 with a key, a cookie or a scheme that is nobody’s', async (name) => {
    for (const headers of [
      { authorization: 'Bearer lm_live_forged' },
      { authorization: 'Basic YWRtaW46YWRtaW4=' },
      { cookie: 'lastmile_console=forged' },
    ]) {
      expect((await harness.api.app.inject({ ...requestOf(name), headers })).statusCode).toBe(401);
    }
  });

  it.each(changes)('%s: 403 for a viewer', async (name) => {
    const response = await harness.as(viewer, requestOf(name));
    expect(response.statusCode).toBe(403);
    expect(response.json().detail).toContain(operations[name].permission);
  });

  it.each(byName)('%s: its own permission opens it, every other one does not', async (name) => {
    const needed = operations[name].permission as Permission;
    expect([401, 403]).not.toContain((await harness.bearer(keys.get(needed)!, requestOf(name))).statusCode);
    for (const other of permissions.filter((one) => one !== needed)) {
      expect((await harness.bearer(keys.get(other)!, requestOf(name))).statusCode).toBe(403);
    }
  });

  it.each(guarded)('%s: the command line’s token opens it', async (name) => {
    expect([401, 403]).not.toContain((await harness.bearer(controlToken, requestOf(name))).statusCode);
  });

  it('F153: Reset All is refused to who may only reset, and told by its own permission', async () => {
    const request = { method: 'POST', url: '/api/v1/fup/reset', payload: { all: true, confirm: 3 } } as const;
    const refused = await harness.bearer(keys.get('fup.reset')!, request);
    expect(refused.statusCode).toBe(403);
    expect(refused.json().detail).toContain('fup.reset_all');
    const everyone = await harness.bearer(keys.get('fup.reset')!, { ...request, payload: { filter: {} } });
    expect(everyone.statusCode).toBe(403);
    expect((await harness.admin(request)).statusCode).toBe(200);
    const some = { ...request, payload: { subscriberIds: [1] } };
    expect((await harness.bearer(keys.get('fup.reset')!, some)).statusCode).toBe(200);
  });

  it('Z7: a key cannot have more than its maker, nor make a key that has', async () => {
    const operator = await harness.login('operator');
    const beyond = { name: 'too much', scopes: ['nas.create'] };
    const keyMaker = keys.get('api_keys.create')!;
    const byKey = await harness.bearer(keyMaker, { method: 'POST', url: '/api/v1/api-keys', payload: beyond });
    expect(byKey.statusCode).toBe(422);
    expect(byKey.json().errors[0].field).toBe('scopes[0]');
    expect((await harness.as(operator, { method: 'POST', url: '/api/v1/api-keys', payload: beyond })).statusCode).toBe(
      403,
    );
  });

  it('Z7: a key dies with its maker, loses what its maker loses, and ends when it is revoked or late', async () => {
    const made = await harness.admin({
      method: 'POST',
      url: '/api/v1/operators',
      payload: { username: 'maker', password: 'password of maker', role: 'admin' },
    });
    const { id } = made.json<{ id: number }>();
    const maker = await harness.login('maker');
    const newKey = async (more: object = {}) => {
      const payload = { name: 'k', scopes: ['nas.view', 'nas.create'], ...more };
      return (await harness.as(maker, { method: 'POST', url: '/api/v1/api-keys', payload })).json<{
        id: number;
        key: string;
      }>();
    };
    const key = await newKey();
    const revoked = await newKey();
    const late = await newKey({ expiresAt: harness.clock.now() + 1000 });
    const read = async ({ key: token }: { key: string }) =>
      (await harness.bearer(token, { method: 'GET', url: '/api/v1/nas' })).statusCode;
    const create = async ({ key: token }: { key: string }) =>
      (await harness.bearer(token, { method: 'POST', url: '/api/v1/nas', payload: {} })).statusCode;
    expect([await read(key), await create(key)]).toEqual([200, 422]);

    await harness.admin({ method: 'DELETE', url: `/api/v1/api-keys/${revoked.id}` });
    harness.clock.pass(1001);
    expect([await read(revoked), await read(late)]).toEqual([401, 401]);

    await harness.admin({ method: 'PATCH', url: `/api/v1/operators/${id}`, payload: { role: 'viewer' } });
    expect([await read(key), await create(key)]).toEqual([200, 403]);

    await harness.admin({ method: 'PATCH', url: `/api/v1/operators/${id}`, payload: { isDisabled: true } });
    expect(await read(key)).toBe(401);
    expect((await harness.as(maker, { method: 'GET', url: '/api/v1/auth/me' })).statusCode).toBe(401);
  });

  it('nobody gives away or changes what is above them', async () => {
    const staff = keys.get('operators.create')!;
    const made = await harness.bearer(staff, {
      method: 'POST',
      url: '/api/v1/operators',
      payload: { username: 'coup', password: 'long enough', role: 'admin' },
    });
    expect(made.statusCode).toBe(403);
    const [admin] = (await harness.store.reads.operators.list({ tenantId: 1 })).filter(
      ({ username }) => username === 'admin',
    );
    const changed = await harness.bearer(keys.get('operators.edit')!, {
      method: 'PATCH',
      url: `/api/v1/operators/${admin!.id}`,
      payload: { password: 'taken over' },
    });
    expect(changed.statusCode).toBe(403);
  });

  it('me tells exactly what the role grants', async () => {
    const me = (await harness.as(viewer, { method: 'GET', url: '/api/v1/auth/me' })).json();
    const [role] = (await harness.store.reads.operators.roles({ tenantId: 1 })).filter(({ name }) => name === 'viewer');
    expect(me).toMatchObject({ kind: 'operator', name: 'viewer', role: 'viewer', csrf: viewer.csrf });
    expect(me.permissions).toEqual(expandPermissions(role!.permissions));
  });
});
