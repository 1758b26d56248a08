/** The simulated API as our own client sees it: connection, typed reads, join; and the menus word by word. */
import { afterEach, describe, expect, it } from 'vitest';
import { readInterfaceCounters } from '../../routeros/commands/interface-counters.ts';
import { joinSessions } from '../../routeros/commands/join.ts';
import { readPppActive } from '../../routeros/commands/ppp-active.ts';
import { readPppoeServer } from '../../routeros/commands/pppoe-server.ts';
import { readRadiusIncoming } from '../../routeros/commands/radius-incoming.ts';
import { createSessionReader } from '../../routeros/commands/session-reader.ts';
import { readDynamicQueues } from '../../routeros/commands/simple-queues.ts';
import { readClock, readIdentity, readResource } from '../../routeros/commands/system.ts';
import { connectRouter, type RouterConnection } from '../../routeros/connection.ts';
import type { Row } from '../../routeros/words.ts';
import { modelOf } from '../models.ts';
import type { SimRouter } from '../router.ts';
import { allPolicies } from '../router-state.ts';
import { NOON, startTestIsp, type TestIsp } from '../testing/isp.ts';

let test: TestIsp;
let router: SimRouter;
let client: RouterConnection;
afterEach(async () => {
  client.close();
  await test.end();
});

async function start(options: Parameters<typeof startTestIsp>[0] = {}): Promise<void> {
  test = await startTestIsp(options);
  router = test.isp.routers[0]!;
  client = await connect();
}

const connect = (user = 'noc', password = router.users[0]!.password) =>
  connectRouter({ host: router.address, port: router.apiPort, user, password });

const rowsOf = async (...words: string[]): Promise<readonly Row[]> => (await client.command(words)).rows;
const user = (index = 0) => test.isp.subscribers[index]!.username;

describe('sessions, as QuotaSync reads them', () => {
  it('X41: three bulk prints join to what moved, download from tx-byte', async () => {
    await start();
    for (const index of [0, 1, 2]) await test.isp.mustLogIn(user(index), 0);
    test.isp.move(user(1), { downBytes: 5_000_000_000, upBytes: 70_000 });
    await test.isp.advance(90_000);
    const { readings, skipped } = joinSessions(
      (await readPppActive(client.command)).rows,
      (await readPppoeServer(client.command)).rows,
      (await readInterfaceCounters(client.command)).rows,
    );
    expect(skipped).toEqual({ otherService: 0, noSessionId: 0, noBinding: 0, noCounters: 0 });
    expect(readings).toHaveLength(3);
    expect(readings[1]).toEqual({
      user: user(1),
      mac: test.isp.subscribers[1]!.mac,
      address: '100.64.0.3',
      acctSessionId: '81000002',
      uptimeSeconds: 90,
      isRadius: true,
      interfaceName: `<pppoe-${user(1)}>`,
      downBytes: 5_000_000_000,
      upBytes: 70_000,
    });
  });

  it('the reader of rounds asks for new users by query, and finds them', async () => {
    await start();
    const reader = createSessionReader();
    await test.isp.mustLogIn(user(0), 0);
    await reader.read(client.command);
    await test.isp.mustLogIn(user(1), 0);
    const { readings } = await reader.read(client.command);
    expect(readings.map((reading) => reading.user)).toEqual([user(0), user(1)]);
  });

  it('a redial is a new interface with counters from zero; a ghost beside it keeps its own', async () => {
    await start();
    await test.isp.mustLogIn(user());
    test.isp.move(user(), { downBytes: 900, upBytes: 9 });
    await test.isp.redial(user());
    expect((await readInterfaceCounters(client.command)).rows).toEqual([
      { interfaceName: `<pppoe-${user()}>`, downBytes: 0, upBytes: 0 },
    ]);
    await test.isp.mustLogIn(user());
    expect((await readPppoeServer(client.command)).rows.map(({ interfaceName }) => interfaceName)).toEqual([
      `<pppoe-${user()}>`,
      `<pppoe-${user()}-1>`,
    ]);
  });

  it('/ppp/active has no byte counters and takes no stats, as on RouterOS 7', async () => {
    await start();
    await test.isp.mustLogIn(user());
    const [row] = await rowsOf('/ppp/active/print');
    expect(Object.keys(row!)).not.toContain('bytes-in');
    await expect(client.command(['/ppp/active/print', '=stats='])).rejects.toMatchObject({ kind: 'unknown-parameter' });
    expect(await rowsOf('/interface/print', '=stats=', '=.proplist=name', '?type=pppoe-in')).toHaveLength(1);
  });

  it('/ppp/active/remove ends the session; a stale id is no such item', async () => {
    await start();
    const session = await test.isp.mustLogIn(user());
    await client.command(['/ppp/active/remove', `=.id=${session.start.itemId}`]);
    expect(session.isOpen).toBe(false);
    await expect(client.command(['/ppp/active/remove', `=.id=${session.start.itemId}`])).rejects.toMatchObject({
      kind: 'no-such-item',
    });
  });

  it('the ports carry the sum of all sessions, those that ended too; the uplink sees it the other way round', async () => {
    await start();
    await test.isp.mustLogIn(user());
    test.isp.move(user(), { downBytes: 1000, upBytes: 10 });
    await test.isp.redial(user());
    test.isp.move(user(), { downBytes: 500, upBytes: 5 });
    expect(
      await rowsOf('/interface/print', '=.proplist=name,rx-byte,tx-byte', '?type=ether', '?name=ether1', '?#!&'),
    ).toEqual([
      { name: 'sfp-uplink', 'rx-byte': '1500', 'tx-byte': '15' },
      { name: 'sfp-access', 'rx-byte': '15', 'tx-byte': '1500' },
    ]);
  });
});

describe('what a cycle costs', () => {
  it('pain 21: connections, commands and octets are counted', async () => {
    await start();
    await test.isp.mustLogIn(user());
    const before = router.apiMeter.sentBytes;
    await Promise.all([readPppActive(client.command), readInterfaceCounters(client.command)]);
    expect(router.apiMeter).toMatchObject({
      connections: 1,
      commands: { '/ppp/active/print': 1, '/interface/print': 1 },
    });
    expect(router.apiMeter.sentBytes - before).toBe(client.traffic().receivedBytes - before);
  });
});

describe('queues', () => {
  it('X45: the dynamic queue shows the rate in force, burst and all, up/down; it cannot be set', async () => {
    await start();
    const { username, password } = test.isp.subscribers[0]!;
    test.server.users.set(username, { password, reply: [['Mikrotik-Rate-Limit', '10M/20M 15M/30M 8M/16M 8/8']] });
    const session = await test.isp.mustLogIn(username);
    expect((await readDynamicQueues(client.command, { name: `<pppoe-${username}>` })).rows).toEqual([
      {
        name: `<pppoe-${username}>`,
        targets: [`<pppoe-${username}>`],
        maxLimitBitsPerSecond: { up: 10_000_000, down: 20_000_000 },
        burstLimitBitsPerSecond: { up: 15_000_000, down: 30_000_000 },
        burstThresholdBitsPerSecond: { up: 8_000_000, down: 16_000_000 },
        burstTimeSeconds: { up: 8, down: 8 },
      },
    ]);
    for (const command of ['set', 'remove']) {
      await expect(client.command([`/queue/simple/${command}`, `=.id=${session.start.itemId}`])).rejects.toMatchObject({
        kind: 'dynamic-row',
      });
    }
  });

  it('a session without a rate has no queue', async () => {
    await start();
    const { username, password } = test.isp.subscribers[0]!;
    test.server.users.set(username, { password });
    await test.isp.mustLogIn(username);
    expect((await readDynamicQueues(client.command)).rows).toEqual([]);
  });

  it('own queues: add, find by comment, set, move, counters, remove', async () => {
    await start();
    const add = (name: string, ...more: string[]) =>
      client.command(['/queue/simple/add', `=name=${name}`, '=target=10.0.0.2', '=max-limit=10M/20M', ...more]);
    const { done } = await add('bw-cafe', '=comment=BW:cafe', '=burst-time=8/8');
    expect(
      await rowsOf('/queue/simple/print', '=.proplist=.id,target,max-limit,burst-time,dynamic', '?comment=BW:cafe'),
    ).toEqual([
      {
        '.id': done.ret,
        target: '10.0.0.2/32',
        'max-limit': '10000000/20000000',
        'burst-time': '8s/8s',
        dynamic: 'false',
      },
    ]);
    await expect(add('bw-cafe')).rejects.toMatchObject({ kind: 'already-exists' });
    await expect(client.command(['/queue/simple/add', '=name=x'])).rejects.toThrow(
      'missing value(s) of argument(s) target',
    );
    await expect(add('bw-2', '=max-limit=fast')).rejects.toMatchObject({ kind: 'bad-value' });
    await expect(add('bw-3', '=speed=1')).rejects.toMatchObject({ kind: 'unknown-parameter' });

    await add('bw-first', `=place-before=${done.ret}`);
    const names = async () => (await rowsOf('/queue/simple/print', '=.proplist=name')).map(({ name }) => name);
    expect(await names()).toEqual(['bw-first', 'bw-cafe']);
    await client.command(['/queue/simple/move', `=numbers=${done.ret}`, '=destination=*2']);
    expect(await names()).toEqual(['bw-cafe', 'bw-first']);

    await client.command(['/queue/simple/set', `=.id=${done.ret}`, '=max-limit=1M/2M']);
    router.queues.move(done.ret!, { downBytes: 500, upBytes: 5 }, NOON);
    const read = () => rowsOf('/queue/simple/print', '=stats=', '=.proplist=max-limit,bytes', '?name=bw-cafe');
    expect(await read()).toEqual([{ 'max-limit': '1000000/2000000', bytes: '5/500' }]);
    await client.command(['/queue/simple/reset-counters', `=.id=${done.ret}`]);
    expect(await read()).toEqual([{ 'max-limit': '1000000/2000000', bytes: '0/0' }]);

    await client.command(['/queue/simple/remove', `=.id=${done.ret},*2`]);
    expect(await names()).toEqual([]);
  });
});

describe('settings and other menus', () => {
  it('X36: /radius/incoming tells the port that CoA is taken on; setting it moves the listener', async () => {
    await start();
    expect(await readRadiusIncoming(client.command)).toEqual({ isAccepting: true, port: router.coaPort });
    await router.faults.set({ isCoaMoved: true });
    const moved = router.coaPort;
    await router.faults.clear();
    await client.command(['/radius/incoming/set', `=port=${moved}`, '=accept=no']);
    while (router.coaPort !== moved) await new Promise((resolve) => setImmediate(resolve));
    expect(await readRadiusIncoming(client.command)).toEqual({ isAccepting: false, port: moved });
  });

  it('identity, resource and clock', async () => {
    await start({ utcOffsetMinutes: 180 });
    await test.isp.advance(90_061_000);
    expect(await readIdentity(client.command)).toBe('core-bng-01');
    expect(await readResource(client.command)).toMatchObject({
      uptimeSeconds: 90_061,
      version: '7.22 (stable)',
      boardName: 'CCR2216-1G-12XS-2XQ',
      cpuLoadPercent: 3,
    });
    expect(await readClock(client.command)).toEqual({
      atMs: NOON + 90_061_000,
      offsetSeconds: 10_800,
      timeZone: 'manual',
    });
  });

  it('N20: a clock may be wrong by hours, or stand in 1970', async () => {
    await start();
    await router.faults.set({ clock: -7_200_000 });
    expect((await readClock(client.command))!.atMs).toBe(NOON - 7_200_000);
    await router.faults.set({ clock: '1970' });
    expect((await readClock(client.command))!.atMs).toBe(Date.UTC(1970, 0, 2));
  });

  it('pain 21: CPU 90 % is said when it is switched on', async () => {
    await start();
    await router.faults.set({ cpuLoadPercent: 90 });
    expect((await readResource(client.command))!.cpuLoadPercent).toBe(90);
  });

  it('VLANs, addresses, routes and address lists are made and taken away', async () => {
    await start();
    const made = await client.command(['/interface/vlan/add', '=name=v100', '=vlan-id=100', '=interface=sfp-access']);
    await client.command(['/ip/address/add', '=address=10.1.1.1/30', '=interface=v100']);
    await client.command(['/ip/route/add', '=dst-address=10.2.0.0/24', '=gateway=10.1.1.2']);
    await client.command(['/ip/firewall/address-list/add', '=list=walled', '=address=10.0.0.9']);
    expect(await rowsOf('/interface/print', '=.proplist=name,type', '?type=vlan')).toEqual([
      { name: 'v100', type: 'vlan' },
    ]);
    expect(await rowsOf('/ip/address/print', '=.proplist=address', '?interface=v100')).toEqual([
      { address: '10.1.1.1/30' },
    ]);
    await expect(
      client.command(['/interface/vlan/add', '=name=v2', '=vlan-id=5000', '=interface=sfp-access']),
    ).rejects.toMatchObject({ kind: 'bad-value' });
    await client.command(['/interface/vlan/remove', `=.id=${made.done.ret}`]);
    expect(await rowsOf('/interface/vlan/print')).toEqual([]);
  });

  it('a login puts its address on the lists of the Accept, for as long as it lasts', async () => {
    await start();
    const { username, password } = test.isp.subscribers[0]!;
    test.server.users.set(username, { password, reply: [['Mikrotik-Address-List', 'walled']] });
    const session = await test.isp.mustLogIn(username);
    const walled = () => rowsOf('/ip/firewall/address-list/print', '=.proplist=address,dynamic', '?list=walled');
    expect(await walled()).toEqual([{ address: session.address, dynamic: 'true' }]);
    test.isp.logout(session);
    expect(await walled()).toEqual([]);
  });

  it('counts, and says what it does not know', async () => {
    await start();
    await test.isp.mustLogIn(user());
    expect((await client.command(['/ppp/active/print', '=count-only='])).done.ret).toBe('1');
    await expect(client.command(['/nonsense/print'])).rejects.toMatchObject({ kind: 'no-such-command', category: 0 });
    await expect(client.command(['constructor'])).rejects.toMatchObject({ kind: 'no-such-command' });
  });

  it('/log tells logins and logouts, and goes on telling those who follow', async () => {
    await start();
    const session = await test.isp.mustLogIn(user());
    const followed: string[] = [];
    const stream = client.stream(['/log/print', '=follow-only='], ({ message }) => void followed.push(message ?? ''));
    await client.command(['/system/identity/print']);
    test.isp.logout(session);
    await client.command(['/system/identity/print']);
    expect(await stream.stop()).toEqual({ kind: 'stopped' });
    expect(followed).toEqual([`${user()} logged out, 0 seconds, User-Request`]);
    const all = (await rowsOf('/log/print', '=.proplist=topics,message')).map(({ message }) => message);
    expect(all).toContain(`${user()} logged in, ${session.address} from ${session.start.mac}`);
  });

  it('/radius/monitor and /radius/incoming/monitor count', async () => {
    await start();
    await test.isp.mustLogIn(user());
    await test.isp.settled();
    expect((await rowsOf('/radius/monitor', '=numbers=0', '=once='))[0]).toMatchObject({
      requests: '2',
      accepts: '1',
      pending: '0',
    });
    expect(await rowsOf('/radius/incoming/monitor', '=once=')).toEqual([
      { requests: '0', 'bad-requests': '0', acks: '0', naks: '0' },
    ]);
  });

  it('/system/reboot resets the connection that asked, and everything is back on the same ports', async () => {
    await start();
    await client.command(['/system/reboot']);
    await test.isp.advance(0);
    await client.closed;
    const { apiPort } = router;
    await test.isp.advance(20_000);
    while (!router.isUp) await new Promise((resolve) => setImmediate(resolve));
    client = await connect();
    expect([router.apiPort, (await readResource(client.command))!.uptimeSeconds]).toEqual([apiPort, 0]);
  });
});

describe('who may what', () => {
  it('a wrong password is refused and logged', async () => {
    await start();
    await expect(connect('noc', 'wrong')).rejects.toMatchObject({ kind: 'login' });
    expect(router.log.entries.at(-1)!.message).toBe('login failure for user noc via api');
  });

  it('a group without sniff fails on torch only, one without write on changes', async () => {
    const policies = allPolicies.filter((policy) => policy !== 'sniff' && policy !== 'write');
    await start({ routers: [{ users: [{ name: 'noc', password: 'reader', policies }] }] });
    expect(await readIdentity(client.command)).toBe('core-bng-01');
    await expect(client.command(['/tool/torch', '=interface=sfp-access'])).rejects.toMatchObject({
      kind: 'permission',
    });
    await expect(client.command(['/system/identity/set', '=name=x'])).rejects.toMatchObject({ kind: 'permission' });
  });

  it('more than max-sessions connections are not served', async () => {
    await start();
    router.config.table('/ip/service').set('api', { 'max-sessions': '1' });
    await expect(connect()).rejects.toMatchObject({ name: 'RouterUnreachable' });
  });
});

describe('what goes on until it is stopped', () => {
  const constant = { kind: 'constant', downBps: 8_000_000, upBps: 800_000 } as const;

  it('monitor-traffic: the last second in bit/s, once or every second', async () => {
    await start();
    await test.isp.mustLogIn(user(), 0, { demand: constant });
    await test.isp.advance(10_000);
    const name = `<pppoe-${user()}>`;
    const [once] = await rowsOf('/interface/monitor-traffic', `=interface=${name}`, '=once=');
    expect(once).toMatchObject({ name, 'tx-bits-per-second': '8000000', 'rx-bits-per-second': '800000' });
    const seen: Row[] = [];
    const stream = client.stream(['/interface/monitor-traffic', `=interface=${name}`], (row) => void seen.push(row));
    await client.command(['/system/identity/print']);
    await test.isp.advance(2_000);
    await client.command(['/system/identity/print']);
    await stream.stop();
    expect(seen.map((row) => [row['.section'], row['tx-bits-per-second']])).toEqual([
      ['0', '8000000'],
      ['1', '8000000'],
      ['2', '8000000'],
    ]);
  });

  it('monitor-traffic of the ports is the sum of the lines', async () => {
    await start();
    for (const index of [0, 1]) await test.isp.mustLogIn(user(index), 0, { demand: constant });
    await test.isp.advance(10_000);
    const rows = await rowsOf('/interface/monitor-traffic', '=interface=sfp-uplink,sfp-access', '=once=');
    expect(rows.map((row) => row['rx-bits-per-second'])).toEqual(['16000000', '1600000']);
  });

  it('torch: flows of the line with the columns that were asked for, their sum is the section’s total', async () => {
    await start();
    const session = await test.isp.mustLogIn(user(), 0, { demand: constant });
    await test.isp.advance(10_000);
    const seen: Row[] = [];
    const criteria = ['=src-address=0.0.0.0/0', '=dst-address=0.0.0.0/0', '=ip-protocol=any', '=port=any'];
    const stream = client.stream(
      ['/tool/torch', `=interface=<pppoe-${user()}>`, ...criteria],
      (row) => void seen.push(row),
    );
    await client.command(['/system/identity/print']);
    await test.isp.advance(1_000);
    await client.command(['/system/identity/print']);
    const flows = seen.filter((row) => row['src-address']);
    const totals = seen.filter((row) => !row['src-address']);
    expect(flows.length).toBeGreaterThan(2);
    expect(flows[0]).toMatchObject({ 'src-address': session.address, '.section': '0' });
    expect(Object.keys(flows[0]!)).not.toContain('mac-protocol');
    expect(totals).toHaveLength(1);
    expect(totals[0]!.tx).toBe(`${flows.reduce((sum, { tx }) => sum + Number(tx), 0)}`);
    expect(totals[0]).toMatchObject({ tx: '8000000', rx: '800000' });

    test.isp.logout(session);
    await test.isp.advance(1_000);
    expect(await stream.ended).toEqual({ kind: 'interrupted' });
  });

  it('torch: without criteria bare totals, an idle line says nothing, duration ends it, interval is unknown to it', async () => {
    await start();
    await test.isp.mustLogIn(user(), 0, { demand: constant });
    await test.isp.mustLogIn(user(1), 0);
    const torch = async (index: number) => {
      const asked = client.command(['/tool/torch', `=interface=<pppoe-${user(index)}>`, '=duration=3s']);
      await client.command(['/system/identity/print']);
      await test.isp.advance(4_000);
      return (await asked).rows;
    };
    expect((await torch(0)).map((row) => Object.keys(row).toSorted())).toEqual(
      Array.from({ length: 2 }, () => ['.section', 'rx', 'rx-packets', 'tx', 'tx-packets']),
    );
    expect(await torch(1)).toEqual([]);
    for (const argument of ['interval=1s', 'once=']) {
      await expect(client.command(['/tool/torch', '=interface=sfp-access', `=${argument}`])).rejects.toMatchObject({
        kind: 'unknown-parameter',
      });
    }
  });

  it('ping: a subscriber who is online answers, one who is not times out', async () => {
    await start();
    const session = await test.isp.mustLogIn(user());
    const ping = async (address: string) => {
      const asked = client.command(['/ping', `=address=${address}`, '=count=2']);
      await client.command(['/system/identity/print']);
      await test.isp.advance(1_000);
      return (await asked).rows;
    };
    expect((await ping(session.address)).at(-1)).toMatchObject({
      seq: '1',
      sent: '2',
      received: '2',
      'packet-loss': '0',
    });
    const lost = await ping('100.64.200.1');
    expect(lost.at(-1)).toMatchObject({ status: 'timeout', sent: '2', received: '0', 'packet-loss': '100' });
    expect(lost.at(-1)).not.toHaveProperty('time');
  });

  it('print with an interval repeats, in sections, until it is cancelled', async () => {
    await start();
    await test.isp.mustLogIn(user());
    const sections: (string | undefined)[] = [];
    const stream = client.stream(['/ppp/active/print', '=interval=1s'], (row) => void sections.push(row['.section']));
    await client.command(['/system/identity/print']);
    await test.isp.advance(2_000);
    await client.command(['/system/identity/print']);
    expect(await stream.stop()).toEqual({ kind: 'stopped' });
    expect(sections).toEqual(['0', '1', '2']);
  });

  it('nothing runs on after its connection has ended', async () => {
    await start();
    await test.isp.mustLogIn(user());
    await test.isp.settled();
    const before = test.time.pending;
    client.stream(['/interface/monitor-traffic', `=interface=<pppoe-${user()}>`], () => {});
    await client.command(['/system/identity/print']);
    expect(test.time.pending).toBe(before + 1);
    client.close();
    while (test.time.pending > before) await new Promise((resolve) => setImmediate(resolve));
    expect(test.time.pending).toBe(before);
  });
});

it('a router of another version is another router to its clients', async () => {
  await start({ routers: [{ model: { ...modelOf(0), version: '7.16.1' } }] });
  expect((await readResource(client.command))!.version).toBe('7.16.1 (stable)');
});
