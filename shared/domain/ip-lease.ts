/** Who has an address of a pool, as the data plane, the database and the faces say it. */

/**
 * What holds an address. `granted`: the data plane may give it and may have done so; `given`: in an Access-Accept, no
 * accounting has confirmed it; `held`: a session says that it has it; `cooling`: given back, and rests; `quarantined`:
 * rests because nobody knows whether a session has it; `idle`: free, and kept for who had it last (sticky).
 */
export const leaseStates = ['granted', 'given', 'held', 'cooling', 'quarantined', 'idle'] as const;
export type LeaseState = (typeof leaseStates)[number];

export interface Lease {
  readonly tenantId: number;
  /** Canonical IPv4, or prefix with its length. */
  readonly address: string;
  readonly poolId: number;
  readonly state: LeaseState;
  readonly subscriberId: number | null;
  /** As the NAS knows it; '' when nobody had it. */
  readonly username: string;
  readonly nasId: number | null;
  /** Of the login that it was given to; '' when accounting alone told of it. */
  readonly loginClass: string;
  /** Sessions that say they have it, as `sessionOnNas` names them. */
  readonly sessions: readonly string[];
  /** UTC ms: in this state since. */
  readonly since: number;
  /** UTC ms: `given` may lapse, a rest ends; null: no such time. */
  readonly until: number | null;
}

/** A change of one address; `free` has no record. */
export type LeaseChange = Lease | { readonly tenantId: number; readonly address: string; readonly state: 'free' };

/**
 * A session by its NAS, id and user name: behind one address there may be several routers that count alike, and an id
 * comes back after a restart (pain 5, X58). Routers write the same id in either letter case.
 */
export const sessionOnNas = (nasId: number, acctSessionId: string, username: string): string =>
  `${nasId} ${acctSessionId.toLowerCase()} ${username}`;

/** A pool as those see it who give from it. */
export interface PoolTerms {
  readonly isSticky: boolean;
  /** How long an address rests after its session. */
  readonly coolDownSeconds: number;
  /** NAS that it is for; empty is every one. */
  readonly nasIds: readonly number[];
}

/** A login waits at most this long for its first word in accounting before its address may be another's. */
export const givenMs = (interimSeconds: number): number => (2 * Math.max(interimSeconds, 300) + 60) * 1000;

/** After a crash: what may have been given unrecorded is told of by accounting within this time. */
export const quarantineMs = (interimSeconds: number): number =>
  givenMs(interimSeconds) + Math.max(interimSeconds, 300) * 1000;

/** X31: the alert of a full pool is raised at 90 % and ends below 85 %, so that it does not come and go. */
export function isNearlyFull(taken: number, usable: number, wasNearlyFull: boolean): boolean {
  return taken >= usable * (wasNearlyFull ? 0.85 : 0.9);
}
