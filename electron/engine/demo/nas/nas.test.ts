import { afterEach, describe, expect, it } from 'vitest';
import { readAttribute } from '../../radius/attributes.ts';
import { splitOctets } from '../../radius/usage.ts';
import { NOON, startTestIsp, type TestIsp } from '../testing/isp.ts';

let test: TestIsp;
afterEach(() => test.end());

const firstUser = () => test.isp.subscribers[0]!.username;

describe('dialling in', () => {
  it.each(['pap', 'chap', 'mschapv1', 'mschapv2'] as const)(
    '%s: the right password opens a session',
    async (method) => {
      test = await startTestIsp();
      const session = await test.isp.mustLogIn(firstUser(), 0, { method });
      expect(session).toMatchObject({ id: '81000001', user: firstUser(), isOpen: true });
      expect([...test.isp.routers[0]!.sessions.all()]).toEqual([session]);
    },
  );

  it.each(['pap', 'chap', 'mschapv1', 'mschapv2'] as const)(
    '%s: a wrong password is rejected, with what the server said',
    async (method) => {
      test = await startTestIsp();
      const outcome = await test.isp.login(firstUser(), 0, { method, password: 'wrong' });
      expect(outcome).toMatchObject({ kind: 'reject', by: 'radius', message: 'No' });
      if (outcome.kind === 'reject') expect(outcome.msChapError !== undefined).toBe(method.startsWith('mschap'));
      expect(test.isp.routers[0]!.sessions.size).toBe(0);
    },
  );

  it('an unknown user is rejected', async () => {
    test = await startTestIsp();
    expect(await test.isp.login('nobody.x')).toMatchObject({ kind: 'reject', by: 'radius' });
  });

  it('the request says who, where and on which router, and comes from the router’s own address', async () => {
    test = await startTestIsp({ routers: 2 });
    const [one, two] = test.isp.routers;
    await test.isp.mustLogIn(firstUser(), 1);
    const [packet] = test.server.access;
    expect(test.server.datagrams[0]!.from.address).toBe(two!.address);
    expect(one!.address).not.toBe(two!.address);
    expect(readAttribute(packet!, 'NAS-IP-Address')).toBe(two!.address);
    expect(readAttribute(packet!, 'NAS-Identifier')).toBe(two!.name);
    expect(readAttribute(packet!, 'Calling-Station-Id')).toBe(test.isp.subscribers[0]!.mac);
    expect(readAttribute(packet!, 'Acct-Session-Id')).toBe('81000001');
  });

  it('what the Accept grants is what the session has', async () => {
    test = await startTestIsp();
    test.server.users.set(firstUser(), {
      password: test.isp.subscribers[0]!.password,
      reply: [
        ['Mikrotik-Rate-Limit', '2M/10M 3M/15M 1M/8M 8/8'],
        ['Framed-IP-Address', '100.100.1.7'],
        ['Mikrotik-Address-List', 'walled'],
      ],
    });
    const session = await test.isp.mustLogIn(firstUser());
    expect(session.address).toBe('100.100.1.7');
    expect(session.start.addressLists).toEqual(['walled']);
    expect(session.rate).toMatchObject({ upBps: 2_000_000, downBps: 10_000_000, burst: { downBps: 15_000_000 } });
  });

  it('without a Framed-IP-Address the router’s own pool gives one; two sessions never share it', async () => {
    test = await startTestIsp();
    const [a, b] = [
      await test.isp.mustLogIn(firstUser(), 0),
      await test.isp.mustLogIn(test.isp.subscribers[1]!.username, 0),
    ];
    expect([a.address, b.address]).toEqual(['100.64.0.2', '100.64.0.3']);
  });

  it('a WISPr rate counts where there is no Mikrotik-Rate-Limit; an unreadable one makes no queue and a log line', async () => {
    test = await startTestIsp();
    const { username, password } = test.isp.subscribers[0]!;
    test.server.users.set(username, { password, reply: [['WISPr-Bandwidth-Max-Down', 5_000_000]] });
    expect((await test.isp.mustLogIn(username)).rate).toMatchObject({ downBps: 5_000_000, upBps: 0 });
    test.server.users.set(username, { password, reply: [['Mikrotik-Rate-Limit', 'fast']] });
    expect((await test.isp.mustLogIn(username)).rate).toBeNull();
    expect(
      test.isp.routers[0]!.log.entries.some(({ message }) => message.includes('cannot parse rate limit fast')),
    ).toBe(true);
  });

  it('D3: with MS-CHAPv2 the link does not come up without MS-CHAP2-Success; PAP needs none', async () => {
    test = await startTestIsp();
    test.server.withholds = 'success';
    expect(await test.isp.login(firstUser(), 0, { method: 'mschapv2' })).toEqual({
      kind: 'hung-up',
      why: 'no MS-CHAP2-Success in the Access-Accept',
    });
    expect((await test.isp.login(firstUser(), 0, { method: 'pap' })).kind).toBe('accept');
  });

  it('a profile that requires encryption needs the MPPE keys; another does not', async () => {
    test = await startTestIsp();
    const profiles = test.isp.routers[0]!.config.table('/ppp/profile');
    profiles.set('default', { 'use-encryption': 'required' });
    expect((await test.isp.login(firstUser(), 0, { method: 'mschapv2' })).kind).toBe('accept');
    test.server.withholds = 'keys';
    expect(await test.isp.login(firstUser(), 0, { method: 'mschapv2' })).toMatchObject({ kind: 'hung-up' });
    profiles.set('default', { 'use-encryption': 'default' });
    expect((await test.isp.login(firstUser(), 0, { method: 'mschapv2' })).kind).toBe('accept');
  });

  it('a second session of one user gets an interface of its own, and the first keeps its name', async () => {
    test = await startTestIsp();
    const user = firstUser();
    const [a, b] = [
      await test.isp.mustLogIn(user),
      await test.isp.mustLogIn(user, undefined, { mac: '02:00:00:00:00:99' }),
    ];
    expect([a.start.interfaceName, b.start.interfaceName]).toEqual([`<pppoe-${user}>`, `<pppoe-${user}-1>`]);
  });
});

describe('retransmission', () => {
  it('three identical datagrams, 1.1 s apart, then the router gives up', async () => {
    test = await startTestIsp({ graceMs: 20 });
    test.server.isSilent = true;
    const login = test.isp.login(firstUser());
    await test.isp.advance(1_000);
    expect(test.server.datagrams).toHaveLength(1);
    await test.isp.advance(2_500);
    expect(await login).toEqual({ kind: 'no-answer' });
    const [first, ...others] = test.server.datagrams.map(({ octets }) => octets.toString('hex'));
    expect(others).toEqual([first, first]);
    expect(test.isp.routers[0]!.radiusCounters).toMatchObject({ requests: 1, resends: 2, timeouts: 1, pending: 0 });
  });

  it('a reply signed with another secret is not believed, and counted', async () => {
    test = await startTestIsp({ graceMs: 20 });
    test.server.isForged = true;
    const login = test.isp.login(firstUser());
    await test.isp.advance(4_000);
    expect(await login).toEqual({ kind: 'no-answer' });
    expect(test.isp.routers[0]!.radiusCounters.badReplies).toBe(3);
  });

  it('a Stop without an answer is told again later, as another packet, with its delay', async () => {
    test = await startTestIsp({ graceMs: 20 });
    const session = await test.isp.mustLogIn(firstUser());
    await test.isp.settled();
    test.server.isAccountingSilent = true;
    test.isp.logout(session);
    await test.isp.advance(10_000);
    test.server.isAccountingSilent = false;
    await test.isp.advance(10_000);
    const stops = test.server.accounting.filter(({ status }) => status === 'Stop');
    expect(stops.map(({ packet }) => readAttribute(packet, 'Acct-Delay-Time'))).toEqual([0, 0, 0, 13]);
    expect(new Set(stops.map(({ packet }) => packet.identifier)).size).toBe(2);
    expect(new Set(stops.map(({ packet }) => readAttribute(packet, 'Event-Timestamp')))).toEqual(
      new Set([NOON / 1000]),
    );
    await test.isp.advance(60_000);
    expect(test.server.accounting.filter(({ status }) => status === 'Stop')).toHaveLength(4);
  });
});

describe('accounting', () => {
  it('Start, an interim every Acct-Interim-Interval, Stop: cumulative, upload as Input, Class as it came', async () => {
    test = await startTestIsp();
    const user = firstUser();
    const session = await test.isp.mustLogIn(user);
    test.isp.move(user, { downBytes: 1000, upBytes: 10 });
    await test.isp.advance(300_000);
    test.isp.move(user, { downBytes: 500, upBytes: 5 });
    await test.isp.advance(310_000);
    test.isp.logout(session);
    await test.isp.settled();
    expect(
      test.server.accounting.map(({ status, downBytes, upBytes, packet }) => [
        status,
        downBytes,
        upBytes,
        readAttribute(packet, 'Acct-Session-Time'),
      ]),
    ).toEqual([
      ['Start', undefined, undefined, undefined],
      ['Interim-Update', 1000, 10, 300],
      ['Interim-Update', 1500, 15, 600],
      ['Stop', 1500, 15, 610],
    ]);
    for (const { packet } of test.server.accounting) {
      expect(Buffer.from(readAttribute(packet, 'Class')!).toString()).toBe(`lm-${user}`);
      expect(readAttribute(packet, 'Framed-IP-Address')).toBe(session.address);
    }
    expect(readAttribute(test.server.accounting.at(-1)!.packet, 'Acct-Terminate-Cause')).toBe('User-Request');
  });

  it('64-bit counters: octets in Gigawords, or wrapped where the router has none', async () => {
    test = await startTestIsp();
    const user = firstUser();
    await test.isp.mustLogIn(user);
    test.isp.move(user, { downBytes: 10_000_000_000, upBytes: 5_000_000_000 });
    await test.isp.advance(300_000);
    await test.isp.routers[0]!.faults.set({ isWithoutGigawords: true });
    await test.isp.advance(300_000);
    const [, whole, wrapped] = test.server.accounting;
    expect(whole).toMatchObject({ downBytes: 10_000_000_000, upBytes: 5_000_000_000 });
    expect(readAttribute(wrapped!.packet, 'Acct-Output-Gigawords')).toBeUndefined();
    expect(wrapped).toMatchObject({ downBytes: splitOctets(10_000_000_000).low });
  });

  it('a Stop may come without octets, and octets the wrong way round', async () => {
    test = await startTestIsp();
    const user = firstUser();
    await test.isp.mustLogIn(user);
    test.isp.move(user, { downBytes: 900, upBytes: 1 });
    const { faults } = test.isp.routers[0]!;
    await faults.set({ areOctetsSwapped: true });
    await test.isp.advance(300_000);
    await faults.set({ isStopWithoutOctets: true });
    test.isp.logout(user);
    await test.isp.settled();
    const [, interim, stop] = test.server.accounting;
    expect(interim).toMatchObject({ downBytes: 1, upBytes: 900 });
    expect(stop).toMatchObject({ status: 'Stop', downBytes: undefined, upBytes: undefined });
  });

  it('Session-Timeout ends the session by itself', async () => {
    test = await startTestIsp();
    const { username, password } = test.isp.subscribers[0]!;
    test.server.users.set(username, { password, reply: [['Session-Timeout', 90]] });
    const session = await test.isp.mustLogIn(username);
    await test.isp.advance(89_999);
    expect(session.isOpen).toBe(true);
    await test.isp.advance(1);
    expect(session.isOpen).toBe(false);
    const stop = test.server.accounting.at(-1)!;
    expect(readAttribute(stop.packet, 'Acct-Terminate-Cause')).toBe('Session-Timeout');
    expect(readAttribute(stop.packet, 'Acct-Session-Time')).toBe(90);
  });

  it('case 20: a router that woke up in 1970 says so in Event-Timestamp', async () => {
    test = await startTestIsp();
    const router = test.isp.routers[0]!;
    await router.faults.set({ clock: '1970' });
    await test.isp.mustLogIn(firstUser());
    await test.isp.settled();
    const [start] = test.server.accounting;
    expect(readAttribute(start!.packet, 'Event-Timestamp')).toBe(Date.UTC(1970, 0, 2) / 1000);
  });
});

describe('what an installer gets wrong (pain 14)', () => {
  it('a leftover PPP secret wins over RADIUS: no packet is sent, and the session has no RADIUS context', async () => {
    test = await startTestIsp();
    const { username, password } = test.isp.subscribers[0]!;
    test.isp.routers[0]!.config.table('/ppp/secret').add({ name: username, password });
    const session = await test.isp.mustLogIn(username);
    expect(session.start.isRadius).toBe(false);
    expect(await test.isp.login(username, 0, { password: 'other' })).toMatchObject({ kind: 'reject', by: 'router' });
    await test.isp.advance(600_000);
    expect(test.server.datagrams).toEqual([]);
  });

  it.each<[string, (test: TestIsp) => void]>([
    ['use-radius=no', ({ isp }) => isp.routers[0]!.config.settings('/ppp/aaa').set({ 'use-radius': 'no' })],
    ['no service=ppp', ({ isp }) => isp.routers[0]!.config.table('/radius').set('*1', { service: 'hotspot' })],
  ])('%s: the router refuses without asking', async (_case, misconfigure) => {
    test = await startTestIsp();
    misconfigure(test);
    expect(await test.isp.login(firstUser())).toMatchObject({ kind: 'reject', by: 'router' });
    expect(test.server.datagrams).toEqual([]);
  });

  it('accounting=no: nothing is told', async () => {
    test = await startTestIsp();
    test.isp.routers[0]!.config.settings('/ppp/aaa').set({ accounting: 'no' });
    await test.isp.mustLogIn(firstUser());
    await test.isp.advance(600_000);
    expect(test.server.accounting).toEqual([]);
  });

  it('interim-update counts where the Accept does not say', async () => {
    test = await startTestIsp();
    const { username, password } = test.isp.subscribers[0]!;
    test.server.users.set(username, { password });
    test.isp.routers[0]!.config.settings('/ppp/aaa').set({ 'interim-update': '1m' });
    await test.isp.mustLogIn(username);
    await test.isp.advance(120_000);
    expect(test.server.accounting.map(({ status }) => status)).toEqual(['Start', 'Interim-Update', 'Interim-Update']);
  });

  it('a wrong src-address is what the server sees', async () => {
    test = await startTestIsp({ graceMs: 20 });
    test.isp.routers[0]!.config.table('/radius').set('*1', { 'src-address': '127.77.9.9' });
    const login = test.isp.login(firstUser());
    await test.isp.advance(4_000);
    expect(await login).toEqual({ kind: 'no-answer' });
    expect(test.server.datagrams[0]!.from.address).toBe('127.77.9.9');
  });

  it('a wrong secret: the server hears requests that it cannot verify', async () => {
    test = await startTestIsp({ graceMs: 20 });
    test.isp.routers[0]!.config.table('/radius').set('*1', { secret: 'a wrong one' });
    const login = test.isp.login(firstUser());
    await test.isp.advance(4_000);
    expect(await login).toEqual({ kind: 'no-answer' });
    expect(test.server.access).toHaveLength(3);
  });

  it('a profile without local address: accepted, and no link', async () => {
    test = await startTestIsp();
    test.isp.routers[0]!.config.table('/ppp/profile').set('default', { '!local-address': '' });
    expect(await test.isp.login(firstUser())).toMatchObject({
      kind: 'hung-up',
      why: 'could not acquire local address',
    });
  });
});

describe('reboot', () => {
  it('power: sessions vanish without a Stop; back after its time with Accounting-On, other ids and uptime from zero', async () => {
    test = await startTestIsp();
    const session = await test.isp.mustLogIn(firstUser());
    await test.isp.settled();
    const router = test.isp.routers[0]!;
    await test.isp.reboot(router, { downMs: 20_000 });
    expect([session.isOpen, router.isUp, router.sessions.size]).toEqual([false, false, 0]);
    await test.isp.advance(21_000);
    await test.isp.settled();
    expect(router.isUp).toBe(true);
    expect(test.server.accounting.map(({ status }) => status)).toEqual(['Start', 'Accounting-On']);
    expect((await test.isp.mustLogIn(firstUser())).id).toBe('81100001');
  });

  it('pain 5: after a crash the same session id may belong to another user', async () => {
    test = await startTestIsp();
    const [a, b] = test.isp.subscribers;
    const before = await test.isp.mustLogIn(a!.username, 0);
    await test.isp.reboot(0, { downMs: 0, reusesSessionIds: true });
    const after = await test.isp.mustLogIn(b!.username, 0);
    expect(after.id).toBe(before.id);
    expect(after.user).not.toBe(before.user);
  });

  it('orderly: every session gets its Stop, then Accounting-Off', async () => {
    test = await startTestIsp();
    await test.isp.mustLogIn(firstUser());
    await test.isp.settled();
    await test.isp.reboot(0, { downMs: 0, how: 'orderly', announces: false });
    const [, stop, off] = test.server.accounting;
    expect(readAttribute(stop!.packet, 'Acct-Terminate-Cause')).toBe('NAS-Reboot');
    expect(off!.status).toBe('Accounting-Off');
  });
});
