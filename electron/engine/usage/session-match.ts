/**
 * Which session does an accounting record belong to (X47, X67, pain 5)? Acct-Session-Id is unique within one boot of
 * one NAS only; our login id in Class is unique for ever. Pure: candidates come from the caller.
 *
 * `at` is when the record was made (`eventTime` of `shared/domain/clock.ts`), UTC ms.
 */
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { SessionRow } from '../store/fold-commit.ts';

export type KnownSession = Pick<
  SessionRow,
  | 'sessionKey'
  | 'nasId'
  | 'acctSessionId'
  | 'loginClass'
  | 'username'
  | 'startAt'
  | 'updateAt'
  | 'stopAt'
  | 'closedBy'
  | 'sessionSeconds'
  | 'reportedDownBytes'
  | 'reportedUpBytes'
>;

/** How far a session's start, computed from Acct-Session-Time, may lie after the end of an older one it belongs to. */
const toleranceMs = 5_000;

/** UTC ms when the session began, as far as a record made at `at` tells. */
export const startedAt = (fact: AccountingFact, at: number): number => at - (fact.sessionSeconds ?? 0) * 1000;

/** Whether anything in the record names a session (RFC 2866 §5.5 demands Acct-Session-Id). */
export const namesSession = (fact: AccountingFact): boolean =>
  fact.loginClass !== undefined || fact.acctSessionId !== undefined;

/** The key of a session first seen in `fact` (X47). */
export function newSessionKey(fact: AccountingFact, at: number): string {
  if (fact.loginClass !== undefined) return `${fact.nasId}:${fact.loginClass}`;
  return `${fact.nasId}:${fact.acctSessionId ?? ''}:${startedAt(fact, at)}`;
}

/**
 * Does `fact` belong to `known`, a session of the same NAS with the same Class or the same Acct-Session-Id?
 *
 * A closed session keeps its late, repeated and shuffled records; a record that began after the session's end is the
 * id used again. A record of another user never belongs, whatever its ids say.
 */
export function belongs(fact: AccountingFact, at: number, known: KnownSession): boolean {
  if (fact.nasId !== known.nasId) return false;
  if (fact.username !== undefined && known.username !== '' && fact.username !== known.username) return false;
  if (fact.loginClass !== undefined && known.loginClass !== '') return fact.loginClass === known.loginClass;
  if (fact.acctSessionId?.toLowerCase() !== known.acctSessionId.toLowerCase()) return false;
  const isOpen = known.stopAt === null;
  const endAt = known.stopAt ?? known.updateAt;
  // A Start that comes after the last sign of life is the id used again; a repeated one carries its delay.
  if (fact.status === 'Start') return at <= (isOpen ? Math.max(known.startAt, endAt) : endAt) + toleranceMs;
  if (fact.sessionSeconds === undefined || isSameStop(fact, known)) return true;
  if (startedAt(fact, at) <= endAt + toleranceMs) return true;
  // It seems to have begun after the known one was last seen. Under a clock of ours that jumped forward so does every
  // record; but the time of an open session only grows.
  return isOpen && fact.sessionSeconds >= known.sessionSeconds;
}

/** The very Stop that closed the session, however late it is repeated and whatever it says of its delay. */
const isSameStop = (fact: AccountingFact, known: KnownSession): boolean =>
  fact.status === 'Stop' &&
  known.closedBy === 'stop' &&
  fact.sessionSeconds === known.sessionSeconds &&
  fact.downBytes === known.reportedDownBytes &&
  fact.upBytes === known.reportedUpBytes;
