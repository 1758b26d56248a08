/** What the services do on a real store: rates that follow, reasons that read, secrets that stay, reports that add up. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFold, aSession } from '../../../electron/engine/store/testing/temporary-store.ts';
import { addService, addSubscriber, type Harness, startApi, startOfTest } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startApi();
  await harness.admin({ method: 'PATCH', url: '/api/v1/settings', payload: { timeZone: 'UTC' } });
});
afterEach(() => harness.dispose());

const GB = 1e9;
const get = async (url: string) => (await harness.admin({ method: 'GET', url: `/api/v1/${url}` })).json();
const patch = async (url: string, payload: object) =>
  (await harness.admin({ method: 'PATCH', url: `/api/v1/${url}`, payload })).json();

/** As if the fold had counted this. */
const use = (subscriberId: number, dailyQuotaUsed: number, more: object = {}) =>
  harness.store.command(
    'fold.commit',
    aFold({
      counters: [
        {
          subscriberId,
          dailyDownloadUsed: dailyQuotaUsed,
          dailyUploadUsed: 0,
          dailyQuotaUsed,
          monthlyDownloadUsed: dailyQuotaUsed,
          monthlyUploadUsed: 0,
          monthlyQuotaUsed: dailyQuotaUsed,
          bonusBytes: 0,
          countState: '{}',
          fupLevel: 0,
          monthlyFupLevel: 0,
          lastDailyReset: startOfTest - 3_600_000,
          lastMonthlyReset: startOfTest - 3_600_000,
          isOnline: true,
          lastSeenAt: startOfTest,
          ...more,
        },
      ],
      at: startOfTest,
    }),
  );

describe('services', () => {
  it('an edit gives its subscribers the rate that now holds for each, and says how many', async () => {
    const serviceId = await addService(harness);
    const light = await addSubscriber(harness, serviceId, { username: 'light' });
    const heavy = await addSubscriber(harness, serviceId, { username: 'heavy' });
    await addSubscriber(harness, serviceId, { username: 'asleep', status: 'suspended' });
    await use(heavy, 6 * GB);
    const edited = await patch(`services/${serviceId}`, {
      downKbps: '20M',
      dailyTiers: [{ fromBytes: 5 * GB, downKbps: '4M' }],
    });
    expect(edited).toMatchObject({ downKbps: 20_000, upKbps: 2000, recomputedSubscribers: 3, changedRates: 2 });
    expect((await get(`subscribers/${light}`)).rateLimit).toBe('2M/20M');
    expect((await get(`subscribers/${heavy}`)).rateLimit).toBe('2M/4M');
    expect((await get('subscribers?q=asleep')).items[0].rateLimit).toBe('1k/1k');
  });

  it('an edit keeps what it does not name, and null clears', async () => {
    const serviceId = await addService(harness, {
      dailyQuotaBytes: 5 * GB,
      freeHours: { from: '1:00', to: '07:00', percent: 50 },
      softFup: true,
    });
    expect(await patch(`services/${serviceId}`, { freeHours: null, priceMinor: 900 })).toMatchObject({
      name: 'Home 10M',
      dailyQuotaBytes: 5 * GB,
      freeHours: null,
      softFup: true,
      priceMinor: 900,
      recomputedSubscribers: 0,
    });
  });

  it('recomputes a thousand subscribers in pages without leaving one out', async () => {
    const serviceId = await addService(harness);
    const rows = Array.from({ length: 1100 }, (_, i) => ({ username: `u${i}`, password: 'pw', serviceId }));
    await harness.admin({ method: 'POST', url: '/api/v1/subscribers/bulk', payload: { rows } });
    expect(await patch(`services/${serviceId}`, { downKbps: '12M' })).toMatchObject({
      recomputedSubscribers: 1100,
      changedRates: 1100,
    });
    expect(await patch(`services/${serviceId}`, { priceMinor: 1 })).toMatchObject({
      recomputedSubscribers: 1100,
      changedRates: 0,
    });
  });
});

describe('a subscriber', () => {
  it('tells usage, level, effective speed and why', async () => {
    const serviceId = await addService(harness, {
      dailyQuotaBytes: 10 * GB,
      dailyTiers: [{ fromBytes: 5 * GB, downKbps: '4M', upKbps: '1M' }],
    });
    const id = await addSubscriber(harness, serviceId);
    await use(id, 6 * GB, { fupLevel: 1 });
    const found = await get(`subscribers/${id}`);
    expect(found).toMatchObject({
      fupLevel: 1,
      daily: { countedBytes: 6 * GB, quotaBytes: 10 * GB },
      speed: { downKbps: 4000, upKbps: 1000, rateLimit: '1M/4M', access: 'full', dailyLevel: 1, dailyTierCount: 1 },
      sessions: [],
    });
    expect(
      found.speed.because.map(({ kind, applies }: { kind: string; applies: boolean }) => `${kind} ${applies}`),
    ).toEqual(['daily-tier true', 'plan false']);
    expect(found.speed.because[0].text).toContain(
      'Daily FUP tier 1 of 1: 4M down, 1M up (6 GB used since 2026-11-21 11:00',
    );
    expect(found.speed.because[1].text).toContain('not applied: FUP');
  });

  it('moved to another service or suspended gets the rate of that, with the counters it has', async () => {
    const first = await addService(harness, { dailyTiers: [{ fromBytes: 5 * GB, downKbps: '4M', upKbps: '1M' }] });
    const second = await addService(harness, {
      name: 'Large',
      downKbps: '50M',
      upKbps: '10M',
      dailyTiers: [{ fromBytes: 10 * GB, downKbps: '5M' }],
    });
    const id = await addSubscriber(harness, first);
    await use(id, 6 * GB);
    expect((await patch(`subscribers/${id}`, { phone: '1' })).rateLimit).toBe('1M/4M'); // case 19
    expect((await patch(`subscribers/${id}`, { serviceId: second })).rateLimit).toBe('10M/50M');
    expect((await patch(`subscribers/${id}`, { serviceId: first })).rateLimit).toBe('1M/4M');
    expect((await patch(`subscribers/${id}`, { status: 'suspended' })).rateLimit).toBe('1k/1k');
  });

  it('that has expired is walled: its rate is the walled one', async () => {
    const serviceId = await addService(harness);
    const id = await addSubscriber(harness, serviceId, { expiresAt: startOfTest - 1 });
    expect(await get(`subscribers/${id}`)).toMatchObject({
      isExpired: true,
      rateLimit: '512k/512k',
      speed: { access: 'walled' },
    });
  });

  it('F144: without a billing day has the day it was made on, in the operator’s zone', async () => {
    await patch('settings', { timeZone: 'Pacific/Kiritimati' }); // UTC+14: already the 22nd
    const serviceId = await addService(harness);
    await addSubscriber(harness, serviceId);
    await addSubscriber(harness, serviceId, { username: 'own-day', billingDay: 31 });
    const { items } = await get('subscribers?sort=username');
    expect(items.map(({ billingDay }: { billingDay: number }) => billingDay)).toEqual([22, 31]);
  });

  it('keeps its password through an edit, and its MAC list is replaced as a whole', async () => {
    const serviceId = await addService(harness);
    const id = await addSubscriber(harness, serviceId, { macs: ['4c5e0c000001', '4C:5E:0C:00:00:01', '4c5e0c000002'] });
    expect((await get(`subscribers/${id}`)).macs).toEqual(['4C:5E:0C:00:00:01', '4C:5E:0C:00:00:02']);
    await patch(`subscribers/${id}`, { macs: [], fullName: 'علي حسن' });
    expect(await get(`subscribers/${id}`)).toMatchObject({ macs: [], fullName: 'علي حسن', passwordSet: true });
    expect(await harness.store.reads.subscribers.revealPassword({ tenantId: 1 }, id)).toBe('secret-of-ali');
  });

  it('Z2: has a portal password of its own, hashed', async () => {
    const id = await addSubscriber(harness, await addService(harness), { portalPassword: 'for the portal' });
    expect(await get(`subscribers/${id}`)).toMatchObject({ portalPasswordSet: true });
    expect(await harness.store.reads.subscribers.portalPasswordHash({ tenantId: 1 }, id)).toMatch(/^scrypt\$/);
  });

  it('can be looked for by name, phone, MAC and address, paged without loss', async () => {
    const serviceId = await addService(harness);
    const rows = Array.from({ length: 25 }, (_, i) => ({
      username: `user-${String(i).padStart(2, '0')}`,
      password: 'pw',
      serviceId,
      phone: `0096170${i}`,
    }));
    await harness.admin({ method: 'POST', url: '/api/v1/subscribers/bulk', payload: { rows } });
    const names: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await get(
        `subscribers?sort=username&order=desc&limit=10${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      names.push(...page.items.map(({ username }: { username: string }) => username));
      expect(page.total).toBe(25);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(names).toEqual(rows.map(({ username }) => username).reverse());
    expect((await get('subscribers?q=00961707')).total).toBe(1);
  });
});

describe('a NAS', () => {
  const secret = 'correct-horse-battery-staple-7';
  const nas = (more: object) =>
    harness.admin({
      method: 'POST',
      url: '/api/v1/nas',
      payload: { name: 'tower-1', address: '10.0.0.1', secret, ...more },
    });

  it('Z5: is warned about a short, a monotonous and a shared secret, and saved all the same', async () => {
    expect((await nas({})).json()).toMatchObject({ warnings: [], secretSet: true, api: null });
    const warningsOf = async (more: object) =>
      (await nas(more)).json().warnings.map(({ message }: { message: string }) => message);
    expect(await warningsOf({ name: 'short', address: '10.0.0.2', secret: 'testing123' })).toEqual([
      expect.stringContaining('is short'),
    ]);
    expect(await warningsOf({ name: 'dull', address: '10.0.0.3', secret: 'ab'.repeat(15) })).toEqual([
      expect.stringContaining('repeats few'),
    ]);
    expect(await warningsOf({ name: 'shared', address: '10.0.0.4' })).toEqual(['is also the secret of tower-1']);
  });

  it('keeps secret and API password through an edit; null takes the API away', async () => {
    const api = {
      host: '10.0.0.1',
      port: 8729,
      username: 'poller',
      password: 'canary',
      tls: { fingerprint256: `${'AA:'.repeat(31)}AA` },
    };
    const { id } = (await nas({ api, swapDirections: true })).json();
    expect(
      await patch(`nas/${id}`, { name: 'tower-one', api: { host: '10.0.0.9', port: 8728, username: 'poller' } }),
    ).toMatchObject({
      name: 'tower-one',
      swapDirections: true,
      warnings: [],
      api: { host: '10.0.0.9', passwordSet: true, tls: { fingerprint256: 'aa'.repeat(32) } },
    });
    const [stored] = await harness.store.reads.engine.nas();
    expect(stored).toMatchObject({ secret, api: { password: 'canary' } });
    expect((await patch(`nas/${id}`, { api: null })).api).toBeNull();
    const again = await harness.admin({
      method: 'PATCH',
      url: `/api/v1/nas/${id}`,
      payload: { api: { host: 'h', port: 1, username: 'u' } },
    });
    expect(again.json().errors[0]).toEqual({ field: 'api.password', message: 'is required: none is stored yet' });
  });

  it('is listed by what is typed, sorted and paged', async () => {
    for (const n of [3, 1, 2]) await nas({ name: `tower-${n}`, address: `10.0.0.${n}`, secret: `${secret}${n}` });
    const first = await get('nas?sort=name&limit=2');
    expect(first).toMatchObject({ total: 3, items: [{ name: 'tower-1' }, { name: 'tower-2' }] });
    expect((await get(`nas?sort=name&limit=2&cursor=${first.nextCursor}`)).items).toMatchObject([{ name: 'tower-3' }]);
    expect((await get('nas?q=0.0.2')).items).toMatchObject([{ name: 'tower-2' }]);
    expect((await get('nas?hasApi=true')).total).toBe(0);
  });
});

describe('reports', () => {
  it('live sessions carry what the routers say, and null where nothing was measured', async () => {
    const id = await addSubscriber(harness, await addService(harness));
    await harness.store.command(
      'fold.commit',
      aFold({
        sessions: [
          aSession({ sessionKey: '1:a', subscriberId: id, startAt: 1, updateAt: startOfTest }),
          aSession({ sessionKey: '1:b', subscriberId: null, username: 'ghost', startAt: 2, updateAt: startOfTest }),
        ],
        at: startOfTest,
      }),
    );
    const { items } = await get('sessions?sort=username');
    harness.live.set('1:a', {
      rate: { downBps: 9e6, upBps: 1e6, at: startOfTest },
      appliedRateLimit: '2M/10M',
      isRateVerified: true,
      change: 'verified',
    });
    expect((await get('sessions?sort=username')).items).toMatchObject([
      { username: 'ali', rate: { downBps: 9e6 }, appliedRateLimit: '2M/10M', isRateVerified: true },
      { username: 'ghost', subscriberId: null, rate: null, appliedRateLimit: null, isRateVerified: false },
    ]);
    expect((await get('sessions?orphan=true')).items).toMatchObject([{ username: 'ghost' }]);
    expect((await get(`subscribers/${id}`)).sessions).toHaveLength(1);
    await harness.admin({ method: 'POST', url: `/api/v1/sessions/${items[0].id}/disconnect` });
    expect(harness.provided.at(-1)).toMatchObject({
      name: 'session.disconnect',
      input: { params: { id: items[0].id } },
    });
  });

  it('closed sessions come newest first with the totals of the whole filter', async () => {
    await harness.store.command(
      'fold.commit',
      aFold({
        sessions: [1, 2, 3].map((n) =>
          aSession({
            sessionKey: `1:${n}`,
            subscriberId: null,
            startAt: n,
            stopAt: startOfTest + n,
            downBytes: n * GB,
            upBytes: n,
            sessionSeconds: 60,
            closedBy: 'stop',
            terminateCause: 'User-Request',
          }),
        ),
        at: startOfTest,
      }),
    );
    const page = await get('cdr?limit=2');
    expect(page.items.map(({ stopAt }: { stopAt: number }) => stopAt)).toEqual([startOfTest + 3, startOfTest + 2]);
    expect(page).toMatchObject({
      total: 3,
      totals: { sessions: 3, downBytes: 6 * GB, upBytes: 6, sessionSeconds: 180 },
    });
    expect((await get(`cdr?from=${startOfTest + 3}`)).total).toBe(1);
  });

  it('F079: the quota table begins with who is throttled most', async () => {
    const serviceId = await addService(harness);
    const used = { calm: [0, 1], third: [3, 5], thirdToo: [3, 9], sixth: [6, 2] } as const;
    for (const [username, [fupLevel, gb]] of Object.entries(used)) {
      const id = await addSubscriber(harness, serviceId, { username });
      await use(id, gb * GB, { fupLevel });
    }
    expect((await get('fup')).items.map(({ username }: { username: string }) => username)).toEqual([
      'sixth',
      'thirdToo',
      'third',
      'calm',
    ]);
    expect(await get('fup/stats')).toMatchObject({ total: 4, activeFup: 3, daily: [1, 0, 0, 2, 0, 0, 1] });
    expect((await get('fup?fup=normal')).total).toBe(1);
  });

  it('settings answer with defaults filled in, and change by field', async () => {
    expect(await get('settings')).toMatchObject({
      name: 'Default',
      dailyResetTime: '00:05',
      currency: 'USD',
      volumeBase: 'decimal',
    });
    expect(
      await patch('settings', { dailyResetTime: '4:30', volumeBase: 'binary', timeZone: 'asia/beirut' }),
    ).toMatchObject({
      dailyResetTime: '04:30',
      volumeBase: 'binary',
      timeZone: 'Asia/Beirut',
    });
    const bad = await harness.admin({
      method: 'PATCH',
      url: '/api/v1/settings',
      payload: { timeZone: 'Mars/Olympus' },
    });
    expect(bad.json().errors[0]).toMatchObject({ field: 'timeZone' });
  });

  it('a change leaves alone what it does not name, whichever field it is; null clears where null is allowed', async () => {
    const future = harness.clock.now() + 3_600_000;
    const window = { from: future, to: future + 60_000, note: 'tower' };
    const router = { name: 'wall', address: '10.9.9.9', secret: 'a-secret-of-this-wall-7' };
    const nasId = (await harness.admin({ method: 'POST', url: '/api/v1/nas', payload: router })).json().id;
    /** Every field, at something that is not its default, and what it is changed to. */
    const fields: [path: string, first: unknown, then: unknown][] = [
      ['name', 'North Net', 'South Net'],
      ['timeZone', 'Asia/Beirut', 'Asia/Baghdad'],
      ['dailyResetTime', '04:30', '05:00'],
      ['currency', 'IQD', 'EUR'],
      ['volumeBase', 'binary', 'decimal'],
      ['maintenance', [window], []],
      ['expiredPolicy', 'reject', 'keep-running'],
      ['suspendedPolicy', 'walled', 'reject'],
      ['inactivePolicy', 'walled', 'reject'],
      ['walled.pool', 'wall', null],
      ['walled.addressList', 'unpaid', 'wall'],
      ['walled.downKbps', 256, 128],
      ['walled.upKbps', 128, 64],
      ['macAuth.nasIds', [nasId], []],
      ['macAuth.password', 'mac', 'none'],
      ['retention.sessionsDays', 400, null],
      ['retention.authLogDays', 30, 31],
      ['retention.hourlyDays', 40, 41],
      ['retention.auditDays', 500, 501],
      ['retention.legalDays', 365, null],
    ];
    const isNested = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
    const flat = (value: object, start = ''): Record<string, unknown> =>
      Object.assign(
        {},
        ...Object.entries(value).map(([key, inner]) =>
          isNested(inner) ? flat(inner, `${start}${key}.`) : { [`${start}${key}`]: inner },
        ),
      );
    const nested = (path: string, value: unknown) =>
      path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

    expect(Object.keys(flat(await get('settings'))).toSorted()).toEqual(fields.map(([path]) => path).toSorted());
    const known: Record<string, unknown> = {};
    for (const round of [1, 2] as const) {
      for (const [path, ...values] of fields) {
        known[path] = values[round - 1];
        expect(flat(await patch('settings', nested(path, known[path]))), path).toMatchObject(known);
      }
      expect(flat(await get('settings'))).toEqual(known);
    }
  });

  it('F028: maintenance windows are kept as a list, by their beginning, and go when they are over', async () => {
    const hour = 3_600_000;
    const now = harness.clock.now();
    const [soon, later, past] = [2, 9, -9].map((hours) => ({
      ...{ from: now + hours * hour, to: now + (hours + 1) * hour, note: `in ${hours} hours` },
    })) as [object, object, object];
    expect((await get('settings')).maintenance).toEqual([]);
    expect((await patch('settings', { maintenance: [later, past, soon] })).maintenance).toEqual([soon, later]);
    expect((await get('settings')).maintenance).toEqual([soon, later]);
    // Another setting leaves them alone; a window without a note has an empty one.
    expect((await patch('settings', { volumeBase: 'decimal' })).maintenance).toEqual([soon, later]);
    const { note: _, ...bare } = soon as { note: string };
    expect((await patch('settings', { maintenance: [bare] })).maintenance).toEqual([{ ...bare, note: '' }]);

    const window = { from: now + hour, to: now + 2 * hour };
    const table: [what: object, field: string, said: string][] = [
      [[{ ...window, to: window.from }], 'maintenance[0].to', 'after the beginning'],
      [[window, { ...window, to: window.from + 8 * 24 * hour }], 'maintenance[1].to', 'at most 7 days'],
      [[{ ...window, from: 'tonight' }], 'maintenance[0].from', 'a number'],
      [[{ to: window.to }], 'maintenance[0].from', 'is required'],
      [[{ ...window, note: 'x'.repeat(201) }], 'maintenance[0].note', 'at most 200'],
      [Array(21).fill(window), 'maintenance', 'at most 20'],
      [[{ ...window, until: 5 }], 'maintenance[0].until', 'not a field'],
    ];
    for (const [maintenance, field, said] of table) {
      const bad = await harness.admin({ method: 'PATCH', url: '/api/v1/settings', payload: { maintenance } });
      expect([bad.statusCode, bad.json().errors]).toEqual([422, [{ field, message: expect.stringContaining(said) }]]);
    }
    expect((await get('settings')).maintenance).toEqual([{ ...bare, note: '' }]);
    harness.clock.pass(4 * hour);
    expect((await get('settings')).maintenance).toEqual([]);
  });
});
