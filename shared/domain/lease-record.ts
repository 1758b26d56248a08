/** The record of leases, as plain rules: what a report changes, what may be granted, what a start finds. */
import { givenMs, type Lease, type LeaseChange, quarantineMs } from './ip-lease.ts';
import type { PoolSpace } from './pool-space.ts';

/** Applies changes to the record, by address (of one tenant). */
export function recordAfter(record: Map<string, Lease>, changes: readonly LeaseChange[]): void {
  for (const change of changes) {
    if (change.state === 'free') record.delete(change.address);
    else record.set(change.address, change);
  }
}

/** A window holds an eighth of its pool, within bounds: enough for a storm of logins until more is granted. */
export const windowTarget = (usable: number): number => Math.min(1024, Math.max(4, Math.ceil(usable / 8)));

export interface Grant {
  /** What to record before the data plane is told. */
  readonly leases: readonly Lease[];
  /** Nothing is left that could be granted after these. */
  readonly isDry: boolean;
}

/**
 * Up to `count` free addresses, and at most half of the free ones: what is granted at a crash has to rest, and the other
 * half is given meanwhile. Those that somebody had before and that are kept for him come last, the longest free first.
 * `from` is where in the pool to begin, so that an address that was just freed is not the next one given.
 */
export function planGrant(
  pool: { readonly id: number; readonly tenantId: number },
  space: PoolSpace,
  record: ReadonlyMap<string, Lease>,
  isStatic: (address: string) => boolean,
  count: number,
  at: number,
  from = 0,
): Grant {
  const free: string[] = [];
  const kept: Lease[] = [];
  // Twice as many free ones as are wanted are enough to know that these are at most half: a large pool is not walked.
  for (let step = 0; step < space.size && free.length < 2 * Math.max(count, 1); step++) {
    const index = (from + step) % space.size;
    if (space.isReserved(index)) continue;
    const address = space.at(index);
    const lease = record.get(address);
    if ((lease && lease.state !== 'idle') || isStatic(address)) continue;
    if (lease) kept.push(lease);
    else free.push(address);
  }
  kept.sort((a, b) => a.since - b.since);
  const all = [...free, ...kept.map(({ address }) => address)];
  const granted = all.slice(0, Math.min(count, Math.ceil(all.length / 2)));
  return {
    leases: granted.map((address) => ({
      ...{ tenantId: pool.tenantId, address, poolId: pool.id, state: 'granted', subscriberId: null, username: '' },
      ...{ nasId: null, loginClass: '', sessions: [], since: at, until: null },
    })),
    isDry: granted.length === all.length,
  };
}

/** How a start finds things. */
export interface Reopening {
  /** The last run did not say that it had recorded everything. */
  readonly hasCrashed: boolean;
  readonly at: number;
  readonly interimSeconds: number;
  /** Whether a session, as `sessionOnNas` names it, is open by what accounting says. */
  readonly isOpen: (session: string) => boolean;
  readonly isSticky: (poolId: number) => boolean;
}

/** What of the record changes at a start, so that nothing which may have been given unrecorded is given again. */
export function reopened(
  record: readonly Lease[],
  { hasCrashed, at, interimSeconds, ...known }: Reopening,
): LeaseChange[] {
  const rested = at + quarantineMs(interimSeconds);
  const rest = (lease: Lease): Lease => ({
    ...lease,
    state: 'quarantined',
    sessions: [],
    since: at,
    until: Math.max(rested, lease.until ?? 0),
  });
  return record.flatMap((lease): LeaseChange[] => {
    const { state, tenantId, address } = lease;
    if (state === 'granted') return [hasCrashed ? rest(lease) : { tenantId, address, state: 'free' }];
    if (state === 'given') return [{ ...lease, until: at + givenMs(interimSeconds) }];
    if (state === 'held') return lease.sessions.some(known.isOpen) ? [] : [rest(lease)];
    // Its last holder may have had it back, and that may not have been recorded.
    if (hasCrashed && state !== 'quarantined' && known.isSticky(lease.poolId)) return [rest(lease)];
    return [];
  });
}
