/** The topic `session:<id>`: its router is asked while somebody watches, once for all of them, and gaps stay gaps. */
import { describe, expect, it } from 'vitest';
import { RouterRefused, RouterUnreachable } from '../routeros/errors.ts';
import type { RouterState } from '../routeros/link.ts';
import { Isp, reseller, whole } from './testing/isp.ts';

const topic = { name: 'session', id: 100 } as const;
const second = 1_000;

function started({ hasApi = true } = {}) {
  const isp = new Isp();
  isp.addRouter(1, { hasApi });
  isp.addSubscriber(7, { resellerId: 5 });
  isp.open('a', 7);
  isp.traffic.set('<pppoe-a>', { downBps: 8_000, upBps: 1_000 });
  const feed = isp.feed();
  const stop = feed.start(isp.hub);
  return { isp, feed, stop };
}

const samplesOf = (isp: Isp, scope = whole) => isp.take('session', scope).flatMap(({ samples }) => samples);
const downOf = (isp: Isp, scope = whole) => samplesOf(isp, scope).map(({ downBps }) => downBps);

const down: RouterState = {
  kind: 'down',
  since: 0,
  error: new RouterUnreachable('Router 10.0.0.1 is gone', { reason: 'reset' }),
  failedAttempts: 1,
  retryAt: 0,
};

describe('from the router', () => {
  it('the interface that the last listing named is measured at once, then every second', async () => {
    const { isp, feed } = started();
    expect(await isp.watch(feed, topic, whole)).toEqual({ intervalMs: 1_000, samples: [] });
    await isp.timers.advance(0);
    expect(isp.asked).toEqual([['/interface/monitor-traffic', '=interface=<pppoe-a>', '=once=']]);
    const { at } = samplesOf(isp)[0]!;
    expect(at).toBe(isp.now());
    isp.traffic.set('<pppoe-a>', { downBps: 9_000, upBps: 2_000 });
    await isp.timers.advance(2 * second);
    expect(samplesOf(isp)).toEqual([
      { at: at + 1_000, downBps: 9_000, upBps: 2_000 },
      { at: at + 2_000, downBps: 9_000, upBps: 2_000 },
    ]);
  });

  it('watchers share one measurement; it ends with the last of them', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, topic, reseller(5));
    await isp.timers.advance(0);
    isp.asked.length = 0;
    isp.told.length = 0;
    await isp.timers.advance(2 * second);
    expect(isp.asked).toHaveLength(2);
    expect(samplesOf(isp, reseller(5))).toEqual(samplesOf(isp, whole));
    feed.onIdle(topic, whole);
    await isp.timers.advance(second);
    expect(isp.asked).toHaveLength(3);
    feed.onIdle(topic, reseller(5));
    await isp.timers.advance(60 * second);
    expect(isp.asked).toHaveLength(3);
  });

  it('sessions of one router are measured by one call', async () => {
    const { isp, feed } = started();
    isp.open('b', 7);
    isp.traffic.set('<pppoe-b>', { downBps: 1, upBps: 2 });
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, { name: 'session', id: 101 }, whole);
    await isp.timers.advance(0);
    isp.asked.length = 0;
    await isp.timers.advance(second);
    expect(isp.asked).toEqual([['/interface/monitor-traffic', '=interface=<pppoe-a>,<pppoe-b>', '=once=']]);
  });

  it('a router that is slow is not asked twice at a time, and holds up no other topic', async () => {
    const { isp, feed } = started();
    let release = (): void => undefined;
    isp.answer = () => new Promise((resolve) => (release = () => resolve([])));
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, { name: 'status', id: undefined }, whole);
    await isp.timers.advance(5 * second);
    expect(isp.asked).toHaveLength(1);
    expect(isp.take('status', whole)).toHaveLength(5);
    release();
    await isp.timers.advance(second);
    expect(isp.take('status', whole)).toHaveLength(1);
  });

  it('an answer that comes after the last watcher went is not drawn behind the gap', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(second);
    let release = (): void => undefined;
    isp.answer = () =>
      new Promise((resolve) => {
        release = () => resolve([{ name: '<pppoe-a>', 'tx-bits-per-second': '1', 'rx-bits-per-second': '1' }]);
      });
    await isp.timers.advance(second);
    feed.onIdle(topic, whole);
    release();
    await isp.timers.advance(second);
    const { samples } = await feed.sources.session.snapshot(whole, 100);
    expect(samples.at(-1)).toMatchObject({ downBps: null, upBps: null });
  });
});

describe('gaps', () => {
  it('a router that says nothing for three seconds leaves one sample of nulls, and the line goes on after it', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    const { answer } = isp;
    isp.answer = async () => {
      throw new RouterUnreachable('late', { reason: 'deadline' });
    };
    await isp.timers.advance(10 * second);
    isp.answer = answer;
    await isp.timers.advance(second);
    expect(downOf(isp)).toEqual([8_000, null, 8_000]);
  });

  it('one late answer does not break the line', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    const { answer } = isp;
    isp.answer = async () => {
      throw new RouterUnreachable('late', { reason: 'deadline' });
    };
    await isp.timers.advance(second);
    isp.answer = answer;
    await isp.timers.advance(second);
    expect(downOf(isp)).toEqual([8_000, 8_000]);
  });

  it('a session that closes ends with a gap, and its router is left alone', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    isp.close('a');
    isp.asked.length = 0;
    await isp.timers.advance(3 * second);
    expect(isp.asked).toEqual([]);
    expect(downOf(isp)).toEqual([8_000, null]);
  });

  it('what was measured before is there for who comes back within ten minutes, with the gap between', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(second);
    feed.onIdle(topic, whole);
    await isp.timers.advance(60 * second);
    const { samples } = await isp.watch(feed, topic, whole);
    expect(samples.map(({ downBps }) => downBps)).toEqual([8_000, 8_000, null]);
    feed.onIdle(topic, whole);
    await isp.timers.advance(602 * second);
    expect((await isp.watch(feed, topic, whole)).samples).toEqual([]);
  });
});

describe('bounds', () => {
  it('ten minutes are kept, however long somebody watches', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(700 * second);
    const { samples } = await isp.watch(feed, topic, reseller(5));
    expect(samples.length).toBeLessThanOrEqual(602);
    expect(samples.length).toBeGreaterThan(598);
    expect(samples[0]!.at).toBeGreaterThanOrEqual(isp.now() - 600_000);
  });

  it('whoever comes and goes a hundred times in a second adds one sample', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    for (let n = 0; n < 100; n++) {
      await isp.watch(feed, topic, reseller(5));
      await isp.timers.advance(0);
      feed.onIdle(topic, reseller(5));
    }
    expect(samplesOf(isp)).toHaveLength(1);
  });
});

describe('where the router cannot be asked', () => {
  it("without API access the fold's readings are the samples", async () => {
    const { isp, feed } = started({ hasApi: false });
    isp.measure('a', 5_000, 500);
    expect(await isp.watch(feed, topic, whole)).toMatchObject({ intervalMs: 30_000, samples: [{ downBps: 5_000 }] });
    await isp.timers.advance(30 * second);
    isp.measure('a', 6_000, 600);
    await isp.timers.advance(76 * second);
    expect(downOf(isp)).toEqual([6_000, null]);
    expect(isp.asked).toEqual([]);
  });

  it('a router that goes down leaves a gap and is not asked; readings stand in until it is up', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    const up = isp.states.get(1)!;
    isp.states.set(1, down);
    isp.asked.length = 0;
    await isp.timers.advance(20 * second);
    expect(isp.asked).toEqual([]);
    isp.measure('a', 4_000, 400); // an interim came
    await isp.timers.advance(second);
    isp.states.set(1, up);
    await isp.timers.advance(second);
    expect(downOf(isp)).toEqual([8_000, null, 4_000, 8_000]);
  });

  it('an interface that went with a redial is asked for again after the next listing', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(0);
    isp.traffic.clear();
    isp.asked.length = 0;
    await isp.timers.advance(20 * second);
    // The refused call, and which of the interfaces are left.
    expect(isp.asked.map(([path]) => path)).toEqual(['/interface/monitor-traffic', '/interface/print']);
    expect(downOf(isp)).toEqual([8_000, null]);
    isp.traffic.set('<pppoe-a>', { downBps: 7_000, upBps: 1_000 });
    await isp.timers.advance(12 * second);
    expect(downOf(isp)[0]).toBe(7_000);
  });

  it('a missing right is not asked for every second', async () => {
    const { isp, feed } = started();
    isp.measure('a', 5_000, 500);
    isp.answer = async () => {
      throw new RouterRefused('no', { kind: 'permission', trap: 'not enough permissions (9)' });
    };
    await isp.watch(feed, topic, whole);
    await isp.timers.advance(60 * second);
    expect(isp.asked).toHaveLength(1);
    expect(downOf(isp)).toEqual([5_000]);
  });

  it('before its first listing a session has no interface to ask for', async () => {
    const { isp, feed } = started();
    isp.sessions.get('a')!.listed = undefined;
    expect((await isp.watch(feed, topic, whole)).intervalMs).toBe(30_000);
    await isp.timers.advance(3 * second);
    expect(isp.asked).toEqual([]);
  });
});

describe('scopes', () => {
  it('a session outside the scope does not exist, and its router is not asked', async () => {
    const { isp, feed } = started();
    await expect(isp.watch(feed, topic, reseller(6))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(isp.watch(feed, { name: 'session', id: 999 }, whole)).rejects.toMatchObject({ name: 'NotFound' });
    await isp.timers.advance(3 * second);
    expect(isp.asked).toEqual([]);
  });

  it('who was refused is told nothing of what others watch, nor who lost the subscriber since', async () => {
    const { isp, feed } = started();
    await isp.watch(feed, topic, whole);
    await isp.watch(feed, topic, reseller(5));
    await expect(isp.watch(feed, topic, reseller(6))).rejects.toMatchObject({ name: 'NotFound' });
    await isp.timers.advance(second);
    expect(samplesOf(isp, reseller(6))).toEqual([]);
    expect(samplesOf(isp, reseller(5))).not.toEqual([]);
    isp.told.length = 0;
    isp.subscribers.get(7)!.resellerId = 6;
    await isp.timers.advance(second);
    expect(samplesOf(isp, reseller(5))).toEqual([]);
    expect(samplesOf(isp, whole)).toHaveLength(1);
  });
});
