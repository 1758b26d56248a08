/**
 * A simulated router on its real wire protocols (RouterOS API, RADIUS accounting), the poller and the fold, on a clock
 * that moves by hand: what becomes of sessions when the router dies (pains 1, 2, 4 and 5).
 */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { factOf } from '../../electron/engine/aaa/fact-of.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import type { SimSession } from '../../electron/engine/demo/session.ts';
import { startTestIsp, type TestIsp } from '../../electron/engine/demo/testing/isp.ts';
import { Fleet } from '../../electron/engine/fleet/fleet.ts';
import { createQuotaSync } from '../../electron/engine/quota/quota-sync.ts';
import {
  aRouter,
  aSubscriber,
  Lab,
  MB,
  minute,
  openLab,
  packetsOf,
  second,
  t0,
} from '../../electron/engine/usage/testing/lab.ts';
import { onlineState } from '../../shared/domain/online-state.ts';

const cycleMs = 30 * second;

interface Noc {
  readonly isp: TestIsp['isp'];
  readonly lab: Lab;
  /** What RADIUS brought so far is folded. */
  folded(): Promise<void>;
  /** Time passes, thirty seconds if not told otherwise, then one cycle of the poller. */
  cycle(ms?: number): Promise<void>;
  isAnswering(): boolean;
  /** Dials the router until it answers. */
  reconnected(): Promise<void>;
  end(): Promise<void>;
}

const running: Noc[] = [];
afterEach(async () => {
  for (const noc of running.splice(0)) await noc.end();
});

async function startNoc(subscribers: number): Promise<Noc> {
  const { isp, server, time, end } = await startTestIsp({
    subscribers: createPopulation({ seed: 'truth', subscribers, routers: 1 }),
  });
  // A Class that is the same at every login would say that it is one session (X47).
  for (const user of server.users.values()) {
    Object.assign(user, { reply: user.reply?.filter(([name]) => name !== 'Class') });
  }
  const [router] = isp.routers;
  if (!router) throw new Error('the ISP has no router');
  const api = { host: router.address, port: router.apiPort, username: 'noc', password: router.users[0]!.password };
  const nas = aRouter({ address: router.address, secret: router.secret, api: { ...api, tls: false } });
  const lab = new Lab({
    nas: [nas],
    subscribers: isp.subscribers.map(({ username }, i) => aSubscriber(i + 1, username)),
    now: time.now(),
  });
  await lab.open();
  const fleet = new Fleet({
    now: time.now,
    onIntroduction: () => undefined,
    onState: () => undefined,
    onGone: () => undefined,
  });
  fleet.sync([nas]);
  const sync = createQuotaSync({
    intervalMs: cycleMs,
    now: time.now,
    routers: () => (fleet.state(1)?.kind === 'up' ? [{ id: 1, tenantId: 1, name: nas.name }] : []),
    read: () => fleet.readSessions(1),
    observe: (from, listing, at) => lab.usage.observeListing(from, listing, at),
    housekeeping: () => lab.usage.catchUp(),
    onCycle: () => undefined,
  });
  let told = 0;
  const noc: Noc = {
    isp,
    lab,
    async folded() {
      await isp.settled();
      lab.now = time.now();
      const packets = server.accounting.slice(told);
      told = server.accounting.length;
      const facts = packets.flatMap(({ packet }) => factOf(packet, { ...nas, id: 1 }, nas.address, time.now()) ?? []);
      await lab.send(...facts);
    },
    async cycle(ms = cycleMs) {
      await isp.advance(ms);
      await noc.folded();
      await sync.cycle();
      await lab.settled();
    },
    isAnswering: () => fleet.state(1)?.kind === 'up',
    reconnected: () =>
      new Promise((resolve) => {
        const look = (): boolean => {
          const kind = fleet.state(1)?.kind;
          if (kind === 'down') setImmediate(() => fleet.pool.retryNow(1));
          return kind === 'up';
        };
        if (look()) return resolve();
        const forget = fleet.pool.onState(() => {
          if (!look()) return;
          forget();
          resolve();
        });
      }),
    async end() {
      await sync.stop();
      fleet.close();
      await lab.usage.close();
      await end();
    },
  };
  running.push(noc);
  await noc.reconnected();
  return noc;
}

/** Fifty at once: more may be too many for the socket's buffer, and a repetition would need time to pass. */
async function dial(noc: Noc, count: number, from = 0): Promise<readonly SimSession[]> {
  const names = noc.isp.subscribers.slice(from, from + count).map(({ username }) => username);
  const sessions: SimSession[] = [];
  for (let at = 0; at < count; at += 50) {
    const part = names.slice(at, at + 50);
    sessions.push(...(await Promise.all(part.map((username) => noc.isp.mustLogIn(username, 0)))));
    await noc.folded();
  }
  return sessions;
}

const idOf = ({ isp }: Noc, username: string): number =>
  isp.subscribers.findIndex((subscriber) => subscriber.username === username) + 1;

describe('pain 1: ghost sessions', () => {
  it('300 sessions, the router dies without Stop and is back with 40: exactly 40 online within 60 s, 260 NAS-Reboot at last seen with their last counters, and a login of theirs finds nothing in its way', async () => {
    const noc = await startNoc(300);
    const { isp, lab } = noc;
    for (const session of await dial(noc, 300)) isp.move(session, { downBytes: 2 * MB, upBytes: MB });
    await noc.cycle();
    expect(lab.online).toHaveLength(300);
    const lastSeenAt = lab.now;
    const before = lab.online.map(({ row }) => row.sessionKey);

    await isp.reboot(0, { how: 'power', downMs: 5 * minute, announces: false });
    // Nobody is closed while it is away, and nobody is called offline (X12).
    for (let cycle = 0; cycle < 9; cycle++) await noc.cycle();
    expect(noc.isAnswering()).toBe(false);
    expect(lab.online).toHaveLength(300);
    const router = { state: 'silent', since: lastSeenAt } as const;
    const states = lab.online.map(({ row }) =>
      onlineState({
        ...{ hasOpenSession: true, isListed: true, lastUpdateAt: row.updateAt },
        ...{ engineUpSince: 0, router, now: lab.now },
      }),
    );
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['unknown']));

    await noc.cycle();
    await noc.reconnected();
    const answersAt = lab.now;
    await dial(noc, 40);
    for (let cycle = 0; cycle < 2; cycle++) await noc.cycle();
    expect(lab.now - answersAt).toBe(60 * second);

    const returned = isp.subscribers.slice(0, 40).map(({ username }) => username);
    expect(lab.online.map(({ row }) => row.username).toSorted()).toEqual(returned.toSorted());
    const ghosts = lab.sessions.filter(({ sessionKey }) => before.includes(sessionKey));
    expect(ghosts).toHaveLength(300);
    const facts = ghosts.map(({ closedBy, terminateCause, stopAt, downBytes, upBytes }) =>
      JSON.stringify({ closedBy, terminateCause, stopAt, downBytes, upBytes }),
    );
    const ghost = { closedBy: 'nas-reboot', terminateCause: 'NAS-Reboot', stopAt: lastSeenAt };
    expect(new Set(facts)).toEqual(new Set([JSON.stringify({ ...ghost, downBytes: 2 * MB, upBytes: MB })]));
    expect(isp.subscribers.filter((_, i) => lab.counters(i + 1).isOnline)).toHaveLength(40);

    const { username } = isp.subscribers[299]!;
    expect(lab.usage.book.ofSubscriber(idOf(noc, username))).toEqual([]);
    await dial(noc, 1, 299);
    expect(lab.usage.book.ofSubscriber(idOf(noc, username))).toHaveLength(1);
  });

  it('a router that stays away: nobody is closed before 30 min, then as Stale-Session-Cleanup; who speaks again is the same row', async () => {
    const noc = await startNoc(3);
    const { isp, lab } = noc;
    const [session] = await dial(noc, 3);
    await noc.cycle();
    const lastSeenAt = lab.now;
    await isp.router(0).faults.set({ isUnreachable: true, isApiClosed: true });
    for (let cycle = 1; cycle < 6; cycle++) await noc.cycle(5 * minute);
    expect(lab.online).toHaveLength(3);
    await noc.cycle(5 * minute);
    expect(lab.now).toBe(lastSeenAt + 30 * minute);
    expect(lab.online).toHaveLength(0);
    expect(new Set(lab.sessions.map(({ terminateCause, stopAt }) => `${terminateCause} ${stopAt}`))).toEqual(
      new Set([`Stale-Session-Cleanup ${lastSeenAt}`]),
    );

    await isp.router(0).faults.clear();
    isp.move(session!, { downBytes: 5 * MB, upBytes: MB });
    for (let interim = 0; interim < 11; interim++) await noc.cycle();
    expect(lab.online).toHaveLength(3);
    expect(lab.sessions).toHaveLength(3);
    isp.logout(session!);
    await noc.folded();
    expect(lab.sessions.find(({ username }) => username === session!.user)).toMatchObject({
      ...{ closedBy: 'stop', downBytes: 5 * MB, upBytes: MB },
    });
    expect(lab.receiptSum(idOf(noc, session!.user))).toMatchObject({ down: 5 * MB, up: MB });
  });
});

describe('pain 2: cleanup corrupts no usage', () => {
  it('closed by the sweeper, then its interims and its Stop, each twice and in any order: the same row, and the sum is the Stop’s octets to the byte', async () => {
    const octets = fc.array(fc.record({ down: fc.nat(300 * MB), up: fc.nat(30 * MB) }), { minLength: 2, maxLength: 5 });
    const life = octets.chain((steps) => {
      const packets = packetsOf({ username: 'ali', acctSessionId: '81000001', startAt: t0, loginClass: 'lm-ali' });
      let [down, up] = [0, 0];
      const sent = steps.map((step, i) => {
        [down, up] = [down + step.down, up + step.up];
        const seconds = 40 * 60 + i * 300;
        return i === steps.length - 1 ? packets.stop(seconds, down, up) : packets.interim(seconds, down, up);
      });
      return fc.record({
        start: fc.constant(packets.start()),
        stop: fc.constant(sent.at(-1)!),
        order: fc.shuffledSubarray([...sent, ...sent], { minLength: sent.length * 2 }),
      });
    });
    await fc.assert(
      fc.asyncProperty(life, async ({ start, stop, order }) => {
        const lab = await openLab();
        await lab.send(start);
        for (let i = 0; i < 8; i++) {
          lab.now += 4 * minute;
          await lab.usage.catchUp();
        }
        expect(lab.sessions).toMatchObject([{ closedBy: 'sweeper', terminateCause: 'Stale-Session-Cleanup' }]);
        const arriveAt = stop.at + minute;
        const arriving = order.map((fact) => ({ ...fact, delaySeconds: (arriveAt - fact.at) / second, at: arriveAt }));
        for (const fact of arriving) await lab.send(fact);
        const { downBytes, upBytes } = stop;
        expect(lab.sessions).toMatchObject([{ closedBy: 'stop', stopAt: stop.at, downBytes, upBytes }]);
        expect(lab.receiptSum()).toMatchObject({ down: downBytes, up: upBytes });
        const after = structuredClone({ sessions: lab.sessions, counters: lab.counters() });
        for (const fact of arriving) await lab.send(fact);
        expect({ sessions: lab.sessions, counters: lab.counters() }).toEqual(after);
      }),
      { numRuns: 25 },
    );
  });
});

describe('pain 5: session ids that begin anew after a crash', () => {
  it('the same id for another user: two rows, the right owners, no byte of one with the other', async () => {
    const noc = await startNoc(2);
    const { isp, lab } = noc;
    const [first, second_] = isp.subscribers;
    const old = await isp.mustLogIn(first!.username, 0);
    await noc.folded();
    isp.move(old, { downBytes: 40 * MB, upBytes: 4 * MB });
    await noc.cycle();
    await isp.reboot(0, { how: 'power', downMs: 10 * second, reusesSessionIds: true, announces: false });
    await noc.cycle();
    await noc.reconnected();
    const young = await isp.mustLogIn(second_!.username, 0);
    await noc.folded();
    expect(young.id).toBe(old.id);
    isp.move(young, { downBytes: 3 * MB, upBytes: MB });
    for (let cycle = 0; cycle < 2; cycle++) await noc.cycle();
    isp.logout(young);
    await noc.folded();
    const rows = lab.sessions.map(({ username, subscriberId, downBytes, upBytes, terminateCause }) => ({
      ...{ username, subscriberId, downBytes, upBytes, terminateCause },
    }));
    expect(rows).toEqual([
      { username: first!.username, subscriberId: 1, downBytes: 40 * MB, upBytes: 4 * MB, terminateCause: 'NAS-Reboot' },
      { username: second_!.username, subscriberId: 2, downBytes: 3 * MB, upBytes: MB, terminateCause: 'User-Request' },
    ]);
    expect(lab.counters(1).dailyQuotaUsed).toBe(44 * MB);
    expect(lab.counters(2).dailyQuotaUsed).toBe(4 * MB);
  });
});
