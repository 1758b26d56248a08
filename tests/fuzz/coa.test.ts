/** What comes back to a CoA-Request: whatever it is, only the genuine answer counts as one. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { createCoaClient } from '../../electron/engine/coa/client.ts';
import { encodeReply } from '../../electron/engine/radius/encode.ts';
import { encodeAttributes } from '../../electron/engine/radius/encode-attributes.ts';
import { Code, parsePacket } from '../../electron/engine/radius/packet.ts';
import { createSecret } from '../../electron/engine/radius/secret.ts';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';

const text = 'the secret of this router';
const secret = createSecret(text);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

/** The datagrams that a NAS answers a request with; `genuine` is the one that it should be. */
type Answers = (genuine: Buffer) => readonly Buffer[];

async function router(code: number, answers: Answers): Promise<{ address: string; port: number; secret: string }> {
  const socket: Socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  cleanUp.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  socket.on('message', (octets, from) => {
    const request = parsePacket(octets);
    if (!request.ok) throw new Error('our CoA does not parse');
    const attributes = encodeAttributes([['Error-Cause', 'Session-Context-Not-Found']]);
    const reply = encodeReply({ code, request: request.value, attributes, secret, messageAuthenticator: true });
    if (!reply.ok) throw new Error('no room');
    for (const answer of answers(reply.value)) socket.send(answer, from.port, from.address);
  });
  return { address: '127.0.0.1', port: socket.address().port, secret: text };
}

const request = {
  code: 'CoA-Request' as const,
  attributes: encodeAttributes([
    ['User-Name', 'ali'],
    ['Mikrotik-Rate-Limit', '1M/4M'],
  ]),
};
const seed = 20_260_702;
const each = 40;
const requests = 60;

/** Spoilt answers, none of which is the genuine one with something behind it. */
function spoiltAnswers(random: ReturnType<typeof createRandom>): Answers {
  const others = [random.octets(64), random.octets(20)];
  return (genuine) =>
    Array.from({ length: each }, () => mutate(genuine, random, [genuine, ...others]).octets).filter(
      (octets) => !octets.subarray(0, genuine.length).equals(genuine),
    );
}

describe('pain 15: answers to CoA-Requests, spoilt', () => {
  it.each([
    ['CoA-ACK', 'ack'],
    ['CoA-NAK', 'nak'],
  ] as const)('a genuine %s is heard among them, and nothing is thrown', async (code, kind) => {
    const spoilt = spoiltAnswers(createRandom(seed));
    const target = await router(Code[code], (genuine) => [...spoilt(genuine), genuine]);
    const coa = createCoaClient({ waitsMs: [30_000] });
    cleanUp.push(() => coa.close());
    for (let i = 0; i < requests; i++) expect(await coa.send(target, request)).toMatchObject({ kind, tries: 1 });
    expect(coa.pending).toBe(0);
  });

  it('without the genuine one the request ends as unanswered: none of them is taken for it', async () => {
    const spoilt = spoiltAnswers(createRandom(seed));
    let heard = 0;
    const target = await router(Code['CoA-ACK'], (genuine) => {
      heard++;
      return spoilt(genuine);
    });
    const coa = createCoaClient({ waitsMs: [20, 20] });
    cleanUp.push(() => coa.close());
    const outcomes = await Promise.all(Array.from({ length: requests }, () => coa.send(target, request)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(new Array(requests).fill('timeout'));
    expect(heard).toBeGreaterThan(0);
  });
});
