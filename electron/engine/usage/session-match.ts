/**
 * Which session does an accounting record belong to (X47, X67, pain 5)? Acct-Session-Id is unique within one boot of
 * one NAS only; our login id in Class is unique for ever. Pure: candidates come from the caller.
 */
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { SessionRow } from '../store/fold-commit.ts';

export type KnownSession = Pick<
  SessionRow,
  'sessionKey' | 'nasId' | 'acctSessionId' | 'loginClass' | 'username' | 'startAt' | 'updateAt' | 'stopAt' | 'closedBy'
>;

/** How far a session's start, computed from Acct-Session-Time, may lie after the end of an older one it belongs to. */
const toleranceMs = 5_000;

/** UTC ms when the record was made: receipt minus Acct-Delay-Time (X46). */
export const madeAt = (fact: AccountingFact): number => fact.at - (fact.delaySeconds ?? 0) * 1000;

/** UTC ms when the session began, as far as this record tells. */
export const startedAt = (fact: AccountingFact): number => madeAt(fact) - (fact.sessionSeconds ?? 0) * 1000;

/** The key of a session first seen in `fact` (X47). */
export function newSessionKey(fact: AccountingFact): string {
  if (fact.loginClass !== undefined) return `${fact.nasId}:${fact.loginClass}`;
  return `${fact.nasId}:${fact.acctSessionId ?? ''}:${startedAt(fact)}`;
}

/**
 * Does `fact` belong to `known`, a session of the same NAS with the same Class or the same Acct-Session-Id?
 *
 * A closed session keeps its late, repeated and shuffled records; a record that began after the session's end is the
 * id used again. A record of another user never belongs, whatever its ids say.
 */
export function belongs(fact: AccountingFact, known: KnownSession): boolean {
  if (fact.nasId !== known.nasId) return false;
  if (fact.username !== undefined && known.username !== '' && fact.username !== known.username) return false;
  if (fact.loginClass !== undefined && known.loginClass !== '') return fact.loginClass === known.loginClass;
  if (fact.acctSessionId !== known.acctSessionId) return false;
  const endAt = known.stopAt ?? known.updateAt;
  if (fact.status === 'Start') {
    // An open session that already moved on is over when its id starts again later; a repeated Start carries the delay.
    return madeAt(fact) <= (known.stopAt === null ? Math.max(known.startAt, endAt) : endAt) + toleranceMs;
  }
  if (fact.sessionSeconds === undefined) return true;
  return known.stopAt === null || startedAt(fact) <= endAt + toleranceMs;
}
