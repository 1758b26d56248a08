/**
 * Z6: a reseller's operator and another tenant's see their own and nothing else, by any operation of the contract.
 * Method: two tenants and two resellers with rows whose texts are found anywhere; every operation is called as each.
 */

import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRequest } from '../../../electron/engine/radius/encode.ts';
import { encodeAttributes } from '../../../electron/engine/radius/encode-attributes.ts';
import { keepOctets } from '../../../electron/engine/radius/kept-octets.ts';
import { createSecret } from '../../../electron/engine/radius/secret.ts';
import type { FupReset } from '../../../electron/engine/store/fold-commit.ts';
import { aFold, aSession, temporaryStore } from '../../../electron/engine/store/testing/temporary-store.ts';
import { operationUrl } from '../../../shared/contract/client.ts';
import { operationNames, operations } from '../../../shared/contract/contract.ts';
import { addService, addSubscriber, type Browser, type Harness, startApi, startOfTest } from './harness.ts';

let harness: Harness;
let north: Browser; // operator of reseller north, tenant 1
let other: Browser; // administrator of tenant 2
const ids: Record<string, number> = {};

/** Words that stand in rows of others: in none of the answers to reseller north, or to tenant 2. */
const southern = ['south-subscriber', 'south-filter', 'south-reject', '100.64.2.2', 'drop-of-tower', 'drop-of-nobody'];
const tenantOne = [
  'one-subscriber',
  'realm-of-one',
  'group-of-one',
  'filter-of-one',
  'tower-of-one',
  'Plan of one',
  'north-subscriber',
  ...southern,
  'alert-of-one',
];

/** `second` orders them: counters that run since a reset belong to that one. */
const aReset = (second: number, subscriberId: number | undefined, batchId: string, actorName = 'north'): FupReset => ({
  ...{ tenantId: 1, subscriberId: subscriberId!, batchId, actorName, day: '2026-11-21' },
  at: startOfTest + second * 1000,
  ...{ dailyDownloadUsed: 1, dailyUploadUsed: 1, dailyQuotaUsed: 2, fupLevel: 1 },
  ...{ isAll: false, serviceId: 1, previousResetAt: 0 },
});

beforeAll(async () => {
  const temporary = await temporaryStore({ clock: { now: () => startOfTest } });
  await temporary.store.close();
  // There is no command for tenants and resellers yet: they are put into the file while it is closed.
  const db = new BetterSqlite3(join(temporary.dataDir, 'lastmile.db'));
  db.exec(`
    INSERT INTO tenants (id, name, time_zone, currency, created_at) VALUES (2, 'Second', 'UTC', 'EUR', 0);
    INSERT INTO resellers (id, tenant_id, name, created_at) VALUES (1, 1, 'north', 0), (2, 1, 'south', 0);
    INSERT INTO roles (tenant_id, name, permissions) VALUES (2, 'admin', '["*"]');
    INSERT INTO roles (tenant_id, name, permissions) VALUES (1, 'reseller', '["overview.view", "subscribers.view",
      "subscribers.create", "subscribers.edit", "subscribers.delete", "services.*", "nas.*", "realms.*", "pools.*", "groups.*", "sessions.*", "cdr.view",
      "auth_log.view", "trace.view", "doctor.view", "fup.view", "fup.reset", "alerts.view", "audit.view", "settings.*", "operators.*",
      "api_keys.view"]');
  `);
  db.close();
  const store = await temporary.reopen();
  harness = await startApi({ temporary });

  const one = await addService(harness, { name: 'Plan of one' });
  await harness.admin({
    method: 'POST',
    url: '/api/v1/nas',
    payload: { name: 'tower-of-one', address: '10.0.0.1', secret: 'a-secret-of-twenty-four-chars' },
  });
  ids.own = await addSubscriber(harness, one, { username: 'north-subscriber', resellerId: 1 });
  ids.foreign = await addSubscriber(harness, one, {
    username: 'south-subscriber',
    resellerId: 2,
    staticIp: '100.64.2.2',
  });
  ids.house = await addSubscriber(harness, one, { username: 'one-subscriber' });
  ids.service = one;
  await harness.admin({ method: 'POST', url: '/api/v1/realms', payload: { name: 'realm-of-one' } });
  const group = { name: 'group-of-one', reply: [{ name: 'Filter-Id', value: 'filter-of-one' }] };
  await harness.admin({ method: 'POST', url: '/api/v1/groups', payload: group });
  await harness.admin({
    method: 'PATCH',
    url: `/api/v1/subscribers/${ids.foreign}/attributes`,
    payload: { reply: [{ name: 'Filter-Id', value: 'south-filter' }] },
  });
  const session = (key: string, subscriberId: number | null, username: string) =>
    aSession({ sessionKey: key, subscriberId, username, startAt: startOfTest, updateAt: startOfTest });
  await store.command(
    'fold.commit',
    aFold({
      sessions: [
        session('1:a', ids.own, 'north-subscriber'),
        session('1:b', ids.foreign, 'south-subscriber'),
        session('1:c', null, 'south-orphan'),
      ],
      resets: [
        aReset(1, ids.own, 'of-north'),
        aReset(1, ids.foreign, 'of-south', 'south-subscriber'),
        aReset(2, ids.own, 'of-both'),
        aReset(2, ids.foreign, 'of-both', 'south-subscriber'),
      ],
      hourly: [{ subscriberId: ids.foreign, hourAt: startOfTest, downBytes: 5, upBytes: 5, countedBytes: 5 }],
      at: startOfTest,
    }),
  );
  await store.command('auth-log.append', {
    rejects: ['south-reject', 'south-subscriber'].map((username) => ({
      tenantId: 1,
      username,
      nasId: 1,
      nasAddress: '10.0.0.1',
      reason: 'wrong-password',
      detail: 'wrong',
      method: 'PAP',
      callingStationId: '',
      at: startOfTest,
      count: 1,
    })),
    drops: ['drop-of-tower', 'drop-of-nobody'].map((detail) => ({
      source: '10.0.0.1',
      localPort: 1812,
      reason: detail,
      detail,
      nasId: detail === 'drop-of-tower' ? 1 : null,
      at: startOfTest,
      count: 1,
    })),
  });
  await store.command('alert.raise', {
    tenantId: 1,
    key: 'alert-of-one',
    severity: 'warn',
    title: 'alert-of-one',
    detail: '',
    at: startOfTest,
  });

  for (const [username, subscriberId] of [
    ['north-subscriber', ids.own],
    ['south-subscriber', ids.foreign],
  ] as const) {
    const attributes = encodeAttributes([['User-Name', username]]);
    const secret = createSecret('a-secret-of-twenty-four-chars');
    harness.received.add(
      {
        ...{ at: startOfTest, kind: 'access', nasId: 1, username, address: '10.0.0.1', port: 1, localAddress: '' },
        ...{ localPort: 1812, reply: undefined, result: 'drop', reason: '', detail: '', ms: undefined },
        request: keepOctets(encodeRequest({ code: 1, identifier: 1, attributes, secret, messageAuthenticator: false })),
      },
      1,
      subscriberId,
    );
  }

  await harness.operators.accounts.create(
    { ...(await harness.operators.login.login('admin', 'password of admin', '127.0.0.1')).caller },
    { username: 'nora', password: 'password of nora', role: 'reseller' },
  );
  await store.command('operator.create', {
    tenantId: 2,
    actor: { kind: 'system', id: null, name: 'test' },
    username: 'olga',
    role: 'admin',
    at: startOfTest,
    passwordHash: await harness.operators.hashPassword('password of olga'),
  });
  // Neither is there a command that ties an operator to a reseller.
  const side = new BetterSqlite3(join(temporary.dataDir, 'lastmile.db'));
  side.exec("UPDATE operators SET reseller_id = 1 WHERE username = 'nora'");
  side.close();
  north = await harness.login('nora');
  other = await harness.login('olga');
});
afterAll(() => harness.dispose());

const period = { from: startOfTest - 86_400_000, to: startOfTest + 86_400_000 };
const queries: Partial<Record<string, object>> = {
  'overview.traffic': period,
  'overview.top': period,
  'ip-history.find': { address: '100.64.0.1', ...period },
  'subscriber.usage': { fromDay: '2026-11-01', toDay: '2026-11-30' },
  'subscriber.hours': period,
  'subscriber.sessions': period,
  'subscriber.receipts': period,
};
const reads = operationNames.filter((name) => operations[name].method === 'GET');
const read = (browser: Browser, name: (typeof operationNames)[number], id: number) =>
  harness.as(browser, {
    method: 'GET',
    url: operationUrl(operations[name], {
      params: { id },
      ...(queries[name] ? { query: queries[name] as Record<string, unknown> } : {}),
    }),
  });

describe('scope', () => {
  it.each(reads)('%s shows a reseller nothing of another reseller', async (name) => {
    for (const id of [ids.own!, ids.foreign!, 1, 2, 3]) {
      const response = await read(north, name, id);
      expect(southern.filter((word) => response.body.includes(word))).toEqual([]);
    }
  });

  it.each(reads)('%s shows a tenant nothing of another tenant', async (name) => {
    for (const id of [1, 2, 3]) {
      const response = await read(other, name, id);
      expect(tenantOne.filter((word) => response.body.includes(word))).toEqual([]);
    }
  });

  it('the reseller sees its own', async () => {
    const { items, total } = (await read(north, 'subscriber.list', 0)).json();
    expect(items.map(({ username }: { username: string }) => username)).toEqual(['north-subscriber']);
    expect(total).toBe(1);
    expect((await read(north, 'session.list', 0)).json().total).toBe(1);
    expect((await read(north, 'fup.stats', 0)).json().total).toBe(1);
    expect((await read(north, 'subscriber.trace', ids.own!)).json().items).toMatchObject([
      { username: 'north-subscriber', nasName: 'tower-of-one' },
    ]);
    for (const name of ['subscriber.trace', 'subscriber.trace-pcap'] as const) {
      expect((await read(north, name, ids.foreign!)).statusCode).toBe(404);
    }
    // A router carries everybody's packets.
    expect((await read(north, 'nas.trace', 1)).statusCode).toBe(404);
    expect((await read(north, 'overview.counts', 0)).json()).toMatchObject({ subscribers: 1, openSessions: 1 });
    expect((await read(north, 'service.get', ids.service!)).json().subscribers).toBe(1);
  });

  it('W4: a reseller learns of an address only when it was its own subscriber’s', async () => {
    const who = async (browser: Browser) =>
      (await read(browser, 'ip-history.find', 0))
        .json<{ items: { session: { username: string }; doubts: { kind: string }[] }[] }>()
        .items.map(({ session, doubts }) => [session.username, ...doubts.map(({ kind }) => kind)]);
    harness.clock.pass(1000); // the sessions have begun this very moment
    // Others claim the address too: that is said, and nobody is named.
    expect(await who(north)).toEqual([['north-subscriber', 'shared']]);
    expect(await who(other)).toEqual([]);
  });

  it('X10: a reset is undoable by whoever has it in scope, and counts only theirs', async () => {
    const offered = async (browser: Browser) =>
      (await read(browser, 'fup.undoable', 0))
        .json<{ items: { id: string; subscribers: number; username: string | null }[] }>()
        .items.map(({ id, subscribers, username }) => [id, subscribers, username]);
    expect(await offered(north)).toEqual([['of-both', 1, 'north-subscriber']]);
    expect(await offered(other)).toEqual([]);
    expect(await harness.store.reads.fup.batch({ tenantId: 1, resellerId: 1 }, 'of-south')).toEqual([]);
    expect(await harness.store.reads.fup.batch({ tenantId: 1, resellerId: 1 }, 'of-both')).toMatchObject([
      { subscriberId: ids.own },
    ]);
    expect(await harness.store.reads.fup.batch({ tenantId: 2 }, 'of-both')).toEqual([]);
  });

  it.each(['PATCH', 'DELETE'] as const)(
    '%s of another’s subscriber is "not found", for a reseller and for a tenant',
    async (method) => {
      for (const browser of [north, other]) {
        const response = await harness.as(browser, {
          method,
          url: `/api/v1/subscribers/${ids.foreign}`,
          payload: { phone: '1' },
        });
        expect(response.statusCode).toBe(404);
      }
      const found = await harness.store.reads.subscribers.byId({ tenantId: 1 }, ids.foreign!);
      expect(found).toMatchObject({ phone: '' });
    },
  );

  it('what a reseller adds is its own, and naming another reseller is told as if that did not exist', async () => {
    const payload = { username: 'new-of-north', password: 'pw', serviceId: ids.service };
    const made = await harness.as(north, { method: 'POST', url: '/api/v1/subscribers', payload });
    expect(made.json()).toMatchObject({ resellerId: 1 });
    const foreign = await harness.as(north, {
      method: 'POST',
      url: '/api/v1/subscribers',
      payload: { ...payload, username: 'x', resellerId: 2 },
    });
    expect(foreign.json().errors).toEqual([{ field: 'resellerId', message: 'there is no reseller 2' }]);
    const bulk = await harness.as(north, {
      method: 'POST',
      url: '/api/v1/subscribers/bulk',
      payload: { rows: [{ ...payload, username: 'y', resellerId: 2 }] },
    });
    expect(bulk.json().errors[0].field).toBe('rows[0].resellerId');
  });

  it('a reseller changes no service, router, setting or operator, whatever its role says', async () => {
    const service = { name: 'Mine', downKbps: '1M', upKbps: '1M' };
    const requests = [
      { method: 'POST', url: '/api/v1/services', payload: service },
      { method: 'PATCH', url: `/api/v1/services/${ids.service}`, payload: service },
      { method: 'DELETE', url: `/api/v1/services/${ids.service}` },
      { method: 'POST', url: '/api/v1/realms', payload: { name: 'mine' } },
      { method: 'POST', url: '/api/v1/groups', payload: { name: 'mine' } },
      { method: 'POST', url: '/api/v1/ip-pools', payload: { name: 'mine', ranges: ['10.5.0.0/24'] } },
      { method: 'PATCH', url: `/api/v1/subscribers/${ids.own}/attributes`, payload: { reply: [] } },
      { method: 'POST', url: '/api/v1/nas', payload: { name: 'n', address: '10.0.0.9', secret: 'x' } },
      { method: 'PATCH', url: '/api/v1/settings', payload: { name: 'Mine' } },
      {
        method: 'POST',
        url: '/api/v1/operators',
        payload: { username: 'mole', password: 'long enough', role: 'reseller' },
      },
      { method: 'PATCH', url: '/api/v1/operators/2', payload: { password: 'long enough' } },
    ] as const;
    for (const request of requests) expect((await harness.as(north, request)).statusCode).toBe(403);
  });

  it('W4: how long things are kept is set for the installation, within bounds, and by no other tenant', async () => {
    const retention = { sessionsDays: 365, authLogDays: 30, hourlyDays: 62, auditDays: 730 };
    const request = { method: 'PATCH', url: '/api/v1/settings', payload: { retention } } as const;
    expect((await harness.as(other, request)).statusCode).toBe(403);
    expect((await harness.admin(request)).json()).toMatchObject({ retention });
    const short = { ...request, payload: { retention: { ...retention, sessionsDays: 89 } } };
    const refused = await harness.admin(short);
    expect(refused.statusCode).toBe(422);
    expect(refused.json().errors[0].field).toBe('retention.sessionsDays');
    expect((await harness.admin({ method: 'GET', url: '/api/v1/settings' })).json()).toMatchObject({ retention });
  });

  it('F098: subscribers.view_all shows a reseller the whole tenant and still lets it change its own only', async () => {
    const side = new BetterSqlite3(join(harness.temporary.dataDir, 'lastmile.db'));
    side.exec(
      `UPDATE roles SET permissions = '["fup.view", "subscribers.view", "subscribers.edit", "subscribers.view_all"]' WHERE name = 'reseller'`,
    );
    side.close();
    expect((await read(north, 'fup.stats', 0)).json().total).toBe(4);
    const response = await harness.as(north, {
      method: 'PATCH',
      url: `/api/v1/subscribers/${ids.foreign}`,
      payload: { phone: '1' },
    });
    expect(response.statusCode).toBe(404);
  });
});
