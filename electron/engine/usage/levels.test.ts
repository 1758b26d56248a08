import { describe, expect, it } from 'vitest';
import { resetFup } from '../../../shared/domain/fup-reset.ts';
import { aPlan, aReading, aSubscriber, GB, hour, MB, minute, openLab, packetsOf, second, t0 } from './testing/lab.ts';

const id = '81000001';
const ali = packetsOf({ username: 'ali', acctSessionId: id, startAt: t0, loginClass: 'lm-ali-1' });
const used = (dailyQuotaUsed: number, over = {}) => ({
  counters: { ...aSubscriber(1, 'ali').counters, dailyDownloadUsed: dailyQuotaUsed, dailyQuotaUsed, ...over },
});
const commits = (lab: Awaited<ReturnType<typeof openLab>>) =>
  lab.store.log
    .filter(({ name }) => name === 'fold.commit')
    .map(({ input }) => input as { rates: unknown[]; counters: unknown[] });

it('counters end where no number can be shown beyond', async () => {
  const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(Number.MAX_SAFE_INTEGER - MB))] });
  await lab.send(ali.start(), ali.interim(60, 9 * MB));
  expect(lab.counters().dailyQuotaUsed).toBe(Number.MAX_SAFE_INTEGER);
});

describe('a tier is crossed', () => {
  it('level, counters and radreply in one commit; the change is told after it', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    await lab.send(ali.start(), ali.interim(60, 9 * MB));
    expect(lab.rates).toEqual([]);
    await lab.send(ali.interim(90, 10 * MB));
    expect(lab.counters()).toMatchObject({ fupLevel: 1, dailyQuotaUsed: 5 * GB });
    expect(lab.state.rateOf(1)).toBe('4M/4M');
    expect(lab.rates).toMatchObject([{ subscriberId: 1, username: 'ali', tenantId: 1, rate: '4M/4M' }]);
    expect(lab.levels).toMatchObject([{ before: { daily: 0, monthly: 0 }, after: { daily: 1, monthly: 0 } }]);
    expect(commits(lab).find(({ rates }) => rates.length > 0)).toMatchObject({
      rates: [{ id: 1, rate: '4M/4M' }],
      counters: [{ fupLevel: 1 }],
    });
  });

  it('case 4: two sessions of one subscriber cross it together, and both need the push', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    await lab.list(t0 + 60 * second, [
      aReading({ downBytes: 6 * MB }),
      aReading({ acctSessionId: '81000002', mac: 'AA:BB:CC:00:00:02', downBytes: 4 * MB }),
    ]);
    expect(lab.rates).toMatchObject([{ subscriberId: 1, rate: '4M/4M' }]);
    expect(lab.usage.book.ofSubscriber(1).map(({ row }) => row.acctSessionId)).toEqual([id, '81000002']);
  });

  it('X35: a delta over two thresholds sets the highest and tells one change', async () => {
    const tiers = [5, 6].map((gb, i) => ({ n: i + 1, fromBytes: gb * GB, downKbps: 4_000 - i * 2_000, upKbps: 1_000 }));
    const lab = await openLab({
      services: [aPlan({ dailyTiers: tiers, downKbps: 1_000_000, upKbps: 1_000_000 })],
      subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))],
    });
    await lab.send(ali.start(), ali.interim(600, 1_100 * MB));
    expect(lab.counters().fupLevel).toBe(2);
    expect(lab.rates.filter(({ rate }) => rate === '1M/2M')).toHaveLength(1);
  });

  it('case 3: a Stop that takes bytes back lowers the level again', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(4_000 * MB))] });
    await lab.send(ali.start());
    await lab.list(t0 + 900 * second, [aReading({ uptimeSeconds: 900, downBytes: 1_005 * MB })]);
    expect(lab.counters().fupLevel).toBe(1);
    await lab.send(ali.stop(901, 995 * MB));
    expect(lab.counters()).toMatchObject({ fupLevel: 0, dailyQuotaUsed: 4_995 * MB });
    expect(lab.state.rateOf(1)).toBe('10M/10M');
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['4M/4M', '10M/10M']);
  });

  it('X51, case 7: bonus bytes lift the level until they are gone', async () => {
    const plan = aPlan({
      dailyTiers: [],
      monthlyTiers: [{ n: 1, fromBytes: 100 * GB, downKbps: 4_000, upKbps: 4_000 }],
    });
    const over = used(0, { monthlyQuotaUsed: 102 * GB, bonusBytes: 20 * MB, monthlyFupLevel: 0 });
    const lab = await openLab({ services: [plan], subscribers: [aSubscriber(1, 'ali', over)] });
    await lab.send(ali.start(), ali.interim(60, 19 * MB));
    expect(lab.counters()).toMatchObject({ monthlyFupLevel: 0, bonusBytes: MB, monthlyQuotaUsed: 102 * GB });
    await lab.send(ali.interim(90, 21 * MB));
    expect(lab.counters()).toMatchObject({ monthlyFupLevel: 1, bonusBytes: 0, monthlyQuotaUsed: 102 * GB + MB });
    expect(lab.rates).toMatchObject([{ rate: '4M/4M' }]);
  });
});

describe('what others change', () => {
  const online = async (over = {}) => {
    const lab = await openLab({
      services: [
        aPlan(),
        aPlan({ id: 2, name: 'Big', dailyTiers: [{ n: 1, fromBytes: 10 * GB, downKbps: 4_000, upKbps: 4_000 }] }),
      ],
      subscribers: [
        aSubscriber(1, 'ali', { ...used(6 * GB, { fupLevel: 1 }), reply: [['Mikrotik-Rate-Limit', '4M/4M']], ...over }),
      ],
    });
    await lab.send(ali.start());
    return lab;
  };

  it('case 19: to a plan with a higher tier and back: level, rate and push follow, counters stay', async () => {
    const lab = await online();
    const move = async (serviceId: number, rate: string) => {
      // As the subscriber's service does it: the row and radreply in one command, then the feed.
      lab.state.subscribers.set(1, { ...lab.state.subscribers.get(1)!, serviceId });
      lab.state.setRate(1, rate, lab.now);
      lab.state.addChange(1, 'subscriber', 1, 'updated', lab.now);
      lab.store.nudge();
      await lab.settled();
    };
    await move(2, '10M/10M');
    expect(lab.counters()).toMatchObject({ fupLevel: 0, dailyQuotaUsed: 6 * GB });
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['10M/10M']);
    await move(1, '4M/4M');
    expect(lab.counters()).toMatchObject({ fupLevel: 1, dailyQuotaUsed: 6 * GB });
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['10M/10M', '4M/4M']);
  });

  it('an edit of the plan reaches running sessions, whoever wrote radreply', async () => {
    const lab = await online();
    lab.state.services.set(1, aPlan({ downKbps: 20_000, upKbps: 20_000, dailyTiers: [] }));
    lab.state.addChange(1, 'service', 1, 'updated', lab.now);
    await lab.store.command('subscriber.rates', { rates: [{ id: 1, rate: '20M/20M' }], at: lab.now });
    await lab.settled();
    expect(lab.counters().fupLevel).toBe(0);
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['20M/20M']);
    expect(lab.state.rateOf(1)).toBe('20M/20M');
  });

  it('the feed that brings back our own commits tells no change again', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    await lab.send(ali.start(), ali.interim(60, 10 * MB));
    await lab.settled();
    lab.store.log.length = 0;
    await lab.usage.catchUp();
    await lab.settled();
    expect(lab.rates).toHaveLength(1);
    expect(lab.store.log).toEqual([]);
  });

  it('an old reading of radreply from the feed undoes nothing and tells nothing', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    await lab.send(ali.start());
    const stale = structuredClone(lab.state.subscribers.get(1)!);
    await lab.send(ali.interim(60, 10 * MB));
    lab.usage.accounts.put(stale);
    await lab.usage.catchUp();
    expect(lab.state.rateOf(1)).toBe('4M/4M');
    expect(lab.rates).toHaveLength(1);
  });

  it('case 12: suspended and back', async () => {
    const lab = await online();
    const be = async (status: 'active' | 'suspended') => {
      lab.state.subscribers.set(1, { ...lab.state.subscribers.get(1)!, status });
      lab.state.addChange(1, 'subscriber', 1, 'updated', lab.now);
      lab.store.nudge();
      await lab.settled();
    };
    await be('suspended');
    await be('active');
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['1k/1k', '4M/4M']);
  });

  it('N22, X7: a boost ends by itself, also when the engine was off at that time', async () => {
    const lab = await online({
      boostPercent: 100,
      boostUntil: t0 + 2 * hour,
      reply: [['Mikrotik-Rate-Limit', '20M/20M']],
    });
    expect(lab.rates).toEqual([]);
    lab.now = t0 + 3 * hour;
    await lab.restart();
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['4M/4M']);
    expect(lab.state.rateOf(1)).toBe('4M/4M');
  });

  it('a late record is judged by the time it is now: it does not bring back what held then', async () => {
    const lab = await online({
      expiresAt: t0 + hour,
      ...used(4_990 * MB),
      reply: [['Mikrotik-Rate-Limit', '10M/10M']],
    });
    lab.now = t0 + 2 * hour;
    await lab.usage.catchUp();
    await lab.send({ ...ali.interim(1_800, 50 * MB), at: t0 + 2 * hour, delaySeconds: 5_400 });
    expect(lab.counters().fupLevel).toBe(1);
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['512k/512k']);
    expect(lab.state.rateOf(1)).toBe('512k/512k');
  });

  it('X46: a boost does not end by a clock that is not believed', async () => {
    const lab = await online({
      boostPercent: 100,
      boostUntil: t0 + 2 * hour,
      reply: [['Mikrotik-Rate-Limit', '20M/20M']],
    });
    lab.now = t0 + 7 * 24 * hour;
    lab.clockAheadMs = 7 * 24 * hour;
    await lab.usage.catchUp();
    expect(lab.rates).toEqual([]);
    lab.clockAheadMs = 0;
    await lab.usage.catchUp();
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['10M/10M']);
  });

  it('a removed subscriber is no longer charged, and their session is not lost', async () => {
    const lab = await online();
    lab.state.subscribers.delete(1);
    lab.state.addChange(1, 'subscriber', 1, 'removed', lab.now);
    lab.store.nudge();
    await lab.settled();
    await lab.send(ali.interim(60, 10 * MB), ali.stop(90, 12 * MB));
    expect(lab.sessions).toMatchObject([{ downBytes: 12 * MB, closedBy: 'stop' }]);
    expect(lab.state.receipts).toEqual([]);
    expect(lab.errors).toEqual([]);
  });

  it('what changes while the fold is being opened is not missed', async () => {
    const lab = await openLab();
    lab.store = lab.store.reborn();
    lab.store.append(ali.start());
    lab.store.slowMs = 20;
    const before = lab.usage;
    const opening = lab.open();
    while (lab.usage === before) await new Promise((resolve) => setImmediate(resolve));
    lab.state.subscribers.set(1, { ...lab.state.subscribers.get(1)!, status: 'suspended' });
    lab.state.addChange(1, 'subscriber', 1, 'updated', lab.now);
    lab.store.nudge();
    await opening;
    await lab.settled();
    expect(lab.state.rateOf(1)).toBe('1k/1k');
  });
});

describe('days', () => {
  /** 00:05 in Cairo of the night after t0. */
  const boundary = Date.UTC(2026, 10, 20, 22, 5);

  it('case 1: a delta over the reset is split, and tier 1 is not pushed', async () => {
    const fast = { ...used(4_950 * MB), reply: [['Mikrotik-Rate-Limit', '10M/100M']] as const };
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', fast)], services: [aPlan({ downKbps: 100_000 })] });
    const line = packetsOf({ username: 'ali', acctSessionId: id, startAt: boundary - 10 * minute, loginClass: 'lm-n' });
    await lab.send(line.start());
    const poll = (at: number, downBytes: number) =>
      lab.list(at, [aReading({ uptimeSeconds: (at - boundary + 10 * minute) / second, downBytes })]);
    await poll(boundary - 10 * second, 0);
    await poll(boundary + 20 * second, 300 * MB);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 200 * MB, fupLevel: 0 });
    expect([...lab.state.daily.values()]).toMatchObject([{ day: '2026-11-20', countedBytes: 5_050 * MB }]);
    expect(lab.rates).toEqual([]);
  });

  it('X15, pain 6: off from 23:50 to 07:30: one reset at start, before the first reading counts', async () => {
    const lab = await openLab({
      subscribers: [
        aSubscriber(1, 'ali', { ...used(6 * GB, { fupLevel: 1 }), reply: [['Mikrotik-Rate-Limit', '4M/4M']] }),
      ],
    });
    await lab.send(ali.start());
    lab.now = boundary + 7.5 * hour;
    await lab.restart();
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 0, fupLevel: 0, lastDailyReset: boundary });
    expect([...lab.state.daily.values()]).toEqual([
      {
        subscriberId: 1,
        day: '2026-11-20',
        downBytes: 6 * GB,
        upBytes: 0,
        countedBytes: 6 * GB,
        forgivenBytes: 0,
        correctionBytes: 0,
      },
    ]);
    expect(lab.rates.map(({ rate }) => rate)).toEqual(['10M/10M']);
    expect(lab.state.rateOf(1)).toBe('10M/10M');
    await lab.restart();
    expect(lab.rates).toEqual([]);
    expect(lab.state.daily.size).toBe(1);
  });

  it('a quiet day closes without a row, and is closed all the same', async () => {
    const lab = await openLab();
    lab.now = boundary + minute;
    await lab.usage.catchUp();
    expect(lab.state.daily.size).toBe(0);
    expect(lab.counters().lastDailyReset).toBe(boundary);
  });

  it('every account is reset in commits of a few ms', async () => {
    const subscribers = Array.from({ length: 3_000 }, (_, i) => aSubscriber(i + 1, `u${i}`, used(MB)));
    const lab = await openLab({ subscribers });
    lab.now = boundary + minute;
    lab.store.log.length = 0;
    await lab.usage.catchUp();
    expect(lab.state.daily.size).toBe(3_000);
    expect(Math.max(...commits(lab).map(({ counters }) => counters.length))).toBeLessThan(300);
  });

  it('X54, case 9: an operator’s reset is forgiven in the day, and the monthly counters go on', async () => {
    const lab = await openLab({
      subscribers: [aSubscriber(1, 'ali', used(6 * GB, { monthlyQuotaUsed: 6 * GB, fupLevel: 1 }))],
    });
    await lab.usage.change(({ fold, batch }) => {
      const account = lab.usage.accounts.get(1)!;
      const { usage } = resetFup(account.usage, lab.now, account.terms);
      account.usage = usage;
      batch.account(account);
      fold.relevel(account, batch);
    });
    await lab.send(ali.start(), ali.interim(900, GB));
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: GB, fupLevel: 0 });
    lab.now = boundary + minute;
    await lab.usage.catchUp();
    expect([...lab.state.daily.values()]).toMatchObject([
      { downBytes: 7 * GB, countedBytes: 7 * GB, forgivenBytes: 6 * GB },
    ]);
    expect(lab.counters().monthlyQuotaUsed).toBe(7 * GB);
  });

  it('X46: while the clock is not believed nothing resets; released, it catches up', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(6 * GB, { fupLevel: 1 }))] });
    await lab.usage.holdResets(true);
    lab.now = boundary + 30 * 24 * hour;
    await lab.usage.catchUp();
    expect(lab.counters().dailyQuotaUsed).toBe(6 * GB);
    lab.now = boundary + minute;
    await lab.usage.holdResets(false);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 0, lastDailyReset: boundary });
  });

  it('another reset time or zone takes effect with the settings', async () => {
    const lab = await openLab({ subscribers: [aSubscriber(1, 'ali', used(6 * GB))] });
    lab.state.tenants.set(1, { ...lab.state.tenants.get(1)!, dailyResetTime: '12:30' });
    lab.state.addChange(1, 'tenant', 1, 'updated', lab.now);
    lab.store.nudge();
    await lab.settled();
    lab.now = Date.UTC(2026, 10, 20, 10, 31);
    await lab.usage.catchUp();
    expect(lab.counters().dailyQuotaUsed).toBe(0);
  });
});

describe('hours and receipts', () => {
  it('a delta is spread over the hours in which it was moved', async () => {
    const lab = await openLab({ services: [aPlan({ downKbps: 100_000, dailyTiers: [] })] });
    await lab.send(ali.start(), ali.interim(5_400, 90 * MB, 9 * MB));
    expect([...lab.state.hourly.values()]).toEqual([
      { subscriberId: 1, hourAt: t0, downBytes: 60 * MB, upBytes: 6 * MB, countedBytes: 66 * MB },
      { subscriberId: 1, hourAt: t0 + hour, downBytes: 30 * MB, upBytes: 3 * MB, countedBytes: 33 * MB },
    ]);
  });

  it('receipts, hours and counters are the same sum, with free hours between', async () => {
    const free = { from: '12:10', to: '12:20', percent: 70 };
    const lab = await openLab({ services: [aPlan({ freeHours: free, downKbps: 100_000, dailyTiers: [] })] });
    await lab.send(ali.start());
    for (let i = 1; i <= 60; i++) {
      await lab.list(t0 + i * 30 * second, [
        aReading({ uptimeSeconds: i * 30, downBytes: i * 33_333_333, upBytes: i * 1_111_111 }),
      ]);
    }
    await lab.send(ali.stop(1_801, 60 * 33_333_333 - 5 * MB, 60 * 1_111_111));
    const hourly = [...lab.state.hourly.values()];
    const sum = (name: 'downBytes' | 'upBytes' | 'countedBytes') => hourly.reduce((total, row) => total + row[name], 0);
    const { dailyQuotaUsed, dailyDownloadUsed, dailyUploadUsed } = lab.counters();
    const [session] = lab.sessions;
    expect(lab.receiptSum()).toEqual({ down: session!.downBytes, up: session!.upBytes, counted: dailyQuotaUsed });
    expect([sum('downBytes'), sum('upBytes'), sum('countedBytes')]).toEqual([
      dailyDownloadUsed,
      dailyUploadUsed,
      dailyQuotaUsed,
    ]);
    expect(session!.downBytes).toBe(60 * 33_333_333 - 5 * MB);
    const ten = 20 * (33_333_333 + 1_111_111);
    expect(dailyQuotaUsed).toBeGreaterThan(40 * 34_444_444 - 5 * MB + ten * 0.29);
    expect(dailyQuotaUsed).toBeLessThan(40 * 34_444_444 - 5 * MB + ten * 0.31);
  });
});

describe('X46: the engine started once with a clock that was years ahead', () => {
  it('its counters count again, and reach their quota, once others confirm the right time', async () => {
    const lab = await openLab();
    lab.now = t0 + 7000 * 24 * hour;
    await lab.restart();
    lab.now = t0;
    await lab.restart();
    await lab.send(ali.start(), ali.interim(600, 100 * MB));
    expect(lab.counters().dailyQuotaUsed).toBe(0); // nobody knows yet which of the two times was right

    lab.isClockConfirmed = true;
    lab.now += hour;
    await lab.usage.catchUp();
    await lab.usage.idle();
    await lab.send(ali.interim(4_200, 300 * MB));
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 200 * MB, monthlyQuotaUsed: 300 * MB });
    lab.now += 24 * hour;
    await lab.usage.catchUp();
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 0, monthlyQuotaUsed: 300 * MB });
    expect(lab.errors).toEqual([]);
  });

  it('a clock that woke up years behind does not bring them back: a reset is not undone by it', async () => {
    const lab = await openLab();
    await lab.send(ali.start(), ali.interim(600, 100 * MB));
    const { lastDailyReset } = lab.counters();
    lab.now = t0 - 4000 * 24 * hour;
    await lab.restart();
    await lab.usage.idle();
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 100 * MB, lastDailyReset });
  });
});
