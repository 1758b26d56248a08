/** The trace by the API: decoded and as a file, no secret in either (X61), nothing of another's subscriber (Z6). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../../electron/engine/aaa/exchange.ts';
import { encodeReply, encodeRequest } from '../../../electron/engine/radius/encode.ts';
import { encodeAttributes } from '../../../electron/engine/radius/encode-attributes.ts';
import { keepOctets } from '../../../electron/engine/radius/kept-octets.ts';
import { Code, parsePacket } from '../../../electron/engine/radius/packet.ts';
import { encryptPap } from '../../../electron/engine/radius/pap.ts';
import { createSecret } from '../../../electron/engine/radius/secret.ts';
import { addService, addSubscriber, type Harness, startApi, startOfTest } from './harness.ts';

const secret = createSecret('a-secret-of-twenty-four-chars');
const authenticator = Buffer.alloc(16, 7);
const hidden = encryptPap('correct horse', authenticator, secret);
const request = encodeRequest({
  ...{ code: Code['Access-Request'], identifier: 9, authenticator, secret, messageAuthenticator: true },
  attributes: encodeAttributes([
    ['User-Name', 'ali'],
    ['User-Password', hidden],
    ['NAS-Identifier', 'tower'],
  ]),
});

let harness: Harness;
let id: number;

beforeAll(async () => {
  harness = await startApi();
  const payload = { name: 'tower', address: '10.0.0.1', secret: 'a-secret-of-twenty-four-chars' };
  await harness.admin({ method: 'POST', url: '/api/v1/nas', payload });
  id = await addSubscriber(harness, await addService(harness), { username: 'ali' });
  const parsed = parsePacket(request);
  if (!parsed.ok) throw new Error('the request does not parse');
  const reply = encodeReply({
    ...{ code: Code['Access-Accept'], request: parsed.value, secret, messageAuthenticator: true },
    attributes: encodeAttributes([['Mikrotik-Rate-Limit', '8M/40M']]),
  });
  if (!reply.ok) throw new Error('the reply does not fit');
  const exchange: Exchange = {
    ...{ at: startOfTest, kind: 'access', nasId: 1, username: 'ali', address: '10.0.0.1', port: 40_000 },
    ...{ localAddress: '10.0.0.254', localPort: 1812, request: keepOctets(request), reply: keepOctets(reply.value) },
    ...{ result: 'accept', reason: '', detail: '', ms: 2 },
  };
  harness.received.add(exchange, 1, id);
});
afterAll(() => harness.dispose());

const get = (url: string) => harness.admin({ method: 'GET', url: `/api/v1${url}` });

describe('the RADIUS trace', () => {
  it.each(['subscriber', 'NAS'])('X61: of a %s is decoded, passwords and digests masked', async (whose) => {
    const response = await get(whose === 'NAS' ? '/nas/1/trace' : `/subscribers/${id}/trace`);
    expect(response.json().items).toMatchObject([
      {
        ...{ at: startOfTest, ms: 2, kind: 'access', result: 'accept', nasName: 'tower', username: 'ali' },
        request: {
          code: 'Access-Request',
          identifier: 9,
          attributes: [
            { name: 'Message-Authenticator', value: '********' },
            { name: 'User-Name', value: 'ali' },
            { name: 'User-Password', value: '********' },
            { name: 'NAS-Identifier', value: 'tower' },
          ],
        },
        reply: {
          code: 'Access-Accept',
          attributes: [
            { name: 'Message-Authenticator', value: '********' },
            { name: 'Mikrotik-Rate-Limit', value: '8M/40M' },
          ],
        },
      },
    ]);
  });

  it.each(['subscriber', 'NAS'])('X61: the capture of a %s has both packets and no secret', async (whose) => {
    const response = await get(whose === 'NAS' ? '/nas/1/trace.pcap' : `/subscribers/${id}/trace.pcap`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('application/vnd.tcpdump.pcap');
    expect(response.headers['content-disposition']).toBe(
      `attachment; filename="${whose === 'NAS' ? 'tower' : 'ali'}.pcap"`,
    );
    const file = response.rawPayload;
    expect(file.readUInt32LE(0)).toBe(0xa1b2c3d4);
    const first = file.subarray(24 + 16 + 28, 24 + 16 + 28 + request.length);
    expect(parsePacket(first).ok).toBe(true);
    expect([first[0], first[1], first.length]).toEqual([1, 9, request.length]);
    expect(file.includes('8M/40M')).toBe(true);
    expect(file.includes(Buffer.from(hidden))).toBe(false);
    expect(file.includes(authenticator)).toBe(false);
    expect(file.includes(request.subarray(22, 38)), 'Message-Authenticator').toBe(false);
  });

  it('says "not found" for what does not exist', async () => {
    for (const url of ['/subscribers/4711/trace', '/nas/4711/trace', '/nas/4711/trace.pcap']) {
      const response = await get(url);
      expect(response.statusCode).toBe(404);
      expect(response.headers['content-type']).toContain('application/problem+json');
    }
  });
});
