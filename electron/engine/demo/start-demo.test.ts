/**
 * The demo against a stand-in engine: an HTTP server that takes what the contract allows and nothing else, and a RADIUS
 * server that knows whom it was told about.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { operations } from '../../../shared/contract/contract.ts';
import { readAttribute } from '../radius/attributes.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { createSteppedTime, type SteppedTime } from './stepped-time.ts';
import { NOON } from './testing/isp.ts';
import { type RadiusResponder, startRadiusResponder } from './testing/radius-responder.ts';

let radius: RadiusResponder;
let engine: Server;
let demo: Demo | undefined;
let time: SteppedTime;
afterEach(async () => {
  await demo?.stop();
  demo = undefined;
  await radius.close();
  await new Promise((resolve) => engine.close(resolve));
});

/** Bodies of calls that passed the contract, by operation. */
const paths = {
  '/api/v1/nas': 'nas.create',
  '/api/v1/certificates/authority': 'certificate.create-authority',
  '/api/v1/ip-pools': 'pool.create',
  '/api/v1/groups': 'group.create',
  '/api/v1/services': 'service.create',
  '/api/v1/subscribers/bulk': 'subscriber.bulk',
} as const;
type Taken = { readonly [N in (typeof paths)[keyof typeof paths]]: unknown[] };

async function startEngine(password = 'a good password'): Promise<{ taken: Taken; url: string }> {
  const taken = Object.fromEntries(Object.values(paths).map((name) => [name, []])) as unknown as Taken;
  radius = await startRadiusResponder();
  engine = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request));
    const answer = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    if (request.url === '/api/v1/auth/login') {
      if (body.password !== password) return answer(401, { detail: 'Wrong user name or password' });
      return answer(200, { csrf: 'token' }, { 'set-cookie': 'lm_console=session; Path=/; HttpOnly' });
    }
    if (request.headers.cookie !== 'lm_console=session' || request.headers['x-csrf'] !== 'token')
      return answer(401, {});
    const name = paths[request.url as keyof typeof paths];
    const parsed = operations[name].body.safeParse(body);
    if (!parsed.success) return answer(422, parsed.error.issues);
    // Rows of a bulk are judged one by one.
    const rows = 'rows' in parsed.data ? parsed.data.rows : [];
    const wrong = rows.filter((row) => !row.ok);
    if (wrong.length > 0) return answer(422, wrong);
    taken[name].push(body);
    if (name === 'subscriber.bulk') {
      for (const row of body.rows) radius.users.set(row.username, { password: row.password });
      const ids = rows.map((_row, index) => index + 1);
      return answer(201, { created: ids.length, dryRun: false, ids });
    }
    if (name === 'nas.create') radius.secrets.set(body.address, body.secret);
    return answer(201, { id: taken[name].length });
  });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  return { taken, url: `http://127.0.0.1:${(engine.address() as AddressInfo).port}` };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

async function start(url: string, password = 'a good password'): Promise<Demo> {
  time = createSteppedTime(NOON);
  demo = await startDemo(
    { consoleUrl: url, credentials: { username: 'admin', password }, radius: radius.radius },
    { subscribers: 120, timers: time, utcOffsetMinutes: 180 },
  );
  return demo;
}

describe('the demo', () => {
  it('registers six routers, the services and everybody, in the words of the contract', async () => {
    const { taken, url } = await startEngine();
    const { isp, seeded } = await start(url);
    expect(taken['nas.create']).toHaveLength(6);
    expect(taken['nas.create'][5]).toMatchObject({
      name: 'tower-07',
      address: '127.77.0.6',
      coaPort: isp.router('tower-07').coaPort,
      api: { host: '127.77.0.6', port: isp.router('tower-07').apiPort, username: 'noc' },
    });
    expect(taken['service.create']).toHaveLength(5);
    expect(taken['pool.create']).toMatchObject([{ name: 'prepaid' }]);
    expect(taken['group.create'][0]).toMatchObject({ reply: [{ name: 'Framed-Pool', value: 'prepaid' }] });
    const inGroups = (taken['service.create'] as { name: string; groupId?: number }[]).filter((one) => one.groupId);
    expect(inGroups.map(({ name, groupId }) => [name, groupId]).toSorted()).toEqual([
      ['Business 30M', 2],
      ['Prepaid 100M', 1],
    ]);
    expect(taken['certificate.create-authority']).toHaveLength(1);
    const [bulk] = taken['subscriber.bulk'] as { rows: { expiresAt: number; staticIp?: string }[] }[];
    expect(bulk!.rows).toHaveLength(120);
    expect(bulk!.rows.filter(({ expiresAt }) => expiresAt < NOON).length).toBe(3);
    expect(new Set(bulk!.rows.map(({ staticIp }) => staticIp)).size).toBeGreaterThan(5);
    expect(seeded.nas.get('tower-07')).toBe(6);
    expect(seeded.subscribers.get(isp.subscribers[119]!.username)).toBe(120);
  });

  it('within a minute everybody is online, and lines are busy enough to cross the first prepaid tier', async () => {
    const { url } = await startEngine();
    const { isp } = await start(url);
    await isp.advance(60_000);
    const sessions = isp.routers.flatMap(({ sessions }) => [...sessions.all()]);
    expect(sessions.length).toBeGreaterThan(110);
    const overTier = sessions.filter((session) => {
      const { service } = isp.subscriber(session.user);
      return service.dailyTiers?.[0] && session.settle(time.now()).downBytes >= service.dailyTiers[0].fromBytes;
    });
    expect(overTier.length).toBeGreaterThan(2);
  });

  it('one router is busy, one is away now and then, one takes no CoA by turns, and some logins are wrong', async () => {
    const { url } = await startEngine();
    const { isp } = await start(url);
    expect(isp.router('tower-07').faults.cpuLoadPercent).toBe(94);
    let awayMs = 0;
    let deafMs = 0;
    for (let second = 0; second < 600; second += 10) {
      await isp.advance(10_000);
      if (isp.router('edge-south-01').faults.isUnreachable) awayMs += 10_000;
      if (isp.router('tower-07').faults.coa !== null) deafMs += 10_000;
      if (second < 100) expect(isp.router('tower-07').faults.coa).toEqual({ kind: 'ignore' });
    }
    expect(awayMs).toBeGreaterThan(30_000);
    expect(awayMs).toBeLessThan(300_000);
    expect(deafMs).toBeLessThan(550_000);
    const asked = radius.access.map((packet) => readAttribute(packet, 'User-Name') ?? '');
    expect(asked.some((name) => !radius.users.has(name))).toBe(true);
    expect(radius.datagrams.some(({ from }) => from.address === '127.77.0.7')).toBe(true);
    const rejects = isp.routers.reduce((sum, { radiusCounters }) => sum + radiusCounters.rejects, 0);
    expect(rejects).toBeGreaterThan(30);
    const stops = radius.accounting.filter(({ status }) => status === 'Stop');
    expect(stops.length).toBeGreaterThan(20);
    const ofWest = stops.filter(({ nas }) => nas === '127.77.0.5');
    expect(ofWest.length).toBeGreaterThan(0);
    expect(ofWest.every(({ downBytes }) => downBytes === undefined)).toBe(true);
  });

  it('when the engine refuses, the error says what it said, and no port stays open', async () => {
    const { url } = await startEngine();
    await expect(start(url, 'wrong')).rejects.toThrow(
      'POST /api/v1/auth/login was answered 401: {"detail":"Wrong user name or password"}',
    );
    expect(time.pending).toBe(0);
  });
});
