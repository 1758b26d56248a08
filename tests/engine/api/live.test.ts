/** The live socket over a real connection: handshake, topics, and the login that may end meanwhile. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sessionCookie } from '../../../electron/engine/api/credentials.ts';
import { socketsPerOperatorMax } from '../../../electron/engine/api/live-hub.ts';
import { LiveMessage, parseTopic, topics } from '../../../shared/contract/topics.ts';
import { type Browser, controlToken, type Harness, startApi } from './harness.ts';

let harness: Harness;
let port: number;
/** Periodic work, run by hand: the sweep of each second and each socket's heartbeat. */
let periodic: { ms: number; run: () => void }[];

beforeEach(async () => {
  periodic = [];
  harness = await startApi({
    every: (ms, run) => {
      const entry = { ms, run };
      periodic.push(entry);
      return () => {
        periodic = periodic.filter((other) => other !== entry);
      };
    },
  });
  port = await harness.api.listen('127.0.0.1', 0);
});
afterEach(() => harness.dispose());

const beat = () => {
  for (const { ms, run } of periodic) if (ms === 30_000) run();
};

function open(headers: Record<string, string>): { socket: WebSocket; next: () => Promise<LiveMessage> } {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, { headers });
  const messages: LiveMessage[] = [];
  const waiting: ((message: LiveMessage) => void)[] = [];
  socket.on('message', (data) => {
    const message = LiveMessage.parse(JSON.parse(data.toString()));
    const topic = topics[parseTopic(message.topic)?.name ?? 'status'];
    // The console takes what the engine tells without judging it; so it is judged here.
    if (message.kind === 'snapshot' || message.kind === 'delta') topic[message.kind].parse(message.data);
    const taker = waiting.shift();
    if (taker) taker(message);
    else messages.push(message);
  });
  socket.on('error', () => undefined);
  const next = () => {
    const first = messages.shift();
    return first ? Promise.resolve(first) : new Promise<LiveMessage>((resolve) => waiting.push(resolve));
  };
  return { socket, next };
}

const cookieOf = ({ cookie }: Browser) => ({ cookie: `${sessionCookie}=${cookie}` });
const refusedWith = async (headers: Record<string, string>): Promise<number> => {
  const { socket } = open(headers);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.terminate();
  return response.statusCode;
};
const say = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));

describe('live socket', () => {
  it('sends a snapshot and then what is published, to a browser and to an API key alike', async () => {
    for (const headers of [cookieOf(await harness.login('viewer')), { authorization: `Bearer ${controlToken}` }]) {
      const { socket, next } = open(headers);
      await once(socket, 'open');
      say(socket, { subscribe: 'auth-log' });
      expect(await next()).toMatchObject({ kind: 'snapshot', topic: 'auth-log', seq: 0, data: { entries: [] } });
      harness.hub.publish({ tenantId: 1 }, { name: 'auth-log' }, { entries: [] });
      expect(await next()).toMatchObject({ kind: 'delta', topic: 'auth-log', seq: 1 });
      socket.close();
      await once(socket, 'close');
    }
    await expect.poll(() => harness.hub.counts()).toMatchObject({ clients: 0, watches: 0 });
  });

  it('refuses the handshake without a login, with a forged one, from another site and by a foreign host', async () => {
    const browser = await harness.login('viewer');
    expect(await refusedWith({})).toBe(401);
    expect(await refusedWith({ cookie: `${sessionCookie}=forged` })).toBe(401);
    expect(await refusedWith({ ...cookieOf(browser), origin: 'https://evil.example' })).toBe(403);
    expect(await refusedWith({ ...cookieOf(browser), origin: `http://127.0.0.1:${port + 1}` })).toBe(403);
    expect(await refusedWith({ ...cookieOf(browser), host: 'evil.example' })).toBe(421);
  });

  it('closes an operator’s one too many with 4429, and takes another when one has ended', async () => {
    const headers = cookieOf(await harness.login('viewer'));
    const sockets = Array.from({ length: socketsPerOperatorMax }, () => open(headers).socket);
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    expect((await once(open(headers).socket, 'close'))[0]).toBe(4429);
    expect(harness.hub.counts()).toMatchObject({ clients: socketsPerOperatorMax, refused: 1 });
    sockets[0]?.close();
    await expect.poll(() => harness.hub.counts().clients).toBe(socketsPerOperatorMax - 1);
    const { socket, next } = open(headers);
    await once(socket, 'open');
    say(socket, { subscribe: 'auth-log' });
    expect(await next()).toMatchObject({ kind: 'snapshot' });
    for (const one of [...sockets, socket]) one.terminate();
  });

  it('takes its own origin', async () => {
    const { socket } = open({ ...cookieOf(await harness.login('viewer')), origin: `http://127.0.0.1:${port}` });
    await once(socket, 'open');
    socket.close();
    expect((await once(socket, 'close'))[0]).toBe(1005);
  });

  it('ends a topic when its permission is lost, and the socket when the session ends', async () => {
    const browser = await harness.login('operator');
    const { socket, next } = open(cookieOf(browser));
    await once(socket, 'open');
    say(socket, { subscribe: 'fup' });
    expect((await next()).kind).toBe('snapshot');
    await harness.as(browser, { method: 'POST', url: '/api/v1/auth/logout' });
    beat();
    expect((await once(socket, 'close'))[0]).toBe(4401);
  });

  it('drops a peer that does not answer two heartbeats', async () => {
    const { socket } = open(cookieOf(await harness.login('viewer')));
    await once(socket, 'open');
    socket.pong = () => undefined; // a peer that hears nothing
    socket.removeAllListeners('ping');
    beat();
    const closed = once(socket, 'close');
    beat();
    beat();
    expect((await closed)[0]).toBe(1006);
  });

  it('closes on nonsense and on a message that is too large', async () => {
    const headers = cookieOf(await harness.login('viewer'));
    const first = open(headers).socket;
    await once(first, 'open');
    first.send('nonsense');
    expect((await once(first, 'close'))[0]).toBe(1008);
    const second = open(headers).socket;
    await once(second, 'open');
    second.send('x'.repeat(5000));
    expect((await once(second, 'close'))[0]).toBe(1009);
  });

  it('tells clients that the engine stops', async () => {
    const { socket } = open(cookieOf(await harness.login('viewer')));
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await harness.api.close();
    expect((await closed)[0]).toBe(1001);
  });

  it('says what it is to a plain request', async () => {
    const response = await harness.bearer(controlToken, { method: 'GET', url: '/api/v1/live' });
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toContain('WebSocket');
  });
});
