import { describe, expect, it } from 'vitest';
import { RouterUnreachable } from '../routeros/errors.ts';
import { Isp, reseller, whole } from './testing/isp.ts';

const topic = { name: 'status', id: undefined } as const;

function started() {
  const isp = new Isp();
  isp.addRouter(1);
  isp.addSubscriber(7, { resellerId: 5 });
  isp.addSubscriber(8);
  isp.addSubscriber(9);
  isp.open('a', 7);
  isp.open('a2', 7);
  isp.open('b', 8);
  const feed = isp.feed();
  feed.start(isp.hub);
  return { isp, feed };
}

describe('the strip', () => {
  it('online counts subscribers, however many sessions each has', async () => {
    const { isp, feed } = started();
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ online: 2, subscribers: 3, timeZone: 'Asia/Beirut' });
  });

  it('F031: a session without an update for 30 min does not make anybody online', async () => {
    const { isp, feed } = started();
    await isp.timers.advance(30 * 60_000);
    expect((await isp.watch(feed, topic, whole)).online).toBe(2);
    await isp.timers.advance(1);
    isp.sessions.get('b')!.row.updateAt = isp.now();
    expect((await isp.watch(feed, topic, whole)).online).toBe(1);
  });

  it('nothing measured is null, and what is stale is not counted', async () => {
    const { isp, feed } = started();
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ downBps: null, upBps: null });
    isp.measure('a', 5_000, 500);
    await isp.timers.advance(60_000);
    isp.measure('b', 8_000, 800);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ downBps: 13_000, upBps: 1_300 });
    await isp.timers.advance(30_000);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ downBps: 8_000, upBps: 800 });
    await isp.timers.advance(60_000);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ downBps: null, upBps: null });
  });

  it('an idle line is zero: it was measured', async () => {
    const { isp, feed } = started();
    isp.measure('a', 0, 0);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ downBps: 0, upBps: 0 });
  });

  it('RADIUS is told per second over the last five, with the p99 of auth and acct together', async () => {
    const { isp, feed } = started();
    isp.counters.add('accessRequests', 1_000); // long ago
    await isp.timers.advance(20_000);
    isp.counters.add('accessRequests', 10);
    isp.counters.add('accountingRequests', 50);
    isp.counters.set('accountingWaiting', 3);
    for (let n = 0; n < 98; n++) isp.counters.acctLatency.record(1);
    isp.counters.authLatency.record(100);
    isp.counters.authLatency.record(100);
    const status = await isp.watch(feed, topic, whole);
    expect(status).toMatchObject({ authPerSecond: 2, acctPerSecond: 10, unacknowledged: 3 });
    expect(status.p99Ms).toBeGreaterThanOrEqual(100);
    expect(status.p99Ms).toBeLessThan(119);
    await isp.timers.advance(10_000);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ authPerSecond: 0, acctPerSecond: 0, p99Ms: null });
  });

  it('routers that serve are up, also in trouble; down, not yet connected and never heard ones are not', async () => {
    const { isp, feed } = started();
    for (const id of [2, 3, 4, 5]) isp.addRouter(id);
    isp.addRouter(6, { hasApi: false });
    isp.addRouter(7, { tenantId: 2 });
    isp.addRouter(8, { hasApi: false, lastSeenAt: null });
    isp.loads.set(2, { resource: { cpuLoadPercent: 99 }, at: isp.now(), answerMs: 5 });
    isp.states.set(3, { kind: 'connecting', since: 0 });
    const error = new RouterUnreachable('gone', { reason: 'refused' });
    isp.states.set(4, { kind: 'down', since: 0, error, failedAttempts: 1, retryAt: 0 });
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ routers: 7, routersUp: 4, routersDown: 1 });
  });

  it('a silent router without API access is in trouble while sessions are open, and else unknown', async () => {
    const { isp, feed } = started();
    isp.addRouter(6, { hasApi: false });
    isp.open('on-six', 7, { nasId: 6 });
    isp.addRouter(7, { hasApi: false });
    const routers = async () => {
      const { routers: rows } = await isp.watch(feed, { name: 'routers', id: undefined } as const, whole);
      return rows.filter(({ nasId }) => nasId === 6 || nasId === 7).map(({ state }) => state);
    };
    const { routersUp } = await isp.watch(feed, topic, whole);
    expect(await routers()).toEqual(['up', 'up']);
    await isp.timers.advance(15 * 60_000);
    expect(await routers()).toEqual(['degraded', 'unknown']);
    expect((await isp.watch(feed, topic, whole)).routersUp).toBe(routersUp - 1);
  });

  it('X46: says that the engine’s clock is not believed, while that is so', async () => {
    const { isp, feed } = started();
    expect(await isp.watch(feed, topic, whole)).not.toHaveProperty('isClockHeld');
    isp.clock.isHeld = true;
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ isClockHeld: true });
  });

  it('throttled is whoever has an effective level', async () => {
    const { isp, feed } = started();
    isp.subscribers.get(7)!.account.levels = { daily: 0, monthly: 2 };
    isp.subscribers.get(9)!.account.levels = { daily: 1, monthly: 0 };
    expect((await isp.watch(feed, topic, whole)).throttled).toBe(2);
    expect((await isp.watch(feed, topic, reseller(5))).throttled).toBe(1);
  });

  it('a reseller sees its own part of the network, and no alerts', async () => {
    const { isp, feed } = started();
    isp.alerts.push({
      id: 1,
      key: 'k',
      severity: 'crit',
      title: 't',
      detail: 'd',
      raisedAt: 1,
      lastAt: 1,
      count: 1,
      resolvedAt: null,
    });
    isp.measure('a', 5_000, 500);
    isp.measure('b', 8_000, 800);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ downBps: 13_000, openAlerts: 1 });
    expect(await isp.watch(feed, topic, reseller(5))).toMatchObject({
      online: 1,
      subscribers: 1,
      downBps: 5_000,
      openAlerts: 0,
    });
  });

  it('is told every second to each scope that watches, until it does not', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, topic, reseller(5));
    await isp.timers.advance(3_000);
    expect(isp.take('status', whole)).toHaveLength(3);
    expect(isp.take('status', reseller(5)).map(({ subscribers }) => subscribers)).toEqual([1, 1, 1]);
    feed.onIdle(topic, whole);
    await isp.timers.advance(1_000);
    expect(isp.take('status', whole)).toEqual([]);
    expect(isp.take('status', reseller(5))).toHaveLength(1);
  });
});
