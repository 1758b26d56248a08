/** The RADIUS ports octet by octet, from sockets of this test: what a client library would hide. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAll } from '../../electron/engine/radius/attributes.ts';
import { verifyReply } from '../../electron/engine/radius/authenticator.ts';
import { encodeRequest } from '../../electron/engine/radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../electron/engine/radius/encode-attributes.ts';
import { Code, codeName, parsePacket, type VerifiedPacket } from '../../electron/engine/radius/packet.ts';
import { encryptPap } from '../../electron/engine/radius/pap.ts';
import { createSecret } from '../../electron/engine/radius/secret.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { ali, eventually, nasSecret, seedBasics } from './support/seed.ts';

const secret = createSecret(nasSecret);
const authenticator = Buffer.alloc(16, 3);
const folders = temporaryFolders();
let engine: RunningEngine;
let nas: Socket;
let ports: { readonly auth: number; readonly acct: number };

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make() });
  await seedBasics(await engine.login());
  ports = { auth: engine.ready.radius.auth, acct: engine.ready.radius.acct };
  nas = createSocket('udp4');
  await new Promise<void>((resolve) => nas.bind(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  nas?.close();
  await engine?.stop();
  await folders.cleanUp();
});

let identifier = 0;
const access = (password: string, more: readonly AttributePair[] = []): Buffer =>
  encodeRequest({
    ...{ code: Code['Access-Request'], identifier: ++identifier, secret, authenticator, messageAuthenticator: true },
    attributes: encodeAttributes([
      ['User-Name', ali.username],
      ['User-Password', encryptPap(password, authenticator, secret)],
      ...more,
    ]),
  });
const accounting = (sessionId: string): Buffer =>
  encodeRequest({
    ...{ code: Code['Accounting-Request'], identifier: ++identifier, secret, messageAuthenticator: false },
    attributes: encodeAttributes([
      ['Acct-Status-Type', 'Start'],
      ['Acct-Session-Id', sessionId],
      ['User-Name', ali.username],
    ]),
  });
const statusServer = (): Buffer =>
  encodeRequest({
    ...{ code: Code['Status-Server'], identifier: ++identifier, secret, messageAuthenticator: true },
    attributes: [],
  });

async function ask(port: number, octets: Uint8Array): Promise<Buffer> {
  nas.send(octets, port, '127.0.0.1');
  const [reply] = (await once(nas, 'message')) as [Buffer];
  return reply;
}

function believed(request: Buffer, reply: Buffer, mustSign: boolean): VerifiedPacket {
  const packet = parsePacket(reply);
  if (!packet.ok) throw new Error('the reply does not parse');
  const policy = { requireMessageAuthenticator: mustSign };
  const verified = verifyReply(packet.value, request.subarray(4, 20), secret, policy);
  if (!verified.ok) throw new Error(`the reply is not believed: ${verified.fault}`);
  return verified.value;
}

describe('RFC 5080 §2.2.2: the same datagram again', () => {
  it.each([
    ['an accepted login', () => access(ali.password), 'auth', 'Access-Accept'],
    ['a rejected login', () => access('wrong'), 'auth', 'Access-Reject'],
    ['an accounting record', () => accounting('same'), 'acct', 'Accounting-Response'],
  ] as const)('%s gets the identical reply', async (_what, make, service, code) => {
    const request = make();
    const first = await ask(ports[service], request);
    expect(codeName(believed(request, first, service === 'auth').code)).toBe(code);
    for (let i = 0; i < 3; i++) expect((await ask(ports[service], request)).equals(first)).toBe(true);
  });

  it('sent many times at once it is one record, and as many identical replies as were asked after the commit', async () => {
    const request = accounting('burst');
    const first = once(nas, 'message') as Promise<[Buffer]>;
    for (let i = 0; i < 20; i++) nas.send(request, ports.acct, '127.0.0.1');
    const [reply] = await first;
    // Copies that came while the first was at work are silent: how many, the disk decides. Then silence or the same.
    const again = await ask(ports.acct, request);
    expect(again.equals(reply)).toBe(true);
    const api = await engine.login();
    const listed = () => api.get<{ items: { acctSessionId: string }[] }>('/sessions?limit=100');
    const isBurst = ({ acctSessionId }: { acctSessionId: string }) => acctSessionId === 'burst';
    const { items } = await eventually(listed, (page) => page.items.some(isBurst));
    expect(items.filter(isBurst)).toHaveLength(1);
  });
});

describe('RFC 2865', () => {
  it('§3: octets after the Length are ignored; a datagram shorter than it says is not answered', async () => {
    const padded = access(ali.password);
    const reply = await ask(ports.auth, Buffer.concat([padded, Buffer.alloc(64, 0xaa)]));
    expect(codeName(believed(padded, reply, true).code)).toBe('Access-Accept');

    const cut = access(ali.password);
    nas.send(cut.subarray(0, cut.length - 2), ports.auth, '127.0.0.1');
    // The next answer is the next request's: none came in between.
    const status = statusServer();
    expect((await ask(ports.auth, status))[1]).toBe(status[1]);
  });

  it('§5.33: fifty Proxy-States come back in order and unmodified', async () => {
    const states = Array.from({ length: 50 }, (_, i) => Buffer.alloc(1 + i, i));
    const request = access(
      ali.password,
      states.map((state) => ['Proxy-State', state]),
    );
    const reply = believed(request, await ask(ports.auth, request), true);
    expect(readAll(reply, 'Proxy-State').map((state) => Buffer.from(state))).toEqual(states);
  });
});

describe('CVE-2024-3596: Message-Authenticator stands first in every reply of the authentication port', () => {
  it.each([
    ['Access-Accept', () => access(ali.password)],
    ['Access-Reject', () => access('wrong')],
    ['Access-Accept', () => statusServer()],
  ])('%s', async (code, make) => {
    const request = make();
    const reply = await ask(ports.auth, request);
    expect(codeName(believed(request, reply, true).code)).toBe(code);
    expect([reply[20], reply[21]]).toEqual([80, 18]);
  });
});

describe('RFC 5997: Status-Server', () => {
  it.each([
    ['auth', 'Access-Accept'],
    ['acct', 'Accounting-Response'],
  ] as const)('is answered on the %s port with a signed %s', async (service, code) => {
    const request = statusServer();
    expect(codeName(believed(request, await ask(ports[service], request), true).code)).toBe(code);
  });
});

describe('a NAS with an IPv6 address', () => {
  it('registered by any spelling of it, is answered at --bind over IPv6 and listed under its own name', async () => {
    const six = await startEngine({ dataDir: await folders.make(), flags: ['--bind', '::1'] });
    const socket = createSocket('udp6');
    try {
      const api = await six.login();
      const { id } = await api.post<{ id: number }>('/nas', {
        name: 'six',
        address: '0:0:0:0:0:0:0:1',
        secret: nasSecret,
      });
      const service = await api.post<{ id: number }>('/services', { name: 'S', downKbps: 1000, upKbps: 1000 });
      await api.post('/subscribers', { ...ali, serviceId: service.id });
      const request = access(ali.password);
      const answered = once(socket, 'message') as Promise<[Buffer, { address: string }]>;
      socket.send(request, six.ready.radius.auth, '::1');
      const [reply, from] = await answered;
      expect(codeName(believed(request, reply, true).code)).toBe('Access-Accept');
      expect(from.address).toBe('::1');
      const seen = await eventually(
        () => api.get<{ address: string; lastSeenAt: number | null }>(`/nas/${id}`),
        ({ lastSeenAt }) => lastSeenAt !== null,
      );
      expect(seen.address).toBe('::1');
      expect((await api.ask('POST', '/nas', { name: 'll', address: 'fe80::5', secret: nasSecret })).body).toMatchObject(
        {
          errors: [{ field: 'address', message: expect.stringContaining('link-local') }],
        },
      );
    } finally {
      socket.close();
      await six.stop();
    }
  });
});
