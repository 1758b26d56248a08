/** The topic `sessions`, through the whole feed: an ISP in memory, a hub that checks every delta, a clock by hand. */
import { describe, expect, it } from 'vitest';
import { Isp, reseller, whole } from './testing/isp.ts';

const topic = { name: 'sessions', id: undefined } as const;

async function watching(scope = whole) {
  const isp = new Isp();
  isp.addRouter(1);
  isp.addSubscriber(7, { resellerId: 5 });
  isp.addSubscriber(8, { resellerId: 6 });
  isp.addSubscriber(9);
  isp.open('a', 7);
  isp.open('b', 8);
  isp.open('orphan', null);
  const feed = isp.feed();
  feed.start(isp.hub);
  const snapshot = await isp.watch(feed, topic, scope);
  return { isp, feed, snapshot, second: () => isp.timers.advance(1_000) };
}

describe('what the whole tenant is shown', () => {
  it('the snapshot has every open session with what is known of it', async () => {
    const { snapshot } = await watching();
    expect(snapshot.sessions).toMatchObject([
      {
        id: 100,
        username: 'user7',
        fullName: 'Subscriber 7',
        serviceName: 'Fiber 10M',
        nasName: 'tower-1',
        fupLevel: 0,
        rate: null,
        appliedRateLimit: null,
        isRateVerified: false,
        change: null,
      },
      { id: 101, username: 'user8' },
      { id: 102, username: 'ghost', subscriberId: null, fullName: null, serviceId: null, fupLevel: null },
    ]);
  });

  it('nothing is told while nothing changes', async () => {
    const { isp, second } = await watching();
    await second();
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
  });

  it('a tick is told for a session whose rate or bytes changed, and only for it', async () => {
    const { isp, second } = await watching();
    isp.measure('a', 8_000, 2_000);
    await second();
    expect(isp.take('sessions', whole)).toMatchObject([
      { ticks: [[100, 8_000, 2_000, 8_000, 2_000]], opened: [], changed: [], closed: [] },
    ]);
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
  });

  it('a rate that nobody renews becomes unknown, not zero', async () => {
    const { isp } = await watching();
    isp.measure('a', 8_000, 2_000);
    await isp.timers.advance(75_000);
    expect(isp.take('sessions', whole)).toHaveLength(1);
    await isp.timers.advance(1_000);
    expect(isp.take('sessions', whole)).toMatchObject([{ ticks: [[100, null, null, 8_000, 2_000]] }]);
  });

  it('a session is told as opened once its row is committed', async () => {
    const { isp, second } = await watching();
    isp.open('late', 9, { isCommitted: false });
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
    const id = isp.commit('late');
    await second();
    expect(isp.take('sessions', whole)).toMatchObject([{ opened: [{ id, username: 'user9' }] }]);
  });

  it('one that closes before its commit is never told of', async () => {
    const { isp, second } = await watching();
    isp.open('brief', 9, { isCommitted: false });
    await second();
    isp.close('brief');
    isp.commit('brief');
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
  });

  it('a closed session is told by its id, and as opened when it is reopened (X67)', async () => {
    const { isp, second } = await watching();
    isp.close('a');
    await second();
    expect(isp.take('sessions', whole)).toMatchObject([{ closed: [100], opened: [], ticks: [] }]);
    isp.sessions.get('a')!.row.stopAt = null;
    await second();
    expect(isp.take('sessions', whole)).toMatchObject([{ opened: [{ id: 100 }], closed: [] }]);
  });

  it('a session that the fold read back from the store goes on as the same one', async () => {
    const { isp, second } = await watching();
    const again = { ...isp.sessions.get('a')!, row: { ...isp.sessions.get('a')!.row } };
    isp.sessions.set('a', again);
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
    isp.close('a');
    await second();
    expect(isp.take('sessions', whole)).toMatchObject([{ closed: [100] }]);
  });

  it.each<[string, (isp: Isp) => void, object]>([
    [
      'its address',
      (isp) => Object.assign(isp.sessions.get('a')!.row, { framedIpAddress: '100.64.0.8' }),
      { framedIpAddress: '100.64.0.8' },
    ],
    [
      'its level',
      (isp) => Object.assign(isp.subscribers.get(7)!.account, { levels: { daily: 2, monthly: 1 } }),
      { fupLevel: 2, monthlyFupLevel: 1 },
    ],
    [
      'its service',
      (isp) => Object.assign(isp.subscribers.get(7)!, { serviceId: 2 }),
      { serviceId: 2, serviceName: 'Fiber 50M' },
    ],
    [
      'the speed applied',
      (isp) => isp.applied.set('a', { applied: '2M/10M', result: 'verified' }),
      { appliedRateLimit: '2M/10M', isRateVerified: true, change: 'verified' },
    ],
    [
      'a change that waits',
      (isp) => isp.applied.set('a', { applied: undefined, result: 'pending' }),
      { appliedRateLimit: null, change: 'pending' },
    ],
    [
      'a router that is renamed',
      (isp) => isp.routers.set(1, { ...isp.routers.get(1)!, name: 'hill' }),
      { nasName: 'hill' },
    ],
  ])('what changes of a session is told with the whole row: %s', async (_case, change, expected) => {
    const { isp, second } = await watching();
    change(isp);
    await second();
    const [delta] = isp.take('sessions', whole);
    expect(delta?.changed.find(({ id }) => id === 100)).toMatchObject(expected);
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
  });

  it('a new full name is read when the directory says that the subscriber changed', async () => {
    const { isp, second } = await watching();
    isp.subscribers.get(7)!.fullName = 'Ali Haddad';
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
    isp.changed(7);
    await second();
    expect(isp.take('sessions', whole)).toMatchObject([{ changed: [{ id: 100, fullName: 'Ali Haddad' }] }]);
  });
});

describe('scopes', () => {
  it("a reseller's watcher never sees another's session, nor an orphan", async () => {
    const { isp, snapshot, second } = await watching(reseller(5));
    expect(snapshot.sessions.map(({ id }) => id)).toEqual([100]);
    isp.measure('a', 1, 1);
    isp.measure('b', 2, 2);
    isp.measure('orphan', 3, 3);
    isp.open('other', 8);
    isp.open('direct', 9);
    isp.open('own', 7);
    await second();
    isp.close('b');
    isp.close('orphan');
    await second();
    const told = isp.take('sessions', reseller(5));
    expect(told.flatMap(({ ticks }) => ticks.map(([id]) => id))).toEqual([100]);
    expect(told.flatMap(({ opened }) => opened.map(({ username }) => username))).toEqual(['user7']);
    expect(told.flatMap(({ closed }) => closed)).toEqual([]);
    expect(isp.told).toEqual([]); // and nobody else was told anything
  });

  it('each watched scope is told its own part', async () => {
    const { isp, feed, second } = await watching();
    await isp.watch(feed, topic, reseller(6));
    isp.measure('a', 1, 1);
    isp.measure('b', 2, 2);
    await second();
    expect(isp.take('sessions', whole)[0]?.ticks.map(([id]) => id)).toEqual([100, 101]);
    expect(isp.take('sessions', reseller(6))[0]?.ticks.map(([id]) => id)).toEqual([101]);
  });

  it('another tenant has its own sessions', async () => {
    const { isp, feed, second } = await watching();
    isp.addSubscriber(20, { tenantId: 2 });
    isp.open('two', 20, { tenantId: 2 });
    const snapshot = await isp.watch(feed, topic, { tenantId: 2 });
    expect(snapshot.sessions.map(({ username }) => username)).toEqual(['user20']);
    await second();
    expect(isp.take('sessions', whole)).toEqual([]);
  });

  it('a subscriber who moves to another reseller leaves one view and enters the other', async () => {
    const { isp, feed, second } = await watching(reseller(5));
    await isp.watch(feed, topic, reseller(6));
    await isp.watch(feed, topic, whole);
    isp.subscribers.get(7)!.resellerId = 6;
    await second();
    expect(isp.take('sessions', reseller(5))).toMatchObject([{ closed: [100], opened: [] }]);
    expect(isp.take('sessions', reseller(6))).toMatchObject([{ closed: [], opened: [{ id: 100 }] }]);
    expect(isp.take('sessions', whole)).toMatchObject([{ closed: [], opened: [], changed: [{ id: 100 }] }]);
  });
});

describe('work', () => {
  it('nothing is read or computed while nobody watches', async () => {
    const isp = new Isp();
    isp.addRouter(1);
    isp.addSubscriber(7);
    isp.open('a', 7);
    const touched: string[] = [];
    const control = isp.control();
    const book = new Proxy(control.usage.book, {
      get(target, name, receiver) {
        touched.push(String(name));
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    const feed = isp.feed({ control: { ...control, usage: { ...control.usage, book } } });
    feed.start(isp.hub);
    await isp.timers.advance(10_000);
    expect({ touched, reads: isp.reads, asked: isp.asked }).toEqual({ touched: [], reads: {}, asked: [] });
    feed.onActive(topic, whole);
    feed.onIdle(topic, whole);
    await isp.timers.advance(10_000);
    expect({ touched, reads: isp.reads }).toEqual({ touched: [], reads: {} });
  });

  it('ten thousand sessions are found in pages, ten more by their subscribers', async () => {
    const isp = new Isp();
    for (let id = 1; id <= 10_010; id++) isp.addSubscriber(id);
    for (let id = 1; id <= 10_000; id++) isp.open(`s${id}`, id);
    const feed = isp.feed();
    feed.start(isp.hub);
    expect((await isp.watch(feed, topic, whole)).sessions).toHaveLength(10_000);
    expect(isp.reads['sessions.open']).toBe(10);
    for (let id = 10_001; id <= 10_010; id++) isp.open(`s${id}`, id);
    await isp.timers.advance(1_000);
    expect(isp.take('sessions', whole)[0]?.opened).toHaveLength(10);
    expect(isp.reads['sessions.open']).toBe(20);
  });

  it('a snapshot that could not be read is refused, and the next one tries again', async () => {
    const isp = new Isp();
    isp.addSubscriber(7);
    isp.open('a', 7);
    let isBroken = true;
    const feed = isp.feed();
    const broken = isp.feed({
      store: {
        reads: {
          sessions: {
            open: async () => {
              if (isBroken) throw new Error('disk');
              return { items: [], total: 0 };
            },
          },
          alerts: {},
          authLog: {},
        } as never,
      },
    });
    await expect(isp.watch(broken, topic, whole)).rejects.toThrow('disk');
    isBroken = false;
    expect((await isp.watch(broken, topic, whole)).sessions).toEqual([]);
    expect((await isp.watch(feed, topic, whole)).sessions).toHaveLength(1);
  });
});

describe('liveOf', () => {
  it('knows an open session by its key, measured or not, and no closed one', async () => {
    const { isp, feed } = await watching();
    expect(feed.liveOf('a')).toEqual({ rate: null, appliedRateLimit: null, isRateVerified: false, change: null });
    isp.measure('a', 8_000, 2_000);
    isp.applied.set('a', { applied: '2M/10M', result: 'acknowledged' });
    expect(feed.liveOf('a')).toEqual({
      rate: { downBps: 8_000, upBps: 2_000, at: isp.now() },
      appliedRateLimit: '2M/10M',
      isRateVerified: false,
      change: 'acknowledged',
    });
    isp.close('a');
    expect(feed.liveOf('a')).toBeUndefined();
    expect(feed.liveOf('nobody')).toBeUndefined();
  });
});
