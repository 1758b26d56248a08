import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountingFact } from '../store/accounting-fact.ts';
import { aRouter, aSubscriber, GB, hour, MB, minute, openLab, packetsOf, record, second, t0 } from './testing/lab.ts';

const id = '81000001';
const ali = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0, loginClass: 'lm-ali-1' });
/** The same line without our Class: a NAS that does not return it, or a login that another server accepted. */
const classless = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0 });

describe('a session told by its RADIUS records', () => {
  it('is one row from Start over Interim-Update to Stop, with its last numbers', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.interim(60, 10 * MB, MB));
    expect(lab.sessions).toMatchObject([{ stopAt: null, downBytes: 10 * MB, upBytes: MB, startAt: t0 }]);
    expect(lab.counters()).toMatchObject({ isOnline: true, dailyDownloadUsed: 10 * MB, dailyUploadUsed: MB });

    await lab.send(ali.stop(90, 20 * MB, 2 * MB));
    expect(lab.sessions).toMatchObject([
      {
        sessionKey: '1:lm-ali-1',
        subscriberId: 1,
        username: 'ali',
        framedIpAddress: '100.64.0.1',
        stopAt: t0 + 90 * second,
        closedBy: 'stop',
        terminateCause: 'User-Request',
        sessionSeconds: 90,
        downBytes: 20 * MB,
        upBytes: 2 * MB,
      },
    ]);
    expect(lab.counters()).toMatchObject({ isOnline: false, dailyQuotaUsed: 22 * MB, monthlyQuotaUsed: 22 * MB });
    expect(lab.online).toEqual([]);
    expect(lab.errors).toEqual([]);
  });

  it('does not change when its Stop comes again', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.stop(90, 20 * MB));
    const before = structuredClone({ sessions: lab.sessions, counters: lab.counters(), receipts: lab.state.receipts });
    await lab.send({ ...ali.stop(90, 20 * MB), at: t0 + 95 * second, delaySeconds: 5 });
    await lab.send({ ...ali.stop(90, 20 * MB), at: t0 + hour });
    expect({ sessions: lab.sessions, counters: lab.counters(), receipts: lab.state.receipts }).toEqual(before);
  });

  it('does not change when a Stop without Class comes again an hour later, as if just made', async () => {
    const lab = await openLab();
    await lab.send(classless.start(), classless.stop(90, 20 * MB));
    await lab.send({ ...classless.stop(90, 20 * MB), at: t0 + hour });
    expect(lab.sessions).toHaveLength(1);
    expect(lab.counters().dailyQuotaUsed).toBe(20 * MB);
  });

  it('is made from a lone Stop when nothing came before it', async () => {
    const lab = await openLab();
    await lab.send(ali.stop(600, 20 * MB));
    expect(lab.sessions).toMatchObject([{ startAt: t0, stopAt: t0 + 600 * second, closedBy: 'stop' }]);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 20 * MB, isOnline: false });
  });

  it('pain 4: keeps the last known totals when its Stop carries no octets', async () => {
    const lab = await openLab();
    const stop = record({
      status: 'Stop',
      at: t0 + 90 * second,
      sessionSeconds: 90,
      acctSessionId: id,
      username: 'ali',
    });
    await lab.send(classless.start(), classless.interim(60, 10 * MB, MB), stop);
    expect(lab.sessions).toMatchObject([{ closedBy: 'stop', downBytes: 10 * MB, upBytes: MB }]);
    expect(lab.counters().dailyQuotaUsed).toBe(11 * MB);
    expect(lab.findings).toMatchObject([{ kinds: ['stop-without-octets'] }]);
  });

  it.each([true, false])(
    'pain 4: counts over 4 GiB with Gigawords; without, where the router shows it (%s)',
    async (hasGigawords) => {
      const lab = await openLab();
      const low = (bytes: number) => (hasGigawords ? bytes : bytes % 2 ** 32);
      const told = (fact: AccountingFact): AccountingFact => ({
        ...fact,
        downBytes: low(fact.downBytes!),
        gigawords: hasGigawords,
      });
      await lab.send(classless.start(), told(classless.interim(3_500, 4 * GB)));
      await lab.list(t0 + 4_000 * second, [{ ...reading, uptimeSeconds: 4_000, downBytes: 4.5 * GB }]);
      await lab.send(told(classless.interim(4_300, 4.8 * GB)), told(classless.stop(4_500, 5 * GB)));
      expect(lab.sessions).toMatchObject([{ downBytes: 5 * GB, closedBy: 'stop' }]);
      expect(lab.counters().dailyQuotaUsed).toBe(5 * GB);
    },
  );

  it('fills in what later records say, and does not take back what earlier ones said', async () => {
    const lab = await openLab();
    await lab.send(record({ status: 'Start', at: t0, acctSessionId: id, username: 'ali', loginClass: 'lm-1' }));
    await lab.send({ ...ali.interim(60, MB), loginClass: 'lm-1', framedIpAddress: '100.64.0.9' });
    // The Start once more, delayed on its way, with the address of before.
    await lab.send({
      ...ali.start(),
      loginClass: 'lm-1',
      framedIpAddress: '100.64.0.1',
      at: t0 + 70 * second,
      delaySeconds: 70,
    });
    expect(lab.sessions).toMatchObject([{ framedIpAddress: '100.64.0.9', callingStationId: 'AA:BB:CC:00:00:01' }]);
  });
});

describe('X47: a record with the Class of another’s login', () => {
  const lent = { username: 'bob', acctSessionId: '81000002', framedIpAddress: '100.64.0.2' };
  const openTwo = () => openLab({ subscribers: [aSubscriber(1, 'ali'), aSubscriber(2, 'bob')] });

  it('is charged to whose name is on it, in a session of its own', async () => {
    const lab = await openTwo();
    await lab.send(ali.start(), ali.interim(60, 10 * MB));
    await lab.send({ ...ali.interim(70, 30 * MB), ...lent }, { ...ali.interim(80, 40 * MB), ...lent });
    await lab.send({ ...ali.stop(90, 50 * MB), ...lent });
    expect(lab.sessions).toMatchObject([
      { username: 'ali', acctSessionId: id, framedIpAddress: '100.64.0.1', stopAt: null, downBytes: 10 * MB },
      { username: 'bob', subscriberId: 2, loginClass: '', framedIpAddress: '100.64.0.2', downBytes: 50 * MB },
    ]);
    expect([lab.counters(1).dailyDownloadUsed, lab.counters(2).dailyDownloadUsed]).toEqual([10 * MB, 50 * MB]);
  });

  it('is the login’s own where it is only called otherwise', async () => {
    const lab = await openTwo();
    await lab.send(ali.start(), { ...ali.interim(60, 10 * MB), username: 'ali@nowhere.example' });
    expect(lab.sessions).toMatchObject([{ username: 'ali', downBytes: 10 * MB }]);
  });
});

describe('pain 2: packets late, repeated and in any order', () => {
  const life = [ali.start(), ali.interim(60, 10 * MB), ali.interim(120, 25 * MB), ali.interim(180, 30 * MB)];
  const stop = ali.stop(200, 31 * MB, 3 * MB);

  it('any order and repetition after the Stop: same totals, same row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ which: fc.nat(4), waitSeconds: fc.nat(7_200) }), { maxLength: 12 }),
        fc.boolean(),
        async (again, isDelayTold) => {
          const lab = await openLab();
          await lab.send(...life, stop);
          const before = structuredClone({ sessions: lab.sessions, counters: lab.counters() });
          const all = [...life, stop];
          await lab.send(
            ...again.map(({ which, waitSeconds }): AccountingFact => {
              const packet = all[which]!;
              const late = { ...packet, at: packet.at + (200 + waitSeconds) * second };
              return isDelayTold ? { ...late, delaySeconds: 200 + waitSeconds } : late;
            }),
          );
          expect({ sessions: lab.sessions, counters: lab.counters() }).toEqual(before);
          expect(lab.receiptSum().counted).toBe(34 * MB);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('any order of all records, the Stop among them: one row, closed, with the Stop’s octets', async () => {
    const all = [...life, stop];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), fc.boolean(), async (order, hasClass) => {
        const lab = await openLab();
        const arriveAt = t0 + 10 * minute;
        await lab.send(
          ...order.map(({ loginClass, ...packet }) => ({
            ...packet,
            ...(hasClass && loginClass !== undefined ? { loginClass } : {}),
            at: arriveAt,
            delaySeconds: (arriveAt - packet.at) / second,
          })),
        );
        expect(lab.sessions).toMatchObject([
          { closedBy: 'stop', downBytes: 31 * MB, upBytes: 3 * MB, stopAt: t0 + 200 * second },
        ]);
        expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 34 * MB, isOnline: false });
      }),
      { numRuns: 40 },
    );
  });

  it('X46: records played back without Class or delay are placed by Event-Timestamp of a NAS whose clock is right', async () => {
    const seen = { ...aRouter().seen, clockSkewMs: 400 };
    const lab = await openLab({ nas: [aRouter({ seen })] });
    const told = (fact: AccountingFact): AccountingFact => ({ ...fact, eventAt: fact.at });
    const packets = [classless.start(), classless.interim(60, 10 * MB), classless.stop(120, 20 * MB)].map(told);
    await lab.send(...packets);
    await lab.send(...packets.map((packet) => ({ ...packet, at: t0 + hour })));
    expect(lab.sessions).toHaveLength(1);
    expect(lab.counters().dailyQuotaUsed).toBe(20 * MB);
  });
});

describe('X67: a session that was closed without a Stop', () => {
  const closedByPoll = async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.interim(60, 10 * MB));
    await lab.list(t0 + 90 * second, []);
    await lab.list(t0 + 120 * second, []);
    expect(lab.sessions).toMatchObject([
      { closedBy: 'poll', terminateCause: 'Lost-Service', stopAt: t0 + 60 * second },
    ]);
    return lab;
  };

  it('reopens on its next Interim-Update as the same row', async () => {
    const lab = await closedByPoll();
    expect(lab.counters().isOnline).toBe(false);
    await lab.send(ali.interim(360, 30 * MB));
    expect(lab.sessions).toMatchObject([{ stopAt: null, closedBy: '', terminateCause: '', downBytes: 30 * MB }]);
    expect(lab.counters().isOnline).toBe(true);
    expect(lab.online).toHaveLength(1);
  });

  it('reopens on an Interim-Update without octets too, and keeps its totals', async () => {
    const lab = await closedByPoll();
    await lab.send(
      record({
        status: 'Interim-Update',
        at: t0 + 360 * second,
        sessionSeconds: 360,
        acctSessionId: id,
        username: 'ali',
      }),
    );
    expect(lab.sessions).toMatchObject([{ stopAt: null, downBytes: 10 * MB }]);
  });

  it('is closed for good by its Stop, with the Stop’s time and octets', async () => {
    const lab = await closedByPoll();
    await lab.send(ali.stop(100, 12 * MB));
    expect(lab.sessions).toMatchObject([{ closedBy: 'stop', stopAt: t0 + 100 * second, downBytes: 12 * MB }]);
    await lab.send(ali.interim(360, 30 * MB));
    expect(lab.sessions).toMatchObject([{ closedBy: 'stop', downBytes: 12 * MB }]);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 12 * MB, isOnline: false });
  });

  it('stays closed for an old Interim-Update that was only late', async () => {
    const lab = await closedByPoll();
    await lab.send({ ...ali.interim(60, 10 * MB), at: t0 + 200 * second, delaySeconds: 140 });
    expect(lab.sessions).toMatchObject([{ closedBy: 'poll' }]);
  });
});

describe('pain 5: an Acct-Session-Id used again', () => {
  it.each([true, false])(
    'after a reboot by another subscriber: two rows, no merged bytes (with Class: %s)',
    async (hasClass) => {
      const lab = await openLab({ subscribers: [aSubscriber(1, 'ali'), aSubscriber(2, 'mona')] });
      const rebootAt = t0 + 10 * minute;
      const first = packetsOf({
        username: 'ali',
        acctSessionId: id,
        startAt: t0,
        ...(hasClass ? { loginClass: 'lm-a' } : {}),
      });
      const next = packetsOf({
        username: 'mona',
        acctSessionId: id,
        startAt: rebootAt,
        ...(hasClass ? { loginClass: 'lm-m' } : {}),
      });
      await lab.send(first.start(), first.interim(300, 50 * MB), next.start(), next.interim(60, 7 * MB));
      expect(lab.sessions).toMatchObject([
        { username: 'ali', subscriberId: 1, downBytes: 50 * MB },
        { username: 'mona', subscriberId: 2, downBytes: 7 * MB, stopAt: null },
      ]);
      expect([lab.counters(1).dailyQuotaUsed, lab.counters(2).dailyQuotaUsed]).toEqual([50 * MB, 7 * MB]);
    },
  );

  it('by the same subscriber: the first session is over where it was last seen', async () => {
    const lab = await openLab();
    const again = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0 + 10 * minute });
    await lab.send(classless.start(), classless.interim(300, 50 * MB), again.start(), again.interim(60, 7 * MB));
    expect(lab.sessions).toMatchObject([
      { stopAt: t0 + 300 * second, closedBy: 'nas-reboot', terminateCause: 'NAS-Reboot', downBytes: 50 * MB },
      { stopAt: null, downBytes: 7 * MB },
    ]);
    expect(lab.online).toHaveLength(1);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 57 * MB, isOnline: true });
  });

  it('X58: two routers behind one address may use it at the same time', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali'), aSubscriber(2, 'mona')] });
    const mona = packetsOf({ username: 'mona', acctSessionId: id, startAt: t0 + 10 * second });
    await lab.send(classless.start(), mona.start());
    await lab.send(classless.interim(60, 10 * MB), mona.interim(50, 5 * MB), classless.interim(120, 20 * MB));
    await lab.restart();
    await lab.send(mona.interim(110, 6 * MB), classless.stop(130, 21 * MB), mona.stop(140, 7 * MB));
    expect(lab.sessions).toMatchObject([
      { username: 'ali', closedBy: 'stop', downBytes: 21 * MB },
      { username: 'mona', closedBy: 'stop', downBytes: 7 * MB },
    ]);
    expect([lab.counters(1).dailyQuotaUsed, lab.counters(2).dailyQuotaUsed]).toEqual([21 * MB, 7 * MB]);
  });

  it('a late Stop of the first still finds it by Class, also where polling had found that session first', async () => {
    const lab = await openLab();
    await lab.list(t0 + 30 * second, [{ ...reading, uptimeSeconds: 30, downBytes: 5 * MB }]);
    const first = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0, loginClass: 'lm-a' });
    const next = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0 + 10 * minute, loginClass: 'lm-b' });
    await lab.send(first.interim(60, 10 * MB), next.start());
    await lab.send({ ...first.stop(90, 12 * MB), at: t0 + 11 * minute, delaySeconds: 570 });
    expect(lab.sessions).toMatchObject([
      { downBytes: 12 * MB, closedBy: 'stop' },
      { downBytes: 0, stopAt: null },
    ]);
    expect(lab.counters().dailyQuotaUsed).toBe(12 * MB);
  });
});

const reading = {
  username: 'ali',
  mac: 'AA:BB:CC:00:00:01',
  address: '100.64.0.1',
  acctSessionId: id,
  uptimeSeconds: 30,
  downBytes: 0,
  upBytes: 0,
  interfaceName: '<pppoe-ali>',
  isRadius: true,
};

describe('Accounting-On and Accounting-Off', () => {
  const on = (at: number) => record({ status: 'Accounting-On', at });

  it('close the sessions of that NAS as NAS-Reboot at last seen, and no others', async () => {
    const lab = await openLab({
      subscribers: [aSubscriber(1, 'ali'), aSubscriber(2, 'mona')],
      nas: [aRouter(), aRouter({ id: 2, name: 'tower-2', address: '10.0.0.2' })],
    });
    const mona = packetsOf({ username: 'mona', acctSessionId: id, startAt: t0, nasId: 2 });
    await lab.send(ali.start(), mona.start(), ali.interim(60, 10 * MB), mona.interim(60, 20 * MB));
    await lab.send(on(t0 + 5 * minute));
    expect(lab.sessions).toMatchObject([
      {
        username: 'ali',
        stopAt: t0 + 60 * second,
        closedBy: 'nas-reboot',
        terminateCause: 'NAS-Reboot',
        downBytes: 10 * MB,
      },
      { username: 'mona', stopAt: null },
    ]);
    expect(lab.counters(1).isOnline).toBe(false);
    expect(lab.counters(2).isOnline).toBe(true);
  });

  it('leave a session alone that began after them', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), { ...on(t0 + minute), delaySeconds: 120 });
    expect(lab.sessions).toMatchObject([{ stopAt: null }]);
  });

  it('the last seen is the last listing that had the session, also when nothing moved', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(t0 + 30 * second, [reading]);
    await lab.list(t0 + 60 * second, [{ ...reading, uptimeSeconds: 60 }]);
    await lab.send(on(t0 + 5 * minute));
    expect(lab.sessions).toMatchObject([{ stopAt: t0 + 60 * second, sessionSeconds: 60 }]);
  });

  it('closing thousands is split into commits of a few ms', async () => {
    const subscribers = Array.from({ length: 2_000 }, (_, i) => aSubscriber(i + 1, `u${i}`));
    const lab = await openLab({ subscribers });
    await lab.send(
      ...subscribers.map(({ username, id: n }) =>
        packetsOf({ username, acctSessionId: n.toString(16), startAt: t0, loginClass: `lm-${n}` }).start(),
      ),
    );
    lab.store.log.length = 0;
    await lab.send(on(t0 + minute));
    expect(lab.sessions.every(({ closedBy }) => closedBy === 'nas-reboot')).toBe(true);
    const commits = lab.store.log.filter(({ name }) => name === 'fold.commit');
    expect(Math.max(...commits.map(({ input }) => (input as { sessions: unknown[] }).sessions.length))).toBeLessThan(
      300,
    );
  });
});

describe('orphans (P09)', () => {
  it('have a row and totals, and nobody is charged', async () => {
    const lab = await openLab();
    const ghost = packetsOf({ username: 'nobody', acctSessionId: '82000001', startAt: t0 });
    await lab.send(ghost.start(), ghost.interim(60, 10 * MB));
    expect(lab.sessions).toMatchObject([{ subscriberId: null, username: 'nobody', downBytes: 10 * MB }]);
    expect(lab.state.receipts).toEqual([]);
    expect(lab.counters().dailyQuotaUsed).toBe(0);
  });

  it('find their subscriber once there is one, who pays for what comes from then on', async () => {
    const lab = await openLab();
    const ghost = packetsOf({ username: 'newcomer', acctSessionId: '82000001', startAt: t0 });
    await lab.send(ghost.start(), ghost.interim(60, 10 * MB));
    lab.state.subscribers.set(2, aSubscriber(2, 'newcomer'));
    lab.state.addChange(1, 'subscriber', 2, 'created', t0 + 70 * second);
    await lab.settled();
    await lab.send(ghost.interim(120, 15 * MB));
    expect(lab.sessions).toMatchObject([{ subscriberId: 2, downBytes: 15 * MB }]);
    expect(lab.counters(2)).toMatchObject({ dailyQuotaUsed: 5 * MB, isOnline: true });
    expect(lab.usage.book.ofSubscriber(2)).toHaveLength(1);
  });

  it('a record without User-Name is taken for its session’s', async () => {
    const lab = await openLab();
    const { username: _none, ...nameless } = ali.start();
    await lab.send(nameless, ali.interim(60, 10 * MB));
    expect(lab.sessions).toMatchObject([{ username: 'ali', subscriberId: 1, downBytes: 10 * MB }]);
    expect(lab.counters().dailyQuotaUsed).toBe(10 * MB);
  });
});

describe('records that make no sense', () => {
  it('one without Acct-Session-Id and Class belongs to no session, and makes none', async () => {
    const lab = await openLab();
    await lab.send(
      record({ status: 'Interim-Update', at: t0, username: 'ali', sessionSeconds: 60, downBytes: MB, upBytes: 0 }),
    );
    expect(lab.sessions).toEqual([]);
    expect(lab.state.cursor).toBe(1);
  });

  it('case 20: a router that woke up in 1970 starts its session at the time of receipt', async () => {
    const seen = { ...aRouter().seen, clockSkewMs: 200 };
    const lab = await openLab({ nas: [aRouter({ seen })] });
    await lab.send({ ...ali.start(), eventAt: Date.UTC(1970, 0, 2) });
    expect(lab.sessions).toMatchObject([{ startAt: t0 }]);
    expect([...lab.state.daily.values()]).toEqual([]);
  });

  it('X46: an impossible Acct-Session-Time is not taken over: its bytes count, and the clock is told', async () => {
    const told: number[] = [];
    const lab = await openLab({ listeners: { onClockFinding: (nasId) => told.push(nasId) } });
    const endless = (fact: AccountingFact): AccountingFact => ({ ...fact, sessionSeconds: 2 ** 32 - 1 });
    await lab.send(classless.start(), endless(classless.interim(60, 10 * MB)), endless(classless.stop(90, 20 * MB)));
    expect(lab.sessions).toMatchObject([
      { startAt: t0, stopAt: t0 + 90 * second, sessionSeconds: 90, closedBy: 'stop', downBytes: 20 * MB },
    ]);
    expect(told).toEqual([1]);
  });

  it('X46: an impossible uptime in a listing makes no session and counts nothing, and the clock is told', async () => {
    const told: number[] = [];
    const lab = await openLab({ listeners: { onClockFinding: (nasId) => told.push(nasId) } });
    await lab.list(t0 + 30 * second, [{ ...reading, uptimeSeconds: 2 ** 32 - 1, downBytes: 5 * MB }]);
    expect(lab.sessions).toEqual([]);
    expect(told).toEqual([1]);
  });

  it('a session that was up before its NAS was registered begins to count with its first record', async () => {
    const lab = await openLab({ nas: [aRouter({ createdAt: t0 + 10 * minute })] });
    await lab.send(classless.interim(1_200, 900 * MB), classless.interim(1_500, 950 * MB));
    expect(lab.counters().dailyQuotaUsed).toBe(50 * MB);
  });

  it('the letter case of an Acct-Session-Id does not make another session', async () => {
    const lab = await openLab();
    await lab.list(t0 + 30 * second, [{ ...reading, acctSessionId: '81d0000a', downBytes: 5 * MB }]);
    const upper = packetsOf({ username: 'ali', acctSessionId: '81D0000A', startAt: t0 });
    await lab.send(upper.interim(60, 10 * MB));
    await lab.list(t0 + 90 * second, [
      { ...reading, acctSessionId: '81d0000a', uptimeSeconds: 90, downBytes: 12 * MB },
    ]);
    expect(lab.sessions).toMatchObject([{ downBytes: 12 * MB }]);
    expect(lab.counters().dailyQuotaUsed).toBe(12 * MB);
  });

  it('a new Acct-Session-Id under the same Class is found under both, and forgotten under both', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), { ...ali.interim(60, MB), acctSessionId: '81000099' });
    const [session] = lab.online;
    expect(lab.usage.book.byId(1, '81000099')).toEqual([session]);
    expect(lab.usage.book.byId(1, id)).toEqual([]);
  });
});
