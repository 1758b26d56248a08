/** The topics `routers`, `fup`, `alerts` and `auth-log`, through the whole feed. */
import { describe, expect, it } from 'vitest';
import { RouterUnreachable } from '../routeros/errors.ts';
import { Isp, reseller, whole } from './testing/isp.ts';

const minute = 60_000;

function started() {
  const isp = new Isp();
  isp.addRouter(1);
  isp.addRouter(2, { hasApi: false });
  isp.addSubscriber(7, { resellerId: 5, dailyQuotaBytes: 1_000 });
  isp.addSubscriber(8);
  isp.open('a', 7);
  isp.open('b', 8);
  const feed = isp.feed();
  feed.start(isp.hub);
  return { isp, feed, second: () => isp.timers.advance(1_000) };
}

describe('routers', () => {
  const topic = { name: 'routers', id: undefined } as const;

  it('the snapshot has each router of the tenant with its health and load', async () => {
    const { isp, feed } = started();
    isp.addRouter(9, { tenantId: 2 });
    isp.loads.set(1, { resource: { cpuLoadPercent: 12 }, at: isp.now() + 5, answerMs: 12.6 });
    isp.measure('a', 5_000, 500);
    expect((await isp.watch(feed, topic, whole)).routers).toEqual([
      {
        nasId: 1,
        state: 'up',
        detail: 'Healthy',
        seenAt: isp.now() + 5,
        openSessions: 2,
        downBps: 5_000,
        upBps: 500,
        cpuPercent: 12,
        answerMs: 13,
        version: '7.21.3',
      },
      expect.objectContaining({
        nasId: 2,
        state: 'up',
        openSessions: 0,
        downBps: null,
        cpuPercent: null,
        version: null,
      }),
    ]);
  });

  it('only what changed is told, and a lost router within a second', async () => {
    const { isp, feed, second } = started();
    await isp.watch(feed, topic, whole);
    await second();
    isp.take('routers', whole);
    await second();
    expect(isp.take('routers', whole)).toEqual([]);
    const error = new RouterUnreachable('Router 10.0.0.1 refused the connection', { reason: 'refused' });
    isp.states.set(1, { kind: 'down', since: 0, error, failedAttempts: 1, retryAt: 0 });
    await second();
    expect(isp.take('routers', whole)).toMatchObject([
      { changed: [{ nasId: 1, state: 'down', detail: 'Router 10.0.0.1 refused the connection' }] },
    ]);
  });

  it('a reseller sees the routers with its own sessions and rates only', async () => {
    const { isp, feed } = started();
    isp.measure('a', 5_000, 500);
    isp.measure('b', 8_000, 800);
    const { routers } = await isp.watch(feed, topic, reseller(5));
    expect(routers).toMatchObject([
      { nasId: 1, openSessions: 1, downBps: 5_000 },
      { nasId: 2, openSessions: 0 },
    ]);
  });
});

describe('fup', () => {
  const topic = { name: 'fup', id: undefined } as const;

  it('the cards count levels and exceeded quotas (F072–F076, F078)', async () => {
    const { isp, feed } = started();
    const { account } = isp.subscribers.get(7)!;
    account.usage = { ...account.usage, dailyCountedBytes: 1_000 };
    account.levels = { daily: 1, monthly: 3 };
    const { stats } = await isp.watch(feed, topic, whole);
    expect(stats).toEqual({
      total: 2,
      activeFup: 1,
      dailyQuotaExceeded: 1,
      monthlyQuotaExceeded: 0,
      unlimited: 1,
      daily: [1, 1, 0, 0, 0, 0, 0],
      monthly: [1, 0, 0, 1, 0, 0, 0],
      effective: [1, 0, 0, 1, 0, 0, 0],
    });
    expect((await isp.watch(feed, topic, reseller(5))).stats).toMatchObject({ total: 1, unlimited: 0 });
  });

  it('X19: the monthly limit includes what was bought', async () => {
    const { isp, feed } = started();
    const { account } = isp.subscribers.get(8)!;
    Object.assign(account, { plan: { dailyQuotaBytes: 0, monthlyQuotaBytes: 100 } });
    account.usage = { ...account.usage, monthlyCountedBytes: 120, bonusBytes: 30 };
    expect((await isp.watch(feed, topic, whole)).stats.monthlyQuotaExceeded).toBe(0);
    account.usage = { ...account.usage, monthlyCountedBytes: 130 };
    expect((await isp.watch(feed, topic, whole)).stats.monthlyQuotaExceeded).toBe(1);
  });

  it('rows whose level, counters or presence changed are told once, with the cards', async () => {
    const { isp, feed, second } = started();
    await isp.watch(feed, topic, whole);
    await second();
    expect(isp.take('fup', whole)).toEqual([]);
    const { account } = isp.subscribers.get(7)!;
    account.usage = { ...account.usage, dailyCountedBytes: 400 };
    await second();
    expect(isp.take('fup', whole)).toMatchObject([
      { stats: { total: 2 }, changed: [{ subscriberId: 7, dailyCountedBytes: 400, fupLevel: 0, isOnline: true }] },
    ]);
    isp.close('a');
    await second();
    expect(isp.take('fup', whole)).toMatchObject([{ changed: [{ subscriberId: 7, isOnline: false }] }]);
    await second();
    expect(isp.take('fup', whole)).toEqual([]);
  });

  it("a reseller is not told of another's rows", async () => {
    const { isp, feed, second } = started();
    await isp.watch(feed, topic, reseller(5));
    isp.subscribers.get(8)!.account.levels = { daily: 1, monthly: 0 };
    await second();
    expect(isp.told).toEqual([]);
  });

  it('a round between the first watcher and its snapshot does not tell everybody as changed', async () => {
    const { isp, feed, second } = started();
    feed.onActive(topic, whole);
    await second();
    await feed.sources.fup.snapshot(whole, undefined);
    await second();
    expect(isp.take('fup', whole)).toEqual([]);
  });

  it('ten thousand rows are told in messages of five hundred', async () => {
    const { isp, feed, second } = started();
    for (let id = 10_000; id < 20_000; id++) isp.addSubscriber(id);
    await isp.watch(feed, topic, whole);
    for (const { account } of isp.subscribers.values()) account.levels = { daily: 1, monthly: 0 };
    await second();
    const told = isp.take('fup', whole);
    expect(told.map(({ changed }) => changed.length)).toEqual([...Array<number>(20).fill(500), 2]);
    expect(new Set(told.map(({ stats }) => stats.activeFup))).toEqual(new Set([10_002]));
  });
});

describe('alerts', () => {
  const topic = { name: 'alerts', id: undefined } as const;
  const alert = (id: number) => ({
    id,
    key: `router.down.${id}`,
    severity: 'crit' as const,
    title: `tower-${id} does not answer its API`,
    detail: 'refused',
    raisedAt: 1,
    lastAt: 1,
    count: 1,
    resolvedAt: null,
  });

  it('what is raised, repeated or resolved is told as it is now', async () => {
    const { isp, feed, second } = started();
    isp.alerts.push(alert(1));
    expect((await isp.watch(feed, topic, whole)).open).toEqual([alert(1)]);
    await second();
    expect(isp.take('alerts', whole)).toEqual([]);
    isp.alerts.push(alert(2));
    await second();
    expect(isp.take('alerts', whole)).toEqual([{ changed: [alert(2)] }]);
    Object.assign(isp.alerts[0]!, { count: 2, lastAt: 9 });
    await second();
    expect(isp.take('alerts', whole)).toMatchObject([{ changed: [{ id: 1, count: 2, lastAt: 9 }] }]);
    Object.assign(isp.alerts[0]!, { resolvedAt: 17 });
    await second();
    expect(isp.take('alerts', whole)).toMatchObject([{ changed: [{ id: 1, resolvedAt: 17 }] }]);
    await second();
    expect(isp.take('alerts', whole)).toEqual([]);
  });

  it('a resolved one that cannot be found any more is resolved now', async () => {
    const { isp, feed, second } = started();
    isp.alerts.push(alert(1));
    await isp.watch(feed, topic, whole);
    isp.alerts.length = 0;
    await second();
    expect(isp.take('alerts', whole)).toMatchObject([{ changed: [{ id: 1, resolvedAt: isp.now() }] }]);
  });
});

describe('auth-log', () => {
  const topic = { name: 'auth-log', id: undefined } as const;
  const reject = (id: number, at: number, resellerId: number | null = null) => ({
    id,
    result: 'reject' as const,
    username: `user${id}`,
    realm: 'default',
    nasId: 1,
    nasName: 'tower-1',
    nasAddress: '10.0.0.1',
    reason: 'wrong-password',
    detail: 'The password is wrong',
    method: 'PAP',
    callingStationId: '',
    subscriberId: id,
    firstAt: at,
    lastAt: at,
    count: 1,
    resellerId,
  });

  it('rejects are told as they happen, and again with a higher count', async () => {
    const { isp, feed, second } = started();
    isp.authLog.push(reject(1, isp.now() - 1_000));
    expect((await isp.watch(feed, topic, whole)).entries).toMatchObject([{ id: 1 }]);
    await second();
    expect(isp.take('auth-log', whole)).toEqual([]);
    isp.counters.add('rejects');
    isp.authLog.push(reject(2, isp.now()));
    await second();
    expect(isp.take('auth-log', whole)).toMatchObject([{ entries: [{ id: 2, count: 1 }] }]);
    Object.assign(isp.authLog[1]!, { count: 5, lastAt: isp.now() });
    await second();
    expect(isp.take('auth-log', whole)).toMatchObject([{ entries: [{ id: 2, count: 5 }] }]);
  });

  it.each(['dropUnknownSource', 'dropWrongSecret', 'dropMalformed', 'dropOverload'] as const)(
    'a datagram that got no answer (%s) is told beside them',
    async (counter) => {
      const { isp, feed, second } = started();
      await isp.watch(feed, topic, whole);
      await isp.timers.advance(minute);
      isp.counters.add(counter);
      isp.authLog.push({ ...reject(7, isp.now()), result: 'drop', username: '', subscriberId: null, nasId: null });
      await second();
      expect(isp.take('auth-log', whole)).toMatchObject([{ entries: [{ id: 7, result: 'drop', nasId: null }] }]);
    },
  );

  it('the log is not read while nobody is refused', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(minute);
    const { 'authLog.latest': quiet } = isp.reads;
    await isp.timers.advance(minute);
    expect(isp.reads['authLog.latest']).toBe(quiet);
    isp.counters.add('rejects');
    isp.authLog.push(reject(3, isp.now()));
    await isp.timers.advance(1_000);
    expect(isp.take('auth-log', whole)).toMatchObject([{ entries: [{ id: 3 }] }]);
  });

  it('a row that reaches the log late, with an older time, is still told', async () => {
    const { isp, feed, second } = started();
    await isp.watch(feed, topic, whole);
    isp.counters.add('rejects');
    isp.authLog.push(reject(5, isp.now()));
    await second();
    isp.authLog.push(reject(4, isp.now() - 3_000));
    await second();
    expect(isp.take('auth-log', whole).flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([5, 4]);
  });

  it("a reseller is told of its own subscribers' rejects only", async () => {
    const { isp, feed, second } = started();
    isp.authLog.push(reject(1, isp.now(), 6));
    expect((await isp.watch(feed, topic, reseller(5))).entries).toEqual([]);
    isp.authLog.push(reject(2, isp.now(), 5), reject(3, isp.now(), 6), reject(4, isp.now()));
    await second();
    expect(isp.take('auth-log', reseller(5))).toMatchObject([{ entries: [{ id: 2 }] }]);
    expect(isp.told).toEqual([]);
  });
});

describe('trouble', () => {
  it('one topic that fails is logged and leaves the others alone', async () => {
    const { isp } = started();
    let isBroken = false;
    const reads = {
      sessions: {},
      authLog: {},
      alerts: {
        list: async () => {
          if (isBroken) throw new Error('disk');
          return { items: [], total: 0 };
        },
      },
    } as never;
    const feed = isp.feed({ store: { reads } });
    feed.start(isp.hub);
    await isp.watch(feed, { name: 'alerts', id: undefined }, whole);
    await isp.watch(feed, { name: 'routers', id: undefined }, whole);
    isBroken = true;
    await isp.timers.advance(1_000);
    expect(isp.logged).toEqual(['a live topic could not be brought up to date: {"err":{},"topic":"alerts"}']);
    expect(isp.take('routers', whole)).toHaveLength(1);
    isBroken = false;
    await isp.timers.advance(1_000);
    expect(isp.logged).toHaveLength(1);
  });

  it('nothing is told after the end', async () => {
    const isp = new Isp();
    isp.addSubscriber(7);
    const feed = isp.feed();
    const stop = feed.start(isp.hub);
    await isp.watch(feed, { name: 'status', id: undefined }, whole);
    stop();
    await isp.timers.advance(5_000);
    expect(isp.told).toEqual([]);
    expect(isp.timers.pending()).toBe(0);
  });
});
