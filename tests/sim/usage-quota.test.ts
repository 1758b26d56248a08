/**
 * Usage, levels and rates through the whole chain: accounting records and listings into the fold, its changes into
 * enforcement, up the ladder to simulated routers that take CoA, ignore it, or are gone. Everything is real but the
 * routers, the store and the clock.
 */
import { describe, expect, it } from 'vitest';
import type { CoaOutcome, CoaRequest, CoaTarget } from '../../electron/engine/coa/client.ts';
import { createEnforcement } from '../../electron/engine/quota/enforcement.ts';
import { createFupReset } from '../../electron/engine/quota/fup-reset.ts';
import { createFupUndo } from '../../electron/engine/quota/fup-undo.ts';
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
      readIncoming: async () => undefined,
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
        needs: { of: () => undefined, toldTimeout: () => undefined },
        mayEnd: () => false,
        budget: { take: () => false },
        wait: async () => undefined,
      }).push,
      audit: (row) => void lab.store.command('audit.append', { rows: [row] }),
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
    const ports = {
      store: lab.store,
      usage,
      enforcement,
      now: () => lab.now,
      wait: () => new Promise(() => undefined),
    };
    return { enforcement, check, reset: createFupReset(ports), undo: createFupUndo(ports) };
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
    undo: (...given: Parameters<typeof parts.undo>) => parts.undo(...given),
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
      undo: { id: expect.any(String), untilAt: lab.now + 10 * minute },
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

describe('undo of a FUP reset (X10, X54)', () => {
  const plan = aPlan({
    dailyTiers: [
      { n: 1, fromBytes: 5 * GB, downKbps: 8_000, upKbps: 8_000 },
      { n: 2, fromBytes: 6 * GB, downKbps: 4_000, upKbps: 4_000 },
    ],
  });
  const throttled = (id: number, username: string) =>
    aSubscriber(id, username, {
      ...used(6 * GB, { fupLevel: 2, monthlyQuotaUsed: 6 * GB, monthlyDownloadUsed: 6 * GB }),
      reply: [['Mikrotik-Rate-Limit', '4M/4M']],
    });
  const worldOf = async (...names: readonly string[]) => {
    const world = await noc({ services: [plan], subscribers: names.map((name, i) => throttled(i + 1, name)) });
    const resetOf = async (...ids: number[]) => (await world.reset(scope, actor, { ids })).undo!.id;
    const undo = (id: string, mayAll = false) => world.undo(scope, actor, id, mayAll);
    const undoIn = (within: typeof scope, id: string) => world.undo(within, actor, id, true);
    return { ...world, resetOf, undo, undoIn };
  };
  const audited = ({ lab }: { readonly lab: Lab }) =>
    lab.state.audit.filter(({ action }) => action === 'fup.undo').map(({ detail }) => detail);

  it('case 9: 6 GB, reset, +1 GB: the ring says 1 GB, the closed day raw 7 and forgiven 6, the month +7', async () => {
    const world = await worldOf('ali');
    const { lab, router } = world;
    router.dial('81000001', 'ali', '4M/4M', t0);
    await world.cycle(t0 + 30 * second);
    await world.resetOf(1);
    router.sessions.get('81000001')!.downBytes += 100 * MB;
    await world.cycle(t0 + 2 * minute);
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 100 * MB, monthlyQuotaUsed: 6 * GB + 100 * MB });
    await world.cycle(t0 + 12 * hour + 6 * minute);
    expect(lab.state.daily.get('1 2026-11-20')).toMatchObject({
      downBytes: 6 * GB + 100 * MB,
      countedBytes: 6 * GB + 100 * MB,
      forgivenBytes: 6 * GB,
    });
  });

  it('case 10: 6.0 GB at tier 2, reset, +0.2 GB, undo seven minutes later: 6.2 GB, level 2, and the CoA takes the line back', async () => {
    const world = await worldOf('ali');
    const { lab, router } = world;
    router.dial('81000001', 'ali', '4M/4M', t0);
    const line = router.sessions.get('81000001')!;
    await world.cycle(t0 + 30 * second);
    const since = lab.counters().lastDailyReset;
    const id = await world.resetOf(1);
    expect(line.rate).toBe('10M/10M');
    for (const minutes of [2, 4]) {
      line.downBytes += 100 * MB;
      await world.cycle(t0 + minutes * minute);
    }
    lab.now = t0 + 7 * minute;
    expect(await world.undo(id)).toEqual({
      undone: 1,
      inClosedDay: 0,
      onOtherService: 0,
      left: { resetAgain: 0, deleted: 0 },
      coa: { verified: 1, acknowledged: 0, pending: 0, offline: 0 },
    });
    await world.settled();
    expect(line.rate).toBe('4M/4M');
    expect(router.coaLog.map((one) => one.split(' ')[1])).toEqual(['10M/10M', '4M/4M']);
    expect(lab.state.rateOf(1)).toBe('4M/4M');
    expect(lab.counters()).toMatchObject({
      dailyQuotaUsed: 6_200 * MB,
      dailyDownloadUsed: 6_200 * MB,
      monthlyQuotaUsed: 6_200 * MB,
      fupLevel: 2,
      lastDailyReset: since,
    });
    expect(lab.state.resets).toMatchObject([{ undoneAt: lab.now }]);
    expect(audited(world)).toEqual([
      {
        ...{ username: 'ali', levelBefore: 0, levelAfter: 2, addedBackBytes: 6 * GB, day: '2026-11-20' },
        ...{ isDayClosed: false, resetAt: t0 + 30 * second, resetBy: 'admin', rate: '4M/4M' },
      },
    ]);
  });

  it('of a day that has closed since corrects its history, and leaves today’s counters and speed alone', async () => {
    const world = await worldOf('ali');
    const { lab, router } = world;
    const dayEnd = t0 + 12 * hour + 5 * minute;
    router.dial('81000001', 'ali', '4M/4M', t0);
    const line = router.sessions.get('81000001')!;
    await world.cycle(dayEnd - 2 * minute);
    const id = await world.resetOf(1);
    await world.cycle(dayEnd + minute);
    line.downBytes += 50 * MB;
    await world.cycle(dayEnd + 2 * minute);
    expect(lab.state.daily.get('1 2026-11-20')).toMatchObject({ countedBytes: 6 * GB, forgivenBytes: 6 * GB });
    expect(await world.undo(id)).toMatchObject({ undone: 1, inClosedDay: 1 });
    expect(lab.state.daily.get('1 2026-11-20')).toMatchObject({ countedBytes: 6 * GB, forgivenBytes: 0 });
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 50 * MB, fupLevel: 0 });
    expect(line.rate).toBe('10M/10M');
  });

  it('is done once: a second one is a Conflict, and so is one that runs beside it', async () => {
    const world = await worldOf('ali', 'mona');
    const id = await world.resetOf(1, 2);
    const [one, other] = await Promise.allSettled([world.undo(id), world.undo(id)]);
    expect(one).toMatchObject({ status: 'fulfilled', value: { undone: 2 } });
    expect(other).toMatchObject({ status: 'rejected', reason: { name: 'Conflict' } });
    await expect(world.undo(id)).rejects.toThrow('This reset was undone already.');
    for (const who of [1, 2]) expect(world.lab.counters(who)).toMatchObject({ dailyQuotaUsed: 6 * GB, fupLevel: 2 });
    expect(audited(world)).toHaveLength(2);
  });

  it('X10: ten minutes, counted from the first subscriber, and not one more', async () => {
    const world = await worldOf('ali');
    const { lab } = world;
    const id = await world.resetOf(1);
    lab.now += 10 * minute;
    await expect(world.undo(id)).rejects.toMatchObject({
      name: 'Conflict',
      message: expect.stringContaining('10 minutes'),
    });
    expect(lab.counters().dailyQuotaUsed).toBe(0);
    lab.now -= 1;
    expect(await world.undo(id)).toMatchObject({ undone: 1 });
  });

  it('who was reset again, or deleted, stays and is counted; the rest go back', async () => {
    const world = await worldOf('ali', 'mona', 'zein');
    const { lab } = world;
    const id = await world.resetOf(1, 2, 3);
    lab.now += minute;
    const again = await world.resetOf(1);
    lab.state.subscribers.delete(2);
    lab.state.addChange(1, 'subscriber', 2, 'removed', lab.now);
    await world.settled();
    expect(await world.undo(id)).toMatchObject({ undone: 1, left: { resetAgain: 1, deleted: 1 } });
    expect(lab.counters(1).dailyQuotaUsed).toBe(0);
    expect(lab.counters(3)).toMatchObject({ dailyQuotaUsed: 6 * GB, fupLevel: 2 });
    // The later reset out of the way, the first one is finished.
    expect(await world.undo(again)).toMatchObject({ undone: 1 });
    expect(await world.undo(id)).toMatchObject({ undone: 1, left: { resetAgain: 0, deleted: 1 } });
    expect(lab.counters(1)).toMatchObject({ dailyQuotaUsed: 6 * GB, fupLevel: 2 });
  });

  it('of somebody on another service since is judged by that service, and said', async () => {
    const strict = aPlan({ id: 2, dailyTiers: [{ n: 1, fromBytes: GB, downKbps: 1_000, upKbps: 1_000 }] });
    const world = await noc({ services: [plan, strict], subscribers: [throttled(1, 'ali')] });
    const { lab } = world;
    const { undo } = await world.reset(scope, actor, { ids: [1] });
    lab.state.subscribers.set(1, { ...lab.state.subscribers.get(1)!, serviceId: 2 });
    lab.state.addChange(1, 'subscriber', 1, 'updated', lab.now);
    await world.settled();
    expect(await world.undo(scope, actor, undo!.id, false)).toMatchObject({ undone: 1, onOtherService: 1 });
    expect(lab.counters()).toMatchObject({ dailyQuotaUsed: 6 * GB, fupLevel: 1 });
    expect(lab.state.rateOf(1)).toBe('1M/1M');
  });

  it('F153: of everybody needs fup.reset_all, by whatever name everybody was reset', async () => {
    const world = await worldOf('ali', 'mona');
    const all = await world.reset(scope, actor, { all: true, confirm: 2 });
    await expect(world.undo(all.undo!.id)).rejects.toMatchObject({ name: 'Forbidden' });
    expect(await world.undo(all.undo!.id, true)).toMatchObject({ undone: 2 });
    const filter = await world.reset(scope, actor, { filter: {} }, true);
    await expect(world.undo(filter.undo!.id)).rejects.toMatchObject({ name: 'Forbidden' });
    expect(world.lab.counters().dailyQuotaUsed).toBe(0);
  });

  it('of nothing, and of another tenant’s reset, is "not found"; nobody reset is nothing to undo', async () => {
    const world = await worldOf('ali');
    const id = await world.resetOf(1);
    await expect(world.undo('no such reset')).rejects.toMatchObject({ name: 'NotFound' });
    await expect(world.undoIn({ tenantId: 2 }, id)).rejects.toMatchObject({ name: 'NotFound' });
    expect(await world.reset(scope, actor, { ids: [77] })).toMatchObject({ reset: 0, undo: null });
  });

  it('of many goes in slices; what the store refuses in the middle can be asked for again', async () => {
    const names = Array.from({ length: 450 }, (_, i) => `u${i}`);
    const world = await worldOf(...names);
    const { lab } = world;
    const all = await world.reset(scope, actor, { all: true, confirm: 450 });
    let commits = 0;
    lab.store.killer = (commit) => {
      if ((commit.undone ?? []).length > 0 && ++commits === 2) throw new Error('a bug of the writer');
      return undefined;
    };
    await expect(world.undo(all.undo!.id, true)).rejects.toThrow('a bug of the writer');
    const back = () => names.filter((_, i) => lab.counters(i + 1).dailyQuotaUsed === 6 * GB).length;
    expect(back()).toBe(200);
    expect(await world.undo(all.undo!.id, true)).toMatchObject({ undone: 250, coa: { offline: 250 } });
    expect(back()).toBe(450);
    expect(audited(world)).toHaveLength(450);
  });

  it('is as durable as a reset: a crash after it changes nothing', async () => {
    const world = await worldOf('ali');
    const id = await world.resetOf(1);
    await world.undo(id);
    await world.restart();
    expect(world.lab.usage.accounts.get(1)).toMatchObject({ levels: { daily: 2 }, rate: '4M/4M' });
    await expect(world.undo(id)).rejects.toMatchObject({ name: 'Conflict' });
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
