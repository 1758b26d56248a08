/** NAS, services, operators, keys, settings: what the tenant owns besides subscribers. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NasInput } from '../../commands.ts';
import { addTenant } from '../../testing/rows.ts';
import {
  testActor as actor,
  aNas,
  aService,
  aSubscriber,
  defaultScope as scope,
} from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

let inside: WriterInside;
beforeEach(() => {
  inside = writerInside();
});
afterEach(() => inside.close());

const details = (): unknown[] =>
  inside.rows<{ detail: string }>('SELECT detail FROM audit ORDER BY id').map(({ detail }) => JSON.parse(detail));
const changes = () => inside.rows('SELECT entity, entity_id, kind FROM changes ORDER BY seq');

describe('nas', () => {
  const create = (nas: Partial<NasInput>, own = scope) =>
    inside.run('nas.create', { scope: own, actor, nas: aNas(nas), at: 1 });
  const update = (id: number, nas: Partial<NasInput>) =>
    inside.run('nas.update', { scope, actor, id, nas: aNas({ secret: undefined, ...nas }), at: 2 });
  const api = { host: '10.0.0.1', port: 8729, username: 'noc', password: 'api-pass', tls: { fingerprint256: 'AB:CD' } };

  it('keeps FreeRADIUS columns and no clear secret', async () => {
    await create({ api });
    expect(inside.rows('SELECT nasname, shortname, type, secret FROM nas')).toEqual([
      { nasname: '10.0.0.1', shortname: 'tower-1', type: 'mikrotik', secret: '' },
    ]);
    expect(await inside.reads.nas.byId(scope, 1)).toMatchObject({
      secretSet: true,
      api: { host: '10.0.0.1', passwordSet: true, tls: { fingerprint256: 'AB:CD' } },
    });
    expect(JSON.stringify(details())).not.toMatch(/api-pass|twenty-four/);
  });

  it('X58: lets routers share an address behind NAT when their secrets differ', async () => {
    await create({});
    await create({ name: 'tower-2', secret: 'another-secret-of-24-characters' });
    const twin = create({ name: 'tower-3' });
    await expect(twin).rejects.toMatchObject({ name: 'Conflict', field: 'address' });
    const mapped = create({ name: 'tower-3', address: '::ffff:10.0.0.1' });
    await expect(mapped).rejects.toMatchObject({ name: 'Conflict', field: 'address' });
    // Moved onto the other's address without a new secret, it is compared with the stored one.
    await create({ name: 'tower-4', address: '10.0.0.4' });
    await expect(update(3, { name: 'tower-4' })).rejects.toMatchObject({ name: 'Conflict', field: 'address' });
  });

  it.each(['tower', '10.1', '010.0.0.1', '10.0.0.256', '10.0.0.1/24', ''])(
    'refuses %j as an address',
    async (address) => {
      await expect(create({ address })).rejects.toMatchObject({ name: 'Invalid', faults: [{ field: 'address' }] });
    },
  );

  it('X32: does not name the other tenant when a secret is taken across tenants', async () => {
    addTenant(inside.context.db, 2);
    await create({ name: 'secret tower' });
    const twin = create({ name: 'mine' }, { tenantId: 2 });
    await expect(twin).rejects.toThrow(/^(?!.*secret tower).*registered already/);
  });

  it('keeps stored secrets on update and changes what is given', async () => {
    await create({ api });
    await update(1, { name: 'renamed', swapDirections: true, api: { ...api, password: undefined, tls: false } });
    const [nas] = await inside.reads.engine.nas();
    expect(nas).toMatchObject({ name: 'renamed', swapDirections: true, secret: aNas().secret });
    expect(nas?.api).toMatchObject({ password: 'api-pass', tls: false });
    await update(1, { name: 'renamed' });
    expect((await inside.reads.engine.nas())[0]).toMatchObject({ swapDirections: true, api: null });
    await expect(update(1, { api: { ...api, password: undefined } })).rejects.toMatchObject({
      faults: [{ field: 'api.password' }],
    });
  });

  it('Z5: the policy is kept, audited, and learns anew only when it comes back to auto', async () => {
    await create({});
    await inside.run('nas.observe', { id: 1, seen: { messageAuthenticatorSeenAt: 5 } });
    const shown = async () => {
      const nas = await inside.reads.nas.byId(scope, 1);
      return [nas?.messageAuthenticator, nas?.seen.messageAuthenticatorSeenAt];
    };
    expect(await shown()).toEqual(['auto', 5]);
    await update(1, { messageAuthenticator: 'auto' });
    await update(1, {});
    expect(await shown()).toEqual(['auto', 5]);
    await update(1, { messageAuthenticator: 'optional' });
    await update(1, { name: 'renamed' });
    expect(await shown()).toEqual(['optional', 5]);
    await update(1, { messageAuthenticator: 'auto' });
    expect(await shown()).toEqual(['auto', null]);
    const audits = inside.rows<{ detail: string }>("SELECT detail FROM audit WHERE entity = 'nas' ORDER BY id");
    expect(audits.map(({ detail }) => JSON.parse(detail).after?.messageAuthenticator)).toEqual([
      ...['auto', 'auto', 'auto', 'optional', 'optional', 'auto'],
    ]);
  });

  it('forgets what it learned from a router when the address becomes another one', async () => {
    await create({});
    await inside.run('nas.observe', { id: 1, seen: { coaPortSeen: 1700, coaAccepts: true, version: '7.18' } });
    await update(1, { coaPort: 3799 });
    expect((await inside.reads.nas.byId(scope, 1))?.seen).toMatchObject({ coaPortSeen: 1700, version: '7.18' });
    await update(1, { address: '10.0.0.2' });
    expect((await inside.reads.nas.byId(scope, 1))?.seen).toMatchObject({ coaPortSeen: null, version: null });
  });

  it('is observed without an audit row, and is news only when followers must act', async () => {
    await create({});
    const observe = (seen: Parameters<typeof inside.run<'nas.observe'>>[1]['seen']) =>
      inside.run('nas.observe', { id: 1, seen });
    await observe({ lastSeenAt: 500 });
    expect(changes().at(-1)).toEqual({ entity: 'nas', entity_id: 1, kind: 'seen' });
    const before = changes().length;
    await observe({ lastSeenAt: 400 }); // late news does not take time back
    expect((await inside.reads.nas.byId(scope, 1))?.seen.lastSeenAt).toBe(500);
    expect(changes().length).toBe(before);
    await observe({ coaPortSeen: 3799 });
    await observe({ coaPortSeen: 3799 });
    await observe({ clockSkewMs: 90_000 });
    await observe({ clockSkewMs: 90_400 });
    expect(changes().slice(before)).toEqual([
      { entity: 'nas', entity_id: 1, kind: 'seen' },
      { entity: 'nas', entity_id: 1, kind: 'seen' },
    ]);
    expect(details().length).toBe(1);
  });

  it('leaves without its secrets, and its name is free', async () => {
    await create({ api });
    await inside.run('nas.remove', { scope, actor, id: 1, at: 3 });
    expect(inside.rows('SELECT length(secret_sealed) AS s, api_password_sealed AS p FROM nas')).toEqual([
      { s: 0, p: null },
    ]);
    expect(await inside.reads.nas.list(scope)).toEqual([]);
    await expect(create({})).resolves.toEqual({ id: 2 });
  });

  it('takes its open alerts with it, and nobody else’s', async () => {
    await create({ api });
    await create({ name: 'hill', address: '10.0.0.11' });
    const keys = ['router.down.1', 'nas.clock.1', 'usage.counter-wrapped.1', 'nas.doctor.1.silent', 'router.down.11'];
    const others = ['router.down.2', 'nas.doctor.2.silent', 'usage.quarantine.1:a', 'engine.clock'];
    for (const key of [...keys.slice(0, 4), ...others, 'router.down.11']) {
      await inside.run('alert.raise', { tenantId: 1, key, severity: 'warn', title: key, detail: '', at: 2 });
    }
    await inside.run('nas.remove', { scope, actor, id: 1, at: 3 });
    const open = inside.rows('SELECT key FROM alerts WHERE resolved_at IS NULL ORDER BY id').map(({ key }) => key);
    expect(open).toEqual([...others, 'router.down.11']);
    expect(changes().filter(({ entity, kind }) => entity === 'alert' && kind === 'removed').length).toBe(4);
  });

  it('is no business of a reseller', async () => {
    await expect(create({}, { tenantId: 1, resellerId: 1 })).rejects.toMatchObject({ name: 'Forbidden' });
  });
});

describe('services', () => {
  const tiers = [
    { fromBytes: 5e9, downKbps: 4000, upKbps: null },
    { fromBytes: 8e9, downKbps: 2000, upKbps: 512 },
  ];
  const burst = { downKbps: 15_000, upKbps: 3000, thresholdDownKbps: 8000, thresholdUpKbps: 1500, seconds: 8 };
  const freeHours = { from: '01:00', to: '06:00', percent: 70 };

  it('come back as they were saved, tiers in order', async () => {
    const service = aService({ dailyTiers: tiers, monthlyTiers: [tiers[0]!], burst, freeHours, softFup: true });
    await inside.run('service.create', { scope, actor, service, at: 1 });
    const stored = await inside.reads.services.byId(scope, 1);
    expect(stored).toMatchObject({ ...service, dailyTiers: tiers.map((tier, i) => ({ n: i + 1, ...tier })) });
    await inside.run('service.update', { scope, actor, id: 1, service: aService({ dailyTiers: [tiers[1]!] }), at: 2 });
    expect(await inside.reads.services.byId(scope, 1)).toMatchObject({
      dailyTiers: [{ n: 1, ...tiers[1] }],
      monthlyTiers: [],
      burst: null,
      freeHours: null,
    });
  });

  it('are checked whoever calls: falling tiers, a time that is none, an empty name', async () => {
    const service = aService({ name: ' ', dailyTiers: tiers.toReversed(), freeHours: { ...freeHours, to: '25:00' } });
    await expect(inside.run('service.create', { scope, actor, service, at: 1 })).rejects.toMatchObject({
      faults: expect.arrayContaining(
        ['dailyTiers[1].fromBytes', 'freeHours.to', 'name'].map((field) => expect.objectContaining({ field })),
      ),
    });
  });

  it('cannot be removed or doubled while it matters', async () => {
    await inside.run('service.create', { scope, actor, service: aService(), at: 1 });
    const twin = inside.run('service.create', { scope, actor, service: aService(), at: 1 });
    await expect(twin).rejects.toMatchObject({ name: 'Conflict', field: 'name' });
    const rows = [aSubscriber()];
    await inside.run('subscriber.create', { scope, actor, rows, rates: [''], at: 1, dryRun: false });
    expect(await inside.run('service.update', { scope, actor, id: 1, service: aService(), at: 2 })).toEqual({
      id: 1,
      subscribers: 1,
    });
    await expect(inside.run('service.remove', { scope, actor, id: 1, at: 3 })).rejects.toThrow(/1 subscribers/);
    await inside.run('subscriber.remove', { scope, actor, ids: [1], at: 4 });
    await inside.run('service.remove', { scope, actor, id: 1, at: 5 });
    await expect(inside.run('service.remove', { scope, actor, id: 1, at: 6 })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('operators and keys', () => {
  const create = (username: string, role = 'admin') =>
    inside.run('operator.create', { tenantId: 1, actor, username, passwordHash: `hash-${username}`, role, at: 1 });
  const login = (operatorId: number, tokenHash: string) =>
    inside.run('operator.login', { operatorId, tokenHash, csrf: 'c', at: 10, expiresAt: 100, address: '127.0.0.1' });

  it('log in until they expire, log out, or are disabled', async () => {
    await create('root');
    await create('noc', 'operator');
    const { login: reads } = inside.reads;
    expect(await reads.operatorByUsername('ROOT')).toMatchObject({
      passwordHash: 'hash-root',
      operator: { role: 'admin', permissions: ['*'] },
    });
    await login(2, 'token');
    inside.clock.at = 50;
    expect((await reads.sessionByTokenHash('token'))?.operator.username).toBe('noc');
    inside.clock.at = 100;
    expect(await reads.sessionByTokenHash('token')).toBeUndefined();
    inside.clock.at = 50;
    await inside.run('operator.update', { tenantId: 1, actor, id: 2, disabled: true, at: 60 });
    expect(await reads.sessionByTokenHash('token')).toBeUndefined();
    expect(await reads.operatorByUsername('noc')).toBeUndefined();
    await expect(login(2, 'again')).rejects.toMatchObject({ name: 'NotFound' });
    await login(1, 'third');
    expect(await inside.run('operator.logout', { tokenHash: 'third', at: 70 })).toEqual({ removed: 1 });
    expect(JSON.stringify(inside.rows('SELECT detail FROM audit'))).not.toContain('hash-');
  });

  it('end the sessions of somebody whose password another one changed, not of whoever changes the own', async () => {
    await create('root');
    await login(1, 'token');
    const own = { kind: 'operator', id: 1, name: 'root' } as const;
    await inside.run('operator.update', { tenantId: 1, actor: own, id: 1, passwordHash: 'new', at: 20 });
    expect(await inside.reads.login.sessionByTokenHash('token')).toBeDefined();
    const other = { ...own, id: 7, name: 'other' };
    await inside.run('operator.update', { tenantId: 1, actor: other, id: 1, passwordHash: 'newer', at: 20 });
    expect(await inside.reads.login.sessionByTokenHash('token')).toBeUndefined();
  });

  it('always leave one administrator', async () => {
    await create('root');
    const demote = () => inside.run('operator.update', { tenantId: 1, actor, id: 1, role: 'viewer', at: 2 });
    await expect(demote()).rejects.toMatchObject({ name: 'Conflict', field: 'role' });
    const disable = inside.run('operator.update', { tenantId: 1, actor, id: 1, disabled: true, at: 2 });
    await expect(disable).rejects.toMatchObject({ name: 'Conflict', field: 'disabled' });
    await create('second');
    await expect(demote()).resolves.toEqual({ id: 1 });
  });

  it('refuse a taken name, without case, and a role that does not exist', async () => {
    await create('root');
    await expect(create('Root')).rejects.toMatchObject({ name: 'Conflict', field: 'username' });
    await expect(create('x', 'emperor')).rejects.toMatchObject({ faults: [{ field: 'role' }] });
  });

  it('Z7: keys die with their creator, with their time, and when revoked', async () => {
    await create('root');
    await create('noc', 'operator');
    const key = (keyHash: string, expiresAt: number | null) =>
      inside.run('api-key.create', {
        ...{ tenantId: 1, actor, operatorId: 2, name: 'billing', prefix: 'lm_live_ab', keyHash },
        ...{ scopes: ['subscribers.view'], expiresAt, at: 1 },
      });
    const find = async (hash: string) => (await inside.reads.login.apiKeyByHash(hash))?.key.id;
    await key('forever', null);
    await key('short', 10);
    inside.clock.at = 9;
    expect([await find('forever'), await find('short')]).toEqual([1, 2]);
    inside.clock.at = 10;
    expect([await find('forever'), await find('short')]).toEqual([1, undefined]);
    expect((await inside.reads.login.apiKeysByPrefix('lm_live_ab')).map(({ keyHash }) => keyHash)).toEqual(['forever']);
    await inside.run('api-key.used', { id: 1, at: 11, address: '10.1.1.1' });
    expect((await inside.reads.operators.apiKeys(scope))[0]).toMatchObject({ lastUsedAt: 11, operatorUsername: 'noc' });
    await inside.run('operator.update', { tenantId: 1, actor, id: 2, disabled: true, at: 12 });
    expect(await find('forever')).toBeUndefined();
    await inside.run('operator.update', { tenantId: 1, actor, id: 2, disabled: false, at: 13 });
    await inside.run('api-key.revoke', { tenantId: 1, actor, id: 1, at: 14 });
    expect(await find('forever')).toBeUndefined();
  });
});

describe('settings', () => {
  const set = (values: Record<string, unknown>) => inside.run('settings.set', { tenantId: 1, actor, values, at: 5 });

  it('are written when they differ, go back to their default with null, and are told to the feed once', async () => {
    expect(await set({ 'live.portal': 3, 'quota.sync': 30 })).toEqual({ changed: 2 });
    expect(await set({ 'live.portal': 3 })).toEqual({ changed: 0 });
    expect(await set({ 'live.portal': null })).toEqual({ changed: 1 });
    expect(await inside.reads.settings.all(scope)).toMatchObject({ 'quota.sync': 30 });
    expect(await inside.reads.settings.all(scope)).not.toHaveProperty('live.portal');
    expect(changes()).toEqual([
      { entity: 'settings', entity_id: 0, kind: 'updated' },
      { entity: 'settings', entity_id: 0, kind: 'updated' },
    ]);
  });

  it('of several fields change by field: what is not named stays, null and a list are values', async () => {
    await set({ wall: { pool: 'wall', list: ['a', 'b'], rate: 5 } });
    expect(await set({ wall: { rate: 6, pool: undefined } })).toEqual({ changed: 1 });
    expect((await inside.reads.settings.all(scope)).wall).toEqual({ pool: 'wall', list: ['a', 'b'], rate: 6 });
    expect(await set({ wall: { pool: null, list: ['c'] } })).toEqual({ changed: 1 });
    expect((await inside.reads.settings.all(scope)).wall).toEqual({ pool: null, list: ['c'], rate: 6 });
    expect(await set({ wall: { rate: 6 } })).toEqual({ changed: 0 });
    expect(JSON.stringify(details().at(-1))).toContain('"list":["a","b"]'); // the audit has the whole before and after
  });

  it('reach the tenant for what is its own', async () => {
    await set({ timeZone: 'Asia/Baghdad', dailyResetTime: '00:30', currency: 'IQD', name: 'Example ISP' });
    expect(await inside.reads.tenants.own(scope)).toMatchObject({
      timeZone: 'Asia/Baghdad',
      dailyResetTime: '00:30',
      currency: 'IQD',
      name: 'Example ISP',
    });
    addTenant(inside.context.db, 2);
    await expect(set({ name: 'tenant 2' })).rejects.toMatchObject({ name: 'Conflict', field: 'name' });
    await expect(set({ timeZone: null })).rejects.toMatchObject({ faults: [{ field: 'timeZone' }] });
  });

  it('show no secret in the audit', async () => {
    await set({ smtpPassword: 'hunter2' });
    expect(JSON.stringify(details())).not.toContain('hunter2');
  });
});
