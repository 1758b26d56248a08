import { afterEach, describe, expect, it } from 'vitest';
import { createSimulatedIsp } from './isp.ts';
import { modelOf } from './models.ts';
import { NOON, startTestIsp, type TestIsp } from './testing/isp.ts';

const MINUTE = 60_000;
let test: TestIsp;
afterEach(() => test.end());

/** Everything that anybody could see of a day: who is where with how many bytes, and what was told to the server. */
async function live(seed: string, ms: number) {
  test = await startTestIsp({ seed, routers: 3, subscribers: 60 });
  test.isp.goLive(30_000);
  await test.isp.advance(ms / 2);
  await test.isp.reboot(1, { downMs: 45_000 });
  await test.isp.advance(ms / 2);
  const sessions = test.isp.routers.flatMap(({ name, sessions: table }) =>
    [...table.all()].map((session) => {
      session.settle(test.time.now());
      return [name, session.id, session.user, session.address, session.downBytes, session.upBytes].join(' ');
    }),
  );
  const told = test.server.accounting.map(({ nas, status, sessionId, user, downBytes, upBytes }) =>
    [nas, status, sessionId, user, downBytes, upBytes].join(' '),
  );
  return { sessions, told: told.toSorted() };
}

describe('a living ISP', () => {
  it('the same seed gives the same day, on real sockets, with a reboot in it; another seed another', async () => {
    const first = await live('a', 40 * MINUTE);
    await test.end();
    const again = await live('a', 40 * MINUTE);
    expect(again).toEqual(first);
    expect(first.sessions.length).toBeGreaterThan(50);
    expect(first.told.length).toBeGreaterThan(300);
    await test.end();
    expect(await live('b', 10 * MINUTE)).not.toEqual(first);
  });

  it('everybody dials in over the ramp, and redials after a drop, a reject and a reboot', async () => {
    test = await startTestIsp({ routers: 2, subscribers: 40 });
    const { username, password } = test.isp.subscribers[3]!;
    test.server.users.set(username, { password: 'another' });
    const online = () => test.isp.routers.reduce((sum, { sessions }) => sum + sessions.size, 0);
    test.isp.goLive(20_000);
    await test.isp.advance(10_000);
    expect(online()).toBeGreaterThan(10);
    expect(online()).toBeLessThan(30);
    await test.isp.advance(11_000);
    expect(online()).toBe(39);

    test.server.users.set(username, { password });
    await test.isp.advance(2 * MINUTE);
    expect(online()).toBe(40);

    test.isp.logout(test.isp.subscribers[5]!.username, 'Admin-Reset');
    await test.isp.reboot(0, { downMs: 20_000 });
    expect(online()).toBeLessThan(30);
    await test.isp.advance(2 * MINUTE);
    expect(online()).toBe(40);

    test.isp.goQuiet();
    await test.isp.advance(5 * MINUTE);
    expect([online(), test.server.accounting.at(-1)!.status]).toEqual([0, 'Stop']);
  });

  it('business lines behind simple queues move bytes too, within the limit of the moment', async () => {
    test = await startTestIsp();
    test.isp.goLive(0);
    const [router] = test.isp.routers;
    const queues = router!.config.table('/queue/simple');
    const added = queues.add({ name: 'bw-cafe', target: '10.0.0.2', 'max-limit': '10M/40M', comment: 'BW:cafe' });
    if (!added.ok) throw new Error(added.fault.message);
    const used = () => router!.queues.volume(queues.find(added.value)!, test.time.now()).downBytes;
    expect(used()).toBe(0);
    await test.isp.advance(8 * 60 * MINUTE);
    const day = used();
    expect(day).toBeGreaterThan(0);
    expect(day).toBeLessThanOrEqual((40_000_000 / 8) * 8 * 3600);
    queues.set(added.value, { disabled: 'yes' });
    await test.isp.advance(60 * MINUTE);
    expect(used()).toBe(day);
  });

  it('lines move bytes within their rate, and a throttled line fewer', async () => {
    test = await startTestIsp({ subscribers: 40 });
    test.isp.goLive(0);
    await test.isp.advance(MINUTE);
    const busy = test.isp.subscribers.find(({ demand }) => demand.activity === 1)!;
    const session = test.isp.sessionOf(busy.username);
    const minute = async () => {
      const before = session.settle(test.time.now()).downBytes;
      await test.isp.advance(MINUTE);
      return session.settle(test.time.now()).downBytes - before;
    };
    const full = await minute();
    expect(full).toBeGreaterThan((0.7 * busy.service.downKbps * 60_000) / 8);
    expect(full).toBeLessThanOrEqual((busy.service.downKbps * 60_000) / 8);
    session.setRate({ upBps: 1_000_000, downBps: 4_000_000, burst: null, priority: null, min: null }, test.time.now());
    expect(await minute()).toBeLessThanOrEqual((4_000_000 * 60) / 8);
  });
});

describe('an ISP that is driven', () => {
  it('stop is a power cut: nobody is told anything, and nothing is left to run', async () => {
    test = await startTestIsp({ routers: 2, subscribers: 30 });
    test.isp.goLive(5_000);
    await test.isp.advance(10_000);
    const told = test.server.datagrams.length;
    const sessions = test.isp.routers.flatMap(({ sessions: table }) => [...table.all()]);
    await test.isp.stop();
    expect(sessions.map(({ isOpen }) => isOpen)).toEqual(sessions.map(() => false));
    await test.isp.advance(10 * MINUTE);
    expect([test.server.datagrams.length, test.time.pending]).toEqual([told, 0]);
  });

  it('a router that is down answers no dialler', async () => {
    test = await startTestIsp();
    await test.isp.reboot(0, { downMs: 20_000 });
    expect(await test.isp.login(test.isp.subscribers[0]!.username, 0)).toEqual({ kind: 'no-answer' });
  });

  it('three hundred routers have three hundred names and addresses', async () => {
    test = await startTestIsp();
    const models = Array.from({ length: 300 }, (_, index) => modelOf(index));
    expect(new Set(models.map(({ address }) => address)).size).toBe(300);
    expect(new Set(models.map(({ name }) => name)).size).toBe(300);
  });

  it('stands still unless told to move', async () => {
    test = await startTestIsp();
    const session = await test.isp.mustLogIn(test.isp.subscribers[0]!.username);
    await test.isp.advance(60 * MINUTE);
    expect([session.downBytes, session.upBytes]).toEqual([0, 0]);
  });

  it('names what does not fit', async () => {
    test = await startTestIsp();
    const { username } = test.isp.subscribers[0]!;
    expect(() => test.isp.move(username, { downBytes: 1, upBytes: 1 })).toThrow(`${username} has 0 sessions, not one`);
    expect(() => test.isp.router('nowhere')).toThrow('no router nowhere');
    await expect(test.isp.mustLogIn(username, 0, { password: 'wrong' })).rejects.toThrow('was not let in');
  });

  it('on the wall clock time cannot be moved', async () => {
    test = await startTestIsp();
    const real = createSimulatedIsp({ seed: 1, routers: 1, subscribers: 1 });
    await expect(real.advance(1)).rejects.toThrow('give it a SteppedTime');
  });

  it('start leaves nothing open when a port is taken', async () => {
    test = await startTestIsp();
    const taken = test.isp.routers[0]!.apiPort;
    const second = createSimulatedIsp({
      seed: 1,
      routers: [{}, { apiPort: taken, model: test.isp.routers[0]!.model }],
      subscribers: 0,
    });
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(second.routers.map(({ isUp }) => isUp)).toEqual([false, false]);
  });

  it('two seconds of a session that began at noon', async () => {
    test = await startTestIsp();
    const session = await test.isp.mustLogIn(test.isp.subscribers[0]!.username, 0, {
      demand: { kind: 'constant', downBps: 8_000_000, upBps: 80_000 },
    });
    await test.isp.advance(2_000);
    expect(session.settle(NOON + 2_000)).toMatchObject({ downBytes: 2_000_000, upBytes: 20_000 });
  });
});
