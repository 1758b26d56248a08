/** Part of the seam: a real engine, simulated routers on the real wire protocols, a subscriber who crosses a tier. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import type { SimSession } from '../../electron/engine/demo/session.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { eventually } from './support/seed.ts';

const MB = 1_000_000;
const cycleMs = 500;
/** Within the sanity cap (X28): at least 100 MB are believed at once on any line. */
const plan = {
  name: 'Fiber 10M',
  downKbps: 10_000,
  upKbps: 5_000,
  dailyTiers: [
    { fromBytes: 50 * MB, downKbps: 4_000, upKbps: 2_000 },
    { fromBytes: 500 * MB, downKbps: 1_000, upKbps: 500 },
  ],
};

interface Detail {
  readonly fupLevel: number;
  readonly rateLimit: string;
  readonly daily: { readonly countedBytes: number };
  readonly speed: {
    readonly downKbps: number;
    readonly because: readonly { readonly kind: string; readonly text: string; readonly applies: boolean }[];
  };
}

const folders = temporaryFolders();
let engine: RunningEngine;
let api: ApiSession;
let isp: SimulatedIsp;
const ids = new Map<string, number>();

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make(), flags: ['--quota-interval-ms', String(cycleMs)] });
  api = await engine.login();
  const { auth: authPort, acct: acctPort } = engine.ready.radius;
  const subscribers = createPopulation({ seed: 'quota', subscribers: 12, routers: 2 });
  isp = createSimulatedIsp({
    seed: 'quota',
    routers: 2,
    subscribers,
    radius: { address: '127.0.0.1', authPort, acctPort },
  });
  await isp.start();
  // The second router's CoA port is not told: the engine has to ask the router (X36).
  for (const [i, router] of isp.routers.entries()) {
    const { coaPort, ...rest } = nasBody(router);
    await api.post('/nas', i === 0 ? { ...rest, coaPort } : rest);
  }
  const { id: serviceId } = await api.post<{ id: number }>('/services', plan);
  for (const { username, password } of subscribers) {
    ids.set(username, (await api.post<{ id: number }>('/subscribers', { username, password, serviceId })).id);
  }
});
afterAll(async () => {
  await isp?.stop();
  await engine?.stop();
  await folders.cleanUp();
});

/** Each test takes subscribers that no other test has used. */
let taken = 0;
const nextUser = (): string => isp.subscribers[taken++]!.username;
beforeEach(async () => {
  for (const router of isp.routers) await router.faults.clear();
});

const detail = (username: string): Promise<Detail> => api.get<Detail>(`/subscribers/${ids.get(username)}`);
const rateOf = (session: SimSession): string => `${session.rate?.upBps}/${session.rate?.downBps}`;
/** Resolves once QuotaSync has read the session's counters. */
const counted = (username: string, bytes: number, limitMs?: number) =>
  eventually(
    () => detail(username),
    ({ daily }) => daily.countedBytes === bytes,
    limitMs,
  );

describe('a subscriber crosses daily tier 1', () => {
  it('one CoA with the tier’s rate reaches the right session and is read back; a reset restores; others are untouched', async () => {
    const [user, other] = [nextUser(), nextUser()];
    const session = await isp.mustLogIn(user, 0);
    const bystander = await isp.mustLogIn(other, 0);
    expect(rateOf(session)).toBe('5000000/10000000');
    // The first listing must know the session before bytes are added in one go.
    await eventually(
      () => detail(user),
      ({ fupLevel }) => fupLevel === 0,
    );
    const before = { ...isp.router(0).incomingCounters };
    isp.move(session, { downBytes: 60 * MB, upBytes: 0 });

    await eventually(
      async () => rateOf(session),
      (rate) => rate === '2000000/4000000',
    );
    const after = isp.router(0).incomingCounters;
    expect(after.requests - before.requests).toBe(1);
    expect(after.acks - before.acks).toBe(1);
    const throttled = await eventually(
      () => detail(user),
      ({ fupLevel }) => fupLevel === 1,
    );
    expect(throttled.rateLimit).toMatch(/^2M\/4M$/);
    expect(throttled.speed.downKbps).toBe(4_000);
    expect(throttled.speed.because.find(({ applies }) => applies)).toMatchObject({ kind: 'daily-tier' });
    const audit = await eventually(
      () => api.get<{ items: { action: string; detail: { result: string; username: string } }[] }>('/audit?limit=20'),
      ({ items }) => items.some((item) => item.action === 'coa.rate' && item.detail.username === user),
    );
    expect(audit.items.find((item) => item.detail?.username === user)?.detail.result).toBe('verified');
    expect(rateOf(bystander)).toBe('5000000/10000000');

    const began = performance.now();
    const outcome = await api.post<{ reset: number; coa: Record<string, number> }>('/fup/reset', {
      subscriberIds: [ids.get(user)],
    });
    expect(outcome).toMatchObject({ reset: 1, coa: { verified: 1, pending: 0 } });
    expect(performance.now() - began).toBeLessThan(3000);
    expect(rateOf(session)).toBe('5000000/10000000');
    expect(await detail(user)).toMatchObject({ fupLevel: 0, daily: { countedBytes: 0 } });
    expect((await detail(other)).fupLevel).toBe(0);
  });

  it('X54: a reset lifts the running session’s rate by CoA, its undo takes it back to the tier; once', async () => {
    const user = nextUser();
    const id = ids.get(user)!;
    const session = await isp.mustLogIn(user, 0);
    await counted(user, 0);
    isp.move(session, { downBytes: 60 * MB, upBytes: 0 });
    await eventually(
      async () => rateOf(session),
      (rate) => rate === '2000000/4000000',
    );
    const { undo } = await api.post<{ undo: { id: string; untilAt: number } }>('/fup/reset', { subscriberIds: [id] });
    expect(rateOf(session)).toBe('5000000/10000000');
    const offered = await api.get<{ items: object[] }>('/fup/undoable');
    expect(offered.items).toContainEqual({
      ...{ id: undo.id, at: undo.untilAt - 600_000, untilAt: undo.untilAt, actorName: 'admin', isAll: false },
      ...{ subscribers: 1, username: user },
    });
    isp.move(session, { downBytes: 5 * MB, upBytes: 0 });
    await counted(user, 5 * MB);

    expect(await api.post('/fup/undo', { id: undo.id })).toMatchObject({
      undone: 1,
      left: { resetAgain: 0, deleted: 0 },
      coa: { verified: 1, pending: 0 },
    });
    expect(rateOf(session)).toBe('2000000/4000000');
    expect(await detail(user)).toMatchObject({ fupLevel: 1, rateLimit: '2M/4M', daily: { countedBytes: 65 * MB } });
    await expect(api.post('/fup/undo', { id: undo.id })).rejects.toThrow(/409.*undone already/s);
    expect((await api.get<{ items: { id: string }[] }>('/fup/undoable')).items.map((one) => one.id)).not.toContain(
      undo.id,
    );
    const { items } = await api.get<{ items: { action: string; detail: { username: string } }[] }>('/audit?limit=50');
    const undone = items.filter(({ action }) => action === 'fup.undo');
    expect(undone).toMatchObject([{ detail: { username: user, levelBefore: 0, levelAfter: 1 } }]);
  });

  it('F153: the undo of everybody’s reset is refused to a key that may only reset', async () => {
    const { key } = await api.post<{ key: string }>('/api-keys', { name: 'resets', scopes: ['fup.reset'] });
    const undo = (id: string) =>
      fetch(`${engine.ready.console}/api/v1/fup/undo`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id }),
      });
    const all = await api.post<{ undo: { id: string } }>('/fup/reset', { all: true, confirm: ids.size });
    const refused = await undo(all.undo.id);
    expect(refused.status).toBe(403);
    expect(((await refused.json()) as { detail: string }).detail).toContain('fup.reset_all');
    expect((await undo('no-such-reset')).status).toBe(404);
    expect(await api.post('/fup/undo', { id: all.undo.id })).toMatchObject({ undone: ids.size });
    const one = await api.post<{ undo: { id: string } }>('/fup/reset', { subscriberIds: [ids.get(nextUser())] });
    expect((await undo(one.undo.id)).status).toBe(200);
  });

  it('X42: the next login is accepted at the tier’s rate', async () => {
    const user = nextUser();
    const session = await isp.mustLogIn(user, 1);
    isp.move(session, { downBytes: 60 * MB, upBytes: 0 });
    await eventually(
      () => detail(user),
      ({ fupLevel }) => fupLevel === 1,
    );
    // The level is committed; the RADIUS thread follows the change feed, and every write's answer has waited for that.
    await api.call('PATCH', `/subscribers/${ids.get(user)}`, { phone: '01 234 567' });
    const again = await isp.redial(session);
    expect(again.kind).toBe('accept');
    expect(rateOf(isp.sessionOf(user))).toBe('2000000/4000000');
  });
});

describe('the ladder (X45, pain 10)', () => {
  it('ACK without effect is not believed: it stays pending and is verified when the router obeys again', async () => {
    const user = nextUser();
    const session = await isp.mustLogIn(user, 0);
    await isp.router(0).faults.set({ coa: { kind: 'ack-without-effect' } });
    isp.move(session, { downBytes: 60 * MB, upBytes: 0 });
    await eventually(
      () => detail(user),
      ({ fupLevel }) => fupLevel === 1,
    );
    expect(rateOf(session)).toBe('5000000/10000000');
    await isp.router(0).faults.clear();
    await eventually(
      async () => rateOf(session),
      (rate) => rate === '2000000/4000000',
      15_000,
    );
    expect(session.isOpen).toBe(true);
  });

  it('X36: a CoA port that nobody told is asked of the router', async () => {
    const user = nextUser();
    const session = await isp.mustLogIn(user, 1);
    await counted(user, 0);
    isp.move(session, { downBytes: 60 * MB, upBytes: 0 });
    const rate = await eventually(
      async () => rateOf(session),
      (now) => now === '2000000/4000000',
      15_000,
    );
    expect(rate).toBe('2000000/4000000');
    const { items } = await api.get<{ items: { name: string; coaPort: number | null }[] }>('/nas');
    expect(items.find(({ name }) => name === isp.router(1).name)?.coaPort).toBeNull();
  });
});

describe('a router that is not reachable for five cycles', () => {
  it('interims carry the usage, and nothing doubles when it returns', { timeout: 60_000 }, async () => {
    const user = nextUser();
    const session = await isp.mustLogIn(user, 1);
    isp.move(session, { downBytes: 10 * MB, upBytes: 1 * MB });
    await counted(user, 11 * MB);
    await isp.router(1).faults.set({ isApiClosed: true });
    isp.move(session, { downBytes: 20 * MB, upBytes: 2 * MB });
    isp.router(1).nas.interim(session);
    await isp.settled();
    await counted(user, 33 * MB);
    // Five cycles during which the router cannot be asked.
    const until = performance.now() + 5 * cycleMs;
    await eventually(
      async () => performance.now(),
      (now) => now > until,
      10_000,
    );
    isp.move(session, { downBytes: 5 * MB, upBytes: 0 });
    await isp.router(1).faults.clear();
    await counted(user, 38 * MB, 40_000);
    isp.logout(session);
    await isp.settled();
    const closed = await eventually(
      () => api.get<{ items: { username: string; downBytes: number; upBytes: number }[] }>('/cdr?limit=50'),
      ({ items }) => items.some((item) => item.username === user),
    );
    expect(closed.items.find((item) => item.username === user)).toMatchObject({ downBytes: 35 * MB, upBytes: 3 * MB });
    expect((await detail(user)).daily.countedBytes).toBe(38 * MB);
  });
});
