/** Bad input: each mistake gets one clear message that names the field and what to do, and nothing is half-written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addService, addSubscriber, type Harness, startApi } from './harness.ts';

let harness: Harness;
let serviceId: number;
beforeAll(async () => {
  harness = await startApi();
  serviceId = await addService(harness);
  await addSubscriber(harness, serviceId, { username: 'taken', staticIp: '100.64.0.9' });
  await harness.admin({
    method: 'POST',
    url: '/api/v1/nas',
    payload: { name: 'tower-1', address: '10.0.0.1', secret: 'secret-of-tower-1-0123456789' },
  });
});
afterAll(() => harness.dispose());

const GB = 1e9;
const service = (more: object) => ({ name: 'Bad', downKbps: '10M', upKbps: '2M', ...more });
const subscriber = (more: object) => ({ username: 'new', password: 'pw', serviceId, ...more });
const nas = (more: object) => ({
  name: 'tower-2',
  address: '10.0.0.2',
  secret: 'secret-of-tower-2-0123456789',
  ...more,
});

const table: readonly [what: string, url: string, body: () => unknown, status: number, field: string, said: string][] =
  [
    [
      'falling tiers',
      'services',
      () =>
        service({
          dailyTiers: [
            { fromBytes: 6 * GB, downKbps: '4M', upKbps: '1M' },
            { fromBytes: 5 * GB, downKbps: '2M', upKbps: '1M' },
          ],
        }),
      422,
      'dailyTiers[1].fromBytes',
      'must be larger than dailyTiers[0].fromBytes (6 GB)',
    ],
    [
      'a tier from zero',
      'services',
      () => service({ monthlyTiers: [{ fromBytes: 0, downKbps: '4M', upKbps: '1M' }] }),
      422,
      'monthlyTiers[0].fromBytes',
      'must be larger than 0',
    ],
    [
      'a tier of zero speed',
      'services',
      () => service({ dailyTiers: [{ fromBytes: GB, downKbps: 0, upKbps: '1M' }] }),
      422,
      'dailyTiers[0].downKbps',
      'from 1 to',
    ],
    [
      'seven tiers',
      'services',
      () => service({ dailyTiers: Array.from({ length: 7 }, (_, i) => ({ fromBytes: (i + 1) * GB })) }),
      422,
      'dailyTiers',
      'at most 6',
    ],
    ['a negative quota', 'services', () => service({ dailyQuotaBytes: -1 }), 422, 'dailyQuotaBytes', 'at least 0'],
    ['a speed in words', 'services', () => service({ downKbps: 'quick' }), 422, 'downKbps', 'is not a speed'],
    ['half a kilobit', 'services', () => service({ downKbps: '0.0005M' }), 422, 'downKbps', 'not a whole number of kb'],
    [
      'burst below the rate',
      'services',
      () =>
        service({
          burst: { downKbps: '5M', upKbps: '3M', thresholdDownKbps: '1M', thresholdUpKbps: '1M', seconds: 8 },
        }),
      422,
      'burst.downKbps',
      'must be larger than downKbps',
    ],
    [
      'free hours of 120 %',
      'services',
      () => service({ freeHours: { from: '01:00', to: '07:00', percent: 120 } }),
      422,
      'freeHours.percent',
      'at most 100',
    ],
    [
      'free hours at 25:00',
      'services',
      () => service({ freeHours: { from: '25:00', to: '07:00', percent: 100 } }),
      422,
      'freeHours.from',
      'not a time of day',
    ],
    [
      'an empty window',
      'services',
      () => service({ freeHours: { from: '01:00', to: '01:00', percent: 100 } }),
      422,
      'freeHours.to',
      'must differ',
    ],
    ['a service name that is taken', 'services', () => service({ name: 'Home 10M' }), 409, 'name', 'already'],
    ['a misspelt field', 'services', () => service({ dailyQuota: 5 }), 422, 'dailyQuota', 'not a field'],
    ['a duplicate username', 'subscribers', () => subscriber({ username: 'taken' }), 409, 'username', 'exists already'],
    [
      'an impossible IP',
      'subscribers',
      () => subscriber({ staticIp: '10.0.0.300' }),
      422,
      'staticIp',
      'not an IPv4 address',
    ],
    ['a loopback IP', 'subscribers', () => subscriber({ staticIp: '127.0.0.1' }), 422, 'staticIp', 'loopback'],
    [
      'an IP that is taken',
      'subscribers',
      () => subscriber({ staticIp: '100.64.0.9' }),
      409,
      'staticIp',
      'belongs to another subscriber',
    ],
    [
      'a service that does not exist',
      'subscribers',
      () => subscriber({ serviceId: 4711 }),
      422,
      'serviceId',
      'there is no service 4711',
    ],
    ['no password', 'subscribers', () => ({ username: 'new', serviceId }), 422, 'password', 'is required'],
    [
      'a MAC that is none',
      'subscribers',
      () => subscriber({ macs: ['AA:BB:CC:DD:EE:FF', 'nonsense'] }),
      422,
      'macs[1]',
      'not a MAC address',
    ],
    ['zero sessions', 'subscribers', () => subscriber({ simultaneousUse: 0 }), 422, 'simultaneousUse', 'at least 1'],
    [
      'an end that is no date',
      'subscribers',
      () => subscriber({ expiresAt: 'soon' }),
      422,
      'expiresAt',
      'must be UTC milliseconds',
    ],
    [
      'a reseller that does not exist',
      'subscribers',
      () => subscriber({ resellerId: 99 }),
      422,
      'resellerId',
      'there is no reseller 99',
    ],
    ['an address that is none', 'nas', () => nas({ address: 'tower.example' }), 422, 'address', 'not an IPv4 address'],
    ['a port beyond 65535', 'nas', () => nas({ coaPort: 70_000 }), 422, 'coaPort', 'at most 65535'],
    ['a NAS name that is taken', 'nas', () => nas({ name: 'tower-1' }), 409, 'name', 'already'],
    [
      'the same address and secret',
      'nas',
      () => nas({ address: '10.0.0.1', secret: 'secret-of-tower-1-0123456789' }),
      409,
      'address',
      'registered already',
    ],
    [
      'an API without a password',
      'nas',
      () => nas({ api: { host: '10.0.0.2', port: 8728, username: 'api' } }),
      422,
      'api.password',
      'is required',
    ],
    [
      'a role that does not exist',
      'operators',
      () => ({ username: 'x', password: 'long enough', role: 'king' }),
      422,
      'role',
      'must be one of admin, operator, viewer',
    ],
    [
      'a short password',
      'operators',
      () => ({ username: 'x', password: 'short', role: 'viewer' }),
      422,
      'password',
      'at least 8 characters',
    ],
    [
      'an operator name that is taken',
      'operators',
      () => ({ username: 'ADMIN', password: 'long enough', role: 'viewer' }),
      409,
      'username',
      'exists already',
    ],
    [
      'a scope that does not exist',
      'api-keys',
      () => ({ name: 'x', scopes: ['everything'] }),
      422,
      'scopes[0]',
      'must be one of',
    ],
    [
      'an end in the past',
      'api-keys',
      () => ({ name: 'x', scopes: ['nas.view'], expiresAt: 5 }),
      422,
      'expiresAt',
      'in the future',
    ],
    ['a reset without a target', 'fup/reset', () => ({}), 422, 'subscriberIds', 'exactly one of'],
    [
      'a reset of two kinds',
      'fup/reset',
      () => ({ subscriberIds: [1], all: true, confirm: 1 }),
      422,
      'subscriberIds',
      'exactly one of',
    ],
    ['an undo of nothing', 'fup/undo', () => ({}), 422, 'id', 'is required'],
    ['an undo without a name', 'fup/undo', () => ({ id: '' }), 422, 'id', 'must'],
    ['a reset of all without its number', 'fup/reset', () => ({ all: true }), 422, 'confirm', 'is required with all'],
  ];

const rowCounts = async () => ({
  services: (await harness.store.reads.services.list({ tenantId: 1 })).length,
  subscribers: (await harness.store.reads.subscribers.list({ tenantId: 1 }, {})).total,
  nas: (await harness.store.reads.nas.list({ tenantId: 1 })).length,
  operators: (await harness.store.reads.operators.list({ tenantId: 1 })).length,
  keys: (await harness.store.reads.operators.apiKeys({ tenantId: 1 })).length,
});

describe('bad input', () => {
  it.each(table)('%s', async (_what, url, body, status, field, said) => {
    const before = await rowCounts();
    const response = await harness.admin({ method: 'POST', url: `/api/v1/${url}`, payload: body() as object });
    const problem = response.json();
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(problem.errors).toHaveLength(1);
    expect(problem.errors[0]).toMatchObject({ field });
    expect(problem.errors[0].message).toContain(said);
    expect(await rowCounts()).toEqual(before);
  });

  it('names every wrong field at once', async () => {
    const payload = { username: '', serviceId: 'one', staticIp: '1.2.3', extra: true };
    const response = await harness.admin({ method: 'POST', url: '/api/v1/subscribers', payload });
    const fields = response.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field);
    expect(fields).toEqual(['username', 'password', 'serviceId', 'staticIp', 'extra']);
  });

  it.each([
    ['/api/v1/subscribers?limit=0', 'limit'],
    ['/api/v1/subscribers?limit=many', 'limit'],
    ['/api/v1/subscribers?sort=shoe', 'sort'],
    ['/api/v1/subscribers?colour=red', 'colour'],
    ['/api/v1/subscribers?cursor=forged', 'cursor'],
    ['/api/v1/services?cursor=forged', 'cursor'],
    ['/api/v1/subscribers/abc', 'id'],
    ['/api/v1/overview/traffic', 'from'],
    ['/api/v1/overview/top?from=0&to=9007199254740991', 'to'],
    ['/api/v1/subscribers/1/usage?fromDay=2026-02-30&toDay=2026-03-01', 'fromDay'],
  ])('%s is refused by its parameter', async (url, field) => {
    const response = await harness.admin({ method: 'GET', url });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe(field);
  });

  it.each(['nas', 'services', 'subscribers', 'sessions'])('%s/4711 does not exist', async (what) => {
    const response = await harness.admin({ method: 'GET', url: `/api/v1/${what}/4711` });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ kind: 'not-found', errors: [] });
  });

  it.each([
    ['address=100.64.0.1', 'at', 'is required, or from and to'],
    ['address=100.64.0.1&at=1&from=1', 'at', 'leave from and to out'],
    ['address=100.64.0.1&from=1', 'to', 'is required with from'],
    ['address=100.64.0.1&to=1', 'from', 'is required with to'],
    ['address=100.64.0.1&from=2&to=1', 'to', 'must not be before from'],
    ['address=100.64.0.1&at=yesterday', 'at', 'with its zone'],
    ['address=100.64.0.1&at=2026-11-21T10:00:00', 'at', 'with its zone'],
    ['address=100.64.0.1&at=99999999999999', 'at', 'must not be in the future'],
    ['address=100.64.0.0/24&at=1', 'address', 'one address at a time'],
    ['at=1', 'address', 'is required'],
  ])('W4: ip-history?%s: %s %s', async (query, field, said) => {
    const response = await harness.admin({ method: 'GET', url: `/api/v1/ip-history?${query}` });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([{ field, message: expect.stringContaining(said) }]);
  });

  it('a service with subscribers cannot be removed, and says how many are on it', async () => {
    const response = await harness.admin({ method: 'DELETE', url: `/api/v1/services/${serviceId}` });
    expect(response.statusCode).toBe(409);
    expect(response.json().detail).toContain('1 subscribers are on Home 10M');
  });

  it('the last administrator can neither be disabled nor lose the role', async () => {
    const [admin] = (await harness.store.reads.operators.list({ tenantId: 1 })).filter(({ role }) => role === 'admin');
    for (const payload of [{ isDisabled: true }, { role: 'viewer' }]) {
      const response = await harness.admin({ method: 'PATCH', url: `/api/v1/operators/${admin!.id}`, payload });
      expect(response.statusCode).toBe(409);
    }
  });

  it('what is not JSON, or of another type, is refused in words', async () => {
    const send = (contentType: string, payload: string) =>
      harness.admin({ method: 'POST', url: '/api/v1/services', payload, headers: { 'content-type': contentType } });
    expect((await send('application/json', '{')).statusCode).toBe(400);
    expect((await send('text/csv', 'name\nx')).statusCode).toBe(415);
    expect((await send('application/x-www-form-urlencoded', 'name=x')).json().kind).toBe('unsupported-media');
    expect((await send('text/plain', '{"name":"x"}')).json().kind).toBe('unsupported-media');
    expect((await send('application/json', `{"name":"${'x'.repeat(1_100_000)}"}`)).statusCode).toBe(413);
  });

  it('takes a content type without a body where no body is needed, and asks for one where it is', async () => {
    const empty = { payload: '', headers: { 'content-type': 'application/json' } };
    const gone = await harness.admin({ method: 'DELETE', url: '/api/v1/services/4711', ...empty });
    expect(gone.statusCode).toBe(404);
    const missing = await harness.admin({ method: 'POST', url: '/api/v1/services', ...empty });
    expect(missing.json().errors).toEqual([{ field: '(body)', message: 'is required' }]);
  });

  it('says one thing about one field', async () => {
    const response = await harness.admin({ method: 'GET', url: '/api/v1/subscribers/99999999999999999999' });
    expect(response.json().errors).toHaveLength(1);
  });

  it('refuses JSON that would reach into objects', async () => {
    const payload = '{"name":"x","__proto__":{"isAdmin":true}}';
    const headers = { 'content-type': 'application/json' };
    expect((await harness.admin({ method: 'POST', url: '/api/v1/services', payload, headers })).statusCode).toBe(400);
  });

  it('a bug tells nothing of itself, and names the request for the log', async () => {
    const read = harness.store.reads.alerts.list;
    harness.store.reads.alerts.list = () => Promise.reject(new Error('SELECT secret FROM somewhere'));
    const response = await harness.admin({ method: 'GET', url: '/api/v1/alerts' });
    harness.store.reads.alerts.list = read;
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('somewhere');
    expect(response.json().requestId).toBe(response.headers['x-request-id']);
  });
});
