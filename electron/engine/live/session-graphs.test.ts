/** The topic `session:<id>`: its router is asked while somebody watches, once for all of them, and gaps stay gaps. */
import { describe, expect, it } from 'vitest';
import { RouterRefused, RouterUnreachable } from '../routeros/errors.ts';
import type { RouterState } from '../routeros/link.ts';
import { endedStream } from '../routeros/run-stream.ts';
import { parseTraffic } from './interface-traffic.ts';
import { Isp, reseller, whole } from './testing/isp.ts';

const topic = { name: 'session', id: 100 } as const;
const row = (downBps: number, upBps: number) => ({
  name: '<pppoe-user7>',
  'tx-bits-per-second': `${downBps}`,
  'rx-bits-per-second': `${upBps}`,
});
const down: RouterState = {
  kind: 'down',
  since: 0,
  error: new RouterUnreachable('Router 10.0.0.1 is gone', { reason: 'reset' }),
  failedAttempts: 1,
  retryAt: 0,
};

function started({ hasApi = true } = {}) {
  const isp = new Isp();
  isp.addRouter(1, { hasApi });
  isp.addSubscriber(7, { resellerId: 5 });
  isp.open('a', 7);
  isp.bindings = [
    { name: '<pppoe-user7-1>', user: 'user7', 'remote-address': '4C:5E:0C:00:00:08', uptime: '1s' },
    { name: '<pppoe-user7>', user: 'user7', 'remote-address': '4C:5E:0C:00:00:07', uptime: '1s' },
  ];
  const feed = isp.feed();
  const stop = feed.start(isp.hub);
  return { isp, feed, stop };
}

/** One row per second for so many seconds. */
async function rows(isp: Isp, count: number, downBps = 8_000): Promise<void> {
  for (let n = 0; n < count; n++) {
    await isp.timers.advance(1_000);
    for (const stream of isp.streams) stream.send(row(downBps, 1_000));
  }
}

const samplesOf = (isp: Isp, scope = whole) => isp.take('session', scope).flatMap(({ samples }) => samples);

describe('from the router', () => {
  it("the session's own interface is found by user and MAC, and monitored", async () => {
    const { isp, feed } = started();
    const { intervalMs, samples } = await isp.watch(feed, topic, whole);
    expect({ intervalMs, samples }).toEqual({ intervalMs: 1_000, samples: [] });
    await isp.timers.advance(0);
    expect(isp.asked).toEqual([
      ['/interface/pppoe-server/print', '=.proplist=name,user,remote-address,uptime', '?user=user7'],
      ['/interface/monitor-traffic', '=interface=<pppoe-user7>', '=interval=1s'],
    ]);
  });

  it('of a redial and its ghost the one with the nearer uptime is taken (X44)', async () => {
    const { isp, feed } = started();
    isp.bindings = [
      { name: 'ghost', user: 'user7', 'remote-address': '4C:5E:0C:00:00:07', uptime: '2h' },
      { name: 'young', user: 'user7', 'remote-address': '4C:5E:0C:00:00:07', uptime: '3s' },
    ];
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    expect(isp.asked[1]).toContain('=interface=young');
  });

  it('tx of the router is the download', () => {
    expect(parseTraffic(row(8_000, 1_000))).toEqual({ downBps: 8_000, upBps: 1_000 });
    expect(parseTraffic({ name: 'x', 'tx-bits-per-second': '8000' })).toBeUndefined();
  });

  it('each row is a sample at once', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 3);
    expect(samplesOf(isp).map(({ downBps, upBps }) => [downBps, upBps])).toEqual([
      [8_000, 1_000],
      [8_000, 1_000],
      [8_000, 1_000],
    ]);
  });

  it('watchers share one stream; it ends with the last of them', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, topic, reseller(5));
    await rows(isp, 2);
    expect(isp.streams.size).toBe(1);
    expect(samplesOf(isp, reseller(5))).toEqual(samplesOf(isp, whole));
    feed.onIdle(topic, whole);
    await rows(isp, 1);
    expect(isp.streams.size).toBe(1);
    feed.onIdle(topic, reseller(5));
    expect(isp.streams.size).toBe(0);
    const asked = isp.asked.length;
    await isp.timers.advance(60_000);
    expect(isp.asked).toHaveLength(asked);
  });

  it('whoever leaves while the interface is being looked up leaves no stream behind', async () => {
    const { isp, feed } = started();
    const watching = isp.watch(feed, topic, whole);
    feed.onIdle(topic, whole);
    await watching;
    await isp.timers.advance(5_000);
    expect(isp.streams.size).toBe(0);
    const again = isp.watch(feed, topic, whole);
    await again;
    feed.onIdle(topic, whole);
    await isp.timers.advance(5_000);
    expect(isp.streams.size).toBe(0);
  });

  it('stopping the feed stops the router stream', async () => {
    const { isp, feed, stop } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 1);
    stop();
    expect(isp.streams.size).toBe(0);
  });
});

describe('gaps', () => {
  it('a silent router is one sample of nulls, and rows go on after it', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 1);
    await isp.timers.advance(10_000);
    await rows(isp, 1, 9_000);
    expect(samplesOf(isp).map(({ downBps }) => downBps)).toEqual([8_000, null, 9_000]);
  });

  it('a session that closes ends with a gap, and its router is left alone', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 1);
    isp.close('a');
    await isp.timers.advance(3_000);
    expect(isp.streams.size).toBe(0);
    expect(samplesOf(isp).map(({ downBps }) => downBps)).toEqual([8_000, null]);
  });

  it('what was measured before is still there for who comes back within ten minutes, with the gap between', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 2);
    feed.onIdle(topic, whole);
    await isp.timers.advance(60_000);
    const { samples } = await isp.watch(feed, topic, whole);
    expect(samples.map(({ downBps }) => downBps)).toEqual([8_000, 8_000, null]);
    feed.onIdle(topic, whole);
    await isp.timers.advance(601_000);
    expect((await isp.watch(feed, topic, whole)).samples).toEqual([]);
  });
});

describe('bounds', () => {
  it('ten minutes are kept, however long somebody watches', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 700);
    const { samples } = await isp.watch(feed, topic, reseller(5));
    expect(samples.length).toBeLessThanOrEqual(602);
    expect(samples[0]!.at).toBeGreaterThanOrEqual(isp.now() - 600_000);
  });

  it('rows that come faster than asked for are left out', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    for (let n = 0; n < 1_000; n++) for (const stream of isp.streams) stream.send(row(n, n));
    expect(samplesOf(isp)).toHaveLength(1);
  });
});

describe('where the router cannot be asked', () => {
  it("without API access the fold's readings are the samples", async () => {
    const { isp, feed } = started({ hasApi: false });
    isp.measure('a', 5_000, 500);
    const { intervalMs, samples } = await isp.watch(feed, topic, whole);
    expect({ intervalMs, samples }).toMatchObject({ intervalMs: 30_000, samples: [{ downBps: 5_000 }] });
    await isp.timers.advance(30_000);
    isp.measure('a', 6_000, 600);
    await isp.timers.advance(76_000);
    expect(samplesOf(isp).map(({ downBps }) => downBps)).toEqual([6_000, null]);
    expect(isp.asked).toEqual([]);
  });

  it('a router that goes down leaves a gap, and is asked again when it is up', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await rows(isp, 1);
    const up = isp.states.get(1)!;
    isp.states.set(1, down);
    for (const stream of isp.streams) stream.fail(new RouterUnreachable('lost', { reason: 'reset' }));
    isp.asked.length = 0;
    await isp.timers.advance(20_000);
    expect(isp.asked).toEqual([]);
    isp.measure('a', 4_000, 400); // an interim came
    await isp.timers.advance(1_000);
    isp.states.set(1, up);
    await rows(isp, 2, 9_000);
    expect(samplesOf(isp).map(({ downBps }) => downBps)).toEqual([8_000, null, 4_000, 9_000, 9_000]);
  });

  it.each([
    ['a lost connection is tried again soon', new RouterUnreachable('lost', { reason: 'reset' }), 30_000, 2],
    [
      'a missing right is not asked for every second',
      new RouterRefused('no', { kind: 'permission', trap: 'no' }),
      30_000,
      1,
    ],
  ])('%s', async (_case, error, ms, leastTries) => {
    const { isp } = started();
    const control = isp.control();
    let tries = 0;
    const pool = {
      ...control.fleet.pool,
      stream: () => {
        tries += 1;
        return endedStream({ kind: 'failed', error });
      },
    };
    const feed = isp.feed({ control: { ...control, fleet: { ...control.fleet, pool } } });
    feed.start(isp.hub);
    isp.measure('a', 5_000, 500);
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(ms);
    expect(tries).toBeGreaterThanOrEqual(leastTries);
    expect(tries).toBeLessThanOrEqual(leastTries === 1 ? 1 : 7);
    expect(samplesOf(isp)).toEqual([]); // the fold's reading was in the snapshot
  });
});

describe('scopes', () => {
  it('a session outside the scope does not exist, and its router is not asked', async () => {
    const { isp, feed } = started();
    await expect(isp.watch(feed, topic, reseller(6))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(isp.watch(feed, { name: 'session', id: 999 }, whole)).rejects.toMatchObject({ name: 'NotFound' });
    await isp.timers.advance(3_000);
    expect(isp.asked).toEqual([]);
  });

  it('who was refused is told nothing of what others watch, nor who lost the subscriber since', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, topic, reseller(5));
    await expect(isp.watch(feed, topic, reseller(6))).rejects.toMatchObject({ name: 'NotFound' });
    await rows(isp, 1);
    expect(samplesOf(isp, reseller(6))).toEqual([]);
    expect(samplesOf(isp, reseller(5))).toHaveLength(1);
    isp.subscribers.get(7)!.resellerId = 6;
    await rows(isp, 1);
    expect(samplesOf(isp, reseller(5))).toEqual([]);
    expect(samplesOf(isp, whole)).toHaveLength(2);
  });
});
