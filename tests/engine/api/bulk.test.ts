/** Many subscribers at once: fast, all or nothing, every fault by its row. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addService, addSubscriber, type Harness, startApi } from './harness.ts';

let harness: Harness;
let serviceId: number;
beforeEach(async () => {
  harness = await startApi();
  serviceId = await addService(harness);
});
afterEach(() => harness.dispose());

const url = '/api/v1/subscribers/bulk';
const post = (payload: object) => harness.admin({ method: 'POST', url, payload });
const postCsv = (payload: string, query = '') =>
  harness.admin({ method: 'POST', url: `${url}${query}`, payload, headers: { 'content-type': 'text/csv' } });
const count = async () => (await harness.store.reads.subscribers.list({ tenantId: 1 }, {})).total;
const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ username: `user-${i}`, password: `password-${i}`, serviceId }));
const csvOf = (lines: readonly string[]) => ['username,password,service,staticIp', ...lines].join('\n');

describe('bulk', () => {
  it('2,000 rows within 5 s, each with the rate of its service in radreply', async () => {
    const started = performance.now();
    const response = await post({ rows: rows(2000) });
    const ms = performance.now() - started;
    expect(response.json()).toMatchObject({ created: 2000, dryRun: false });
    expect(response.json().ids).toHaveLength(2000);
    expect(ms).toBeLessThan(5000);
    const { items } = await harness.store.reads.subscribers.list({ tenantId: 1 }, { limit: 500 });
    expect(new Set(items.map(({ rate }) => rate))).toEqual(new Set(['2M/10M']));
  });

  it('CSV with errors in 3 of 5,000 rows: each is named with its line, and nothing is written', async () => {
    await addSubscriber(harness, serviceId, { username: 'user-40' });
    const lines = Array.from({ length: 5000 }, (_, i) => `user-${i},password-${i},Home 10M,`);
    lines[17] = 'user-17,,Home 10M,'; // no password
    lines[2500] = 'user-2500,pw,Home 99M,10.0.0.300'; // no such address; its service is looked up once that is right
    lines[4999] = 'user-3,pw,Home 10M,'; // in the file already
    const response = await postCsv(csvOf(lines));
    expect(response.statusCode).toBe(422);
    const { errors } = response.json<{ errors: { field: string; message: string }[] }>();
    expect(errors).toEqual([
      { field: 'rows[17].password', message: '(line 19) is required' },
      { field: 'rows[40].username', message: '(line 42) user-40 exists already' },
      {
        field: 'rows[2500].staticIp',
        message: expect.stringContaining('(line 2502) "10.0.0.300" is not an IPv4 address'),
      },
      { field: 'rows[4999].username', message: '(line 5001) "user-3" is also in line 5; each may appear once' },
    ]);
    expect(await count()).toBe(1);
  });

  it('tells faults of the form, of the services and of the database in one answer', async () => {
    await addSubscriber(harness, serviceId, { username: 'old', staticIp: '100.64.0.1' });
    const response = await post({
      rows: [
        { username: 'a', password: 'pw', serviceId },
        { username: 'b', password: 'pw', serviceId: 99 },
        { username: 'c', password: 'pw', service: 'nowhere' },
        { username: 'd', password: 'pw', serviceId, service: 'Home 10M' },
        { username: 'old', password: 'pw', serviceId },
        { username: 'e', password: 'pw', serviceId, staticIp: '100.64.0.1' },
        'not a row',
        { username: 'f', password: 'pw', serviceId, hat: 'red' },
      ],
    });
    expect(response.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field)).toEqual([
      'rows[1].serviceId',
      'rows[2].service',
      'rows[3].serviceId',
      'rows[4].username',
      'rows[5].staticIp',
      'rows[6]',
      'rows[7].hat',
    ]);
    expect(await count()).toBe(1);
  });

  it('names the only row too when it collides', async () => {
    await addSubscriber(harness, serviceId, { username: 'ali' });
    const response = await post({ rows: [{ username: 'ali', password: 'pw', serviceId }] });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe('rows[0].username');
  });

  it('a dry run judges everything and writes nothing, asked for in the body or in the query', async () => {
    expect((await post({ rows: rows(3), dryRun: true })).json()).toEqual({ created: 0, dryRun: true, ids: [] });
    expect((await postCsv(csvOf(['ali,pw,Home 10M,']), '?dryRun=true')).json()).toMatchObject({ dryRun: true });
    expect((await post({ rows: [{ username: 'x' }], dryRun: true })).statusCode).toBe(422);
    expect(await count()).toBe(0);
  });

  it('takes CSV with a service by name, without regard to case, and an end as a day in the operator’s zone', async () => {
    await harness.admin({ method: 'PATCH', url: '/api/v1/settings', payload: { timeZone: 'Asia/Beirut' } });
    const response = await postCsv(
      'username;password;plan;expires;macs\nلميس;pw;HOME 10M;2026-12-31;4c5e0c000001 4C-5E-0C-00-00-02\n',
    );
    expect(response.json()).toMatchObject({ created: 1 });
    const found = await harness.store.reads.subscribers.byUsername({ tenantId: 1 }, 'لميس');
    expect(found).toMatchObject({
      macs: ['4C:5E:0C:00:00:01', '4C:5E:0C:00:00:02'],
      expiresAt: Date.UTC(2026, 11, 31, 22),
    });
  });

  it.each([
    ['an empty file', '', 'rows'],
    ['a header only', 'username,password,service\n', 'rows'],
    ['a column that is none', 'username,password,service,shoe\na,b,Home 10M,44', 'shoe'],
    ['no column for the service', 'username,password\na,b', 'service'],
  ])('%s is refused in words', async (_what, text, field) => {
    const response = await postCsv(text);
    expect(response.statusCode).toBe(422);
    expect(response.json().errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('refuses more rows than it takes, and more octets', async () => {
    const many = await post({ rows: Array.from({ length: 20_001 }, () => 0) });
    expect(many.json().errors).toEqual([{ field: 'rows', message: 'must have at most 20000 entries' }]);
    expect((await postCsv(`username,password,service\n${'x'.repeat(21 * 1024 * 1024)}`)).statusCode).toBe(413);
  });

  it('asks who is there before it reads the body', async () => {
    const response = await harness.as(undefined, {
      method: 'POST',
      url,
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.statusCode).toBe(401);
  });
});
