import type { LeaseState } from '../../../../shared/domain/ip-lease.ts';

/** An address that is not simply free. */
export interface Unit {
  readonly address: string;
  readonly poolId: number;
  readonly subscriberId: number | null;
  readonly username: string;
  nasId: number | null;
  readonly loginClass: string;
  since: number;
  /** Sessions that say they have it. */
  readonly sessions: Set<string>;
  /** UTC ms: a login has it that accounting has not confirmed; 0: none. */
  givenUntil: number;
  /** What it does while nobody has it. */
  rest: Exclude<LeaseState, 'granted' | 'given' | 'held'>;
  /** UTC ms; 0: it does not rest. */
  restUntil: number;
}

export const isTaken = ({ sessions, givenUntil }: Unit): boolean => sessions.size > 0 || givenUntil > 0;

export const stateOf = (unit: Unit): LeaseState =>
  unit.sessions.size > 0 ? 'held' : unit.givenUntil > 0 ? 'given' : unit.rest;
