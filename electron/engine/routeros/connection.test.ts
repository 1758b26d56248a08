import { getEventListeners } from 'node:events';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectOptions, connectRouter, type RouterConnection } from './connection.ts';
import { createConversation } from './conversation.ts';
import { RouterRefused, RouterUnreachable } from './errors.ts';
import { encodeSentence } from './sentence.ts';
import {
  type Answer,
  type Certificate,
  type FakeRouter,
  type FakeRouterOptions,
  makeCertificate,
  sentenceFor,
  startFakeRouter,
} from './testing/fake-router.ts';
import { createManualTimers } from './testing/manual-timers.ts';
import { systemTimers } from './timers.ts';
import { describeSocketError, openTransport } from './transport.ts';

const opened: (FakeRouter | RouterConnection)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function startRouter(options?: FakeRouterOptions): Promise<FakeRouter> {
  const router = await startFakeRouter(options);
  opened.push(router);
  return router;
}

async function connectTo(router: FakeRouter, options: Partial<ConnectOptions> = {}): Promise<RouterConnection> {
  const connection = await connectRouter({ ...endpointOf(router), ...options });
  opened.push(connection);
  return connection;
}

const endpointOf = ({ host, port }: FakeRouter) => ({ host, port, user: 'poller', password: 'secret' });

/** A connected router whose commands are answered by `handlers`. */
async function talkTo(handlers: FakeRouterOptions['handlers'], options: Partial<ConnectOptions> = {}) {
  const router = await startRouter({ handlers: handlers ?? {} });
  return { router, connection: await connectTo(router, options) };
}

/** The error of a promise that must reject. */
const failure = (promise: Promise<unknown>) =>
  promise.then(
    (value) => Promise.reject(new Error(`Expected a failure, got ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  );

const silence = () => {};

/** Settles once `isSo`, looking at every turn of the event loop; the test's own time limit ends it otherwise. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a command', () => {
  it('gives its rows and what !done carries', async () => {
    const { connection } = await talkTo({
      '/queue/simple/print': (answer) => {
        answer.row({ name: 'bw-a' });
        answer.row({ name: 'bw-علي' });
        answer.done();
      },
      '/queue/simple/add': (answer) => answer.done({ ret: '*2A' }),
    });
    expect(await connection.command(['/queue/simple/print'])).toEqual({
      rows: [{ name: 'bw-a' }, { name: 'bw-علي' }],
      done: {},
    });
    expect((await connection.command(['/queue/simple/add', '=name=x'])).done).toEqual({ ret: '*2A' });
  });

  it('D1: !empty means no rows, and the connection goes on', async () => {
    const { connection } = await talkTo({
      '/ppp/active/print': (answer, { tag }) => {
        answer.raw(sentenceFor(tag, '!empty'));
        answer.done();
      },
    });
    expect((await connection.command(['/ppp/active/print'])).rows).toEqual([]);
    expect((await connection.command(['/ppp/active/print'])).rows).toEqual([]);
    expect(connection.traffic().unknownReplies).toBe(0);
  });

  it('a reply word that nobody knows yet is ignored and counted', async () => {
    const { connection } = await talkTo({
      '/x': (answer, { tag }) => {
        answer.raw(sentenceFor(tag, '!progress', { done: '50' }));
        answer.row({ a: '1' });
        answer.done();
      },
    });
    expect((await connection.command(['/x'])).rows).toEqual([{ a: '1' }]);
    expect(connection.traffic().unknownReplies).toBe(1);
  });

  it('a trap settles the command at its !done and not before', async () => {
    const held: Answer[] = [];
    const { connection } = await talkTo({
      '/x': (answer) => {
        answer.row({ a: '1' });
        answer.trap('failure: already have such name', 4);
        held.push(answer);
      },
    });
    let hasSettled = false;
    const command = failure(connection.command(['/x'])).finally(() => {
      hasSettled = true;
    });
    await connection.command(['/system/identity/print']); // its answer comes after the trap
    expect(hasSettled).toBe(false);
    held[0]!.trap('a second trap changes nothing');
    held[0]!.done();
    const error = await command;
    expect(error).toBeInstanceOf(RouterRefused);
    expect(error).toMatchObject({ trap: 'failure: already have such name', category: 4, kind: 'already-exists' });
    expect((error as Error).message).toMatch(/^Router 127\.0\.0\.1:\d+ refused \/x: failure: already have such name$/);
  });

  it('a trap without words or category is still a refusal', async () => {
    const { connection } = await talkTo({
      '/x': (answer, { tag }) => {
        answer.raw(sentenceFor(tag, '!trap'));
        answer.done();
      },
    });
    expect(await failure(connection.command(['/x']))).toMatchObject({ trap: '', category: undefined, kind: 'other' });
  });

  it.each([
    ['no such item', 0, 'no-such-item'],
    ['no such command prefix', 0, 'no-such-command'],
    ['unknown parameter stats', 0, 'unknown-parameter'],
    ['input does not match any value of service', 1, 'bad-value'],
    ['value of vlan-id out of range', 1, 'bad-value'],
    ['failure: can not change dynamic simple queue', 4, 'dynamic-row'],
    ['not enough permissions (9)', undefined, 'permission'],
    ['interrupted', 2, 'interrupted'],
    ['failure: odd', 4, 'other'],
  ])('the trap "%s" (category %s) is %s', async (message, category, kind) => {
    const { connection } = await talkTo({
      '/x': (answer) => {
        answer.trap(message, category);
        answer.done();
      },
    });
    expect(await failure(connection.command(['/x']))).toMatchObject({ trap: message, category, kind });
  });

  it('200 at once, answered in disorder and interleaved, each get their own rows', async () => {
    const answers: { answer: Answer; id: string }[] = [];
    const { connection } = await talkTo({
      '/x': (answer, { attributes }) => {
        answers.push({ answer, id: attributes.id! });
        if (answers.length < 200) return;
        for (let round = 0; round < 3; round++)
          for (const one of answers) one.answer.row({ id: one.id, round: `${round}` });
        for (const one of answers.toReversed()) one.answer.done();
      },
    });
    const replies = await Promise.all(Array.from({ length: 200 }, (_, id) => connection.command(['/x', `=id=${id}`])));
    replies.forEach(({ rows }, id) => {
      expect(rows).toEqual([0, 1, 2].map((round) => ({ id: `${id}`, round: `${round}` })));
    });
  });

  it('an answer whose last zero comes in a later segment is complete then', async () => {
    const { connection } = await talkTo({
      '/x': (answer, { tag }) => {
        const octets = Buffer.concat([sentenceFor(tag, '!re', { name: 'ether1' }), sentenceFor(tag, '!done')]);
        answer.raw(octets.subarray(0, -1));
        setImmediate(() => answer.raw(octets.subarray(-1)));
      },
    });
    expect((await connection.command(['/x'])).rows).toEqual([{ name: 'ether1' }]);
  });

  it('an answer that dribbles in octet by octet is read', async () => {
    const { connection } = await talkTo({
      '/x': async (answer, { tag }) => {
        const octets = Buffer.concat([
          sentenceFor(tag, '!re', { comment: 'é'.repeat(100) }),
          sentenceFor(tag, '!done'),
        ]);
        for (const octet of octets) {
          answer.raw(Uint8Array.of(octet));
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    });
    expect((await connection.command(['/x'])).rows).toEqual([{ comment: 'é'.repeat(100) }]);
  });

  it('is one word per argument: a value cannot become a second word or a tag', async () => {
    const { router, connection } = await talkTo({ '/x': (answer) => answer.done() });
    const value = 'a\0\n.tag=9\u0005!done=';
    await connection.command(['/x', `=comment=${value}`]);
    expect(router.requests.at(-1)!.attributes).toEqual({ comment: value });
  });
});

describe('the end of a connection', () => {
  it.each<[string, string, (answer: Answer) => void]>([
    ['FIN', 'ended', (answer) => answer.socket.end()],
    ['RST', 'reset', (answer) => answer.socket.resetAndDestroy()],
    ['an untagged !fatal', 'fatal', (answer) => answer.untagged('!fatal', 'session terminated on request')],
    ['a reserved control byte', 'protocol', (answer) => answer.raw(Uint8Array.of(0xff))],
    ['a word of 4 GB', 'protocol', (answer) => answer.raw(Uint8Array.of(0xf0, 0xff, 0xff, 0xff, 0xff))],
    ['half a word and FIN', 'ended', (answer) => answer.socket.end(Uint8Array.of(0x05, 0x21, 0x72))],
  ])('%s rejects every pending command once, ends streams, and is told once', async (_case, reason, misbehave) => {
    const { connection } = await talkTo({ '/hang': silence, '/tool/torch': silence, '/die': misbehave });
    const stream = connection.stream(['/tool/torch'], () => {});
    const pending = [['/hang'], ['/hang'], ['/die']].map((words) => failure(connection.command(words)));
    for (const error of await Promise.all(pending)) {
      expect(error).toBeInstanceOf(RouterUnreachable);
      expect(error).toMatchObject({ reason, mayHaveRun: true });
    }
    expect(await stream.ended).toMatchObject({ kind: 'failed', error: { reason } });
    expect(await connection.closed).toMatchObject({ reason });
    expect(await failure(connection.command(['/x']))).toMatchObject({ reason, mayHaveRun: false });
    expect(await connection.stream(['/x'], () => {}).ended).toMatchObject({ kind: 'failed', error: { reason } });
  });

  it('!fatal carries the router’s words', async () => {
    const { connection } = await talkTo({ '/x': (answer) => answer.untagged('!fatal', 'too many sessions') });
    expect(await failure(connection.command(['/x']))).toMatchObject({ message: /too many sessions/ });
  });

  it('a trap heard before the connection broke is what the command fails with', async () => {
    const { connection } = await talkTo({
      '/x': (answer) => {
        answer.trap('not enough permissions (9)');
        answer.socket.end();
      },
    });
    expect(await failure(connection.command(['/x']))).toMatchObject({ kind: 'permission' });
  });

  it('half a listing is no listing: rows without !done reject', async () => {
    const { connection } = await talkTo({
      '/ppp/active/print': (answer) => {
        answer.row({ name: 'ali' });
        answer.socket.end();
      },
    });
    expect(await failure(connection.command(['/ppp/active/print']))).toMatchObject({ reason: 'ended' });
  });

  it('closing is ours to do at any time, and nothing of it is left behind', async () => {
    const timers = createManualTimers();
    const { router, connection } = await talkTo({ '/hang': silence }, { timers });
    const abort = new AbortController();
    const pending = failure(connection.command(['/hang'], { signal: abort.signal }));
    const stream = connection.stream(['/hang'], () => {}, { idleMs: 100, onIdle: () => {} });
    expect(timers.pending()).toBeGreaterThan(0);
    connection.close();
    connection.close();
    expect(await pending).toMatchObject({ reason: 'closed' });
    expect((await stream.ended).kind).toBe('failed');
    expect(timers.pending()).toBe(0);
    await until(() => router.sockets.size === 0);
    abort.abort(); // nobody listens any more
    await timers.advance(3_600_000);
    expect(await connection.closed).toMatchObject({ reason: 'closed' });
  });
});

describe('what is left behind', () => {
  it('nothing listens to a socket that was given up, but for the guard against late errors', async () => {
    const router = await startRouter({ handlers: { '/hang': silence } });
    const socket = await openTransport({ ...router, tls: undefined }, new AbortController().signal);
    const countListeners = () => ['data', 'end', 'close', 'error'].map((event) => socket.listenerCount(event));
    const before = countListeners();
    const conversation = createConversation(socket, { ...endpointOf(router), timers: systemTimers });
    conversation.watch();
    const pending = failure(conversation.command(['/hang']));
    conversation.close();
    await pending;
    expect(countListeners()).toEqual(before);
    expect(() => socket.emit('error', new Error('late'))).not.toThrow();
  });

  it('nothing listens to a signal whose command or attempt is over', async () => {
    const { signal } = new AbortController();
    const { connection } = await talkTo({ '/bad': (answer) => answer.done() }, { signal });
    await connection.command(['/bad'], { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const pending = failure(connection.command(['/hang-up'], { signal }));
    connection.close();
    await pending;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('deadlines', () => {
  it('fail one command, cancel it on the router and leave the others alone', async () => {
    const timers = createManualTimers();
    const late: Answer[] = [];
    const { router, connection } = await talkTo(
      {
        '/slow': (answer) => {
          answer.row({ n: '1' });
          late.push(answer);
        },
      },
      { timers },
    );
    const slow = failure(connection.command(['/slow'], { deadlineMs: 2000 }));
    await until(() => late.length === 1);
    await timers.advance(2000);
    expect(await slow).toMatchObject({ reason: 'deadline', mayHaveRun: true });

    late[0]!.row({ n: '2' }); // nobody waits for this row any more
    late[0]!.done();
    expect((await connection.command(['/system/identity/print'])).rows).toEqual([{ name: 'fake' }]);
    expect(router.requests.find(({ command }) => command === '/cancel')?.attributes).toEqual({
      tag: router.requests.find(({ command }) => command === '/slow')!.tag,
    });
    expect(connection.traffic().lateSentences).toBeGreaterThanOrEqual(2);
  });

  it('may be as far off as one likes', async () => {
    const { connection } = await talkTo({ '/x': (answer) => void setImmediate(() => setTimeout(answer.done, 5)) });
    expect((await connection.command(['/x'], { deadlineMs: Number.POSITIVE_INFINITY })).rows).toEqual([]);
  });

  it('a router that does not even answer the /cancel is gone', async () => {
    const timers = createManualTimers();
    const { connection } = await talkTo({ '/hang': silence, '/cancel': silence }, { timers });
    const first = failure(connection.command(['/hang'], { deadlineMs: 1000 }));
    const other = failure(connection.command(['/hang'], { deadlineMs: 600_000 }));
    await timers.advance(1000);
    expect(await first).toMatchObject({ reason: 'deadline' });
    await timers.advance(10_000);
    expect(await other).toMatchObject({ reason: 'silent', mayHaveRun: true });
    expect(await connection.closed).toMatchObject({ reason: 'silent' });
    expect(timers.pending()).toBe(0);
  });

  it('a signal rejects with its reason and cancels on the router', async () => {
    const { router, connection } = await talkTo({ '/hang': silence });
    const abort = new AbortController();
    const pending = failure(connection.command(['/hang'], { signal: abort.signal }));
    await until(() => router.requests.some(({ command }) => command === '/hang'));
    abort.abort('viewer left');
    expect(await pending).toBe('viewer left');
    await until(() => router.requests.some(({ command }) => command === '/cancel'));
    expect(await failure(connection.command(['/hang'], { signal: abort.signal }))).toBe('viewer left');
    expect(router.requests.filter(({ command }) => command === '/hang')).toHaveLength(1);
  });

  it('60 s of silence on an idle connection are noticed by a probe', async () => {
    const timers = createManualTimers();
    const { router, connection } = await talkTo({ '/system/identity/print': silence }, { timers });
    await timers.advance(24_999);
    expect(router.requests.map(({ command }) => command)).toEqual(['/login']);
    await timers.advance(1);
    await until(() => router.requests.length === 2);
    await timers.advance(10_000);
    expect(await connection.closed).toMatchObject({ reason: 'silent' });
    expect(timers.pending()).toBe(0);
  });

  it('half a word that grows by an octet now and then is silence too', async () => {
    const timers = createManualTimers();
    const { router, connection } = await talkTo({}, { timers });
    const [socket] = router.sockets;
    socket!.write(Uint8Array.of(0x80, 0xff)); // the prefix of a word that never gets there
    for (let octets = 0; octets < 3; octets++) {
      const heard = connection.traffic().receivedBytes;
      socket!.write('x');
      await until(() => connection.traffic().receivedBytes > heard);
      await timers.advance(12_000);
    }
    expect(await connection.closed).toMatchObject({ reason: 'silent' });
  });

  it('a router that answers its probes stays, one that talks is not probed, and a trap is an answer', async () => {
    const timers = createManualTimers();
    const { router, connection } = await talkTo(
      {
        '/system/identity/print': (answer) => {
          answer.trap('not enough permissions (9)');
          answer.done();
        },
        '/x': (answer) => answer.done(),
      },
      { timers },
    );
    const probes = () => router.requests.filter(({ command }) => command === '/system/identity/print').length;
    await timers.advance(20_000);
    await connection.command(['/x']);
    await timers.advance(24_000);
    expect(probes()).toBe(0);
    await timers.advance(1000);
    await until(() => probes() === 1);
    await connection.command(['/x']);
    await timers.advance(10_000);
    expect((await connection.command(['/x'])).rows).toEqual([]);
  });
});

describe('too much', () => {
  it('a 10 MB reply fails its command alone, and the rest of it is dropped unread', async () => {
    const row = encodeSentence(['!re', `=comment=${'x'.repeat(500)}`, '.tag=PLACE']).toString('latin1');
    const { connection } = await talkTo({
      '/ip/route/print': (answer, { tag }) => {
        const octets = Buffer.concat(Array(200).fill(sentenceFor(tag, '!re', { comment: row })));
        let sent = 0;
        const more = () => {
          for (; sent < 12_000_000; sent += octets.length)
            if (!answer.socket.write(octets)) {
              answer.socket.once('drain', more);
              return;
            }
          answer.done();
        };
        more();
      },
    });
    const [route, identity] = await Promise.all([
      failure(connection.command(['/ip/route/print'])),
      connection.command(['/system/identity/print']),
    ]);
    expect(route).toMatchObject({ reason: 'reply-too-large' });
    expect(identity.rows).toEqual([{ name: 'fake' }]);
    expect((await connection.command(['/system/identity/print'])).rows).toHaveLength(1);
  });

  it('rows are bounded too: 800,000 empty ones are 10 MB on the wire and far more in memory', async () => {
    const limits = { wordBytes: 1000, sentenceWords: 10, sentenceBytes: 1000, replyBytes: 1_000_000, replyRows: 100 };
    const { connection } = await talkTo(
      {
        '/x': (answer, { tag, attributes }) => {
          answer.raw(Buffer.concat(Array(Number(attributes.rows)).fill(sentenceFor(tag, '!re'))));
          answer.done();
        },
      },
      { limits },
    );
    expect((await connection.command(['/x', '=rows=100'])).rows).toHaveLength(100);
    expect(await failure(connection.command(['/x', '=rows=101']))).toMatchObject({ reason: 'reply-too-large' });
  });
});

describe('a stream', () => {
  const torch = ['/tool/torch', '=interface=<pppoe-ali>'];

  it('gives rows until it is stopped, by /cancel of its tag, and "interrupted" is its clean end', async () => {
    const torches: Answer[] = [];
    const { router, connection } = await talkTo({ '/tool/torch': (answer) => void torches.push(answer) });
    const rows: unknown[] = [];
    const stream = connection.stream(torch, (row) => rows.push(row));
    await until(() => torches.length === 1);
    torches[0]!.row({ tx: '1' });
    torches[0]!.row({ tx: '2' });
    await until(() => rows.length === 2);
    const stopped = stream.stop();
    torches[0]!.row({ tx: '3' }); // under way when we stopped
    expect(await stopped).toEqual({ kind: 'stopped' });
    expect(await stream.stop()).toEqual({ kind: 'stopped' });
    expect(rows).toEqual([{ tx: '1' }, { tx: '2' }]);
    expect(router.requests.filter(({ command }) => command === '/cancel')).toHaveLength(1);
    expect((await connection.command(['/system/identity/print'])).rows).toHaveLength(1);
  });

  it('its own end is done, somebody’s /cancel is interrupted, any other trap is a failure', async () => {
    const { connection } = await talkTo({
      '/done': (answer) => {
        answer.row({ n: '1' });
        answer.done();
      },
      '/interrupted': (answer) => {
        answer.trap('interrupted', 2);
        answer.done();
      },
      '/gone': (answer) => {
        answer.trap('no such item', 0);
        answer.done();
      },
    });
    const endOf = (path: string) => connection.stream([path], () => {}).ended;
    expect(await endOf('/done')).toEqual({ kind: 'done' });
    expect(await endOf('/interrupted')).toEqual({ kind: 'interrupted' });
    expect(await endOf('/gone')).toMatchObject({ kind: 'failed', error: { kind: 'no-such-item' } });
  });

  it('says so each time it has been idle, because an idle torch sends nothing', async () => {
    const timers = createManualTimers();
    const torches: Answer[] = [];
    const { connection } = await talkTo({ '/tool/torch': (answer) => void torches.push(answer) }, { timers });
    let rows = 0;
    let idles = 0;
    const onIdle = () => {
      idles += 1;
    };
    const stream = connection.stream(torch, () => (rows += 1), { idleMs: 1000, onIdle });
    await until(() => torches.length === 1);
    await timers.advance(999);
    expect(idles).toBe(0);
    await timers.advance(2001);
    expect(idles).toBe(3);
    await timers.advance(600);
    torches[0]!.row({ tx: '1' });
    await until(() => rows === 1);
    await timers.advance(999);
    expect(idles).toBe(3);
    await timers.advance(1);
    expect(idles).toBe(4);
    await stream.stop();
    await timers.advance(5000);
    expect(idles).toBe(4);
  });

  it('a viewer that throws ends its own stream and nothing else', async () => {
    const { router, connection } = await talkTo({ '/tool/torch': (answer) => answer.row({ tx: '1' }) });
    const bug = new Error('viewer');
    const stream = connection.stream(torch, () => {
      throw bug;
    });
    expect(await stream.ended).toEqual({ kind: 'failed', error: bug });
    await until(() => router.requests.some(({ command }) => command === '/cancel'));
    expect((await connection.command(['/system/identity/print'])).rows).toHaveLength(1);
  });

  it('a router that answers /cancel but never ends the command does not hold up whoever stops it', async () => {
    const timers = createManualTimers();
    const { connection } = await talkTo({ '/tool/torch': silence, '/cancel': (answer) => answer.done() }, { timers });
    const stopped = connection.stream(torch, () => {}).stop();
    await connection.command(['/system/identity/print']);
    await timers.advance(10_000);
    expect(await stopped).toEqual({ kind: 'stopped' });
    expect((await connection.command(['/system/identity/print'])).rows).toHaveLength(1);
  });
});

describe('login', () => {
  it('sends the password once, and a wrong one is a refusal', async () => {
    const router = await startRouter();
    const error = await failure(connectTo(router, { password: 'wrong' }));
    expect(error).toMatchObject({ kind: 'login', trap: 'invalid user name or password (6)' });
    expect((error as Error).message).not.toContain('wrong');
    expect(router.requests).toHaveLength(1);
    await until(() => router.sockets.size === 0);
  });

  it('a router that closes right after the trap has refused too', async () => {
    const router = await startRouter({
      handlers: {
        '/login': (answer) => {
          answer.trap('cannot log in');
          answer.socket.end();
        },
      },
    });
    expect(await failure(connectTo(router))).toMatchObject({ kind: 'login', trap: 'cannot log in' });
  });

  it('a challenge in answer to a modern login is refused, without a second proof', async () => {
    const router = await startRouter({ login: 'legacy' });
    expect(await failure(connectTo(router))).toMatchObject({ kind: 'login', message: /before 6\.43/ });
    expect(router.requests).toHaveLength(1);
  });

  it('the legacy login answers the challenge and never sends the password', async () => {
    const router = await startRouter({ login: 'legacy' });
    const connection = await connectTo(router, { login: 'legacy' });
    expect((await connection.command(['/system/identity/print'])).rows).toHaveLength(1);
    expect(router.requests.slice(0, 2).map(({ attributes }) => Object.keys(attributes))).toEqual([
      [],
      ['name', 'response'],
    ]);
    expect(JSON.stringify(router.requests)).not.toContain('secret');
  });

  it('legacy against a modern router is refused before anything secret is sent', async () => {
    const router = await startRouter({ handlers: { '/login': (answer) => answer.done() } });
    expect(await failure(connectTo(router, { login: 'legacy' }))).toMatchObject({ kind: 'login', message: /modern/ });
    expect(router.requests).toHaveLength(1);
  });

  it.each<[string, string, (answer: Answer) => void]>([
    ['FIN', 'ended', (answer) => answer.socket.end()],
    ['RST', 'reset', (answer) => answer.socket.resetAndDestroy()],
    ['!fatal', 'fatal', (answer) => answer.untagged('!fatal', 'too many sessions')],
  ])('%s instead of an answer rejects the attempt', async (_case, reason, misbehave) => {
    const router = await startRouter({ handlers: { '/login': misbehave } });
    expect(await failure(connectTo(router))).toMatchObject({ reason });
  });

  it('silence ends with the connect deadline, and its signal ends it sooner', async () => {
    const timers = createManualTimers();
    const router = await startRouter({ handlers: { '/login': silence } });
    const tooLate = failure(connectTo(router, { timers, connectDeadlineMs: 3000 }));
    await until(() => router.requests.length === 1);
    await timers.advance(3000);
    expect(await tooLate).toMatchObject({ reason: 'timeout' });
    expect(timers.pending()).toBe(0);

    const abort = new AbortController();
    const aborted = failure(connectTo(router, { signal: abort.signal }));
    await until(() => router.requests.length === 2);
    abort.abort('router removed');
    expect(await aborted).toBe('router removed');
    expect(await failure(connectTo(router, { signal: abort.signal }))).toBe('router removed');
    await until(() => router.sockets.size === 0);
  });

  it('a closed port and an impossible port say so', async () => {
    const router = await startRouter();
    const endpoint = endpointOf(router);
    await router.close();
    expect(await failure(connectRouter(endpoint))).toMatchObject({ reason: 'refused', message: /ECONNREFUSED/ });
    expect(await failure(connectRouter({ ...endpoint, port: 70_000 }))).toMatchObject({ reason: 'unknown-host' });
  });

  it.each([
    ['EHOSTUNREACH', 'no-route'],
    ['ENOTFOUND', 'unknown-host'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'reset'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['ERR_SSL_NO_SHARED_CIPHER', 'tls'],
  ])('the socket error %s is %s', (code, reason) => {
    const cause = Object.assign(new Error('socket'), { code });
    const error = describeSocketError('Router 10.0.0.1:8729', cause, true);
    expect(error).toMatchObject({ reason, cause });
    expect(error.message).toContain(code);
  });
});

describe('TLS', () => {
  let certificate: Certificate;
  let other: Certificate;
  beforeAll(() => {
    certificate = makeCertificate();
    other = makeCertificate();
  });

  it.each<[string, () => ConnectOptions['tls']]>([
    ['its fingerprint, as routers print it', () => ({ sha256: certificate.sha256 })],
    ['its fingerprint, plain', () => ({ sha256: certificate.sha256.replaceAll(':', '').toLowerCase() })],
    ['itself as CA', () => ({ ca: certificate.cert })],
  ])('a certificate pinned by %s is trusted, whatever name it carries', async (_case, tls) => {
    const router = await startRouter({ tls: certificate });
    const connection = await connectTo(router, { tls: tls()! });
    expect((await connection.command(['/system/identity/print'])).rows).toEqual([{ name: 'fake' }]);
  });

  it.each<[string, () => ConnectOptions['tls']]>([
    ['another fingerprint', () => ({ sha256: other.sha256 })],
    ['no fingerprint', () => ({ sha256: '' })],
    ['another CA', () => ({ ca: other.cert })],
    ['a CA that is no PEM', () => ({ ca: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' })],
  ])('with %s pinned nothing at all is sent', async (_case, tls) => {
    const router = await startRouter({ tls: certificate });
    expect(await failure(connectTo(router, { tls: tls()! }))).toMatchObject({ reason: 'certificate' });
    expect(router.requests).toEqual([]);
  });

  it('a wrong pin tells what was presented, for a person to compare', async () => {
    const router = await startRouter({ tls: certificate });
    expect(await failure(connectTo(router, { tls: { sha256: other.sha256 } }))).toMatchObject({
      presentedSha256: certificate.sha256.replaceAll(':', '').toLowerCase(),
    });
  });

  it('never falls back to plain text: a plain router sees a handshake and no password', async () => {
    const router = await startRouter();
    const heard: Buffer[] = [];
    const attempt = failure(connectTo(router, { tls: { sha256: certificate.sha256 } }));
    await until(() => router.sockets.size === 1);
    for (const socket of router.sockets) {
      socket.on('data', (chunk: Buffer) => {
        heard.push(chunk);
        socket.write(encodeSentence(['!fatal', 'not TLS']));
      });
    }
    expect(await attempt).toMatchObject({ reason: 'tls' });
    expect(Buffer.concat(heard).includes('secret')).toBe(false);
    expect(router.connections).toBe(1);
  });

  it('a plain client on a TLS port fails the attempt', async () => {
    const router = await startRouter({ tls: certificate });
    const error = await failure(connectTo(router, { connectDeadlineMs: 2000 }));
    expect(error).toBeInstanceOf(RouterUnreachable);
    expect(router.requests).toEqual([]);
  });

  it('RST in the middle of TLS rejects what is pending', async () => {
    const router = await startRouter({ tls: certificate, handlers: { '/x': (answer) => answer.socket.destroy() } });
    const connection = await connectTo(router, { tls: { sha256: certificate.sha256 } });
    expect(await failure(connection.command(['/x']))).toBeInstanceOf(RouterUnreachable);
  });
});
