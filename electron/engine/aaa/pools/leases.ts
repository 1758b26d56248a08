/**
 * Which address a login gets, and who has which: the leases of one tenant, in memory, changed by logins and by what
 * accounting says. The rule is that no address is given twice while two sessions may both be alive:
 *
 * - An address that any session says it has is nobody else's, whoever gave it.
 * - A login's address stays its own until accounting confirms it, or until the NAS was heard long enough without it.
 * - An address is given only out of the window that was recorded as granted before, or back to the subscriber that the
 *   record names: after a crash exactly those rest until accounting had time to tell of them.
 *
 * Time is an argument, UTC ms. Nothing here waits, or knows of a database.
 */
import { givenMs, type Lease, type LeaseChange, sessionOnNas } from '../../../../shared/domain/ip-lease.ts';
import type { PoolEntry } from '../protocol.ts';
import { RecentStops } from './recent-stops.ts';
import { isTaken, stateOf, type Unit } from './unit.ts';
import { PoolWindow } from './window.ts';

/** Who logs in. */
export interface LeaseAsk {
  readonly subscriberId: number;
  readonly username: string;
  readonly nasId: number;
  readonly loginClass: string;
}

export type LeaseAnswer =
  | { readonly ok: true; readonly address: string }
  /** `refill`: more is on its way, ask again; `unconfirmed`: the subscriber has as many as no accounting confirmed. */
  | { readonly ok: false; readonly why: 'exhausted' | 'refill' | 'other-nas' | 'unconfirmed' };

/** What an accounting packet says of one session. */
export interface Heard {
  readonly nasId: number;
  readonly acctSessionId: string;
  readonly loginClass: string;
  readonly isStart: boolean;
  /** As the NAS says it: an id alone names no session, because a NAS uses it again, and two behind one proxy may. */
  readonly username: string;
  readonly subscriberId: number | null;
  /** Canonical: Framed-IP-Address, delegated and framed prefixes; '' for what it does not say. */
  readonly ipv4: string;
  readonly prefixes: readonly string[];
}

export interface Collision {
  readonly address: string;
  readonly usernames: readonly [string, string];
}

/** Logins of one subscriber that accounting has not confirmed; a CPE that fails after each login must not empty a pool. */
const unconfirmedMax = 8;
/** A NAS that says it restarted tells so again until it is answered; what came up meanwhile is alive. */
const restartToldMs = 30_000;
/** A NAS that never accounts confirms nothing: its addresses come back after a day. */
const givenMostMs = 86_400_000;
const collisionsMax = 100;

export class Leases {
  readonly #tenantId: number;
  readonly #interimMs: number;
  readonly #givenMs: number;
  readonly #isStatic: (address: string) => boolean;
  #pools = new Map<number, PoolWindow>();
  readonly #units = new Map<string, Unit>();
  readonly #byClass = new Map<string, Set<Unit>>();
  readonly #bySession = new Map<string, Set<Unit>>();
  readonly #bySubscriber = new Map<number, Set<Unit>>();
  /** With a time at which something ends. */
  readonly #timed = new Set<Unit>();
  readonly #dirty = new Set<string>();
  readonly #heardAt = new Map<string, number>();
  readonly #firstHeardAt = new Map<string, number>();
  readonly #stops = new RecentStops();
  /** Accounting of each NAS without a longer silence than an interim interval: since, and last. */
  readonly #accounting = new Map<number, { since: number; last: number }>();
  #collisions: Collision[] = [];

  constructor(tenantId: number, interimSeconds: number, isStatic: (address: string) => boolean) {
    this.#tenantId = tenantId;
    this.#interimMs = Math.max(interimSeconds, 300) * 1000 + 60_000;
    this.#givenMs = givenMs(interimSeconds);
    this.#isStatic = isStatic;
  }

  setPools(entries: readonly PoolEntry[]): void {
    const before = this.#pools;
    this.#pools = new Map(entries.map((entry) => [entry.id, new PoolWindow(entry, before.get(entry.id))]));
  }

  get poolIds(): readonly number[] {
    return [...this.#pools.keys()];
  }

  /** What is on record, or what sessions are known to have; an address that this thread knows better is left alone. */
  restore(leases: readonly Lease[]): void {
    for (const lease of leases) {
      if (lease.state === 'granted' || this.#units.has(lease.address)) continue;
      this.#add({
        ...{ address: lease.address, poolId: lease.poolId, subscriberId: lease.subscriberId, username: lease.username },
        ...{ nasId: lease.nasId, loginClass: lease.loginClass, since: lease.since, sessions: new Set(lease.sessions) },
        givenUntil: lease.state === 'given' || lease.state === 'held' ? (lease.until ?? 0) : 0,
        rest: lease.state === 'given' || lease.state === 'held' ? 'cooling' : lease.state,
        restUntil: lease.state === 'cooling' || lease.state === 'quarantined' ? (lease.until ?? 0) : 0,
      });
    }
  }

  /** Sessions that are known to have addresses of pools which are new here: on record from now on. */
  occupy(heard: readonly Heard[], now: number): void {
    for (const one of heard) this.heard(one, now);
  }

  /** These were recorded as granted. `isDry`: there is no other free address in the pool. */
  grant(poolId: number, addresses: readonly string[], isDry: boolean): void {
    const pool = this.#pools.get(poolId);
    for (const address of addresses) {
      const unit = this.#units.get(address);
      if (unit && (unit.rest !== 'idle' || isTaken(unit))) this.#dirty.add(address);
      else if (!pool?.admits(address)) this.#dirty.add(address);
      else {
        if (unit) this.#remove(unit);
        this.#dirty.delete(address);
        pool.window.add(address);
      }
    }
    if (pool) pool.isDry = isDry;
  }

  /** An address for a login that is about to be accepted. */
  lease(poolId: number, ask: LeaseAsk, now: number): LeaseAnswer {
    const chosen = this.#choose(poolId, ask);
    if (!('address' in chosen)) return chosen;
    const { pool, address, last } = chosen;
    if (last) this.#remove(last);
    pool.window.delete(address);
    return this.#give(pool, address, ask, now);
  }

  /** What `lease` would answer now; nothing is taken. `except` is spoken for by the same question. */
  preview(poolId: number, ask: Omit<LeaseAsk, 'loginClass'>, except: ReadonlySet<string>): LeaseAnswer {
    const chosen = this.#choose(poolId, ask, except);
    return 'address' in chosen ? { ok: true, address: chosen.address } : chosen;
  }

  #choose(
    poolId: number,
    ask: Pick<LeaseAsk, 'nasId' | 'subscriberId'>,
    except?: ReadonlySet<string>,
  ):
    | { readonly pool: PoolWindow; readonly address: string; readonly last?: Unit }
    | Extract<LeaseAnswer, { ok: false }> {
    const pool = this.#pools.get(poolId);
    if (!pool) return { ok: false, why: 'exhausted' };
    if (!pool.isFor(ask.nasId)) return { ok: false, why: 'other-nas' };
    const own = this.#bySubscriber.get(ask.subscriberId);
    let unconfirmed = 0;
    let last: Unit | undefined;
    for (const unit of own ?? []) {
      if (unit.givenUntil > 0 && unit.sessions.size === 0) unconfirmed++;
      const isBack = unit.rest === 'idle' || unit.rest === 'cooling';
      if (isBack && !isTaken(unit) && unit.poolId === poolId && (!last || unit.since > last.since)) last = unit;
    }
    if (unconfirmed >= unconfirmedMax) return { ok: false, why: 'unconfirmed' };
    if (last && pool.entry.isSticky && pool.admits(last.address) && !this.#isStatic(last.address)) {
      if (!except?.has(last.address)) return { pool, address: last.address, last };
    }
    for (const address of pool.window) {
      if (except?.has(address)) continue;
      if (!this.#isStatic(address)) return { pool, address };
      pool.window.delete(address);
      this.#dirty.add(address);
    }
    return { ok: false, why: pool.isDry ? 'exhausted' : 'refill' };
  }

  /** The accept with these addresses was not sent. */
  takeBack(loginClass: string, now: number): void {
    for (const unit of [...(this.#byClass.get(loginClass) ?? [])]) {
      unit.givenUntil = 0;
      this.#settle(unit, 'cooling', now);
    }
  }

  /** A Start or an Interim-Update. */
  heard(what: Heard, now: number): void {
    const { nasId, acctSessionId, isStart, ipv4, prefixes, loginClass, username } = what;
    this.#noteAccounting(nasId, now);
    const key = sessionOnNas(nasId, acctSessionId, username);
    if (!isStart && this.#stops.has(key)) return;
    if (isStart) this.#stops.forget(key);
    for (const unit of [...(this.#byClass.get(loginClass) ?? [])]) {
      if (unit.givenUntil === 0 || isOfAnother(unit, what)) continue;
      // A NAS that took an address of its own does not have ours. Prefixes are not always told, so ours counts as taken.
      if (ipv4 !== '' && ipv4 !== unit.address && !unit.address.includes('/')) {
        unit.givenUntil = 0;
        this.#settle(unit, 'cooling', now);
      } else this.#hold(unit, what, key, now);
    }
    for (const address of ipv4 === '' ? prefixes : [ipv4, ...prefixes]) {
      for (const [poolId, one] of this.#under(address)) this.#claim(poolId, one, what, key, now);
    }
    if (this.#bySession.has(key)) {
      this.#heardAt.set(key, now);
      if (!this.#firstHeardAt.has(key)) this.#firstHeardAt.set(key, now);
    }
  }

  stopped(what: Omit<Heard, 'isStart' | 'ipv4' | 'prefixes'>, now: number): void {
    const { nasId, acctSessionId, username, loginClass } = what;
    this.#noteAccounting(nasId, now);
    const key = sessionOnNas(nasId, acctSessionId, username);
    this.#stops.note(key, now);
    // The login's own session is over whatever its record calls it: a router may add a realm, or leave the name out.
    const byAnyName = sessionOnNas(nasId, acctSessionId, '');
    for (const unit of [...(this.#byClass.get(loginClass) ?? [])]) {
      if (isOfAnother(unit, what)) continue;
      unit.givenUntil = 0;
      for (const one of [...unit.sessions]) if (one.startsWith(byAnyName)) this.#leave(unit, one);
      this.#settle(unit, 'cooling', now);
    }
    this.#end(key, 'cooling', now);
  }

  /** The NAS restarted at `eventAt`: nothing that came up before is alive. */
  restarted(nasId: number, eventAt: number, now: number): void {
    this.#noteAccounting(nasId, now);
    const until = eventAt - restartToldMs;
    for (const unit of [...this.#units.values()]) {
      const theirs = [...unit.sessions].filter((key) => key.startsWith(`${nasId} `));
      const isGivenThere = unit.givenUntil > 0 && unit.nasId === nasId;
      if (theirs.length === 0 && !isGivenThere) continue;
      if (isGivenThere && unit.since <= until) unit.givenUntil = 0;
      for (const key of theirs) {
        const firstHeardAt = this.#firstHeardAt.get(key) ?? 0;
        this.#leave(unit, key);
        if (firstHeardAt <= until) continue;
        // Too young to tell: it has to be heard again.
        unit.givenUntil = now + this.#givenMs;
        unit.since = now;
        this.#timed.add(unit);
      }
      this.#settle(unit, 'cooling', now);
    }
  }

  /** Sessions that are known to be over, by other means than their Stop. One that was heard lately is not. */
  over(keys: readonly string[], now: number): void {
    for (const key of keys) {
      if (now - (this.#heardAt.get(key) ?? 0) > this.#interimMs) this.#end(key, 'quarantined', now);
    }
  }

  /** An operator takes an address away from whoever has it; it rests, so that a living session can tell. */
  release(address: string, now: number): void {
    const unit = this.#units.get(address);
    if (!unit) return;
    unit.givenUntil = 0;
    for (const key of [...unit.sessions]) this.#leave(unit, key);
    this.#settle(unit, 'quarantined', now);
  }

  /**
   * The wall clock was set by `byMs` (X46): whatever runs goes on for as long as it had left, on record too, so that no
   * rest ends early where a session may be alive.
   */
  clockStepped(byMs: number): void {
    for (const unit of this.#timed) {
      unit.since += byMs;
      if (unit.givenUntil > 0) unit.givenUntil += byMs;
      if (unit.restUntil > 0) unit.restUntil += byMs;
      this.#dirty.add(unit.address);
    }
    for (const times of [this.#heardAt, this.#firstHeardAt]) for (const [key, at] of times) times.set(key, at + byMs);
    for (const heard of this.#accounting.values()) {
      heard.since += byMs;
      heard.last += byMs;
    }
    this.#stops.clockStepped(byMs);
  }

  /** Ends what has run out; call it every second or so. */
  sweep(now: number): void {
    this.#stops.sweep(now);
    for (const unit of [...this.#timed]) {
      if (unit.givenUntil > 0 && this.#hasLapsed(unit, now)) {
        unit.givenUntil = 0;
        this.#settle(unit, 'quarantined', now);
      } else if (!isTaken(unit) && unit.restUntil > 0 && unit.restUntil <= now) this.#rested(unit, now);
    }
  }

  /** What changed since the last call, and which windows want more. */
  take(): { changes: LeaseChange[]; wants: { poolId: number; count: number }[]; collisions: Collision[] } {
    const changes = [...this.#dirty].map((address): LeaseChange => {
      const unit = this.#units.get(address);
      return unit ? this.#leaseOf(unit) : { tenantId: this.#tenantId, address, state: 'free' };
    });
    this.#dirty.clear();
    const wants = [...this.#pools].flatMap(([poolId, pool]) =>
      pool.wanted > 0 ? [{ poolId, count: pool.wanted }] : [],
    );
    const collisions = this.#collisions;
    this.#collisions = [];
    return { changes, wants, collisions };
  }

  /** True when a window is so low that the next second may empty it. */
  isLow(poolId: number): boolean {
    const pool = this.#pools.get(poolId);
    return pool !== undefined && pool.wanted > 0 && !pool.isDry;
  }

  #give(pool: PoolWindow, address: string, ask: LeaseAsk, now: number): LeaseAnswer {
    this.#add({
      ...{ address, poolId: pool.entry.id, subscriberId: ask.subscriberId, username: ask.username, nasId: ask.nasId },
      ...{ loginClass: ask.loginClass, since: now, sessions: new Set(), givenUntil: now + this.#givenMs },
      ...{ rest: 'cooling', restUntil: 0 },
    });
    this.#dirty.add(address);
    return { ok: true, address };
  }

  /** Addresses of pools, or that are known anyway, which an address or prefix lies over. */
  *#under(address: string): Generator<readonly [number, string]> {
    const known = this.#units.get(address);
    if (known) return yield [known.poolId, address];
    for (const { entry, space } of this.#pools.values()) {
      if ((space.kind === 'ipv4') === address.includes(':')) continue;
      for (const one of space.touchedBy(address)) yield [entry.id, one];
    }
  }

  #claim(poolId: number, address: string, what: Heard, key: string, now: number): void {
    let unit = this.#units.get(address);
    if (!unit || !isTaken(unit)) {
      if (unit) this.#remove(unit);
      this.#pools.get(poolId)?.window.delete(address);
      unit = {
        ...{ address, poolId, subscriberId: what.subscriberId, username: what.username, nasId: what.nasId },
        ...{
          loginClass: what.loginClass,
          since: now,
          sessions: new Set(),
          givenUntil: 0,
          rest: 'cooling',
          restUntil: 0,
        },
      };
      this.#add(unit);
    } else if (!unit.sessions.has(key) && !this.#isSameLogin(unit, what)) {
      const isOther = unit.subscriberId !== what.subscriberId || what.subscriberId === null;
      if (isOther && this.#collisions.length < collisionsMax) {
        this.#collisions.push({ address, usernames: [unit.username, what.username] });
      }
      this.#join(unit, key);
      return;
    }
    this.#hold(unit, what, key, now);
  }

  /** Without a Class the same subscriber on the same NAS with our address is the login. */
  #isSameLogin(unit: Unit, what: Heard): boolean {
    if (unit.sessions.size > 0) return false;
    if (what.loginClass !== '') return unit.loginClass === what.loginClass;
    return unit.subscriberId === what.subscriberId && unit.nasId === what.nasId;
  }

  #hold(unit: Unit, what: Heard, key: string, now: number): void {
    if (unit.givenUntil > 0) {
      unit.givenUntil = 0;
      unit.since = now;
    }
    unit.nasId = what.nasId;
    this.#timed.delete(unit);
    this.#join(unit, key);
  }

  #join(unit: Unit, key: string): void {
    if (unit.sessions.has(key)) return;
    unit.sessions.add(key);
    put(this.#bySession, key, unit);
    this.#dirty.add(unit.address);
  }

  #leave(unit: Unit, key: string): void {
    unit.sessions.delete(key);
    if (!drop(this.#bySession, key, unit)) return;
    this.#heardAt.delete(key);
    this.#firstHeardAt.delete(key);
  }

  #end(key: string, rest: 'cooling' | 'quarantined', now: number): void {
    for (const unit of [...(this.#bySession.get(key) ?? [])]) {
      this.#leave(unit, key);
      this.#settle(unit, rest, now);
    }
  }

  /** Lets an address rest that nobody has any more. */
  #settle(unit: Unit, rest: 'cooling' | 'quarantined', now: number): void {
    this.#dirty.add(unit.address);
    if (isTaken(unit)) return;
    const coolDownMs = (this.#pools.get(unit.poolId)?.entry.coolDownSeconds ?? 0) * 1000;
    unit.rest = rest;
    unit.restUntil = now + Math.max(coolDownMs, 1);
    unit.since = now;
    this.#timed.add(unit);
  }

  /** Its rest is over: kept for its subscriber, or free. */
  #rested(unit: Unit, now: number): void {
    const pool = this.#pools.get(unit.poolId);
    this.#dirty.add(unit.address);
    this.#timed.delete(unit);
    if (pool?.entry.isSticky && unit.subscriberId !== null && unit.loginClass !== '' && pool.admits(unit.address)) {
      unit.rest = 'idle';
      unit.restUntil = 0;
      unit.since = now;
    } else this.#remove(unit);
  }

  /** A session that lives is heard within two interim intervals, unless nothing of its NAS gets through. */
  #hasLapsed(unit: Unit, now: number): boolean {
    if (now - unit.since >= givenMostMs) return true;
    const heard = unit.nasId === null ? undefined : this.#accounting.get(unit.nasId);
    if (!heard || now < unit.givenUntil || now - heard.last > this.#interimMs) return false;
    return now - Math.max(heard.since, unit.givenUntil - this.#givenMs) >= this.#givenMs;
  }

  #noteAccounting(nasId: number, now: number): void {
    const known = this.#accounting.get(nasId);
    if (!known) this.#accounting.set(nasId, { since: now, last: now });
    else {
      if (now - known.last > this.#interimMs) known.since = now;
      known.last = now;
    }
  }

  #add(unit: Unit): void {
    this.#units.set(unit.address, unit);
    if (unit.loginClass !== '') put(this.#byClass, unit.loginClass, unit);
    if (unit.subscriberId !== null) put(this.#bySubscriber, unit.subscriberId, unit);
    for (const key of unit.sessions) put(this.#bySession, key, unit);
    if (unit.givenUntil > 0 || unit.restUntil > 0) this.#timed.add(unit);
  }

  #remove(unit: Unit): void {
    this.#units.delete(unit.address);
    this.#timed.delete(unit);
    drop(this.#byClass, unit.loginClass, unit);
    if (unit.subscriberId !== null) drop(this.#bySubscriber, unit.subscriberId, unit);
    for (const key of [...unit.sessions]) this.#leave(unit, key);
  }

  #leaseOf(unit: Unit): Lease {
    const state = stateOf(unit);
    const until = (isTaken(unit) ? unit.givenUntil : unit.restUntil) || null;
    return {
      ...{ tenantId: this.#tenantId, address: unit.address, poolId: unit.poolId, state, until },
      ...{ subscriberId: unit.subscriberId, username: unit.username, nasId: unit.nasId, loginClass: unit.loginClass },
      ...{ sessions: [...unit.sessions], since: unit.since },
    };
  }
}

/** A record with somebody else's Class says nothing of his login. */
const isOfAnother = (unit: Unit, { subscriberId, username }: Pick<Heard, 'subscriberId' | 'username'>): boolean =>
  unit.subscriberId !== null &&
  subscriberId !== null &&
  unit.subscriberId !== subscriberId &&
  unit.username !== username;

function put<K>(index: Map<K, Set<Unit>>, key: K, unit: Unit): void {
  const known = index.get(key);
  if (known) known.add(unit);
  else index.set(key, new Set([unit]));
}

/** True when nothing is left under the key. */
function drop<K>(index: Map<K, Set<Unit>>, key: K, unit: Unit): boolean {
  const known = index.get(key);
  known?.delete(unit);
  if (known && known.size > 0) return false;
  index.delete(key);
  return true;
}
