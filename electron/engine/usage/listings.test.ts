import { describe, expect, it } from 'vitest';
import {
  aReading,
  aRouter,
  aSubscriber,
  hour,
  MB,
  minute,
  openLab,
  packetsOf,
  record,
  second,
  t0,
} from './testing/lab.ts';

const id = '81000001';
const ali = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0, loginClass: 'lm-ali-1' });
const at = (seconds: number): number => t0 + seconds * second;
const shown = (seconds: number, downBytes: number, over = {}) =>
  aReading({ uptimeSeconds: seconds, downBytes, ...over });

describe('X43: router counters and interims of one session', () => {
  it('case 2: the largest total that any source has shown, never the sum', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(at(30), [shown(30, 100 * MB)]);
    await lab.send(ali.interim(45, 150 * MB));
    await lab.list(at(60), [shown(60, 140 * MB)]);
    await lab.list(at(90), [shown(90, 200 * MB)]);
    expect(lab.state.receipts.map(({ downBytes, source }) => [source, downBytes / MB])).toEqual([
      ['poll', 100],
      ['interim', 50],
      ['poll', 50],
    ]);
    expect(lab.sessions).toMatchObject([{ downBytes: 200 * MB }]);
    expect(lab.counters().dailyQuotaUsed).toBe(200 * MB);
  });

  it('case 3: a Stop below the live total gives a signed receipt', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(at(900), [shown(900, 1_010 * MB)]);
    await lab.send(ali.stop(901, 1_000 * MB));
    expect(lab.state.receipts.at(-1)).toMatchObject({
      source: 'stop',
      downBytes: -10 * MB,
      countedBytes: -10 * MB,
      decision: 'settled',
    });
    expect(lab.counters().dailyQuotaUsed).toBe(1_000 * MB);
    expect(lab.receiptSum()).toEqual({ down: 1_000 * MB, up: 0, counted: 1_000 * MB });
  });

  it('a session found by polling is the one its records tell of later', async () => {
    const lab = await openLab();
    await lab.list(at(30), [shown(30, 5 * MB)]);
    expect(lab.sessions).toMatchObject([
      { startAt: t0, framedIpAddress: '100.64.0.1', callingStationId: 'AA:BB:CC:00:00:01' },
    ]);
    await lab.send({ ...ali.start(), at: at(40), delaySeconds: 40 }, ali.interim(60, 10 * MB), ali.stop(90, 12 * MB));
    expect(lab.sessions).toMatchObject([{ loginClass: 'lm-ali-1', closedBy: 'stop', downBytes: 12 * MB }]);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 12 * MB, isOnline: false });
  });

  it('is found by them after a restart too', async () => {
    const lab = await openLab();
    await lab.list(at(30), [shown(30, 5 * MB)]);
    await lab.restart();
    await lab.send(ali.interim(60, 10 * MB));
    await lab.restart();
    await lab.send(ali.stop(90, 12 * MB));
    expect(lab.sessions).toMatchObject([{ closedBy: 'stop', downBytes: 12 * MB }]);
    expect(lab.counters().dailyQuotaUsed).toBe(12 * MB);
  });

  it.each([id, '81D0000A'])(
    'a session that had been closed is not counted again when a listing shows it after a restart (id %s)',
    async (acctSessionId) => {
      const lab = await openLab();
      const line = packetsOf({ username: 'ali', acctSessionId, startAt: t0, loginClass: 'lm-1' });
      await lab.send(line.start(), line.interim(30, 20 * MB), record({ status: 'Accounting-On', at: at(40) }));
      await lab.restart();
      await lab.list(at(60), [shown(60, 25 * MB, { acctSessionId: acctSessionId.toLowerCase() })]);
      expect(lab.sessions).toMatchObject([{ stopAt: null, closedBy: '', downBytes: 25 * MB }]);
      expect(lab.counters().dailyQuotaUsed).toBe(25 * MB);
    },
  );

  it('X44: an Acct-Session-Id unlike the router’s own session-id is joined by user and MAC, and not counted twice', async () => {
    const lab = await openLab();
    const other = packetsOf({ username: 'ali', acctSessionId: 'pppoe-7f00-19', startAt: t0, loginClass: 'lm-a' });
    await lab.send(other.start(), other.interim(20, 4 * MB));
    await lab.list(at(30), [shown(30, 5 * MB)]);
    await lab.send(other.interim(60, 10 * MB));
    await lab.list(at(90), [shown(90, 15 * MB)]);
    expect(lab.sessions).toMatchObject([{ acctSessionId: 'pppoe-7f00-19', downBytes: 15 * MB, stopAt: null }]);
    expect(lab.counters().dailyQuotaUsed).toBe(15 * MB);
    await lab.list(at(120), []);
    await lab.list(at(150), []);
    expect(lab.sessions).toMatchObject([{ closedBy: 'poll' }]);
  });

  it('X44: two sessions of one subscriber from two MACs are counted apart, the quota takes both', async () => {
    const lab = await openLab();
    const two = [
      shown(60, 10 * MB),
      shown(30, 7 * MB, { acctSessionId: '81000002', mac: 'AA:BB:CC:00:00:02', interfaceName: '<pppoe-ali-1>' }),
    ];
    await lab.list(at(60), two);
    expect(lab.sessions.map(({ downBytes }) => downBytes)).toEqual([10 * MB, 7 * MB]);
    expect(lab.counters().dailyQuotaUsed).toBe(17 * MB);
  });

  it('an id that the router uses again after a reboot is a new session, though nobody said Stop or Start', async () => {
    const lab = await openLab();
    await lab.list(at(600), [shown(600, 50 * MB)]);
    await lab.list(at(700), [shown(20, 3 * MB)]);
    expect(lab.sessions).toMatchObject([
      { closedBy: 'nas-reboot', stopAt: at(600), downBytes: 50 * MB },
      { stopAt: null, startAt: at(680), downBytes: 3 * MB },
    ]);
    expect(lab.counters().dailyQuotaUsed).toBe(53 * MB);
  });

  it('so is one whose uptime has caught up with the old one’s, where the router booted and its counters are smaller', async () => {
    const lab = await openLab();
    await lab.list(at(60), [shown(60, 50 * MB)]);
    await lab.list(at(700), [shown(60, 3 * MB)], { bootedAt: at(600) });
    expect(lab.sessions).toMatchObject([
      { closedBy: 'nas-reboot', stopAt: at(60), downBytes: 50 * MB },
      { stopAt: null, startAt: at(640), downBytes: 3 * MB },
    ]);
    expect(lab.counters().dailyQuotaUsed).toBe(53 * MB);
  });

  it('so is one that began after a session that Accounting-On had ended', async () => {
    const lab = await openLab();
    await lab.list(at(60), [shown(60, 5 * MB)]);
    await lab.send(record({ status: 'Accounting-On', at: at(90) }));
    await lab.list(at(870), [shown(60, 32 * MB)]);
    expect(lab.sessions).toMatchObject([
      { closedBy: 'nas-reboot', downBytes: 5 * MB },
      { stopAt: null, downBytes: 32 * MB },
    ]);
  });

  it('a clock that jumps six years ahead while everybody redials makes no session twice', async () => {
    const lab = await openLab();
    const years = 6 * 365 * 24 * hour;
    const other = packetsOf({ username: 'mona', acctSessionId: '81000002', startAt: at(50), loginClass: 'lm-m' });
    lab.state.subscribers.set(2, aSubscriber(2, 'mona'));
    lab.state.addChange(1, 'subscriber', 2, 'created', t0);
    await lab.settled();
    await lab.send(ali.start(), other.start());
    await lab.list(at(60), [shown(60, 5 * MB)]);
    const mona = shown(40, 2 * MB, { username: 'mona', acctSessionId: '81000002', mac: 'AA:BB:CC:00:00:02' });
    await lab.list(at(90) + years, [shown(90, 6 * MB), mona], { bootedAt: at(-60) + years });
    expect(lab.sessions).toMatchObject([
      { username: 'ali', stopAt: null, downBytes: 6 * MB },
      { username: 'mona', stopAt: null, downBytes: 2 * MB },
    ]);
  });

  it('an id used again after its Stop is a new session, a listing from before the Stop is not', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.stop(90, 12 * MB));
    await lab.list(at(89), [shown(89, 11 * MB)]);
    expect(lab.sessions).toHaveLength(1);
    await lab.list(at(400), [shown(200, 3 * MB)]);
    expect(lab.sessions).toMatchObject([{ closedBy: 'stop' }, { stopAt: null, startAt: at(200), downBytes: 3 * MB }]);
    expect(lab.counters().dailyQuotaUsed).toBe(15 * MB);
  });

  it('a clock that jumped forward makes no second session', async () => {
    const lab = await openLab();
    await lab.list(at(600), [shown(600, 50 * MB)]);
    await lab.list(at(630 + 3_600), [shown(630, 52 * MB)]);
    expect(lab.sessions).toMatchObject([{ stopAt: null, downBytes: 52 * MB }]);
  });

  it('X28, case 16: 900 MB in 30 s on a 10M line wait in quarantine, and are in the ledger', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(at(30), [shown(30, MB)]);
    await lab.list(at(60), [shown(60, 901 * MB)]);
    await lab.list(at(90), [shown(90, 911 * MB)]);
    expect(lab.counters().dailyQuotaUsed).toBe(11 * MB);
    expect(lab.findings).toEqual([{ username: 'ali', kinds: ['quarantined'] }]);
    expect(lab.state.receipts.map(({ decision }) => decision)).toContain('quarantined');
  });

  it('a session in quarantine is committed at once: a crash neither loses the evidence nor finds it again', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(at(30), [shown(30, MB)]);
    await lab.list(at(60), [shown(60, 901 * MB)]);
    await lab.restart();
    await lab.list(at(90), [shown(90, 911 * MB)]);
    expect(lab.findings).toEqual([]);
    expect(lab.online[0]?.usage.holds).toHaveLength(1);
    expect(lab.counters().dailyQuotaUsed).toBe(11 * MB);
  });
});

describe('X56: closing by polling', () => {
  const known = async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali'), aSubscriber(2, 'mona')] });
    await lab.send(ali.start());
    await lab.list(at(30), [shown(30, 5 * MB)]);
    return lab;
  };
  const isOpen = (lab: Awaited<ReturnType<typeof known>>): boolean => lab.sessions[0]?.stopAt === null;

  it('takes two complete listings without the session, one after the other', async () => {
    const lab = await known();
    await lab.list(at(60), []);
    expect(isOpen(lab)).toBe(true);
    await lab.list(at(90), [shown(90, 6 * MB)]);
    await lab.list(at(120), []);
    expect(isOpen(lab)).toBe(true);
    await lab.list(at(150), []);
    expect(lab.sessions).toMatchObject([
      { closedBy: 'poll', terminateCause: 'Lost-Service', stopAt: at(90), sessionSeconds: 90 },
    ]);
    expect(lab.counters().isOnline).toBe(false);
  });

  it('never happens by incomplete listings', async () => {
    const lab = await known();
    for (const seconds of [60, 90, 120]) await lab.list(at(seconds), [], { isComplete: false });
    expect(isOpen(lab)).toBe(true);
  });

  it('never happens to a session that is listed without a reading', async () => {
    const lab = await known();
    for (const seconds of [60, 90, 120]) await lab.list(at(seconds), [], { present: new Map([[id, 'ali']]) });
    expect(isOpen(lab)).toBe(true);
  });

  it('an id that is listed for another user now is no sign of life (pain 5)', async () => {
    const lab = await known();
    const mona = shown(10, MB, { username: 'mona', mac: 'AA:BB:CC:00:00:02', interfaceName: '<pppoe-mona>' });
    await lab.list(at(60), [mona]);
    await lab.list(at(90), [{ ...mona, uptimeSeconds: 40 }]);
    expect(lab.sessions).toMatchObject([
      { username: 'ali', closedBy: 'poll', stopAt: at(30) },
      { username: 'mona', stopAt: null },
    ]);
  });

  it('never happens by listings asked before the session began', async () => {
    const lab = await known();
    const next = packetsOf({ username: 'mona', acctSessionId: '81000002', startAt: at(55) });
    await lab.send(next.start());
    await lab.list(at(60), [shown(60, 5 * MB)], { askedAt: at(50) });
    await lab.list(at(61), [shown(61, 5 * MB)], { askedAt: at(51) });
    expect(lab.sessions).toMatchObject([{ stopAt: null }, { username: 'mona', stopAt: null }]);
  });

  it('an interim between two listings is a sign of life: the count begins again', async () => {
    const lab = await known();
    await lab.list(at(60), []);
    await lab.send(ali.interim(70, 6 * MB));
    await lab.list(at(90), []);
    expect(isOpen(lab)).toBe(true);
    await lab.list(at(120), []);
    expect(isOpen(lab)).toBe(false);
  });

  it('leaves hotspot logins alone, which /ppp/active does not list', async () => {
    const lab = await openLab();
    await lab.send({ ...ali.start(), serviceType: 'Login-User' });
    for (const seconds of [30, 60, 90]) await lab.list(at(seconds), []);
    expect(isOpen(lab)).toBe(true);
  });

  it('what RADIUS proved alive after polling closed it is not closed by polling again, until a listing shows it', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(at(30), []);
    await lab.list(at(60), []);
    expect(isOpen(lab)).toBe(false);
    await lab.send(ali.interim(300, 6 * MB));
    for (const seconds of [330, 360, 390]) await lab.list(at(seconds), []);
    expect(isOpen(lab)).toBe(true);
    await lab.list(at(420), [shown(420, 7 * MB)]);
    await lab.list(at(450), []);
    await lab.list(at(480), []);
    expect(isOpen(lab)).toBe(false);
  });

  it('pain 1: after a reboot of the router the first complete listing ends what is not in it, as NAS-Reboot at last seen', async () => {
    const subscribers = Array.from({ length: 300 }, (_, i) => aSubscriber(i + 1, `u${i}`));
    const lab = await openLab({ subscribers });
    const all = subscribers.map(({ username }, i) =>
      aReading({
        username,
        acctSessionId: (0x81000001 + i).toString(16),
        mac: `AA:BB:CC:00:00:${i}`,
        uptimeSeconds: 600,
        downBytes: MB,
      }),
    );
    await lab.list(at(600), all);
    const back = all.slice(0, 40).map((reading, i) => ({
      ...reading,
      acctSessionId: (0x82000001 + i).toString(16),
      uptimeSeconds: 20,
    }));
    await lab.list(at(900), back, { bootedAt: at(840) });
    expect(lab.online).toHaveLength(40);
    const closed = lab.sessions.filter(({ stopAt }) => stopAt !== null);
    expect(closed).toHaveLength(300);
    expect(
      new Set(
        closed.map(({ terminateCause, closedBy, stopAt, downBytes }) =>
          JSON.stringify([terminateCause, closedBy, stopAt, downBytes]),
        ),
      ),
    ).toEqual(new Set([JSON.stringify(['NAS-Reboot', 'nas-reboot', at(600), MB])]));
    expect(subscribers.filter(({ id: n }) => lab.counters(n).isOnline)).toHaveLength(40);
  });

  it('a reboot is no reason to end what the listing has', async () => {
    const lab = await known();
    // The engine’s clock jumped, so the boot seems to lie after the session’s start.
    await lab.list(at(3_600), [shown(60, 6 * MB)], { bootedAt: at(3_000) });
    expect(isOpen(lab)).toBe(true);
  });

  it('a router that does not answer ends nothing', async () => {
    const lab = await known();
    await lab.usage.catchUp();
    lab.now += 20 * minute;
    await lab.usage.catchUp();
    expect(isOpen(lab)).toBe(true);
  });
});

describe('stale sessions (F032, P07, X56)', () => {
  /** Cycles, a minute apart. */
  const look = async (lab: Awaited<ReturnType<typeof openLab>>, minutes: number) => {
    for (let i = 0; i < minutes; i++) {
      lab.now += minute;
      await lab.usage.catchUp();
    }
  };

  it('are closed as Stale-Session-Cleanup after 30 min without a sign of life', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.interim(60, 10 * MB));
    await look(lab, 29);
    expect(lab.online).toHaveLength(1);
    await look(lab, 1);
    expect(lab.sessions).toMatchObject([
      { closedBy: 'sweeper', terminateCause: 'Stale-Session-Cleanup', stopAt: at(60), downBytes: 10 * MB },
    ]);
    expect(lab.counters().isOnline).toBe(false);
  });

  it('are not stale while listings show them, however quiet they are', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    for (let i = 1; i <= 80; i++) {
      await lab.list(at(i * 30), [shown(i * 30, 0)]);
      await lab.usage.catchUp();
    }
    expect(lab.online).toHaveLength(1);
  });

  it('only time during which the engine was up counts', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    lab.now = t0 + 10 * hour;
    await lab.restart();
    await look(lab, 29);
    expect(lab.online).toHaveLength(1);
    await look(lab, 1);
    expect(lab.online).toHaveLength(0);
  });

  it('reopen as the same row when the session speaks', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await look(lab, 40);
    expect(lab.online).toHaveLength(0);
    await lab.send(ali.interim(3_700, 20 * MB));
    expect(lab.sessions).toMatchObject([{ stopAt: null, closedBy: '', downBytes: 20 * MB }]);
  });

  it('a sleep of the machine is not time without a sign of life', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await look(lab, 15);
    lab.now += 9 * hour;
    await look(lab, 20);
    expect(lab.online).toHaveLength(1);
  });
});

describe('live rates', () => {
  const rate = (lab: Awaited<ReturnType<typeof openLab>>) => lab.online[0]?.rate;

  it('are what one source moved between its own readings, whatever other sources said in between', async () => {
    const lab = await openLab();
    await lab.send(ali.start());
    await lab.list(at(30), [shown(30, 30 * MB)]);
    await lab.send(ali.interim(45, 45 * MB));
    await lab.list(at(60), [shown(60, 60 * MB)]);
    expect(rate(lab)).toMatchObject({ downBps: 8 * MB, upBps: 0, at: at(60) });
  });

  it('fall to zero when nothing moves, and are not touched by a reading that comes twice', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.interim(60, 60 * MB));
    expect(rate(lab)).toMatchObject({ downBps: 8 * MB, upBps: 0, at: at(60) });
    await lab.send({ ...ali.interim(60, 60 * MB), at: at(90) });
    expect(rate(lab)).toMatchObject({ downBps: 8 * MB, upBps: 0, at: at(60) });
    await lab.send(ali.interim(120, 60 * MB));
    expect(rate(lab)).toMatchObject({ downBps: 0, upBps: 0, at: at(120) });
  });

  it('are unknown while there is nothing to compare with', async () => {
    const lab = await openLab({ nas: [aRouter({ createdAt: at(10_000) })] });
    await lab.list(at(60), [shown(60, 900 * MB)]);
    expect(rate(lab)).toBeUndefined();
    await lab.send(
      record({ status: 'Interim-Update', at: at(61), acctSessionId: id, username: 'ali', sessionSeconds: 61 }),
    );
    expect(rate(lab)).toBeUndefined();
  });
});
