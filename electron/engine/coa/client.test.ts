import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { readAttribute } from '../radius/attributes.ts';
import { verifyDynamicAuthorization } from '../radius/authenticator.ts';
import { encodeReply } from '../radius/encode.ts';
import { encodeAttributes } from '../radius/encode-attributes.ts';
import { Code, parsePacket, type VerifiedPacket } from '../radius/packet.ts';
import { createSecret } from '../radius/secret.ts';
import { type CoaClient, type CoaRequest, createCoaClient } from './client.ts';

const text = 'the secret of this router';
const secret = createSecret(text);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step();
});

interface Heard {
  readonly packet: VerifiedPacket;
  readonly octets: Buffer;
  readonly from: RemoteInfo;
}

/** A NAS that hears requests and answers as the test says; `answer` may return nothing (silence). */
async function nas(answer: (heard: Heard, count: number) => Buffer | undefined, address = '127.0.0.1') {
  const socket: Socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  cleanUp.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  const heard: Heard[] = [];
  socket.on('message', (octets, from) => {
    const parsed = parsePacket(octets);
    if (!parsed.ok) throw new Error('our CoA does not parse');
    const verified = verifyDynamicAuthorization(parsed.value, secret);
    if (!verified.ok) throw new Error('our CoA is not signed');
    heard.push({ packet: verified.value, octets, from });
    const reply = answer(heard.at(-1)!, heard.length);
    if (reply) socket.send(reply, from.port, from.address);
  });
  return { heard, target: { address, port: socket.address().port, secret: text } };
}

/** Time that stands still until a test lets the next wait end. */
function handTime() {
  let elapsedMs = 0;
  const waits = new Set<{ readonly at: number; readonly task: () => void }>();
  return {
    timers: {
      elapsed: () => elapsedMs,
      after(delayMs: number, task: () => void) {
        const wait = { at: elapsedMs + delayMs, task };
        waits.add(wait);
        return () => void waits.delete(wait);
      },
    },
    /** The next wait is over. */
    pass() {
      const [next] = [...waits].toSorted((a, b) => a.at - b.at);
      if (!next) throw new Error('nobody waits');
      waits.delete(next);
      elapsedMs = next.at;
      next.task();
    },
    get waiting() {
      return waits.size;
    },
  };
}
const time = handTime();

/** Waits 2 s for each answer, three times, as in the field; no real time passes. */
function client(options: { readonly waitsMs?: readonly number[]; readonly perNas?: number } = {}): CoaClient {
  const made = createCoaClient({ ...options, timers: time.timers });
  cleanUp.push(() => made.close());
  return made;
}

/** Answers nothing; the wait is over once the request has been heard. */
const silence = (): undefined => {
  setImmediate(() => time.pass());
};

function reply(heard: Heard, code: number, attributes: Uint8Array = new Uint8Array(0), signed = secret): Buffer {
  const encoded = encodeReply({ code, request: heard.packet, attributes, secret: signed, messageAuthenticator: false });
  if (!encoded.ok) throw new Error('no room');
  return encoded.value;
}

const change: CoaRequest = {
  code: 'CoA-Request',
  attributes: encodeAttributes([
    ['User-Name', 'ali'],
    ['Acct-Session-Id', '81000001'],
    ['Mikrotik-Rate-Limit', '1M/4M'],
  ]),
};

describe('CoA client (RFC 5176)', () => {
  it('a CoA-Request is signed, names the session and is acknowledged', async () => {
    const router = await nas((heard) => reply(heard, Code['CoA-ACK']));
    expect(await client().send(router.target, change)).toMatchObject({ kind: 'ack', tries: 1 });
    expect(readAttribute(router.heard[0]!.packet, 'Acct-Session-Id')).toBe('81000001');
    expect(readAttribute(router.heard[0]!.packet, 'Mikrotik-Rate-Limit')).toBe('1M/4M');
  });

  it('a Disconnect-Request takes the Disconnect answers', async () => {
    const router = await nas((heard) => reply(heard, Code['Disconnect-ACK']));
    expect(await client().send(router.target, { ...change, code: 'Disconnect-Request' })).toMatchObject({
      kind: 'ack',
    });
  });

  it('a NAK tells its Error-Cause', async () => {
    const cause = encodeAttributes([['Error-Cause', 'Session-Context-Not-Found']]);
    const router = await nas((heard) => reply(heard, Code['CoA-NAK'], cause));
    expect(await client().send(router.target, change)).toMatchObject({
      kind: 'nak',
      errorCause: 'Session-Context-Not-Found',
    });
  });

  it('silence is retransmitted, the identical packet from the same port, and ends as a timeout', async () => {
    const router = await nas(silence);
    expect(await client().send(router.target, change)).toMatchObject({ kind: 'timeout', tries: 3, ms: 6000 });
    expect(router.heard).toHaveLength(3);
    expect(
      router.heard.every(
        ({ octets, from }) => octets.equals(router.heard[0]!.octets) && from.port === router.heard[0]!.from.port,
      ),
    ).toBe(true);
  });

  it('a lost answer is repaired by the retransmission', async () => {
    const router = await nas((heard, count) => (count === 1 ? silence() : reply(heard, Code['CoA-ACK'])));
    expect(await client().send(router.target, change)).toMatchObject({ kind: 'ack', tries: 2 });
  });

  it.each([
    ['signed with another secret', (heard: Heard) => reply(heard, Code['CoA-ACK'], undefined, createSecret('another'))],
    ['of another kind', (heard: Heard) => reply(heard, Code['Disconnect-ACK'])],
    ['that is noise', () => Buffer.from('not radius at all, but long enough')],
  ])('an answer %s is ignored', async (_case, answer) => {
    const router = await nas((heard) => {
      // Datagrams of one socket arrive in their order: the answer is there before the wait is over.
      setImmediate(() => setImmediate(() => time.pass()));
      return answer(heard);
    });
    expect(await client({ waitsMs: [2000] }).send(router.target, change)).toMatchObject({ kind: 'timeout' });
  });

  it('pain 10: at most 20 requests to one NAS are on their way, and all 300 get their own answer', async () => {
    let unanswered = 0;
    let most = 0;
    const seen = new Set<string>();
    const router = await nas((heard) => {
      unanswered++;
      most = Math.max(most, unanswered);
      seen.add(readAttribute(heard.packet, 'User-Name')!);
      setImmediate(() => unanswered--);
      return reply(heard, Code['CoA-ACK']);
    });
    const sender = client();
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        sender.send(router.target, { code: 'CoA-Request', attributes: encodeAttributes([['User-Name', `u${i}`]]) }),
      ),
    );
    expect(outcomes.every((outcome) => outcome.kind === 'ack')).toBe(true);
    expect(seen.size).toBe(300);
    expect(most).toBeLessThanOrEqual(20);
    expect(sender.pending).toBe(0);
  });

  it('X57: it is sent from the address that the NAS knows', async () => {
    const router = await nas((heard) => reply(heard, Code['CoA-ACK']));
    await client().send({ ...router.target, localAddress: '127.0.0.5' }, change);
    expect(router.heard[0]!.from.address).toBe('127.0.0.5');
  });

  it('an address that is not ours is told, not thrown', async () => {
    const router = await nas(() => undefined);
    expect(await client().send({ ...router.target, localAddress: '192.0.2.1' }, change)).toMatchObject({
      kind: 'not-sent',
      message: expect.stringContaining('EADDRNOTAVAIL'),
    });
  });

  it('no way to the NAS is told as that, not as its silence', async () => {
    const outcome = await client().send({ address: '255.255.255.255', port: 3799, secret: text }, change);
    expect(outcome).toMatchObject({ kind: 'not-sent', message: expect.stringContaining('EACCES') });
  });

  it('a closed client opens no socket', async () => {
    const router = await nas(() => undefined);
    const sender = client();
    sender.close();
    expect(await sender.send(router.target, change)).toMatchObject({ kind: 'timeout', tries: 0 });
  });

  it('closing ends what is on its way', async () => {
    const router = await nas(() => undefined);
    const sender = client();
    const outcome = sender.send(router.target, change);
    await new Promise((resolve) => setImmediate(resolve));
    sender.close();
    expect(await outcome).toMatchObject({ kind: 'timeout' });
  });
});

it('a NAS without an address, known by its certificate alone, is not sent to: the reason is the outcome', async () => {
  const outcome = await client().send({ address: '', port: 3799, secret: 'radsec' }, change);
  expect(outcome).toMatchObject({ kind: 'not-sent', tries: 0, message: expect.stringContaining('RadSec') });
});

describe('a NAS with an IPv6 address', () => {
  it.each([
    ['our address that it asked', '::1'],
    ['an IPv4 address of ours, which it does not know', '127.0.0.1'],
    ['none known yet', undefined],
  ])('is sent CoA over IPv6: %s', async (_case, localAddress) => {
    const { heard, target } = await nas((request) => reply(request, Code['CoA-ACK']), '::1');
    expect(await client().send({ ...target, localAddress }, change)).toMatchObject({ kind: 'ack', tries: 1 });
    expect(heard[0]!.from).toMatchObject({ address: '::1', family: 'IPv6' });
  });

  it('both families at once, with nothing known of either', async () => {
    const six = await nas((request) => reply(request, Code['CoA-ACK']), '::1');
    const four = await nas((request) => reply(request, Code['CoA-ACK']));
    const coa = client();
    const outcomes = await Promise.all([coa.send(six.target, change), coa.send(four.target, change)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['ack', 'ack']);
  });
});
