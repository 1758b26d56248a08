/** Part of the seam: what happens to a running session when its account changes; a real engine, simulated routers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import type { SimSession } from '../../electron/engine/demo/session.ts';
import type { ApiSession } from './support/api-session.ts';
import { type RunningEngine, startEngine, temporaryFolders } from './support/engine-process.ts';
import { eventually } from './support/seed.ts';

const cycleMs = 500;
/** Pain 11: an operator's action is there within this long, and what the clock brings within one cycle. */
const actionMs = 5_000;

const folders = temporaryFolders();
let engine: RunningEngine;
let api: ApiSession;
let isp: SimulatedIsp;
const ids = new Map<string, number>();
const nasIds: number[] = [];
let serviceId: number;

beforeAll(async () => {
  engine = await startEngine({ dataDir: await folders.make(), flags: ['--quota-interval-ms', String(cycleMs)] });
  api = await engine.login();
  const { auth: authPort, acct: acctPort } = engine.ready.radius;
  const subscribers = createPopulation({ seed: 'running', subscribers: 12, routers: 2 });
  isp = createSimulatedIsp({
    ...{ seed: 'running', routers: 2, subscribers },
    radius: { address: '127.0.0.1', authPort, acctPort },
  });
  await isp.start();
  for (const router of isp.routers) {
    const { coaPort, ...rest } = nasBody(router);
    nasIds.push((await api.post<{ id: number }>('/nas', { ...rest, coaPort })).id);
  }
  const plan = { name: 'Fiber 10M', downKbps: 10_000, upKbps: 5_000 };
  ({ id: serviceId } = await api.post<{ id: number }>('/services', plan));
  for (const { username, password } of subscribers) {
    ids.set(username, (await api.post<{ id: number }>('/subscribers', { username, password, serviceId })).id);
  }
});
afterAll(async () => {
  await isp?.stop();
  await engine?.stop();
  await folders.cleanUp();
});
beforeEach(async () => {
  for (const router of isp.routers) await router.faults.clear();
});

/** Each test takes subscribers that no other test has used. */
let taken = 0;
const next = (): string => isp.subscribers[taken++]!.username;
const rateOf = (session: SimSession): string => `${session.rate?.upBps}/${session.rate?.downBps}`;
const patch = (username: string, change: object) => api.call('PATCH', `/subscribers/${ids.get(username)}`, change);

/** Logs in and waits until the engine has the session. */
async function online(username: string, router = 0): Promise<SimSession> {
  const session = await isp.mustLogIn(username, router);
  await eventually(
    () => api.get<{ items: { acctSessionId: string }[] }>(`/sessions?q=${session.id}`),
    ({ items }) => items.length === 1,
  );
  return session;
}
async function hasEnded(session: SimSession): Promise<void> {
  await eventually(
    async () => session.isOpen,
    (isOpen) => !isOpen,
    actionMs,
  );
  expect(session.isOpen).toBe(false);
}
async function hasRate(session: SimSession, rate: string): Promise<void> {
  await eventually(
    async () => rateOf(session),
    (now) => now === rate,
    actionMs,
  );
  expect(rateOf(session)).toBe(rate);
}
interface AuditRow {
  readonly action: string;
  readonly detail: {
    readonly username: string;
    readonly result: string;
    readonly reason: string;
    readonly steps: readonly { readonly what: string }[];
  } | null;
}
/** What was said of the user's pushes, the newest first, once there is one that fits. */
const audited = async (username: string, fits: (row: NonNullable<AuditRow['detail']>) => boolean) => {
  const { items } = await eventually(
    () => api.get<{ items: AuditRow[] }>('/audit?limit=200'),
    (page) =>
      page.items.some(({ action, detail }) => action === 'coa.rate' && detail?.username === username && fits(detail)),
  );
  return items.find(({ detail }) => detail?.username === username && fits(detail))!.detail!;
};

describe('pain 11: a stopped account does not stay online', () => {
  it('pain 11: suspended, policy reject: disconnected at once, the next login is refused, reactivated it comes in', async () => {
    const user = next();
    const bystander = await online(next());
    const session = await online(user);
    await patch(user, { status: 'suspended' });
    await hasEnded(session);
    expect(await audited(user, ({ result }) => result === 'ended')).toMatchObject({
      steps: [{ what: expect.stringContaining('acknowledged Disconnect-Request') }],
    });
    expect((await isp.login(user, 0)).kind).toBe('reject');
    await patch(user, { status: 'active' });
    expect(rateOf(await online(user))).toBe('5000000/10000000');
    expect(bystander.isOpen).toBe(true);
  });

  it('pain 11: removed: disconnected at once', async () => {
    const user = next();
    const session = await online(user);
    await api.call('DELETE', `/subscribers/${ids.get(user)}`);
    await hasEnded(session);
  });

  it('pain 11: suspended, policy walled: slowed to the wall by CoA and back, and the audit says what CoA cannot do', async () => {
    const user = next();
    const session = await online(user);
    await api.call('PATCH', '/settings', { suspendedPolicy: 'walled' });
    try {
      await patch(user, { status: 'suspended' });
      await hasRate(session, '512000/512000');
      const { steps } = await audited(user, ({ result }) => result === 'verified');
      expect(steps.at(-1)?.what).toContain('address list takes it in at its next login');
      await patch(user, { status: 'active' });
      await hasRate(session, '5000000/10000000');
      expect(session.isOpen).toBe(true);
    } finally {
      await api.call('PATCH', '/settings', { suspendedPolicy: 'reject' });
    }
  });

  it('pain 11: a router that keeps its sessions: slowed to a standstill, and nobody is disconnected', async () => {
    const user = next();
    await api.call('PATCH', `/nas/${nasIds[1]}`, { disconnectFor: ['kick'] });
    const session = await online(user, 1);
    await patch(user, { status: 'suspended' });
    await hasRate(session, '1000/1000');
    const { steps } = await audited(user, ({ result }) => result === 'verified');
    expect(steps.at(-1)?.what).toContain('keeps its sessions for this reason');
    expect(session.isOpen).toBe(true);
    await api.call('PATCH', `/nas/${nasIds[1]}`, { disconnectFor: ['suspend', 'expire', 'restore', 'kick'] });
  });
});

describe('pain 11: expiry reaches running sessions', () => {
  it('pain 11: moved, its Session-Timeout follows by CoA; passed, it is in the wall; extended, it is out within 5 s', async () => {
    const user = next();
    const session = await online(user);
    const expiresAt = Date.now() + 1_500;
    await patch(user, { expiresAt });
    await hasEnded(session);
    // A Session-Timeout is whole seconds, so its last one ends a little early.
    await eventually(
      async () => Date.now(),
      (now) => now > expiresAt,
    );
    const walled = await isp.mustLogIn(user, 0);
    expect(walled.start.addressLists).toEqual(['walled']);
    await eventually(
      () => api.get<{ items: object[] }>(`/sessions?q=${walled.id}`),
      ({ items }) => items.length === 1,
    );
    await patch(user, { expiresAt: Date.now() + 86_400_000 });
    // CoA changes neither address list nor pool: out of the wall is a new login.
    await hasEnded(walled);
    await audited(user, ({ reason, result }) => result === 'ended' && reason !== '');
    const restored = await isp.mustLogIn(user, 0);
    expect(restored.start.addressLists).toEqual([]);
    expect(rateOf(restored)).toBe('5000000/10000000');
  });

  it('pain 11: extended before it passes, the session is told its new end and goes on', async () => {
    const user = next();
    await patch(user, { expiresAt: Date.now() + 60_000 });
    const session = await online(user);
    const before = isp.router(0).incomingCounters.acks;
    await patch(user, { expiresAt: Date.now() + 86_400_000 });
    await eventually(
      async () => isp.router(0).incomingCounters.acks,
      (acks) => acks > before,
    );
    await audited(user, ({ steps }) => steps.some(({ what }) => /Session-Timeout 8639\d s/.test(what)));
    expect(session.isOpen).toBe(true);
  });

  it('pain 11: a service that rejects the expired: disconnected within a cycle, the next login is refused with the reason', async () => {
    const user = next();
    const plan = { name: 'Strict', downKbps: 8_000, upKbps: 4_000, expiredPolicy: 'reject' };
    const strict = await api.post<{ id: number }>('/services', plan);
    const session = await online(user);
    await patch(user, { serviceId: strict.id });
    await hasRate(session, '4000000/8000000');
    await patch(user, { expiresAt: Date.now() - 1_000 });
    await hasEnded(session);
    const outcome = await isp.login(user, 0);
    expect(outcome).toMatchObject({ kind: 'reject' });
    expect(JSON.stringify(outcome)).toContain('Subscription expired, please renew');
  });
});

it('a device that logged in by its MAC is pushed to by that name', async () => {
  const user = next();
  const mac = '02:5E:00:00:0A:01';
  await patch(user, { macs: [mac] });
  await api.call('PATCH', '/settings', { macAuth: { nasIds: [nasIds[0]], password: 'mac' } });
  const login = await isp.login('025e.0000.0a01', 0, { method: 'pap', password: '025e.0000.0a01', mac });
  if (login.kind !== 'accept') throw new Error(`refused: ${JSON.stringify(login)}`);
  const { session } = login;
  await eventually(
    () => api.get<{ items: { subscriberId: number }[] }>(`/sessions?q=${session.id}`),
    ({ items }) => items[0]?.subscriberId === ids.get(user),
  );
  const faster = await api.post<{ id: number }>('/services', { name: 'Fiber 20M', downKbps: 20_000, upKbps: 9_000 });
  await patch(user, { serviceId: faster.id });
  await hasRate(session, '9000000/20000000');
  await patch(user, { status: 'suspended' });
  await hasEnded(session);
});
