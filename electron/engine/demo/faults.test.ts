/**
 * Every switch of the board, and what the peer sees. API faults are looked at by our own client, those of CoA by radclient
 * in nas/coa-listener.test.ts.
 */
import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readPppActive } from '../routeros/commands/ppp-active.ts';
import { connectRouter, type RouterConnection } from '../routeros/connection.ts';
import type { ApiFault } from './faults.ts';
import type { SimRouter } from './router.ts';
import { startTestIsp, type TestIsp } from './testing/isp.ts';

let test: TestIsp;
let router: SimRouter;
const clients: RouterConnection[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await test.end();
});

async function connect(connectDeadlineMs = 5_000): Promise<RouterConnection> {
  const { address: host, apiPort: port, users } = router;
  const client = await connectRouter({ host, port, user: 'noc', password: users[0]!.password, connectDeadlineMs });
  clients.push(client);
  return client;
}

async function start(options: Parameters<typeof startTestIsp>[0] = {}): Promise<RouterConnection> {
  test = await startTestIsp(options);
  router = test.isp.routers[0]!;
  for (const { username } of test.isp.subscribers.slice(0, 3)) await test.isp.mustLogIn(username, 0);
  await test.isp.settled();
  return connect();
}

const print = (client: RouterConnection, deadlineMs = 2_000) => readPppActive(client.command, { deadlineMs });

describe('the API, with a fault in the place of an answer', () => {
  it.each<[ApiFault['kind'], string]>([
    ['cut-mid-sentence', 'ended'],
    ['reset', 'reset'],
    ['fatal', 'fatal'],
    ['garbage', 'protocol'],
    ['huge', 'reply-too-large'],
  ])('%s: the print fails with reason %s, and nothing else breaks', async (kind, reason) => {
    const client = await start();
    const fault = { kind } as ApiFault;
    await router.faults.set({ api: { ...fault, on: '/ppp/active/print' } });
    await expect(print(client, 10_000)).rejects.toMatchObject({ name: 'RouterUnreachable', reason });
    await router.faults.clear();
    expect((await print(await connect())).rows).toHaveLength(3);
    expect(router.sessions.size).toBe(3);
  });

  it.each<[ApiFault['kind']]>([['half-word'], ['silent']])(
    '%s: nothing more comes, the deadline of the command decides',
    async (kind) => {
      const client = await start();
      await router.faults.set({ api: { kind, on: '/ppp/active/print' } as ApiFault & { on: string } });
      await expect(print(client, 50)).rejects.toMatchObject({ reason: 'deadline' });
    },
  );

  it('silent: other commands of the connection are answered meanwhile', async () => {
    const client = await start();
    await router.faults.set({ api: { kind: 'silent', on: '/ppp/active/print' } });
    const unanswered = print(client, 200);
    expect((await client.command(['/system/identity/print'])).rows).toHaveLength(1);
    await expect(unanswered).rejects.toMatchObject({ reason: 'deadline' });
  });

  it('empty: a router with three sessions says that it has none', async () => {
    const client = await start();
    await router.faults.set({ api: { kind: 'empty' } });
    expect((await print(client)).rows).toEqual([]);
  });

  it('trap: what the test says, with its category', async () => {
    const client = await start();
    await router.faults.set({ api: { kind: 'trap', message: 'failure: disk is full', category: 4 } });
    await expect(print(client)).rejects.toMatchObject({ trap: 'failure: disk is full', category: 4 });
  });

  it('only so many times, and only on that command', async () => {
    const client = await start();
    await router.faults.set({ api: { kind: 'trap', message: 'no', on: '/ppp/active/print', times: 2 } });
    expect((await client.command(['/system/identity/print'])).rows).toHaveLength(1);
    for (let time = 0; time < 2; time++) await expect(print(client)).rejects.toThrow('no');
    expect((await print(client)).rows).toHaveLength(3);
  });

  it('a cut reply ends inside a sentence: the client has seen rows, and no end', async () => {
    await start();
    await router.faults.set({ api: { kind: 'cut-mid-sentence', on: '/ppp/active/print' } });
    const octets = await new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connectTcp(router.apiPort, router.address, () => {
        const word = (text: string) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)]);
        const login = ['/login', '=name=noc', `=password=${router.users[0]!.password}`].map(word);
        socket.write(Buffer.concat([...login, Buffer.of(0), word('/ppp/active/print'), Buffer.of(0)]));
      });
      socket.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
    });
    expect(octets.toString('latin1').match(/!re/g)).toHaveLength(2);
    expect(octets.at(-1)).not.toBe(0);
  });
});

describe('the API, out of reach', () => {
  it('unreachable: it connects, as loopback always does, and never lets us in; open connections go silent', async () => {
    const client = await start();
    await router.faults.set({ isUnreachable: true });
    await expect(print(client, 50)).rejects.toMatchObject({ reason: 'deadline' });
    await expect(connect(50)).rejects.toMatchObject({ reason: 'timeout' });
    await router.faults.set({ isUnreachable: false });
    expect(await client.closed).toMatchObject({ name: 'RouterUnreachable' }); // what was swallowed cannot be made up for
    expect((await print(await connect())).rows).toHaveLength(3);
  });

  it('API closed: refused, and what was open is reset', async () => {
    const client = await start();
    await router.faults.set({ isApiClosed: true });
    expect(await client.closed).toMatchObject({ reason: 'reset' });
    await expect(connect()).rejects.toMatchObject({ reason: 'refused' });
    await router.faults.clear();
    expect((await print(await connect())).rows).toHaveLength(3);
  });

  it('slow: every answer comes so much later by the router’s time', async () => {
    const client = await start();
    await router.faults.set({ slowMs: 3_000 });
    let isAnswered = false;
    const asked = print(client, 60_000).then((listing) => {
      isAnswered = true;
      return listing;
    });
    while (test.time.pending < 4) await new Promise((resolve) => setImmediate(resolve)); // three interims and the answer
    await test.isp.advance(2_999);
    expect(isAnswered).toBe(false);
    await test.isp.advance(1);
    expect((await asked).rows).toHaveLength(3);
  });

  it('reboot: connections are reset, the port is closed, then all is back without a session', async () => {
    const client = await start();
    await test.isp.reboot(router, { downMs: 30_000 });
    expect(await client.closed).toMatchObject({ name: 'RouterUnreachable' });
    await expect(connect()).rejects.toMatchObject({ reason: 'refused' });
    await test.isp.advance(30_000);
    while (!router.isUp) await new Promise((resolve) => setImmediate(resolve));
    expect((await print(await connect())).rows).toEqual([]);
  });
});

describe('RADIUS on a bad line', () => {
  const user = () => test.isp.subscribers[5]!.username;

  it('unreachable: a login gets no answer, the server hears nothing, sessions live on', async () => {
    await start({ graceMs: 20 });
    const heard = test.server.datagrams.length;
    await router.faults.set({ isUnreachable: true });
    const login = test.isp.login(user(), 0);
    await test.isp.advance(4_000);
    expect(await login).toEqual({ kind: 'no-answer' });
    expect(test.server.datagrams).toHaveLength(heard);
    expect(router.sessions.size).toBe(3);
  });

  it('an interim that found nobody is not made up for: the next one tells more', async () => {
    await start({ graceMs: 20 });
    const { username } = test.isp.subscribers[0]!;
    await router.faults.set({ isUnreachable: true });
    test.isp.move(username, { downBytes: 700, upBytes: 7 });
    await test.isp.advance(310_000);
    await router.faults.clear();
    await test.isp.advance(300_000);
    const interims = test.server.accounting.filter(
      ({ user: name, status }) => name === username && status === 'Interim-Update',
    );
    expect(interims.map(({ downBytes }) => downBytes)).toEqual([700]);
  });

  it('loss: some datagrams vanish on either way, retransmission carries most through', async () => {
    await start({ graceMs: 20 });
    await router.faults.set({ lossShare: 0.4 });
    const logins = test.isp.subscribers.map(({ username }) => test.isp.login(username, 0));
    await test.isp.advance(5_000);
    const kinds = (await Promise.all(logins)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'accept').length).toBeGreaterThan(5);
    expect(router.radiusCounters.resends).toBeGreaterThan(0);
  });

  it('repetition: the same datagram arrives twice, and the second reply is bad to the router', async () => {
    await start();
    const heard = test.server.datagrams.length;
    await router.faults.set({ repeatShare: 1 });
    await test.isp.mustLogIn(user(), 0);
    await test.isp.settled();
    const [first, second] = test.server.datagrams.slice(heard).map(({ octets }) => octets.toString('hex'));
    expect(second).toBe(first);
  });
});

it('clear turns every switch back', async () => {
  const client = await start();
  await router.faults.set({ cpuLoadPercent: 94, coa: { kind: 'ignore' }, api: { kind: 'silent' }, clock: '1970' });
  await router.faults.clear();
  expect((await print(client)).rows).toHaveLength(3);
  expect({ ...router.faults }).toMatchObject({ cpuLoadPercent: null, coa: null, api: null, clock: 0 });
});
