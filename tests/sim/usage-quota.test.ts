/**
 * Usage, levels and rates through the whole chain: accounting records and listings into the fold, its changes into
 * enforcement, up the ladder to simulated routers that take CoA, ignore it, or are gone. Everything is real but the
 * routers, the store and the clock.
 */
import { describe, expect, it } from 'vitest';
import type { CoaOutcome, CoaRequest, CoaTarget } from '../../electron/engine/coa/client.ts';
import { createEnforcement } from '../../electron/engine/quota/enforcement.ts';
import { createFupReset } from '../../electron/engine/quota/fup-reset.ts';
import { createRateCheck } from '../../electron/engine/quota/rate-check.ts';
import { createSessionPush, listedSessions } from '../../electron/engine/quota/session-push.ts';
import { readAttribute } from '../../electron/engine/radius/attributes.ts';
import { parsePacket } from '../../electron/engine/radius/packet.ts';
import type { DynamicQueue } from '../../electron/engine/routeros/commands/simple-queues.ts';
import type { SubscriberSnapshot } from '../../electron/engine/store/reads.ts';
import {
  aPlan,
  aReading,
  aSubscriber,
  GB,
  hour,
  Lab,
  type LabOptions,
  MB,
  minute,
  packetsOf,
  second,
  t0,
} from '../../electron/engine/usage/testing/lab.ts';
import type { RouterReading } from '../../electron/engine/usage/usage-service.ts';

interface RouterSession {
  readonly username: string;
  readonly mac: string;
  readonly startAt: number;
  readonly interfaceName: string;
  rate: string;
  downBytes: number;
}

/** A router with PPPoE sessions: listed, limited, changed by CoA; dialling in takes the rate of `radreply`. */
class SimRouter {
  readonly sessions = new Map<string, RouterSession>();
  coa: 'ok' | 'silent' | 'refuses' = 'ok';
  hasApi = true;
  readonly coaLog: string[] = [];
  /** Reads of queues: names, or `all`. */
  readonly queueReads: string[] = [];
  disconnects = 0;

  dial(acctSessionId: string, username: string, rate: string, at: number, over: Partial<RouterSession> = {}): void {
    const of = [...this.sessions.values()].filter((one) => one.username === username).length;
    const interfaceName = `<pppoe-${username}${of === 0 ? '' : `-${of}`}>`;
    const mac = 'AA:BB:CC:00:00:01';
    this.sessions.set(acctSessionId, { username, mac, startAt: at, rate, interfaceName, downBytes: 0, ...over });
  }

  async take(_target: CoaTarget, { code, attributes }: CoaRequest): Promise<CoaOutcome> {
    if (code === 'Disconnect-Request') this.disconnects++;
    const parsed = parsePacket(
      Buffer.concat([
        Buffer.from([43, 1, (20 + attributes.length) >> 8, (20 + attributes.length) & 255]),
        Buffer.alloc(16),
        attributes,
      ]),
    );
    if (!parsed.ok) throw new Error('our own packet');
    const id = readAttribute(parsed.value, 'Acct-Session-Id') ?? '';
    const rate = readAttribute(parsed.value, 'Mikrotik-Rate-Limit') ?? '';
    this.coaLog.push(`${id} ${rate}`);
    if (this.coa === 'silent') return { kind: 'timeout', tries: 3, ms: 6_000 };
    if (this.coa === 'refuses') return { kind: 'nak', tries: 1, ms: 2, errorCause: 'Administratively-Prohibited' };
    const session = this.sessions.get(id);
    if (!session) return { kind: 'nak', tries: 1, ms: 2, errorCause: 'Session-Context-Not-Found' };
    session.rate = rate;
    return { kind: 'ack', tries: 1, ms: 2 };
  }

  queue(name: string): DynamicQueue | undefined {
    const session = [...this.sessions.values()].find(({ interfaceName }) => interfaceName === name);
    if (!session) return undefined;
    const bps = (half: string): number => Number(half.replace('M', '000000').replace('k', '000'));
    const [up, down] = session.rate.split('/') as [string, string];
    return {
      name,
      targets: [name],
      maxLimitBitsPerSecond: { up: bps(up), down: bps(down) },
      burstLimitBitsPerSecond: undefined,
      burstThresholdBitsPerSecond: undefined,
      burstTimeSeconds: undefined,
    };
  }

  readings(at: number): RouterReading[] {
    return [...this.sessions].map(([acctSessionId, one]) =>
      aReading({
        acctSessionId,
        username: one.username,
        mac: one.mac,
        interfaceName: one.interfaceName,
        uptimeSeconds: Math.round((at - one.startAt) / second),
        downBytes: one.downBytes,
      }),
    );
  }
}

async function noc(options: LabOptions = {}) {
  const router = new SimRouter();
  const lab = new Lab({ listeners: { onRateChange: (change) => onRateChange(change) }, ...options });
  const wire = () => {
    const { usage, directory } = lab;
    const fleet = {
      readQueue: async (_nasId: number, name: string) => {
        if (!router.hasApi) return undefined;
        router.queueReads.push(name);
        return router.queue(name) ?? null;
      },
      findSessionIds: async (_nasId: number, username: string) =>
        router.hasApi
          ? [...router.sessions].flatMap(([id, one]) => (one.username === username ? [id] : []))
          : undefined,
    };
    const enforcement = createEnforcement({
      sessionsOf: (id) => usage.book.ofSubscriber(id).map(({ row }) => ({ ...row, subscriberId: id })),
      isOpen: (key) => usage.book.byKey(key)?.row.stopAt === null,
      push: createSessionPush({
        book: usage.book,
        directory,
        fleet,
        coa: { send: (target, request) => router.take(target, request) },
        localAddressOf: () => undefined,
        store: lab.store,
        background: (_what, work) => void work.catch(() => undefined),
        wait: async () => undefined,
      }),
      audit: (rows) => void lab.store.command('audit.append', { rows }),
      now: () => lab.now,
      onChange: () => undefined,
      onApplied: (key) => usage.rateApplied(key),
    });
    const check = createRateCheck({
      listedOn: (nasId) => listedSessions(usage, nasId),
      enforcement,
      readQueues: async (_nasId, names) => {
        router.queueReads.push(...(names.length > 4 ? ['all'] : names));
        return new Map(names.flatMap((name) => (router.queue(name) ? [[name, router.queue(name)!]] : [])));
      },
    });
    const reset = createFupReset({
      store: lab.store,
      usage,
      enforcement,
      now: () => lab.now,
      wait: () => new Promise(() => undefined),
    });
    return { enforcement, check, reset };
  };
  let parts: ReturnType<typeof wire>;
  const onRateChange = ({ subscriberId, rate }: { subscriberId: number; rate: string }): void => {
    void parts?.enforcement.apply(subscriberId, rate, 'speed changed');
  };
  await lab.open();
  parts = wire();
  const settled = async () => {
    await lab.settled();
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    await lab.settled();
  };
  return {
    lab,
    router,
    settled,
    get enforcement() {
      return parts.enforcement;
    },
    reset: (...given: Parameters<typeof parts.reset>) => parts.reset(...given),
    /** One cycle of QuotaSync over the router at `at`. */
    async cycle(at: number) {
      lab.now = at;
      await lab.list(at, router.readings(at));
      await parts.check(1);
      await lab.usage.catchUp();
      await parts.enforcement.sweep();
      await settled();
    },
    /** The engine starts again: nothing in memory survives. */
    async restart() {
      await lab.restart();
      parts = wire();
    },
    audits: () =>
      lab.state.audit
        .filter(({ action }) => action === 'coa.rate')
        .map(({ detail }) => detail as { result: string; reason: string }),
  };
}

const used = (dailyQuotaUsed: number, over = {}): Pick<SubscriberSnapshot, 'counters'> => ({
  counters: { ...aSubscriber(1, 'ali').counters, dailyDownloadUsed: dailyQuotaUsed, dailyQuotaUsed, ...over },
});
const actor = { kind: 'operator' as const, id: 1, name: 'admin' };
const scope = { tenantId: 1 };

describe('a tier is crossed', () => {
  it('case 4: A and B of one subscriber get a CoA each with its own session id; A’s id is not found, B is verified, nobody is disconnected', async () => {
    const world = await noc({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    const { router, lab } = world;
    router.dial('81000001', 'ali', '10M/10M', t0);
    router.dial('81000002', 'ali', '10M/10M', t0, { mac: 'AA:BB:CC:00:00:02' });
    await world.cycle(t0 + 30 * second);
    // A redials unseen: the router knows it by another id now.
    const a = router.sessions.get('81000001')!;
    router.sessions.delete('81000001');
    router.sessions.set('81000003', { ...a, startAt: t0 + 40 * second });
    await lab.send(packetsOf({ username: 'ali', acctSessionId: '81000002', startAt: t0 }).interim(50, 10 * MB));
    await world.settled();
    expect(lab.counters().fupLevel).toBe(1);
    expect([...router.sessions.values()].map(({ rate }) => rate)).toEqual(['4M/4M', '4M/4M']);
    expect(router.coaLog).toEqual(['81000001 4M/4M', '81000002 4M/4M', '81000003 4M/4M']);
    expect(world.audits().map(({ result }) => result)).toEqual(['verified', 'verified']);
    expect(router.disconnects).toBe(0);
  });

  it('case 15: redial while the NAS is silent: the old push is dropped, the new login has the rate, seen by read-back', async () => {
    const world = await noc({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    const { router, lab } = world;
    router.coa = 'silent';
    router.dial('81000001', 'ali', '10M/10M', t0);
    const first = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-1' });
    await lab.send(first.start(), first.interim(60, 10 * MB));
    await world.settled();
    expect(world.enforcement.pendingCount).toBe(1);
    expect(lab.state.rateOf(1)).toBe('4M/4M');

    const at = t0 + 70 * second;
    router.sessions.clear();
    // The Access-Accept carries what radreply says.
    router.dial('81000009', 'ali', lab.state.rateOf(1), at);
    const next = packetsOf({ username: 'ali', acctSessionId: '81000009', startAt: at, loginClass: 'lm-2' });
    await lab.send(first.stop(69, 11 * MB), next.start());
    const sent = router.coaLog.length;
    await world.cycle(at + 20 * second);
    expect(world.enforcement.pendingCount).toBe(0);
    expect(router.coaLog).toHaveLength(sent);
    const [session] = lab.online;
    expect(world.enforcement.stateOf(session!.row.sessionKey)).toMatchObject({
      result: 'verified',
      applied: '4000000/4000000',
    });
    expect(router.disconnects).toBe(0);
  });

  it('a NAS that is silent for a while has every session right within one cycle of its return', async () => {
    const subscribers = Array.from({ length: 50 }, (_, i) => aSubscriber(i + 1, `u${i}`, used(4_999 * MB)));
    const world = await noc({ subscribers });
    const { router } = world;
    for (const [i, { username }] of subscribers.entries())
      router.dial((0x81000001 + i).toString(16), username, '10M/10M', t0);
    await world.cycle(t0 + 30 * second);
    router.coa = 'silent';
    for (const one of router.sessions.values()) one.downBytes = 2 * MB;
    await world.cycle(t0 + 60 * second);
    expect(world.enforcement.pendingCount).toBe(50);
    const rows = world.audits().length;
    for (let i = 3; i < 10; i++) await world.cycle(t0 + i * 30 * second);
    expect(world.audits()).toHaveLength(rows);
    router.coa = 'ok';
    await world.cycle(t0 + 300 * second);
    expect(world.enforcement.pendingCount).toBe(0);
    expect(new Set([...router.sessions.values()].map(({ rate }) => rate))).toEqual(new Set(['4M/4M']));
  });

  it('X28: while a lower rate waits for a silent NAS, what the line can still move is not suspicious', async () => {
    const plan = aPlan({
      downKbps: 200_000,
      upKbps: 10_000,
      dailyTiers: [{ n: 1, fromBytes: 5 * GB, downKbps: 2_000, upKbps: 1_000 }],
    });
    const world = await noc({
      services: [plan],
      subscribers: [aSubscriber(1, 'ali', { ...used(4_999 * MB), reply: [['Mikrotik-Rate-Limit', '10M/200M']] })],
    });
    const { router, lab } = world;
    router.coa = 'silent';
    router.dial('81000001', 'ali', '10M/200M', t0);
    const line = router.sessions.get('81000001')!;
    for (let i = 1; i <= 10; i++) {
      line.downBytes += 600 * MB;
      await world.cycle(t0 + i * 30 * second);
    }
    expect(lab.findings).toEqual([]);
    expect(lab.counters().dailyQuotaUsed).toBe(4_999 * MB + 6_000 * MB);
    router.coa = 'ok';
    await world.cycle(t0 + 330 * second);
    expect(line.rate).toBe('1M/2M');
    await world.cycle(t0 + 360 * second);
    // Now the line has 2M: 600 MB in 30 s cannot be.
    line.downBytes += 600 * MB;
    await world.cycle(t0 + 390 * second);
    expect(lab.findings).toMatchObject([{ kinds: ['quarantined'] }]);
  });
});

describe('X42: a session seen with another rate', () => {
  it('is corrected within a cycle, whoever gave it that rate; afterwards nobody looks again', async () => {
    const world = await noc();
    const { router, lab } = world;
    router.dial('81000001', 'ali', '20M/20M', t0);
    await world.cycle(t0 + 30 * second);
    expect(router.sessions.get('81000001')?.rate).toBe('10M/10M');
    expect(world.audits()).toMatchObject([{ result: 'verified', reason: 'the router had 20000000/20000000' }]);
    const reads = router.queueReads.length;
    for (let i = 2; i < 10; i++) await world.cycle(t0 + i * 30 * second);
    expect(router.queueReads).toHaveLength(reads);
    expect(lab.errors).toEqual([]);
  });

  it('pain 12: an engine that was killed between commit and push finds it at its next start', async () => {
    const world = await noc({ subscribers: [aSubscriber(1, 'ali', used(4_990 * MB))] });
    const { router, lab } = world;
    router.dial('81000001', 'ali', '10M/10M', t0);
    await world.cycle(t0 + 30 * second);
    lab.store.killer = ({ rates }) => (rates.length > 0 ? 'after' : undefined);
    router.sessions.get('81000001')!.downBytes = 20 * MB;
    void lab.list(t0 + 60 * second, router.readings(t0 + 60 * second));
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(lab.state.rateOf(1)).toBe('4M/4M');
    expect(router.sessions.get('81000001')?.rate).toBe('10M/10M');
    await world.restart();
    await world.cycle(t0 + 90 * second);
    expect(router.sessions.get('81000001')?.rate).toBe('4M/4M');
    expect(lab.counters().dailyQuotaUsed).toBe(5_010 * MB);
  });

  it('many sessions after a start of the engine cost one print, and only in one cycle', async () => {
    const subscribers = Array.from({ length: 500 }, (_, i) => aSubscriber(i + 1, `u${i}`));
    const world = await noc({ subscribers });
    const { router } = world;
    for (const [i, { username }] of subscribers.entries())
      router.dial((0x81000001 + i).toString(16), username, i % 50 ? '10M/10M' : '1M/1M', t0);
    for (let i = 1; i < 6; i++) await world.cycle(t0 + i * 30 * second);
    expect(router.queueReads.filter((name) => name === 'all')).toHaveLength(1);
    expect(router.coaLog).toHaveLength(10);
    expect(new Set([...router.sessions.values()].map(({ rate }) => rate))).toEqual(new Set(['10M/10M']));
  });

  it('a session of a local PPP secret is left alone: no CoA reaches it', async () => {
    const world = await noc();
    const { router, lab } = world;
    router.dial('81000001', 'ali', '20M/20M', t0);
    await lab.list(
      t0 + 30 * second,
      router.readings(t0 + 30 * second).map((one) => ({ ...one, isRadius: false })),
    );
    await world.enforcement.apply(1, '10M/10M', 'x');
    await world.settled();
    expect(router.coaLog).toEqual([]);
    expect(world.audits()).toMatchObject([{ result: 'pending' }]);
  });
});

describe('Reset FUP', () => {
  const tiers = (n: number, gb: number, kbps: number) => ({ n, fromBytes: gb * GB, downKbps: kbps, upKbps: kbps });
  const plan = aPlan({
    dailyTiers: [tiers(1, 3, 6_000), tiers(2, 5, 4_000)],
    monthlyTiers: [tiers(1, 100, 5_000)],
  });

  it('case 8, X7: under a monthly tier the pushed rate is 5M and not 10M', async () => {
    const over = {
      ...used(6 * GB, { fupLevel: 2, monthlyQuotaUsed: 120 * GB, monthlyFupLevel: 1 }),
      reply: [['Mikrotik-Rate-Limit', '4M/4M']] as const,
    };
    const world = await noc({ services: [plan], subscribers: [aSubscriber(1, 'ali', over)] });
    const { router, lab } = world;
    router.dial('81000001', 'ali', '4M/4M', t0);
    await world.cycle(t0 + 30 * second);
    expect(await world.reset(scope, actor, { ids: [1] })).toEqual({
      reset: 1,
      coa: { verified: 1, acknowledged: 0, pending: 0, offline: 0 },
    });
    expect(router.sessions.get('81000001')?.rate).toBe('5M/5M');
    expect(lab.state.rateOf(1)).toBe('5M/5M');
    expect(lab.counters()).toMatchObject({
      dailyQuotaUsed: 0,
      dailyDownloadUsed: 0,
      fupLevel: 0,
      monthlyFupLevel: 1,
      monthlyQuotaUsed: 120 * GB,
      lastDailyReset: lab.now,
    });
    expect(lab.state.resets).toMatchObject([
      { reset: { subscriberId: 1, dailyQuotaUsed: 6 * GB, fupLevel: 2, actorName: 'admin', day: '2026-11-20' } },
    ]);
    expect(lab.state.audit.map(({ action }) => action)).toContain('fup.reset');
    expect(router.coaLog).toHaveLength(1);
  });

  it('F085: who is offline is reset too, and has the rate at the next login', async () => {
    const over = { ...used(6 * GB, { fupLevel: 2 }), reply: [['Mikrotik-Rate-Limit', '4M/4M']] as const };
    const world = await noc({ services: [plan], subscribers: [aSubscriber(1, 'ali', over)] });
    expect((await world.reset(scope, actor, { filter: { fupLevel: 2 } })).coa).toMatchObject({ offline: 1 });
    expect(world.lab.state.rateOf(1)).toBe('10M/10M');
  });

  it('X10: of everybody needs the right number, and takes everybody', async () => {
    const subscribers = Array.from({ length: 450 }, (_, i) =>
      aSubscriber(i + 1, `u${i}`, used(6 * GB, { fupLevel: 2 })),
    );
    const world = await noc({ services: [plan], subscribers });
    await expect(world.reset(scope, actor, { all: true, confirm: 449 })).rejects.toMatchObject({
      faults: [{ field: 'confirm' }],
    });
    expect(world.lab.counters(7).dailyQuotaUsed).toBe(6 * GB);
    expect(await world.reset(scope, actor, { all: true, confirm: 450 })).toMatchObject({
      reset: 450,
      coa: { offline: 450 },
    });
    expect(subscribers.every(({ id }) => world.lab.counters(id).dailyQuotaUsed === 0)).toBe(true);
    expect(world.lab.state.resets).toHaveLength(450);
  });

  it('ids of nobody, or of another tenant, are as if they did not exist', async () => {
    const world = await noc({ services: [plan], subscribers: [aSubscriber(1, 'ali', used(6 * GB))] });
    expect(await world.reset({ tenantId: 2 }, actor, { ids: [1, 77] })).toMatchObject({ reset: 0 });
    expect(world.lab.counters().dailyQuotaUsed).toBe(6 * GB);
  });

  it('the answer does not wait for a NAS that never answers', async () => {
    const world = await noc({ services: [plan], subscribers: [aSubscriber(1, 'ali', used(6 * GB, { fupLevel: 2 }))] });
    const { router, lab } = world;
    router.dial('81000001', 'ali', '10M/10M', t0);
    await lab.list(t0 + 30 * second, router.readings(t0 + 30 * second));
    router.take = () => new Promise(() => undefined);
    const reset = createFupReset({
      store: lab.store,
      usage: lab.usage,
      enforcement: world.enforcement,
      now: () => lab.now,
      wait: async () => undefined,
    });
    expect(await reset(scope, actor, { ids: [1] })).toMatchObject({ reset: 1, coa: { pending: 1 } });
  });
});

describe('a day in a town', () => {
  it('pain 9: six tiers, daily and monthly: the queue always has the lower of both, and the morning gives it back', async () => {
    const step = (n: number, mb: number, kbps: number) => ({ n, fromBytes: mb * MB, downKbps: kbps, upKbps: kbps });
    const daily = [1, 2, 3, 4, 5, 6].map((n) => step(n, n * 100, 10_000 - n * 1_000));
    const monthly = [1, 2, 3, 4, 5, 6].map((n) => step(n, n * 150, 9_500 - n * 1_000));
    const world = await noc({ services: [aPlan({ dailyTiers: daily, monthlyTiers: monthly })] });
    const { router, lab } = world;
    router.dial('81000001', 'ali', '10M/10M', t0);
    const line = router.sessions.get('81000001')!;
    for (let i = 1; i <= 45; i++) {
      line.downBytes += 20 * MB;
      await world.cycle(t0 + i * 30 * second);
      const levels = lab.counters();
      const kbps = Math.min(
        10_000 - levels.fupLevel * 1_000,
        levels.monthlyFupLevel === 0 ? 10_000 : 9_500 - levels.monthlyFupLevel * 1_000,
      );
      expect(levels).toMatchObject({
        fupLevel: Math.min(6, Math.floor((i * 20) / 100)),
        monthlyFupLevel: Math.min(6, Math.floor((i * 20) / 150)),
      });
      const text = kbps % 1_000 === 0 ? `${kbps / 1_000}M/${kbps / 1_000}M` : `${kbps}k/${kbps}k`;
      expect(line.rate).toBe(text);
    }
    await world.cycle(t0 + 12 * hour + 6 * minute);
    expect(lab.counters()).toMatchObject({ fupLevel: 0, monthlyFupLevel: 6 });
    expect(line.rate).toBe('3500k/3500k');
  });
});
