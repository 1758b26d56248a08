/** RADIUS over TLS seen by a peer that shares no code with it: radclient → radsecproxy → the engine, with our certificates. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msChapV2Response } from '../../electron/engine/radius/mschap.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { type RadclientAnswer, radclient } from './support/radclient.ts';
import { proxySecret, type RadsecProxy, startRadsecProxy } from './support/radsecproxy.ts';
import { ali, eventually, seedBasics } from './support/seed.ts';
import { createTestAuthority } from './support/test-authority.ts';

const folders = temporaryFolders();
const flags = ['--radsec-port', '0'];
let dataDir: string;
let engine: RunningEngine;
let api: ApiSession;
let proxy: RadsecProxy;
let nasId: number;
let certificateId: number;
let radsecPort: number;
/** What the router is handed: certificate, key, authority. */
let pem: { certificate: string; key: string; authority: string };

interface Status {
  readonly authority: { readonly pem: string } | null;
  readonly listener: { readonly state: string; readonly port: number; readonly connections: number };
}
interface Drops {
  readonly items: readonly {
    readonly reason: string;
    readonly detail: string;
    readonly nasId: number | null;
    readonly count: number;
  }[];
}
interface Cdr {
  readonly items: readonly { readonly acctSessionId: string; readonly downBytes: number; readonly nasId: number }[];
}

const blocks = (text: string): string[] => text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n/g) ?? [];

/** A certificate for the NAS, as a router gets it. */
async function issue(): Promise<{ id: number; pem: typeof pem }> {
  const { id } = await api.post<{ id: number }>('/certificates', { nasId });
  const bundle = await api.post<{ pem: string }>(`/certificates/${id}/bundle`, {});
  const [certificate, key, authority] = blocks(bundle.pem);
  return { id, pem: { certificate: certificate!, key: key!, authority: authority! } };
}

const startProxy = async (identity: typeof pem): Promise<RadsecProxy> =>
  startRadsecProxy({
    folder: await folders.make(),
    radsecPort,
    trusted: pem.authority,
    certificate: identity.certificate,
    key: identity.key,
  });

beforeAll(async () => {
  dataDir = await folders.make();
  engine = await startEngine({ dataDir, flags });
  api = await engine.login();
  await seedBasics(api);
  expect(engine.ready.radius).not.toHaveProperty('radsec');
  ({ id: nasId } = await api.post<{ id: number }>('/nas', { name: 'mast', mode: 'radsec' }));
  const status = await api.post<Status>('/certificates/authority', { names: ['127.0.0.1', 'localhost'] });
  expect(status.authority).not.toBeNull();
  const serving = await eventually(
    () => api.get<Status>('/certificates/status'),
    ({ listener }) => listener.state === 'serving',
  );
  radsecPort = serving.listener.port;
  const issued = await issue();
  certificateId = issued.id;
  pem = issued.pem;
  proxy = await startProxy(pem);
}, 60_000);
afterAll(async () => {
  await proxy?.stop();
  await engine?.stop();
  await folders.cleanUp();
});

const ask = (kind: 'auth' | 'acct', attributes: readonly string[], by = proxy): Promise<RadclientAnswer> =>
  radclient(by.port, kind, proxySecret, attributes, { timeoutSeconds: 2 });

const hex = (octets: Uint8Array): string => `0x${Buffer.from(octets).toString('hex')}`;
function mschapv2(): string[] {
  const octets = (text: string) => createHash('md5').update(text).digest();
  const challenge = octets('challenge');
  const response = msChapV2Response(7, ali.password, Buffer.from(ali.username), challenge, octets('peer'));
  return [`MS-CHAP-Challenge = ${hex(challenge)}`, `MS-CHAP2-Response = ${hex(response)}`];
}

const login = (by = proxy): Promise<RadclientAnswer> =>
  ask('auth', [`User-Name = "${ali.username}"`, `User-Password = "${ali.password}"`], by);

describe('RADIUS over TLS through radsecproxy', () => {
  it('serves as soon as the certificate exists, without a restart', async () => {
    const answer = await eventually(login, ({ code }) => code === 'Access-Accept', 20_000);
    expect(answer.attributes['Mikrotik-Rate-Limit']).toMatch(/^(5M\/10M|5000k\/10000k)$/);
    await eventually(
      () => api.get<Status>('/certificates/status'),
      ({ listener }) => listener.connections === 1,
    );
  });

  it.each([
    ['PAP', () => [`User-Password = "${ali.password}"`]],
    ['CHAP', () => [`CHAP-Password = "${ali.password}"`]],
    ['MS-CHAPv2', mschapv2],
  ])('%s is accepted; the secret of the connection is "radsec" (RFC 6614 §2.3)', async (method, credentials) => {
    const answer = await ask('auth', [`User-Name = "${ali.username}"`, ...credentials()]);
    expect(answer.code, answer.output).toBe('Access-Accept');
    if (method === 'MS-CHAPv2') expect(answer.attributes).toHaveProperty('MS-CHAP2-Success');
  });

  it('a wrong password is a reject that names the NAS', async () => {
    expect((await ask('auth', [`User-Name = "${ali.username}"`, 'User-Password = "no"'])).code).toBe('Access-Reject');
    const log = await eventually(
      () => api.get<Drops>('/auth-log?reason=wrong-password'),
      ({ items }) => items.length > 0,
    );
    expect(log.items[0]).toMatchObject({ nasId });
  });

  it('Start, Interim and Stop are acknowledged when they are safe: a killed engine has them', async () => {
    const session = ['Acct-Session-Id = "90000001"', `User-Name = "${ali.username}"`, 'Framed-IP-Address = 100.64.0.9'];
    for (const status of ['Start', 'Interim-Update', 'Stop']) {
      const octets = status === 'Start' ? [] : ['Acct-Input-Octets = 10', 'Acct-Output-Octets = 20'];
      const answer = await ask('acct', [
        ...session,
        `Acct-Status-Type = ${status}`,
        'Acct-Session-Time = 9',
        ...octets,
      ]);
      expect(answer.code, `${status} ${answer.output}`).toBe('Accounting-Response');
    }
    await engine.kill();
    engine = await startEngine({ dataDir, flags: ['--radsec-port', String(radsecPort)] });
    expect(engine.ready.radius.radsec).toBe(radsecPort);
    api = await engine.login();
    const cdr = await eventually(
      () => api.get<Cdr>('/cdr'),
      ({ items }) => items.length > 0,
    );
    expect(cdr.items).toMatchObject([{ acctSessionId: '90000001', downBytes: 20, upBytes: 10, nasId }]);
    // A fresh peer: the old one waits longer and longer before it connects again.
    await proxy.stop();
    proxy = await startProxy(pem);
    await eventually(login, ({ code }) => code === 'Access-Accept', 20_000);
  }, 60_000);

  it('X58 does not apply: over UDP nobody is believed to be a NAS that has a certificate', async () => {
    const answer = await radclient(engine.ready.radius.auth, 'auth', 'radsec', [
      `User-Name = "${ali.username}"`,
      `User-Password = "${ali.password}"`,
    ]);
    expect(answer.code).toBeUndefined();
  });

  it('a certificate of another authority is refused, and the log says why', async () => {
    const stranger = await createTestAuthority(Date.now());
    const { certificate, key } = await stranger.client('mast');
    const other = await startProxy({ ...pem, certificate, key });
    try {
      const drops = await eventually(
        () => api.get<Drops>('/drops?reason=tls-refused'),
        ({ items }) => items.length > 0,
        10_000,
      );
      expect(drops.items[0]?.detail).toMatch(/another authority/);
      expect((await login(other)).code).toBeUndefined();
      expect((await login()).code).toBe('Access-Accept');
    } finally {
      await other.stop();
    }
  });

  it('hostile peers: half handshakes, garbage, records that lie; nobody else waits, memory stays', async () => {
    const resident = async (): Promise<number> => {
      const text = await (await fetch(`${engine.ready.console}/metrics`)).text();
      return Number(/^lastmile_resident_bytes (\d+)/m.exec(text)?.[1]);
    };
    const before = await resident();
    const sockets: Socket[] = [];
    const shapes = [
      Buffer.alloc(0),
      Buffer.from([0x16, 0x03, 0x01, 0xff, 0xff]), // a record that promises 65,535 octets
      Buffer.from([0x16]),
      Buffer.alloc(16_384, 0x41),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ];
    for (let n = 0; n < 300; n++) {
      const socket = connect(radsecPort, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(shapes[n % shapes.length]!);
      sockets.push(socket);
    }
    expect((await login()).code).toBe('Access-Accept');
    expect((await resident()) - before).toBeLessThan(64 * 1024 * 1024);
    for (const socket of sockets) socket.destroy();
    expect((await login()).code).toBe('Access-Accept');
    // Equal drops of an hour are one row with a count; the count is what the 300 made of it.
    await eventually(
      () => api.get<Drops>('/drops?reason=tls-refused'),
      ({ items }) => (items[0]?.count ?? 0) > 100,
    );
  });

  it('revoking cuts the running connection at once; a renewed certificate goes on in between', async () => {
    const renewed = await issue();
    const next = await startProxy(renewed.pem);
    try {
      await eventually(
        () => login(next),
        ({ code }) => code === 'Access-Accept',
        20_000,
      );
      expect((await login()).code).toBe('Access-Accept');
      await api.post(`/certificates/${certificateId}/revoke`, { reason: 'the router was stolen' });
      expect((await login()).code).toBeUndefined();
      expect((await login(next)).code).toBe('Access-Accept');
      const drops = await eventually(
        () => api.get<Drops>('/drops?reason=tls-cut'),
        ({ items }) => items.length > 0,
      );
      expect(drops.items[0]).toMatchObject({ nasId });
      const bundle = await api.ask('POST', `/certificates/${certificateId}/bundle`, {});
      expect(bundle.status).toBe(409);
      await api.call('DELETE', `/nas/${nasId}`);
      expect((await login(next)).code).toBeUndefined();
    } finally {
      await next.stop();
    }
  });
});
