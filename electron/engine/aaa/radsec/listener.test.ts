import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestAuthority, type Issued } from '../../../../tests/engine/support/test-authority.ts';
import type { DropCause } from '../drop-causes.ts';
import type { Peer } from '../peer.ts';
import type { RadsecState } from './config.ts';
import { gateLimits, HandshakeGate } from './gate.ts';
import { RadsecListener, radsecLimits } from './listener.ts';

const t0 = Date.now();
const ca = await createTestAuthority(t0);
const [tower, other] = [await ca.client('tower'), await ca.client('other')];
const stranger = await createTestAuthority(t0);
const strangers = await stranger.client('tower');

/** A packet of 20 octets; what the data plane is told, byte for byte. */
const packet = (identifier: number): Buffer => {
  const octets = Buffer.alloc(20);
  octets.set([12, identifier, 0, 20]);
  return octets;
};

const opened: { destroy(): void }[] = [];
const listeners: RadsecListener[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
  for (const listener of listeners.splice(0)) listener.close();
});

interface Refusal extends DropCause {
  readonly address: string;
  readonly nasId: number | null;
}

/** A listener on a free port that echoes every packet; time stands still unless it is advanced. */
async function setUp(over: { limits?: Partial<typeof radsecLimits>; gate?: HandshakeGate; port?: number } = {}) {
  let clock = t0;
  const packets: { readonly octets: Buffer; readonly peer: Peer }[] = [];
  const refusals: Refusal[] = [];
  const states: RadsecState[] = [];
  let waiting: { readonly when: () => boolean; readonly done: () => void }[] = [];
  const look = (): void => {
    for (const { done } of waiting.filter(({ when }) => when())) done();
    waiting = waiting.filter(({ when }) => !when());
  };
  const listener = new RadsecListener({
    bind: '127.0.0.1',
    port: over.port ?? 0,
    now: () => clock,
    limits: { ...radsecLimits, ...over.limits },
    ...(over.gate ? { gate: over.gate } : {}),
    onPacket: (octets, peer) => {
      packets.push({ octets, peer });
      peer.send(octets);
      look();
      return true;
    },
    onRefused: (cause, { address }, nasId) => {
      refusals.push({ ...cause, address, nasId });
      look();
    },
    onState: (state) => {
      states.push(state);
      look();
    },
  });
  listeners.push(listener);
  await listener.apply(
    ca.config([
      [5, tower],
      [6, other],
    ]),
  );
  return {
    listener,
    packets,
    refusals,
    states,
    advance(ms: number): void {
      clock += ms;
      listener.sweep();
    },
    /** Resolves once `when` holds: what it looks at changes by events alone. */
    until: (when: () => boolean): Promise<void> =>
      when() ? Promise.resolve() : new Promise((done) => waiting.push({ when, done })),
  };
}

const trust = (identity: Issued | undefined): ConnectionOptions => ({
  ca: ca.authority.certificate,
  ...(identity ? { cert: identity.certificate, key: identity.key } : {}),
});

/** A client, as soon as TLS lets it speak. */
async function client(listener: RadsecListener, identity: Issued | undefined, over: ConnectionOptions = {}) {
  const socket = connectTls({ host: '127.0.0.1', port: listener.servingPort!, ...trust(identity), ...over });
  opened.push(socket);
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  return socket;
}

/** What came back, once it is `octets` long. */
function answer(socket: TLSSocket, octets: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= octets) resolve(got);
    });
  });
}

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : once(socket.resume(), 'close');

describe('RADIUS over TLS: whom a certificate lets in', () => {
  it('X61, RFC 6614 §2.3: the certificate selects the NAS, and replies come on the same connection', async () => {
    const { listener, packets } = await setUp();
    const [a, b] = [await client(listener, tower), await client(listener, other)];
    const [first, second] = [answer(a, 20), answer(b, 20)];
    a.write(packet(1));
    b.write(packet(2));
    expect([await first, await second]).toEqual([packet(1), packet(2)]);
    expect(new Map(packets.map(({ octets, peer }) => [octets[1], peer.nasId]))).toEqual(
      new Map([
        [1, 5],
        [2, 6],
      ]),
    );
    const channels = packets.map(({ peer }) => peer.channel);
    expect(new Set(channels).size).toBe(2);
    expect(Math.min(...channels)).toBeGreaterThan(65_535);
  });

  it.each([
    ['of another authority', strangers, 'another authority'],
    ['none', undefined, 'no client certificate'],
    ['for servers', ca.server, 'not one for clients'],
  ])('a certificate %s is refused, and the refusal says why', async (_what, identity, why) => {
    const { listener, refusals, packets, until } = await setUp();
    const socket = await client(listener, identity);
    socket.write(packet(1));
    await closed(socket);
    await until(() => refusals.length > 0);
    expect(refusals[0]).toMatchObject({ reason: 'tls-refused', address: '127.0.0.1', nasId: null });
    expect(refusals[0]?.detail).toContain(why);
    expect(packets).toEqual([]);
  });

  it('a revoked certificate is refused, and its running connection is cut at once; others go on', async () => {
    const { listener, refusals, until } = await setUp();
    const [a, b] = [await client(listener, tower), await client(listener, other)];
    const both = [answer(a, 20), answer(b, 20)];
    a.write(packet(1));
    b.write(packet(1));
    await Promise.all(both);
    const gone = closed(a);
    await listener.apply(ca.config([[6, other]]));
    await gone;
    expect(refusals[0]).toMatchObject({ reason: 'tls-cut', nasId: 5 });
    const again = await client(listener, tower);
    await closed(again);
    await until(() => refusals.length === 2);
    expect(refusals[1]?.detail).toContain('revoked');
    const echoed = answer(b, 20);
    b.write(packet(3));
    expect(await echoed).toEqual(packet(3));
  });

  it('a certificate that expires ends its connection, although TLS looked at it long ago', async () => {
    const { listener, refusals, advance } = await setUp({ limits: { idleMs: Number.MAX_SAFE_INTEGER } });
    const socket = await client(listener, tower);
    const echoed = answer(socket, 20);
    socket.write(packet(1));
    await echoed;
    const gone = closed(socket);
    advance(tower.notAfter - t0);
    await gone;
    expect(refusals[0]?.detail).toContain('expired');
  });

  it('a certificate that was moved to another NAS does not go on as the old one', async () => {
    const { listener } = await setUp();
    const socket = await client(listener, tower);
    const echoed = answer(socket, 20);
    socket.write(packet(1));
    await echoed;
    const gone = closed(socket);
    await listener.apply(ca.config([[7, tower]]));
    await gone;
    expect(listener.connectionCount).toBe(0);
  });

  it('TLS 1.1 and plain text are refused', async () => {
    const { listener, packets, refusals, until } = await setUp();
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(client(listener, tower, old)).rejects.toThrow(/version/i);
    const plain = connectTcp(listener.servingPort!, '127.0.0.1');
    opened.push(plain);
    plain.on('error', () => undefined);
    plain.write('GET / HTTP/1.1\r\n\r\n');
    await closed(plain);
    await until(() => refusals.length === 2);
    expect(refusals.map(({ reason }) => reason)).toEqual(['tls-refused', 'tls-refused']);
    expect(packets).toEqual([]);
  });
});

describe('RADIUS over TLS: peers that mean ill, or are ill', () => {
  it('a half handshake is cut after 10 s, and others are served meanwhile', async () => {
    const { listener, refusals, advance } = await setUp();
    const half = connectTcp(listener.servingPort!, '127.0.0.1');
    opened.push(half);
    half.on('error', () => undefined);
    await once(half, 'connect');
    half.write(Buffer.from([22, 3, 1]));
    const good = await client(listener, tower);
    const echoed = answer(good, 20);
    good.write(packet(1));
    await echoed;
    advance(10_000);
    expect(half.closed).toBe(false);
    advance(1);
    await closed(half);
    expect(refusals[0]?.detail).toContain('did not finish the TLS handshake');
    expect(good.closed).toBe(false);
  });

  it('a packet that comes by the octet is taken; one that does not end within 10 s is cut', async () => {
    const { listener, refusals, advance, packets, until } = await setUp();
    const socket = await client(listener, tower);
    const echoed = answer(socket, 20);
    for (const octet of packet(1)) socket.write(Uint8Array.of(octet));
    expect(await echoed).toEqual(packet(1));
    // A second packet whole and a third begun, in one record: once the second is told, the third is held.
    socket.write(Buffer.concat([packet(2), packet(3).subarray(0, 7)]));
    await until(() => packets.length === 2);
    const gone = closed(socket);
    advance(10_001);
    await gone;
    expect(refusals[0]).toMatchObject({ reason: 'tls-cut', nasId: 5 });
  });

  it('a length that no packet has ends the connection, after the packet before it', async () => {
    const { listener, refusals, packets } = await setUp();
    const socket = await client(listener, tower);
    socket.write(Buffer.concat([packet(1), Buffer.from([1, 2, 0xff, 0xff]), Buffer.alloc(60_000)]));
    await closed(socket);
    expect(packets).toHaveLength(1);
    expect(refusals[0]?.detail).toContain('no RADIUS packet');
  });

  it('silence ends after 15 minutes; Status-Server keeps a connection', async () => {
    const { listener, advance, packets, until, refusals } = await setUp();
    const socket = await client(listener, tower);
    for (const n of [1, 2, 3]) {
      socket.write(packet(n));
      await until(() => packets.length === n);
      advance(15 * 60_000);
    }
    expect(socket.closed).toBe(false);
    const gone = closed(socket);
    advance(1);
    await gone;
    expect(refusals[0]?.detail).toContain('said nothing');
  });

  it('who asks and never reads is cut before the replies fill memory', async () => {
    const { listener, refusals, until } = await setUp({ limits: { unreadOctets: 64 * 1024 } });
    const socket = await client(listener, tower);
    socket.pause();
    const many = Buffer.concat(Array.from({ length: 3000 }, (_, n) => packet(n & 255)));
    const flood = setInterval(() => socket.writableLength < 1e6 && socket.write(many), 1);
    await until(() => refusals.length > 0);
    clearInterval(flood);
    expect(refusals[0]?.detail).toContain('does not read');
  });

  it('who does not read is asked nothing more meanwhile, and goes on when it reads again', async () => {
    const { listener, packets } = await setUp();
    const socket = await client(listener, tower);
    const octets = 20 * 20_000;
    const echoed = answer(socket, octets);
    socket.write(Buffer.concat(Array.from({ length: 20_000 }, (_, n) => packet(n & 255))));
    expect((await echoed).length).toBe(octets);
    expect(packets).toHaveLength(20_000);
  });

  it('one certificate has at most its number of connections: the oldest makes room', async () => {
    const { listener, refusals, packets, until } = await setUp({ limits: { perClient: 2 } });
    const sockets: TLSSocket[] = [];
    for (const n of [1, 2, 3]) {
      const socket = await client(listener, tower);
      socket.write(packet(n));
      await until(() => packets.length === n);
      sockets.push(socket);
    }
    await closed(sockets[0]!);
    expect(listener.connectionCount).toBe(2);
    expect(refusals[0]?.detail).toContain('oldest was closed');
  });

  it('P05: a few addresses that hold handshakes open keep nobody else out, and each holds at most its share', async () => {
    const { listener, refusals, until } = await setUp();
    const hostile = Array.from({ length: 6 }, (_, n) => `127.0.0.${n + 2}`);
    const connect = async (localAddress: string, first: Buffer | undefined): Promise<void> => {
      const socket = connectTcp({ host: '127.0.0.1', port: listener.servingPort!, localAddress });
      opened.push(socket);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      if (first) socket.write(first);
    };
    // Half of them say nothing, the others the beginning of a handshake: more than may be under way over all.
    for (const address of hostile) {
      for (let n = 0; n < 30; n++) await connect(address, n % 2 ? Buffer.from([22, 3, 1]) : undefined);
    }
    await until(() => refusals.length > 0);
    const good = await client(listener, tower);
    const echoed = answer(good, 20);
    good.write(packet(1));
    expect(await echoed).toEqual(packet(1));
    expect(refusals.every(({ address }) => hostile.includes(address))).toBe(true);
    for (const address of hostile) {
      const turnedAway = refusals.filter((refusal) => refusal.address === address).length;
      expect(30 - turnedAway).toBeLessThanOrEqual(gateLimits.perAddress);
    }
  });

  it('over all there are at most so many, and who begins too many handshakes is turned away', async () => {
    const few = await setUp({ limits: { connections: 1 } });
    const kept = await client(few.listener, tower);
    await expect(client(few.listener, other)).rejects.toThrow();
    expect(few.refusals[0]?.detail).toContain('more TLS connections');
    expect(kept.closed).toBe(false);

    const gate = new HandshakeGate({ underWay: 9, perAddress: 9, burst: 1, perSecond: 1, maxAddresses: 9 });
    const gated = await setUp({ gate });
    await client(gated.listener, tower);
    await expect(client(gated.listener, tower)).rejects.toThrow();
    gated.advance(1000);
    await client(gated.listener, tower);
  });
});

describe('RADIUS over TLS: serving and not serving', () => {
  it('is off until it is configured, live, and off again when that is taken away', async () => {
    const { listener, states } = await setUp();
    const port = listener.servingPort!;
    const socket = await client(listener, tower);
    const gone = closed(socket);
    await listener.apply(undefined);
    await gone;
    expect(listener.servingPort).toBeUndefined();
    await listener.apply(ca.config([[5, tower]]));
    expect(states).toEqual([{ kind: 'serving', port }, { kind: 'off' }, { kind: 'serving', port }]);
  });

  it('a new server certificate is shown to the next connection, and the running ones stay', async () => {
    const { listener } = await setUp();
    const running = await client(listener, tower);
    const renewed = await createTestAuthority(t0).then(({ server }) => server);
    await listener.apply(ca.config([[5, tower]], renewed));
    const next = await client(listener, tower, { rejectUnauthorized: false });
    expect(next.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
      renewed.fingerprint256,
    );
    expect(running.closed).toBe(false);
  });

  it('a taken port is a state that names it, and is tried again', async () => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const { listener, states, advance, until } = await setUp({ port });
    expect(states).toEqual([expect.objectContaining({ kind: 'failed', port, code: 'EADDRINUSE' })]);
    holder.close();
    await once(holder, 'close');
    advance(5000);
    await until(() => states.length === 2);
    expect(states[1]).toEqual({ kind: 'serving', port });
    expect(listener.servingPort).toBe(port);
  });

  it('a key that OpenSSL cannot read is a state, not a crash', async () => {
    const { listener, states } = await setUp();
    await listener.apply(undefined);
    await listener.apply({ ...ca.config([]), key: 'no key' });
    expect(states.at(-1)).toMatchObject({ kind: 'failed' });
  });
});
