/** The addresses of a login out of the pools that its reply names: all of them, or the reason why there is none. */
import { encodeAttributes } from '../../radius/encode-attributes.ts';
import { type Reject, reject } from '../checks/check.ts';
import { type DropCause, poolRefill } from '../drop-causes.ts';
import type { NasEntry, SubscriberEntry } from '../protocol.ts';
import type { LeaseAnswer } from './leases.ts';
import type { Pools, PoolUse } from './pools.ts';

export interface Leased {
  readonly kind: 'leased';
  readonly octets: Uint8Array;
  /** The reply was not sent. */
  takeBack(): void;
}

/** `loginClass` is the login's Class, by which accounting will name it. */
export function leaseFor(
  uses: readonly PoolUse[],
  pools: Pools,
  nas: NasEntry,
  { id: subscriberId, username }: SubscriberEntry,
  loginClass: string,
  now: number,
): Leased | Reject | { readonly kind: 'drop'; readonly cause: DropCause } {
  const leases = pools.leases(nas.tenantId);
  const takeBack = (): void => leases?.takeBack(loginClass, now);
  const given: (readonly [PoolUse['attribute'], string])[] = [];
  for (const { attribute, poolId, name } of uses) {
    const ask = { subscriberId, username, nasId: nas.id, loginClass };
    const answer: LeaseAnswer = leases?.lease(poolId, ask, now) ?? { ok: false, why: 'exhausted' };
    if (!answer.ok) {
      takeBack();
      if (leases?.isLow(poolId)) pools.onLow();
      return answer.why === 'refill'
        ? { kind: 'drop', cause: poolRefill(name) }
        : refusal(answer.why, name, nas, username);
    }
    if (leases?.isLow(poolId)) pools.onLow();
    given.push([attribute, answer.address]);
  }
  return { kind: 'leased', octets: encodeAttributes(given), takeBack };
}

/** An address that a login would be given; null while free ones are being put on record. */
export interface PreviewedLease {
  readonly attribute: PoolUse['attribute'];
  readonly pool: string;
  readonly address: string | null;
}

/** What `leaseFor` would come to now, in the same words. Nothing is taken. */
export function previewFor(
  uses: readonly PoolUse[],
  pools: Pools,
  nas: NasEntry,
  { id: subscriberId, username }: Pick<SubscriberEntry, 'id' | 'username'>,
): readonly PreviewedLease[] | Reject {
  const leases = pools.leases(nas.tenantId);
  const spoken = new Set<string>();
  const given: PreviewedLease[] = [];
  for (const { attribute, poolId, name } of uses) {
    const ask = { subscriberId, username, nasId: nas.id };
    const answer: LeaseAnswer = leases?.preview(poolId, ask, spoken) ?? { ok: false, why: 'exhausted' };
    if (!answer.ok && answer.why !== 'refill') return refusal(answer.why, name, nas, username);
    if (answer.ok) spoken.add(answer.address);
    given.push({ attribute, pool: name, address: answer.ok ? answer.address : null });
  }
  return given;
}

const full = 'No address is free at the moment. Please call your provider';

function refusal(
  why: 'exhausted' | 'other-nas' | 'unconfirmed',
  pool: string,
  nas: NasEntry,
  username: string,
): Reject {
  if (why === 'other-nas') {
    const detail = `Pool ${pool} is not for ${nas.name}. Add the router to the pool, or give ${username} another pool there`;
    return reject('pool-not-here', detail, full);
  }
  if (why === 'unconfirmed') {
    const detail = `${username} was given 8 addresses of pool ${pool} and no accounting of ${nas.name} says that any of them is in use. See that its sessions come up and that /radius accounting reaches us; then release the leases`;
    return reject('pool-exhausted', detail, full);
  }
  return reject(
    'pool-exhausted',
    `Pool ${pool} has no free address. Add a range to it, or release leases of sessions that are over`,
    full,
  );
}
