import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectOptions, RouterConnection } from './connection.ts';
import { RouterRefused, RouterUnreachable } from './errors.ts';
import { createRouterPool, type PoolPorts, type RouterPool } from './pool.ts';
import {
  type Answer,
  type FakeRouter,
  type FakeRouterOptions,
  sentenceFor,
  startFakeRouter,
} from './testing/fake-router.ts';
import { createManualTimers, settled } from './testing/manual-timers.ts';

const opened: (FakeRouter | RouterPool)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function startRouter(options?: FakeRouterOptions): Promise<FakeRouter> {
  const router = await startFakeRouter(options);
  opened.push(router);
  return router;
}

function createPool(ports?: PoolPorts): RouterPool {
  const pool = createRouterPool(ports);
  opened.push(pool);
  return pool;
}

const endpointOf = ({ host, port }: FakeRouter) => ({ host, port, user: 'poller', password: 'secret' });

const failure = (promise: Promise<unknown>) =>
  promise.then(
    (value) => Promise.reject(new Error(`Expected a failure, got ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  );

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settled();
}

const identity = ['/system/identity/print'];
const silence = () => {};

/** A pool whose connections are made by hand: each attempt waits until the test lets it succeed or fail. */
function createScriptedPool() {
  const timers = createManualTimers();
  const attempts: (ConnectOptions & {
    succeed(): { breakOff(): void; hang(): void };
    fail(error: unknown): void;
  })[] = [];
  const connect = (options: ConnectOptions) =>
    new Promise<RouterConnection>((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      attempts.push({
        ...options,
        fail: reject,
        succeed() {
          const closed = Promise.withResolvers<RouterUnreachable>();
          const broken = new RouterUnreachable('broken', { reason: 'ended', mayHaveRun: true });
          const pending: ((error: RouterUnreachable) => void)[] = [];
          let isHanging = false;
          const close = (why = broken) => {
            closed.resolve(why);
            for (const reject of pending.splice(0)) reject(why);
          };
          resolve({
            command: (words) =>
              isHanging
                ? new Promise((_, rejectCommand) => pending.push(rejectCommand))
                : Promise.resolve({ rows: [{ version: '7.18', name: words[0]! }], done: {} }),
            stream: () => ({ ended: new Promise(() => {}), stop: () => new Promise(() => {}) }),
            closed: closed.promise,
            traffic: () => ({ sentBytes: 10, receivedBytes: 100, lateSentences: 0, unknownReplies: 0 }),
            close,
          });
          return { breakOff: () => close(), hang: () => (isHanging = true) };
        },
      });
    });
  const pool = createPool({ connect, timers, random: () => 0 });
  const states: string[] = [];
  pool.onState((routerId, { kind }) => states.push(`${routerId} ${kind}`));
  return { pool, timers, attempts, states };
}

const endpoint = { host: '10.0.0.1', user: 'poller', password: 'secret' };
const refused = new RouterUnreachable('refused', { reason: 'refused' });

describe('the state of a router', () => {
  it('is up with its version once a command came through, and down with the reason when it is lost', async () => {
    const router = await startRouter();
    const pool = createPool();
    expect(pool.state(1)).toBeUndefined();
    pool.set(1, endpointOf(router));
    expect(pool.state(1)).toMatchObject({ kind: 'connecting' });
    await pool.command(1, identity);
    expect(pool.state(1)).toMatchObject({ kind: 'up', version: '7.16.1 (stable)' });
    for (const socket of router.sockets) socket.destroy();
    await until(() => pool.state(1)?.kind === 'down');
    expect(pool.state(1)).toMatchObject({ error: { reason: 'ended' }, failedAttempts: 1 });
  });

  it('is up without a version when the user may not read it', async () => {
    const router = await startRouter({
      handlers: {
        '/system/resource/print': (answer) => {
          answer.trap('not enough permissions (9)');
          answer.done();
        },
      },
    });
    const pool = createPool();
    pool.set(1, endpointOf(router));
    await pool.command(1, identity);
    expect(pool.state(1)).toMatchObject({ kind: 'up', version: undefined });
  });

  it('keeps "down since" over all attempts, retries with back-off, and comes back', async () => {
    const { pool, timers, attempts, states } = createScriptedPool();
    const since = timers.now();
    pool.set(1, endpoint);
    attempts[0]!.fail(refused);
    await settled();
    expect(pool.state(1)).toEqual({ kind: 'down', since, error: refused, failedAttempts: 1, retryAt: since + 500 });
    await timers.advance(499);
    expect(attempts).toHaveLength(1);
    await timers.advance(1);
    expect(attempts).toHaveLength(2);
    expect(pool.state(1)?.kind).toBe('down');
    attempts[1]!.fail(refused);
    await settled();
    expect(pool.state(1)).toMatchObject({ since, failedAttempts: 2, retryAt: timers.now() + 1000 });
    await timers.advance(1000);
    attempts[2]!.succeed();
    await settled();
    expect(pool.state(1)).toEqual({ kind: 'up', since: timers.now(), version: '7.18' });
    expect(states).toEqual(['1 down', '1 down', '1 up']);
  });

  it('after a refused login it waits long, so that the router’s log and brute-force rules stay quiet', async () => {
    const { pool, timers, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    attempts[0]!.fail(new RouterRefused('no', { kind: 'login', trap: 'invalid user name or password (6)' }));
    await timers.advance(29_999);
    expect(attempts).toHaveLength(1);
    expect(pool.state(1)).toMatchObject({ kind: 'down', error: { kind: 'login' } });
    await timers.advance(1);
    expect(attempts).toHaveLength(2);
  });

  it('a good connection that is lost is dialled again at once, and calls wait for that', async () => {
    const { pool, timers, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    const first = attempts[0]!.succeed();
    await timers.advance(30_000);
    first.breakOff();
    await settled();
    expect(pool.state(1)?.kind).toBe('connecting');
    const call = pool.command(1, identity);
    attempts[1]!.succeed();
    expect((await call).rows).toHaveLength(1);
  });

  it('a command still waiting when a good connection is lost runs on the next one', async () => {
    const timers = createManualTimers();
    const held: Answer[] = [];
    const router = await startRouter({ handlers: { '/x': (answer) => void held.push(answer) } });
    const pool = createPool({ timers });
    pool.set(1, endpointOf(router));
    await pool.command(1, identity);
    const calls = Promise.allSettled(Array.from({ length: 9 }, () => pool.command(1, ['/x'], { deadlineMs: 600_000 })));
    await until(() => held.length === 8);
    await timers.advance(24_000);
    await timers.advance(6000); // the probe is answered
    held[0]!.socket.destroy();
    await until(() => held.length === 9);
    held[8]!.done();
    expect((await calls).map(({ status }) => status)).toEqual([...Array(8).fill('rejected'), 'fulfilled']);
  });

  it('one that breaks right after login backs off instead of spinning', async () => {
    const { pool, timers, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    for (const [index, delayMs] of [500, 1000, 2000].entries()) {
      attempts[index]!.succeed().breakOff();
      await settled();
      await timers.advance(delayMs - 1);
      expect(attempts).toHaveLength(index + 1);
      await timers.advance(1);
      expect(attempts).toHaveLength(index + 2);
    }
  });

  it('can be told to try now', async () => {
    const { pool, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    pool.retryNow(1); // connecting already
    expect(attempts).toHaveLength(1);
    attempts[0]!.fail(refused);
    await settled();
    pool.retryNow(1);
    pool.retryNow(1);
    expect(attempts).toHaveLength(3);
    expect(attempts[1]!.signal?.aborted).toBe(true);
    attempts[2]!.succeed();
    await settled();
    expect(pool.state(1)?.kind).toBe('up');
  });

  it('an error nobody foresaw takes one router down and not the engine', async () => {
    const { pool, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    attempts[0]!.fail(new TypeError('bug'));
    await settled();
    expect(pool.state(1)).toMatchObject({ kind: 'down', error: { reason: 'protocol', message: /bug/ } });
  });
});

describe('calls', () => {
  it('wait while the router is being dialled, and fail at once while it is down', async () => {
    const { pool, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    const waiting = failure(pool.command(1, identity));
    attempts[0]!.fail(refused);
    expect(await waiting).toBe(refused);
    expect(await failure(pool.command(1, identity))).toMatchObject({ reason: 'refused', mayHaveRun: false });
    expect(await pool.stream(1, identity, () => {}).ended).toMatchObject({
      kind: 'failed',
      error: { reason: 'refused' },
    });
  });

  it('of an unknown or removed router fail', async () => {
    const { pool, attempts } = createScriptedPool();
    expect(await failure(pool.command(9, identity))).toMatchObject({ reason: 'closed' });
    expect((await pool.stream(9, identity, () => {}).ended).kind).toBe('failed');
    pool.set(1, endpoint);
    const waiting = failure(pool.command(1, identity));
    pool.remove(1);
    expect(await waiting).toMatchObject({ reason: 'closed' });
    expect(attempts[0]!.signal?.aborted).toBe(true);
    expect(pool.state(1)).toBeUndefined();
  });

  it('count their deadline from the call: waiting for the connection is part of it', async () => {
    const { pool, timers } = createScriptedPool();
    pool.set(1, endpoint);
    const call = failure(pool.command(1, identity, { deadlineMs: 1000 }));
    await timers.advance(1000);
    expect(await call).toMatchObject({ reason: 'deadline', mayHaveRun: false });
  });

  it('are 8 at a time on the router; 256 wait, the next one is busy', async () => {
    const held: Answer[] = [];
    const router = await startRouter({ handlers: { '/x': (answer) => void held.push(answer) } });
    const pool = createPool();
    pool.set(1, endpointOf(router));
    await pool.command(1, identity);
    const calls = Array.from({ length: 264 }, () => pool.command(1, ['/x']));
    expect(await failure(pool.command(1, ['/x']))).toMatchObject({ reason: 'busy', mayHaveRun: false });
    await until(() => held.length === 8);
    await settled();
    expect(held).toHaveLength(8);
    for (let answered = 0; answered < 264; answered++) {
      await until(() => held.length > answered);
      held[answered]!.done();
    }
    expect(await Promise.all(calls)).toHaveLength(264);
  });

  it('fail with the connection they run on; those not yet sent say so', async () => {
    const { pool, timers, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    const connection = attempts[0]!.succeed();
    await settled();
    connection.hang();
    const calls = Array.from({ length: 9 }, () => failure(pool.command(1, identity)));
    await timers.advance(1);
    connection.breakOff();
    const errors = (await Promise.all(calls)) as RouterUnreachable[];
    expect(errors.map(({ mayHaveRun }) => mayHaveRun)).toEqual([...Array(8).fill(true), false]);
  });
});

describe('changes', () => {
  it('of nothing leave the connection alone; of the password they replace it', async () => {
    const router = await startRouter();
    const pool = createPool();
    pool.set('core', endpointOf(router));
    await pool.command('core', identity);
    pool.set('core', { ...endpointOf(router) });
    await pool.command('core', identity);
    expect(router.connections).toBe(1);

    pool.set('core', { ...endpointOf(router), password: 'wrong' });
    expect(pool.state('core')?.kind).toBe('connecting');
    expect(await failure(pool.command('core', identity))).toMatchObject({ kind: 'login' });
    expect(pool.state('core')).toMatchObject({ kind: 'down', error: { kind: 'login' } });
    await until(() => router.sockets.size === 0);

    pool.set('core', endpointOf(router)); // does not wait out the back-off
    expect((await pool.command('core', identity)).rows).toEqual([{ name: 'fake' }]);
  });

  it('of the address fail what was under way as replaced, and carry over what waited', async () => {
    const { pool, timers, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    const connection = attempts[0]!.succeed();
    await settled();
    connection.hang();
    const calls = Array.from({ length: 9 }, () => pool.command(1, identity));
    const settledCalls = Promise.allSettled(calls);
    await timers.advance(1);
    pool.set(1, { ...endpoint, host: '10.0.0.2' });
    attempts[1]!.succeed();
    const outcomes = await settledCalls;
    expect(outcomes.slice(0, 8).map((outcome) => outcome.status === 'rejected' && outcome.reason.reason)).toEqual(
      Array(8).fill('replaced'),
    );
    expect(outcomes[8]!.status).toBe('fulfilled');
    expect(attempts[1]!.host).toBe('10.0.0.2');
  });

  it('during an attempt give that attempt up', async () => {
    const { pool, attempts } = createScriptedPool();
    pool.set(1, endpoint);
    pool.set(1, { ...endpoint, host: '10.0.0.2' });
    expect(attempts[0]!.signal?.aborted).toBe(true);
    attempts[1]!.succeed();
    await settled();
    expect(pool.state(1)?.kind).toBe('up');
  });
});

describe('pain 15: one router cannot hurt another', () => {
  it('silence, 10 MB replies, half words, RST and !fatal next door delay no healthy call by a second', async () => {
    const row = sentenceFor('0', '!re', { comment: 'x'.repeat(500) });
    const flood: Buffer = Buffer.concat(Array(20_000).fill(row));
    const bad: FakeRouterOptions['handlers'][] = [
      { '/x': silence, '/cancel': silence },
      { '/x': (answer, { tag }) => answer.raw(Buffer.concat([sentenceFor(tag, '!re'), flood])) },
      { '/x': (answer) => answer.raw(Uint8Array.of(0x05, 0x21, 0x72)) },
      { '/x': (answer) => answer.socket.resetAndDestroy() },
      { '/x': (answer) => answer.untagged('!fatal', 'reboot') },
      { '/login': silence },
    ];
    const healthy = await startRouter();
    const pool = createPool();
    pool.set('healthy', endpointOf(healthy));
    for (const [index, handlers] of bad.entries())
      pool.set(index, endpointOf(await startRouter({ handlers: handlers! })));
    await pool.command('healthy', identity);

    const troubles = bad.map((_, index) => failure(pool.command(index, ['/x'], { deadlineMs: 1500 })));
    let slowestMs = 0;
    let calls = 0;
    let isOver = false;
    const allTroubles = Promise.all(troubles).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const startedAt = performance.now();
      await pool.command('healthy', identity);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      calls += 1;
    }
    for (const error of await allTroubles) expect(error).toBeInstanceOf(RouterUnreachable);
    expect(calls).toBeGreaterThan(10);
    expect(slowestMs).toBeLessThan(1000);
    expect(pool.state('healthy')?.kind).toBe('up');
  });
});

describe('N17: what it costs', () => {
  it('counts calls, bytes both ways, time, streams and connections of each router, over reconnects', async () => {
    const router = await startRouter({ handlers: { '/tool/torch': silence } });
    const pool = createPool();
    pool.set(1, endpointOf(router));
    await pool.command(1, identity);
    const before = pool.cost(1)!;
    expect(before).toMatchObject({ calls: 1, failedCalls: 0, streams: 0, connects: 1, failedConnects: 0 });
    await failure(pool.command(1, ['/nonsense']));
    const stream = pool.stream(1, ['/tool/torch'], () => {});
    await stream.stop();
    const after = pool.cost(1)!;
    expect(after).toMatchObject({ calls: 2, failedCalls: 1, streams: 1, connects: 1 });
    expect(after.sentBytes).toBeGreaterThan(before.sentBytes);
    expect(after.receivedBytes).toBeGreaterThan(before.receivedBytes);
    expect(after.busyMs).toBeGreaterThan(before.busyMs);

    for (const socket of router.sockets) socket.destroy();
    await until(() => pool.state(1)?.kind === 'down');
    expect(pool.cost(1)!.receivedBytes).toBe(after.receivedBytes);
    expect(pool.cost(2)).toBeUndefined();
  });
});

describe('the end', () => {
  it('rejects all that is pending and leaves no timer and no connection', async () => {
    const timers = createManualTimers();
    const router = await startRouter({ handlers: { '/hang': silence } });
    const pool = createPool({ timers });
    pool.set('up', endpointOf(router));
    await pool.command('up', identity);
    pool.set('connecting', endpointOf(await startRouter({ handlers: { '/login': silence } })));
    const gone = await startRouter();
    await gone.close();
    pool.set('down', endpointOf(gone));
    await until(() => pool.state('down')?.kind === 'down');

    const pending = ['up', 'connecting'].map((routerId) => failure(pool.command(routerId, ['/hang'])));
    await settled();
    pool.close();
    expect(await Promise.all(pending)).toMatchObject([{ reason: 'closed' }, { reason: 'closed' }]);
    await until(() => router.sockets.size === 0);
    expect(timers.pending()).toBe(0);
    expect(await failure(pool.command('up', identity))).toMatchObject({ reason: 'closed' });
  });

  it('a listener that has left hears nothing more', async () => {
    const { pool, attempts } = createScriptedPool();
    const heard: string[] = [];
    const leave = pool.onState((_, { kind }) => heard.push(kind));
    pool.set(1, endpoint);
    attempts[0]!.fail(refused);
    await settled();
    leave();
    pool.set(1, { ...endpoint, host: '10.0.0.2' });
    expect(heard).toEqual(['down']);
  });
});
