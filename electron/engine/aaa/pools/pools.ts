/** The pools of all tenants, and their leases: what the data plane asks at a login and tells at an accounting packet. */
import type { Lease } from '../../../../shared/domain/ip-lease.ts';
import { type GivenAttribute, poolAttributes } from '../../../../shared/domain/pool-attribute.ts';
import type { LeaseReport, OccupiedAddress, PoolEntry } from '../protocol.ts';
import { Leases } from './leases.ts';

/** Pools of one tenant by the name that reply attributes call them; a new object whenever one changes. */
export type PoolNames = ReadonlyMap<string, PoolEntry>;

const noPools: PoolNames = new Map();

/** Less than this is what NTP slews. */
const stepMs = 1000;

export class Pools {
  readonly #interimSeconds: number;
  readonly #isStatic: (tenantId: number, address: string) => boolean;
  readonly #leases = new Map<number, Leases>();
  #names = new Map<number, PoolNames>();
  /** The wall clock less the monotonic one, since the last time that it was set. */
  #offsetMs: number | undefined;
  /** Called when a window is so low that the next report would be late. */
  onLow: () => void = () => undefined;

  constructor(interimSeconds: number, isStatic: (tenantId: number, address: string) => boolean) {
    this.#interimSeconds = interimSeconds;
    this.#isStatic = isStatic;
  }

  /** Call it before anything that has a time, with both clocks: leases do not follow a wall clock that is set (X46). */
  followClock(wallMs: number, monotonicMs: number): void {
    const offsetMs = wallMs - monotonicMs;
    const byMs = Math.round(offsetMs - (this.#offsetMs ?? offsetMs));
    if (this.#offsetMs !== undefined && Math.abs(byMs) < stepMs) return;
    this.#offsetMs = offsetMs;
    if (byMs !== 0) for (const leases of this.#leases.values()) leases.clockStepped(byMs);
  }

  replace(all: readonly PoolEntry[]): void {
    const byTenant = Map.groupBy(all, ({ tenantId }) => tenantId);
    this.#names = new Map(
      [...byTenant].map(([tenantId, pools]) => [tenantId, new Map(pools.map((pool) => [pool.name, pool]))]),
    );
    for (const tenantId of new Set([...byTenant.keys(), ...this.#leases.keys()])) {
      this.#of(tenantId).setPools(byTenant.get(tenantId) ?? []);
    }
  }

  names(tenantId: number): PoolNames {
    return this.#names.get(tenantId) ?? noPools;
  }

  /** Undefined in a tenant that never had a pool: nothing of it is looked at. */
  leases(tenantId: number): Leases | undefined {
    return this.#leases.get(tenantId);
  }

  restore(leases: readonly Lease[]): void {
    for (const [tenantId, own] of Map.groupBy(leases, (lease) => lease.tenantId)) this.#of(tenantId).restore(own);
  }

  occupy(occupied: readonly OccupiedAddress[], now: number): void {
    for (const one of occupied) this.#leases.get(one.tenantId)?.heard({ ...one, isStart: false }, now);
  }

  sweep(now: number): void {
    for (const leases of this.#leases.values()) leases.sweep(now);
  }

  /** What to report; undefined when nothing happened. */
  take(): LeaseReport | undefined {
    const taken = [...this.#leases].map(([tenantId, leases]) => ({ tenantId, ...leases.take() }));
    const report = {
      changes: taken.flatMap(({ changes }) => changes),
      wants: taken.flatMap(({ wants }) => wants),
      collisions: taken.flatMap(({ tenantId, collisions }) => collisions.map((one) => ({ tenantId, ...one }))),
    };
    const { changes, wants, collisions } = report;
    return changes.length + wants.length + collisions.length > 0 ? report : undefined;
  }

  #of(tenantId: number): Leases {
    let known = this.#leases.get(tenantId);
    if (!known) {
      known = new Leases(tenantId, this.#interimSeconds, (address) => this.#isStatic(tenantId, address));
      this.#leases.set(tenantId, known);
    }
    return known;
  }
}

/** Pools of one tenant by name. */
export const poolNames = (pools: readonly PoolEntry[], tenantId: number): PoolNames =>
  new Map(pools.filter((pool) => pool.tenantId === tenantId).map((pool) => [pool.name, pool]));

/** An address to be given at each login, as this attribute. */
export interface PoolUse {
  readonly attribute: GivenAttribute;
  readonly poolId: number;
  readonly name: string;
}

/** What the rows of a reply give from pools: each attribute once, and a fixed address wins over a pool. */
export function poolUsesOf(names: PoolNames, rows: readonly { name: string; value: string }[]): PoolUse[] {
  const uses = new Map<string, PoolUse>();
  for (const { name, value } of rows) {
    const use = poolUseOf(names, name, value);
    if (use && !uses.has(use.attribute) && !rows.some((row) => row.name === use.attribute))
      uses.set(use.attribute, use);
  }
  return [...uses.values()];
}

/** The pool of ours that a reply row names; undefined for every other row, also for a router's own pool. */
export function poolUseOf(names: PoolNames, attribute: string, value: string): PoolUse | undefined {
  const given = names.size > 0 ? poolAttributes.get(attribute) : undefined;
  const pool = given && names.get(value);
  if (!given || pool?.kind !== given.kind) return undefined;
  return { attribute: given.givenAs, poolId: pool.id, name: pool.name };
}
