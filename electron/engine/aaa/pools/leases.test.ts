/**
 * Goal: no address is given twice while two sessions may both be alive, over routers that lose packets and restart,
 * over crashes that lose the last reports, and over edits of pools. Method: a model network of several NAS with
 * sessions whose life is known, a record that follows as the database would, and random steps.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenMs, type Lease, quarantineMs, sessionOnNas } from '../../../../shared/domain/ip-lease.ts';
import { planGrant, recordAfter, reopened } from '../../../../shared/domain/lease-record.ts';
import { poolSpace } from '../../../../shared/domain/pool-space.ts';
import type { PoolEntry } from '../protocol.ts';
import { Leases } from './leases.ts';
import { Pools } from './pools.ts';

const interimSeconds = 300;
const t0 = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;

const pool = (over: Partial<PoolEntry> = {}): PoolEntry => ({
  ...{ id: 1, tenantId: 1, name: 'home', kind: 'ipv4', ranges: ['100.64.0.0/28'], prefixLength: null, reserved: [] },
  ...{ isSticky: false, coolDownSeconds: 60, nasIds: [], ...over },
});

const ask = (subscriberId: number, login: string, nasId = 1) => ({
  ...{ subscriberId, username: `s${subscriberId}`, nasId, loginClass: `lm-${login}` },
});
const said = (subscriberId: number, login: string, ipv4: string, nasId = 1, isStart = true) => ({
  ...{ nasId, acctSessionId: login, loginClass: `lm-${login}`, isStart, username: `s${subscriberId}`, subscriberId },
  ...{ ipv4, prefixes: [] },
});
const stop = (subscriberId: number, login: string, nasId = 1) => ({
  ...{ nasId, acctSessionId: login, loginClass: `lm-${login}`, username: `s${subscriberId}`, subscriberId },
});

function setUp(entry = pool(), statics: readonly string[] = []) {
  const leases = new Leases(1, interimSeconds, (address) => statics.includes(address));
  leases.setPools([entry]);
  const space = poolSpace(entry);
  if (!space.ok) throw new Error('no pool');
  const all = Array.from({ length: space.value.size }, (_, i) => i)
    .filter((i) => !space.value.isReserved(i))
    .map((i) => space.value.at(i));
  leases.grant(entry.id, all, true);
  return { leases, all };
}
const addressOf = (answer: ReturnType<Leases['lease']>): string => (answer.ok ? answer.address : answer.why);

describe('asking what a login would get', () => {
  it('answers as the login that follows, and takes nothing', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1-100.64.0.2'] }));
    const asked = () => addressOf(leases.preview(1, ask(1, 'a'), new Set()));
    leases.take();
    const first = asked();
    expect(asked()).toBe(first);
    expect(leases.take().changes).toEqual([]);
    expect(addressOf(leases.lease(1, ask(1, 'a'), t0))).toBe(first);
    expect(addressOf(leases.preview(1, ask(2, 'b'), new Set(['100.64.0.2'])))).toBe('exhausted');
    expect(leases.preview(1, ask(2, 'b'), new Set())).toEqual(leases.lease(1, ask(2, 'b'), t0));
  });

  it('names the address that is kept for the subscriber', () => {
    const { leases } = setUp(pool({ isSticky: true, ranges: ['100.64.0.1-100.64.0.9'] }));
    const first = addressOf(leases.lease(1, ask(1, 'a'), t0));
    leases.heard(said(1, 'a', first), t0);
    leases.stopped(said(1, 'a', first), t0 + minute);
    expect(addressOf(leases.preview(1, ask(1, 'c'), new Set()))).toBe(first);
    expect(addressOf(leases.preview(1, ask(2, 'b'), new Set()))).not.toBe(first);
  });
});

describe('which address a login gets', () => {
  it('each login another one, network and broadcast address never, until none is left', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.0/29'] }));
    const given = [1, 2, 3, 4, 5, 6].map((id) => addressOf(leases.lease(1, ask(id, `a${id}`), t0)));
    expect(given).toEqual([1, 2, 3, 4, 5, 6].map((n) => `100.64.0.${n}`));
    expect(leases.lease(1, ask(7, 'a7'), t0)).toEqual({ ok: false, why: 'exhausted' });
  });

  it('a static address and one that a session of another has are not given', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1-100.64.0.3'] }), ['100.64.0.1']);
    leases.heard(said(9, 'z', '100.64.0.2'), t0);
    expect(addressOf(leases.lease(1, ask(1, 'a'), t0))).toBe('100.64.0.3');
    expect(addressOf(leases.lease(1, ask(2, 'b'), t0))).toBe('exhausted');
  });

  it('Stop gives it back after the cool-down, and only a new grant lets it go to somebody else', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1'] }));
    leases.lease(1, ask(1, 'a'), t0);
    leases.heard(said(1, 'a', '100.64.0.1'), t0);
    leases.stopped(stop(1, 'a'), t0 + minute);
    expect(leases.take().changes).toMatchObject([{ state: 'cooling', until: t0 + 2 * minute }]);
    leases.sweep(t0 + 2 * minute);
    expect(leases.take().changes).toEqual([{ tenantId: 1, address: '100.64.0.1', state: 'free' }]);
    expect(addressOf(leases.lease(1, ask(2, 'b'), t0 + 2 * minute))).toBe('exhausted');
    leases.grant(1, ['100.64.0.1'], true);
    expect(addressOf(leases.lease(1, ask(2, 'b'), t0 + 2 * minute))).toBe('100.64.0.1');
  });

  it('sticky: the same subscriber has its last address back at once, nobody else has it meanwhile', () => {
    const { leases } = setUp(pool({ isSticky: true, ranges: ['100.64.0.1-100.64.0.9'] }));
    const first = addressOf(leases.lease(1, ask(1, 'a'), t0));
    leases.heard(said(1, 'a', first), t0);
    leases.stopped(stop(1, 'a'), t0 + minute);
    expect(addressOf(leases.lease(1, ask(2, 'b'), t0 + minute))).not.toBe(first);
    expect(addressOf(leases.lease(1, ask(1, 'c'), t0 + minute))).toBe(first);
  });

  it('a login that accounting never confirms keeps its address until its NAS was heard long enough', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1'] }));
    leases.lease(1, ask(1, 'a'), t0);
    leases.sweep(t0 + 60 * minute);
    expect(leases.take().changes).toMatchObject([{ state: 'given' }]);
    for (let at = t0 + 60 * minute; at <= t0 + 72 * minute; at += minute) leases.heard(said(5, 'x', '10.0.0.1'), at);
    leases.sweep(t0 + 72 * minute);
    expect(leases.take().changes).toMatchObject([{ state: 'quarantined' }]);
  });

  it.each([
    ['forward', 60 * minute],
    ['back', -60 * minute],
  ])('X46: a clock that is set %s an hour ends no rest early, and none late', (_case, byMs) => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1-100.64.0.2'] }));
    leases.lease(1, ask(1, 'a'), t0);
    leases.heard(said(1, 'a', '100.64.0.1'), t0);
    leases.release('100.64.0.1', t0);
    leases.lease(1, ask(2, 'b'), t0);
    leases.take();
    leases.clockStepped(byMs);
    const now = t0 + byMs;
    leases.sweep(now + 59_000);
    expect(leases.take().changes).toMatchObject([
      { address: '100.64.0.1', state: 'quarantined', until: now + minute },
      { address: '100.64.0.2', state: 'given' },
    ]);
    leases.sweep(now + 60_000);
    expect(leases.take().changes).toEqual([{ tenantId: 1, address: '100.64.0.1', state: 'free' }]);
  });

  it('X46: the two clocks tell a step from the time that passes', () => {
    const pools = new Pools(interimSeconds, () => false);
    pools.replace([pool({ ranges: ['100.64.0.1'] })]);
    const leases = pools.leases(1)!;
    leases.grant(1, ['100.64.0.1'], true);
    pools.followClock(t0, 1000);
    leases.lease(1, ask(1, 'a'), t0);
    leases.takeBack('lm-a', t0);
    leases.take();
    const stateAt = (wallMs: number, monotonicMs: number) => {
      pools.followClock(wallMs, monotonicMs);
      pools.sweep(wallMs);
      return pools.take()?.changes[0]?.state;
    };
    expect(stateAt(t0 + 30_000, 31_000)).toBeUndefined();
    expect(stateAt(t0 + 30_500, 31_000)).toBeUndefined(); // slewed
    expect(stateAt(t0 + 60 * minute, 32_000)).toBe('cooling'); // set: on record with its new time, still at rest
    expect(stateAt(t0 + 60 * minute + 28_000, 60_000)).toBeUndefined();
    expect(stateAt(t0 + 60 * minute + 29_600, 61_600)).toBe('free');
  });

  it('one subscriber holds at most eight that no accounting confirmed', () => {
    const { leases } = setUp();
    for (let i = 0; i < 8; i++) expect(leases.lease(1, ask(1, `a${i}`), t0).ok).toBe(true);
    expect(addressOf(leases.lease(1, ask(1, 'a8'), t0))).toBe('unconfirmed');
    expect(leases.lease(1, ask(2, 'b'), t0).ok).toBe(true);
  });

  it('a pool for some NAS gives nothing on another', () => {
    const { leases } = setUp(pool({ nasIds: [7] }));
    expect(addressOf(leases.lease(1, ask(1, 'a', 1), t0))).toBe('other-nas');
    expect(leases.lease(1, ask(1, 'b', 7), t0).ok).toBe(true);
  });

  it('a NAS that took an address of its own does not keep ours', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1'] }));
    leases.lease(1, ask(1, 'a'), t0);
    leases.heard(said(1, 'a', '192.168.88.5'), t0);
    expect(leases.take().changes).toMatchObject([{ address: '100.64.0.1', state: 'cooling' }]);
  });

  it('Accounting-On frees what came up before it, and what came up while it was told again has to be heard', () => {
    const { leases } = setUp();
    leases.lease(1, ask(1, 'a'), t0);
    leases.heard(said(1, 'a', '100.64.0.1'), t0);
    leases.lease(1, ask(2, 'b'), t0 + 10 * minute);
    leases.heard(said(2, 'b', '100.64.0.2'), t0 + 10 * minute);
    leases.take();
    leases.restarted(1, t0 + 10 * minute - 5000, t0 + 10 * minute);
    expect(leases.take().changes).toMatchObject([
      { address: '100.64.0.1', state: 'cooling' },
      { address: '100.64.0.2', state: 'given' },
    ]);
  });

  it('X31: two sessions of different subscribers with one address are told, and both keep it', () => {
    const { leases } = setUp();
    leases.heard(said(1, 'a', '100.64.0.5'), t0);
    leases.heard(said(2, 'b', '100.64.0.5', 2), t0);
    expect(leases.take().collisions).toEqual([{ address: '100.64.0.5', usernames: ['s1', 's2'] }]);
    leases.stopped(stop(1, 'a'), t0);
    expect(leases.take().changes).toMatchObject([{ state: 'held' }]);
  });

  it('a foreign prefix that lies over several of ours takes them all', () => {
    const { leases } = setUp(pool({ kind: 'ipv6-prefix', ranges: ['2001:db8::/54'], prefixLength: 56 }));
    leases.heard({ ...said(9, 'z', ''), prefixes: ['2001:db8:0:200::/55'] }, t0);
    const given = [1, 2, 3].map((id) => addressOf(leases.lease(1, ask(id, `a${id}`), t0)));
    expect(given).toEqual(['2001:db8::/56', '2001:db8:0:100::/56', 'exhausted']);
  });

  it('a session that says it has every address there is takes none of ours', () => {
    const { leases, all } = setUp(pool({ kind: 'ipv6-prefix', ranges: ['2001:db8::/44'], prefixLength: 56 }));
    leases.heard({ ...said(9, 'z', ''), prefixes: ['::/0'] }, t0);
    expect(leases.take().changes).toEqual([]);
    leases.heard({ ...said(9, 'z', ''), prefixes: ['2001:db8::/48'] }, t0);
    expect(leases.take().changes).toHaveLength(256);
    expect(leases.lease(1, ask(1, 'a'), t0)).toEqual({ ok: true, address: all[256] });
  });

  it('a record with the Class of another’s login takes nothing from him', () => {
    const { leases } = setUp(pool({ ranges: ['100.64.0.1'] }));
    leases.lease(1, ask(1, 'a'), t0);
    leases.take();
    leases.heard({ ...said(2, 'a', '192.168.88.5'), acctSessionId: 'b' }, t0);
    leases.stopped({ ...stop(2, 'a'), acctSessionId: 'b' }, t0);
    expect(leases.take().changes).toEqual([]);
    leases.heard(said(1, 'a', '100.64.0.1'), t0);
    expect(leases.take().changes).toMatchObject([{ state: 'held', username: 's1' }]);
  });

  it('pain 5: the Stop of one session leaves the address of another with the same id', () => {
    const { leases } = setUp();
    for (const id of [1, 2]) leases.heard({ ...said(id, `l${id}`, `100.64.0.${id}`), acctSessionId: '81000001' }, t0);
    leases.take();
    leases.stopped({ ...stop(1, 'l1'), acctSessionId: '81000001' }, t0 + 1);
    expect(leases.take().changes).toMatchObject([{ address: '100.64.0.1', state: 'cooling' }]);
  });

  it.each(['s1@example.com', ''])(
    'a Stop that calls the session "%s" ends it by the Class of its login',
    (username) => {
      const { leases } = setUp();
      leases.lease(1, ask(1, 'a'), t0);
      leases.heard(said(1, 'a', '100.64.0.1'), t0);
      leases.stopped({ ...stop(1, 'a'), username }, t0 + minute);
      expect(leases.take().changes).toMatchObject([{ address: '100.64.0.1', state: 'cooling' }]);
    },
  );

  it('a Stop that is repeated for ever does not keep the others in mind', () => {
    const { leases } = setUp();
    leases.stopped(stop(1, 'forever'), t0);
    leases.stopped(stop(2, 'b'), t0);
    for (let at = t0; at <= t0 + 10 * minute; at += minute) {
      leases.stopped(stop(1, 'forever'), at);
      leases.sweep(at);
    }
    // The id is in use again, and the Start was lost.
    leases.heard(said(2, 'b', '100.64.0.2', 1, false), t0 + 10 * minute);
    expect(leases.take().changes).toMatchObject([{ address: '100.64.0.2', state: 'held' }]);
  });
});

/** One session of the model: what is really the case, whatever anybody was told. */
interface Session {
  readonly login: string;
  readonly nasId: number;
  readonly subscriberId: number;
  readonly address: string;
  /** Its router tells of it at these times; lost at most once in a row. */
  nextInterimAt: number;
  wasLost: boolean;
}

const keyOf = ({ nasId, login, subscriberId }: Session): string => sessionOnNas(nasId, login, `s${subscriberId}`);

class World {
  readonly statics = ['100.64.0.3', '100.64.0.20'];
  now = t0;
  pools: PoolEntry[] = [pool({ isSticky: true }), pool({ id: 2, name: 'office', ranges: ['100.64.0.16/29'] })];
  leases = this.thread();
  record = new Map<string, Lease>();
  alive: Session[] = [];
  /** What accounting said is open: the facts, which no crash loses. */
  readonly open = new Map<string, Session>();
  logins = 0;
  given = 0;

  thread(): Leases {
    const leases = new Leases(1, interimSeconds, (address) => this.statics.includes(address));
    leases.setPools(this.pools);
    return leases;
  }

  /** What the database has of this second, and the grants that follow. */
  report(): void {
    const { changes, wants } = this.leases.take();
    recordAfter(this.record, changes);
    for (const { poolId, count } of wants) this.grant(poolId, count);
  }

  grant(poolId: number, count: number): void {
    const entry = this.pools.find(({ id }) => id === poolId);
    if (!entry) return;
    const space = poolSpace(entry);
    if (!space.ok) throw new Error('no pool');
    const plan = planGrant(
      entry,
      space.value,
      this.record,
      (address) => this.statics.includes(address),
      count,
      this.now,
    );
    recordAfter(this.record, plan.leases);
    this.leases.grant(
      poolId,
      plan.leases.map(({ address }) => address),
      plan.isDry,
    );
  }

  /** The engine dies; what it had not reported is lost. */
  crash(): void {
    this.leases = this.thread();
    recordAfter(
      this.record,
      reopened([...this.record.values()], {
        ...{ hasCrashed: true, at: this.now, interimSeconds, isOpen: (key) => this.open.has(key) },
        isSticky: (poolId) => this.pools.find(({ id }) => id === poolId)?.isSticky ?? false,
      }),
    );
    this.leases.restore([...this.record.values()]);
    this.occupy();
    this.report();
  }

  occupy(): void {
    const open = [...this.open.values()];
    this.leases.occupy(
      open.map((one) => said(one.subscriberId, one.login, one.address, one.nasId, false)),
      this.now,
    );
  }

  login(subscriberId: number, nasId: number, poolId: number, comesUp: boolean): void {
    const login = `l${++this.logins}`;
    const answer = this.leases.lease(poolId, ask(subscriberId, login, nasId), this.now);
    if (!answer.ok) return;
    this.given++;
    const { address } = answer;
    expect(this.statics).not.toContain(address);
    expect(this.alive.filter((one) => one.address === address)).toEqual([]);
    if (!comesUp) return;
    this.alive.push({
      login,
      nasId,
      subscriberId,
      address,
      nextInterimAt: this.now + interimSeconds * 1000,
      wasLost: false,
    });
  }

  hear(session: Session, isStart: boolean): void {
    this.open.set(keyOf(session), session);
    this.leases.heard(said(session.subscriberId, session.login, session.address, session.nasId, isStart), this.now);
  }

  /** A session with an address that its router gave it. */
  foreign(subscriberId: number, nasId: number, host: number): void {
    const address = `100.64.0.${host}`;
    if (this.alive.some((one) => one.address === address)) return;
    // It may be on its way to somebody already: a router that gives ours is seen, not prevented.
    if (this.record.has(address)) return;
    const session = {
      login: `f${++this.logins}`,
      nasId,
      subscriberId,
      address,
      nextInterimAt: this.now + 300_000,
      wasLost: false,
    };
    this.alive.push(session);
    this.hear(session, true);
  }

  /**
   * A subscriber redials, is given the address that is kept for it, and the engine dies before it can report that: the
   * record has the address as resting or free, and a session is alive with it. Left to chance this hardly happens.
   */
  comesBack(session: Session): void {
    this.stop(session, true);
    this.report();
    this.login(session.subscriberId, session.nasId, 1, true);
    this.crash();
  }

  stop(session: Session, isHeard: boolean): void {
    this.alive = this.alive.filter((one) => one !== session);
    if (isHeard) this.open.delete(keyOf(session));
    if (isHeard) this.leases.stopped(stop(session.subscriberId, session.login, session.nasId), this.now);
  }

  reboot(nasId: number, isHeard: boolean): void {
    this.alive = this.alive.filter((one) => one.nasId !== nasId);
    if (isHeard) for (const key of this.open.keys()) if (key.startsWith(`${nasId} `)) this.open.delete(key);
    if (isHeard) this.leases.restarted(nasId, this.now, this.now);
  }

  pass(ms: number, loses: boolean): void {
    const until = this.now + ms;
    while (this.now < until) {
      this.now = Math.min(until, this.now + 60_000);
      for (const session of this.alive) {
        if (session.nextInterimAt > this.now) continue;
        session.nextInterimAt = this.now + interimSeconds * 1000;
        session.wasLost = loses && !session.wasLost;
        if (!session.wasLost) this.hear(session, false);
      }
      this.leases.sweep(this.now);
      this.report();
    }
  }
}

const step = fc.record({
  kind: fc.constantFrom(
    'login',
    'login',
    'login',
    'start',
    'stop',
    'stop',
    'foreign',
    'reboot',
    'crash',
    'comes-back',
    'edit',
    'report',
    'pass',
    'pass',
  ),
  who: fc.nat(11),
  nas: fc.integer({ min: 1, max: 3 }),
  pick: fc.nat(1000),
  isHeard: fc.boolean(),
});

describe('no address twice, ever', () => {
  it('12,000 steps of logins, accounting, lost packets, restarts, crashes and edits', () => {
    let steps = 0;
    let given = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 200, maxLength: 200 }), (walk) => {
        const world = new World();
        world.report();
        for (const { kind, who, nas, pick, isHeard } of walk) {
          steps++;
          const one = world.alive[pick % Math.max(1, world.alive.length)];
          if (kind === 'login') world.login(who, nas, 1 + (pick % 2), isHeard || pick % 3 > 0);
          else if (kind === 'foreign') world.foreign(who, nas, pick % 24);
          else if (kind === 'reboot' && pick % 4 === 0) world.reboot(nas, isHeard);
          else if (kind === 'crash' && pick % 3 === 0) world.crash();
          else if (kind === 'comes-back' && one) world.comesBack(one);
          else if (kind === 'report') world.report();
          else if (kind === 'pass') world.pass((pick % 20) * minute, isHeard);
          else if (kind === 'start' && one) world.hear(one, true);
          else if (kind === 'stop' && one) world.stop(one, isHeard);
          else if (kind === 'edit') {
            const ranges = pick % 2 ? ['100.64.0.0/28'] : ['100.64.0.0/29', '100.64.0.12-100.64.0.15'];
            world.pools = [{ ...world.pools[0]!, ranges }, world.pools[1]!];
            world.leases.setPools(world.pools);
            world.occupy();
          }
        }
        given += world.given;
      }),
      { numRuns: 60 },
    );
    expect(steps).toBeGreaterThanOrEqual(12_000);
    expect(given).toBeGreaterThan(1000);
  });

  it('an address that a crash left unrecorded rests as long as accounting needs to tell of it', () => {
    expect(givenMs(interimSeconds)).toBe(11 * minute);
    expect(quarantineMs(interimSeconds)).toBe(16 * minute);
  });
});
