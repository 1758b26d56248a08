/** Realms, groups and attributes over HTTP: what is refused and how, what is audited, who may. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addService, addSubscriber, type Harness, startApi } from './harness.ts';

let harness: Harness;
let subscriberId: number;
let serviceId: number;
beforeAll(async () => {
  harness = await startApi();
  serviceId = await addService(harness);
  subscriberId = await addSubscriber(harness, serviceId, { username: 'ali', staticIp: '100.64.0.9' });
});
afterAll(() => harness.dispose());

type Answer = Awaited<ReturnType<Harness['admin']>>;
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object): Promise<Answer> =>
  harness.admin({ method, url: `/api/v1${path}`, ...(payload ? { payload } : {}) });

describe('realms', () => {
  it('begin with a default that allows every method, and there is always one', async () => {
    const { items } = (await call('GET', '/realms')).json();
    expect(items).toMatchObject([{ name: 'default', isDefault: true, isActive: true, subscribers: 1 }]);
    expect(items[0].methods).toEqual(['PAP', 'CHAP', 'MS-CHAPv1', 'MS-CHAPv2']);
    expect((await call('DELETE', `/realms/${items[0].id}`)).statusCode).toBe(409);
    const home = (await call('POST', '/realms', { name: 'home', isDefault: true })).json();
    const after = (await call('GET', '/realms')).json().items;
    expect(after.filter(({ isDefault }: { isDefault: boolean }) => isDefault)).toMatchObject([
      { id: home.id, subscribers: 1 },
    ]);
    expect((await call('DELETE', `/realms/${items[0].id}`)).statusCode).toBe(200);
  });

  it.each([
    [{ name: 'HOME' }, 409, 'name'],
    [{ name: 'a@b' }, 422, 'name'],
    [{ name: '' }, 422, 'name'],
    [{ name: 'north', methods: [] }, 422, 'methods'],
    [{ name: 'north', methods: ['EAP'] }, 422, 'methods[0]'],
    [{ name: 'north', isDefault: false }, 422, 'isDefault'],
  ])('%j is refused at its field', async (body, status, field) => {
    const response = await call('POST', '/realms', body);
    expect([response.statusCode, response.json().errors[0].field]).toEqual([status, field]);
  });

  it('a realm with subscribers stays', async () => {
    const { id } = (await call('POST', '/realms', { name: 'north.example', methods: ['CHAP'] })).json();
    await addSubscriber(harness, serviceId, { username: 'mona@North.Example' });
    expect((await call('GET', `/realms/${id}`)).json().subscribers).toBe(1);
    const refused = await call('DELETE', `/realms/${id}`);
    expect([refused.statusCode, refused.json().detail]).toEqual([409, expect.stringContaining('1 subscribers')]);
  });
});

describe('groups', () => {
  it('two operators who edit one group at once: the second is told, and nothing of the first is lost', async () => {
    const opened = (await call('POST', '/groups', { name: 'shared', nasIds: null })).json();
    const reply = [{ name: 'Idle-Timeout', value: '60' }];
    const first = await call('PATCH', `/groups/${opened.id}`, { reply, revision: opened.revision });
    expect(first.json()).toMatchObject({ reply, revision: opened.revision + 1 });
    const second = await call('PATCH', `/groups/${opened.id}`, { reply: null, revision: opened.revision });
    expect([second.statusCode, second.json().errors]).toEqual([
      409,
      [{ field: 'revision', message: expect.stringContaining('changed by somebody else') }],
    ]);
    expect((await call('GET', `/groups/${opened.id}`)).json()).toEqual(first.json());
    // Who does not say what the change was made on means the state of now.
    expect((await call('PATCH', `/groups/${opened.id}`, { name: 'shared 2' })).json()).toMatchObject({ reply });
    const both = await Promise.all(
      ['60', '90'].map((value) =>
        call('PATCH', `/groups/${opened.id}`, {
          reply: [{ name: 'Idle-Timeout', value }],
          revision: opened.revision + 2,
        }),
      ),
    );
    expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
    await call('DELETE', `/groups/${opened.id}`);
  });

  it.each([
    [{ reply: [{ name: 'Mikrotik-Rate-Limit', value: '1M/1M' }] }, 'reply[0].name', /set it in the service/],
    [{ reply: [{ name: 'Idle-Timeot', value: '1' }] }, 'reply[0].name', /did you mean Idle-Timeout/],
    [{ reply: [{ name: 'Delegated-IPv6-Prefix', value: '2001:db8::/56' }] }, 'reply[0].name', /one subscriber/],
    [{ reply: [{ name: 'Idle-Timeout', value: 'soon' }] }, 'reply[0].value', /whole number/],
    [{ reply: [{ name: 'Filter-Id', value: 'a\nb' }] }, 'reply[0].value', /control characters/],
    [{ reply: [{ name: 'Filter-Id', value: 'x'.repeat(254) }] }, 'reply[0].value', /253/],
    [{ reply: [1, 2].map((n) => ({ name: 'Idle-Timeout', value: `${n}` })) }, 'reply[1].name', /may stand once/],
    [{ check: [{ attribute: 'User-Password', op: '==', value: 'x' }] }, 'check[0].attribute', /cannot be checked/],
    [{ check: [{ attribute: 'NAS-Port-Id', op: '=~', value: '(a+)+$' }] }, 'check[0].value', /groups/],
    [{ check: [{ attribute: 'NAS-Port-Type', op: '==', value: 'Ethernett' }] }, 'check[0].value', /Ethernet/],
    [{ check: [{ attribute: 'NAS-Port-Id', op: ':=', value: 'x' }] }, 'check[0].op', /./],
    [{ nasIds: [4711] }, 'nasIds[0]', /no NAS 4711/],
    [{ loginWindows: [{ days: [8], from: '08:00', to: '17:00' }] }, 'loginWindows[0].days[0]', /7/],
    [{ loginWindows: [{ days: [1], from: '25:00', to: '17:00' }] }, 'loginWindows[0].from', /time of day/],
  ])('%j is refused at its field, and nothing is stored', async (more, field, why) => {
    const response = await call('POST', '/groups', { name: 'bad', ...more });
    expect([response.statusCode, response.json().errors[0]]).toEqual([
      422,
      { field, message: expect.stringMatching(why) },
    ]);
    expect((await call('GET', '/groups')).json().total).toBe(0);
  });

  it('is renamed with its members and rows, stays while somebody is in it, and every change is audited', async () => {
    const body = { name: 'hotel', reply: [{ name: 'Idle-Timeout', value: '300' }] };
    const { id } = (await call('POST', '/groups', body)).json();
    expect((await call('POST', '/groups', body)).statusCode).toBe(409);
    await call('PATCH', `/subscribers/${subscriberId}/attributes`, { groupIds: [id] });
    await call('PATCH', `/services/${serviceId}`, { groupId: id });
    await call('PATCH', `/groups/${id}`, { name: 'guests' });
    expect((await call('GET', `/groups/${id}`)).json()).toMatchObject({
      ...body,
      name: 'guests',
      subscribers: 1,
      services: [{ id: serviceId }],
    });
    const kept = await call('DELETE', `/groups/${id}`);
    expect([kept.statusCode, kept.json().detail]).toEqual([
      409,
      expect.stringContaining('1 subscribers and the services'),
    ]);
    await call('PATCH', `/subscribers/${subscriberId}/attributes`, { groupIds: null });
    await call('PATCH', `/services/${serviceId}`, { groupId: null });
    expect((await call('DELETE', `/groups/${id}`)).statusCode).toBe(200);
    const actions = (await call('GET', '/audit?limit=100'))
      .json()
      .items.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'group.created',
        'group.updated',
        'group.removed',
        'subscriber.attributes',
        'realm.created',
      ]),
    );
  });
});

describe('the attributes of a subscriber', () => {
  const path = () => `/subscribers/${subscriberId}/attributes`;

  it('tell what the next reply carries and where each attribute is from', async () => {
    const group = (
      await call('POST', '/groups', {
        name: 'tv',
        reply: [
          { name: 'Idle-Timeout', value: '100' },
          { name: 'Acct-Interim-Interval', value: '60' },
        ],
      })
    ).json();
    const changed = await call('PATCH', path(), {
      reply: [{ name: 'Idle-Timeout', value: '60' }],
      groupIds: [group.id],
    });
    expect(changed.statusCode).toBe(200);
    const told = (await call('GET', path())).json();
    expect(told).toEqual(changed.json());
    const from = (name: string) => {
      const row = told.effective.find((one: { name: string }) => one.name === name);
      return [row?.value, row?.source, row?.group];
    };
    expect(from('Idle-Timeout')).toEqual(['60', 'subscriber', null]);
    expect(from('Acct-Interim-Interval')).toEqual(['60', 'group', 'tv']);
    expect(from('Framed-IP-Address')).toEqual(['100.64.0.9', 'default', null]);
    expect(from('Mikrotik-Rate-Limit')[1]).toBe('speed');
    expect(told.overridden).toMatchObject([
      { name: 'Idle-Timeout', value: '100', by: 'the subscriber' },
      { name: 'Acct-Interim-Interval', value: '300', by: 'group tv' },
    ]);
    expect(told.realm).toBe('home');
  });

  it('a wrong row, an unknown group and a foreign subscriber change nothing', async () => {
    const before = (await call('GET', path())).json();
    const wrong = await call('PATCH', path(), { reply: [{ name: 'Class', value: '0x00' }] });
    expect([wrong.statusCode, wrong.json().errors[0].field]).toEqual([422, 'reply[0].name']);
    const unknown = await call('PATCH', path(), { groupIds: [4711] });
    expect([unknown.statusCode, unknown.json().errors[0].field]).toEqual([422, 'groupIds[0]']);
    expect((await call('PATCH', '/subscribers/4711/attributes', { reply: null })).statusCode).toBe(404);
    expect((await call('GET', path())).json()).toEqual(before);
  });

  it('X31: a prefix that lies over another’s is refused, however it is written; one’s own stays', async () => {
    const prefix = (value: string) => ({ reply: [{ name: 'Delegated-IPv6-Prefix', value }] });
    const other = await addSubscriber(harness, serviceId, { username: 'prefix-holder' });
    expect((await call('PATCH', `/subscribers/${other}/attributes`, prefix('2001:db8:5::/56'))).statusCode).toBe(200);
    for (const [value, why] of [
      ['2001:db8:5::/56', 'belongs to prefix-holder'],
      ['2001:0DB8:0005:0::/56', 'lies over 2001:db8:5::/56, which belongs to prefix-holder'],
      ['2001:db8::/32', 'lies over 2001:db8:5::/56, which belongs to prefix-holder'],
      ['2001:db8:5:1::/64', 'lies over 2001:db8:5::/56, which belongs to prefix-holder'],
    ] as const) {
      const refused = await call('PATCH', path(), prefix(value));
      expect([refused.statusCode, refused.json().errors]).toEqual([
        422,
        [{ field: 'reply[0].value', message: expect.stringContaining(why) }],
      ]);
    }
    expect((await call('PATCH', path(), prefix('2001:db8:5:100::/56'))).statusCode).toBe(200);
    expect((await call('PATCH', path(), prefix('2001:db8:5:100::/56'))).statusCode).toBe(200);
    expect((await call('PATCH', path(), { reply: null })).statusCode).toBe(200);
  });

  it('the dictionary says what may be written', async () => {
    const { items } = (await call('GET', '/radius/dictionary')).json();
    const of = (name: string) => items.find((item: { name: string }) => item.name === name);
    expect(of('Framed-Protocol')).toMatchObject({
      whyNot: null,
      repeats: false,
      values: expect.arrayContaining(['PPP']),
    });
    expect(of('Mikrotik-Rate-Limit').whyNot).toMatch(/service/);
    expect(of('Calling-Station-Id')).toMatchObject({ isCheck: true });
  });
});
