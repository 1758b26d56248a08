/**
 * Accounting records into sessions. Repeats, late and shuffled ones change nothing that they should not (pain 2, X67).
 * Synchronous but for looking up sessions that were forgotten.
 */
import { eventTime, isSessionTimePossible } from '../../../shared/domain/clock.ts';
import { observe } from '../../../shared/domain/usage.ts';
import { reconcile } from '../../../shared/domain/usage-reconcile.ts';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { FoldBatch } from './fold-batch.ts';
import type { FoldCore } from './fold-core.ts';
import { markOf, nextRate } from './live-rate.ts';
import { type LiveSession, newSession, takeOver } from './live-session.ts';
import { namesSession, newSessionKey, startedAt } from './session-match.ts';

export function createRecordFold({ book, accounts, clocks, nas, crediting, begin, reopen }: FoldCore) {
  const { accountOf, credit, findSubscriber, ratesOf, setOnline } = crediting;

  /** When the record was made, UTC ms by our clock (X46). */
  function timeOf(fact: AccountingFact): number {
    const { at, hasClockFinding } = eventTime({
      receivedAt: fact.at,
      delaySeconds: fact.delaySeconds ?? 0,
      eventTimestampAt: fact.eventAt ?? null,
      nasSkewMs: nas(fact.nasId)?.clockSkewMs ?? null,
    });
    clocks.judge(fact.nasId, !hasClockFinding && isSessionTimePossible(fact.sessionSeconds ?? 0, at), fact.at);
    return at;
  }

  /**
   * The open sessions that an Accounting-On or -Off ends: those of its NAS that began before it. The caller closes them,
   * in as many commits as it takes.
   */
  function endedBy(fact: AccountingFact): readonly LiveSession[] {
    const at = timeOf(fact);
    return book.ofNas(fact.nasId).filter(({ row }) => row.startAt <= at);
  }

  /** A Start, Interim-Update or Stop. One that names no session is passed over. */
  async function record(told: AccountingFact, batch: FoldBatch): Promise<void> {
    if (!namesSession(told)) return;
    const at = timeOf(told);
    const { fact, known } = await withOwnClass(withPossibleTime(told, at), at);
    const session = known ?? beginOf(fact, at, batch);
    const { row, usage } = session;
    // A Stop is final: whatever comes later changes nothing (X67).
    if (usage.closedBy === 'stop') return;
    batch.session(session);
    book.update(session, () => takeOver(session, fact, at < row.updateAt));
    // Its own word is ignored; how long it lasts is seen from here.
    if (fact.sessionSeconds !== told.sessionSeconds)
      row.sessionSeconds = Math.max(row.sessionSeconds, Math.round((at - row.startAt) / 1000));
    findSubscriber(session, batch, fact.subscriberId);
    // A sign of life takes the proof from a listing that had not shown the session before.
    if (at > session.missedAt) session.missedListings = 0;
    if (fact.status === 'Start') {
      if (row.stopAt === null) row.updateAt = Math.max(row.updateAt, at);
      setOnline(accountOf(session), at, batch);
      return;
    }
    count(session, fact, at, batch);
    setOnline(accountOf(session), at, batch);
  }

  function count(session: LiveSession, fact: AccountingFact, at: number, batch: FoldBatch): void {
    const { row, usage } = session;
    const isStop = fact.status === 'Stop';
    const lastSpokeAt = usage.radius?.at ?? row.startAt;
    const before = markOf(usage, 'radius');
    const seen = observe(
      usage,
      {
        // What names the counters is the Acct-Session-Id; Class may be missing from some packets of one session.
        key: (fact.acctSessionId ?? row.acctSessionId).toLowerCase(),
        downBytes: fact.downBytes ?? null,
        upBytes: fact.upBytes ?? null,
        uptimeSeconds: fact.sessionSeconds ?? null,
        hasGigawords: fact.gigawords === true,
        isStop,
      },
      'radius',
      at,
    );
    session.rate = nextRate(session.rate, 'radius', before, markOf(usage, 'radius'));
    if (isStop) {
      book.update(session, () => {
        row.stopAt = Math.max(row.startAt, at);
      });
      row.closedBy = 'stop';
      row.terminateCause = fact.terminateCause ?? '';
      session.rate = undefined;
    } else {
      if (at > lastSpokeAt) row.interimSeconds = Math.round((at - lastSpokeAt) / 1000);
      if (row.stopAt !== null && isAlive(session, fact, at)) {
        session.isUnlisted = row.closedBy === 'poll' && session.listed === undefined;
        reopen(session);
      }
    }
    if (row.stopAt === null || isStop) row.updateAt = Math.max(row.updateAt, at);
    // What the comparison explains is one finding and not two.
    const odd = isStop && seen.isClosed ? reconcile(usage) : null;
    const others = odd ? seen.findings.filter(({ kind }) => kind !== 'stop-below-live' && kind !== odd.kind) : [];
    const noticed = odd ? { ...seen, findings: [...others, odd] } : seen;
    credit(session, noticed, isStop ? 'stop' : 'interim', batch);
  }

  /** Whether an Interim-Update shows that a closed session lives: it is news to the counters, or made after the end. */
  const isAlive = ({ row, usage }: LiveSession, fact: AccountingFact, at: number): boolean =>
    usage.closedBy === null ||
    ((fact.downBytes === undefined || fact.upBytes === undefined) && at > (row.stopAt ?? at));

  /** Whose session it is: as the login told, else by the name. */
  const accountOfFact = ({ tenantId, subscriberId, username }: AccountingFact) =>
    (subscriberId === undefined ? undefined : accounts.get(subscriberId)) ??
    (username === undefined ? undefined : accounts.byName(tenantId, username));

  /** The session of a record. A Class that is another subscriber's names nothing: bytes go to whose name is on them. */
  async function withOwnClass(
    fact: AccountingFact,
    at: number,
  ): Promise<{ readonly fact: AccountingFact; readonly known: LiveSession | undefined }> {
    const known = await book.find(fact, at);
    if (!known || !isOfAnother(known, fact)) return { fact, known };
    const { loginClass: _foreign, ...rest } = fact;
    return { fact: rest, known: await book.find(rest, at) };
  }

  /** One login may be called in two ways, with and without its realm: only another account makes it another's. */
  function isOfAnother({ row }: LiveSession, fact: AccountingFact): boolean {
    const isCalledSo = fact.username === undefined || row.username === '' || fact.username === row.username;
    if (isCalledSo || row.subscriberId === null) return false;
    const account = accountOfFact(fact);
    return account !== undefined && account.id !== row.subscriberId;
  }

  function beginOf(fact: AccountingFact, at: number, batch: FoldBatch): LiveSession {
    const account = accountOfFact(fact);
    const startAt = fact.status === 'Start' ? at : startedAt(fact, at);
    const session = newSession({
      sessionKey: newSessionKey(fact, at),
      tenantId: fact.tenantId,
      nasId: fact.nasId,
      subscriberId: account?.id ?? null,
      username: fact.username ?? '',
      realm: fact.username === undefined ? '' : accounts.realmName(fact.tenantId, fact.username),
      acctSessionId: fact.acctSessionId ?? '',
      startAt,
      isAdopted: fact.status !== 'Start' && startAt < (nas(fact.nasId)?.createdAt ?? 0),
      rates: ratesOf(account),
    });
    begin(session, batch);
    return session;
  }

  return { record, endedBy };
}

/** The record without an Acct-Session-Time that cannot be: whatever is computed from it would be wrong. */
function withPossibleTime(fact: AccountingFact, at: number): AccountingFact {
  if (fact.sessionSeconds === undefined || isSessionTimePossible(fact.sessionSeconds, at)) return fact;
  const { sessionSeconds: _impossible, ...rest } = fact;
  return rest;
}
