/**
 * The fold: accounting facts and router readings, in order, into sessions, counters and levels. Synchronous but for
 * looking up sessions that were forgotten; what it changed is in the batch, which the caller commits with the cursor.
 */
import { eventTime } from '../../../shared/domain/clock.ts';
import type { Observation } from '../../../shared/domain/usage.ts';
import { observe } from '../../../shared/domain/usage.ts';
import { closeSession, type SessionRates, setSessionRates } from '../../../shared/domain/usage-session.ts';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { FoldBatch } from './fold-batch.ts';
import { type LiveSession, newSession, takeOver } from './live-session.ts';
import type { SessionBook } from './session-book.ts';
import { newSessionKey } from './session-match.ts';

/** A session as a router listed it; directions are the subscriber's. */
export interface RouterReading {
  readonly username: string;
  readonly mac: string;
  readonly address: string;
  readonly acctSessionId: string;
  readonly uptimeSeconds: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly interfaceName: string;
}

/** What the world is told after the commit. */
export interface FoldEvents {
  /** The rate in force of a subscriber changed: `radreply` says it with the commit, running sessions need a push. */
  rateChanged(account: Account, rate: string): void;
  levelChanged(account: Account, before: { readonly daily: number; readonly monthly: number }): void;
  /** The usage rules noticed something an operator should see. */
  finding(session: LiveSession, observation: Observation): void;
}

export interface FoldPorts {
  readonly book: SessionBook;
  readonly accounts: Accounts;
  readonly events: FoldEvents;
  readonly nas: (nasId: number) => { readonly createdAt: number; readonly clockSkewMs: number | null } | undefined;
}

export function createFold({ book, accounts, events, nas }: FoldPorts) {
  /** A session with no known subscriber is bounded by its link only. */
  const ratesOf = (account: Account | undefined, now: number): SessionRates => {
    if (!account) return { downKbps: null, upKbps: null };
    const { downKbps, upKbps, burst } = account.speed(now);
    return {
      downKbps: Math.max(downKbps, burst?.downKbps ?? 0),
      upKbps: Math.max(upKbps, burst?.upKbps ?? 0),
    };
  };

  /** Credits what an observation added, re-evaluates the levels, and puts everything it touched into the batch. */
  function credit(
    session: LiveSession,
    seen: Observation,
    source: 'interim' | 'stop' | 'poll',
    batch: FoldBatch,
  ): void {
    const { subscriberId, sessionKey } = session.row;
    if (seen.findings.length > 0 || seen.quarantined) events.finding(session, seen);
    const account = subscriberId === null ? undefined : accounts.get(subscriberId);
    if (!account || (seen.downDelta === 0 && seen.upDelta === 0)) return;
    const outcome = account.count(seen);
    const counted = outcome.countedBytes + outcome.bonusBytes;
    const raw = seen.downDelta + seen.upDelta;
    batch.account(account);
    batch.hours(account.id, seen, counted);
    batch.days(account.id, outcome);
    batch.receipt({
      sessionKey,
      subscriberId: account.id,
      at: seen.toAt,
      source,
      downBytes: seen.downDelta,
      upBytes: seen.upDelta,
      countedBytes: counted,
      freePercent: raw > 0 ? Math.round(100 - (counted / raw) * 100) : 0,
      decision: seen.quarantined
        ? 'quarantined'
        : seen.receipt && (seen.downDelta < 0 || seen.upDelta < 0)
          ? 'settled'
          : '',
    });
    relevel(account, batch, seen.toAt);
  }

  /** Brings levels and rate in line with the counters; `now` decides about boosts and expiry. */
  function relevel(account: Account, batch: FoldBatch, now: number): void {
    const before = account.levels;
    const levels = account.levelsNow();
    if (levels.daily !== before.daily || levels.monthly !== before.monthly) {
      account.levels = levels;
      batch.account(account);
      events.levelChanged(account, before);
    } else if (account.rate !== '') return;
    rerate(account, batch, now);
  }

  function rerate(account: Account, batch: FoldBatch, now: number): void {
    const rate = account.rateText(now);
    if (rate === account.rate) return;
    account.rate = rate;
    batch.rate(account.id, rate);
    const rates = ratesOf(account, now);
    for (const session of book.ofSubscriber(account.id)) setSessionRates(session.usage, rates);
    events.rateChanged(account, rate);
  }

  function setOnline(account: Account | undefined, at: number, batch: FoldBatch): void {
    if (!account) return;
    const isOnline = book.ofSubscriber(account.id).length > 0;
    if (account.isOnline === isOnline && at - account.lastSeenAt < 60_000) return;
    account.isOnline = isOnline;
    account.lastSeenAt = Math.max(account.lastSeenAt, at);
    batch.account(account);
  }

  function accountOf(session: LiveSession): Account | undefined {
    return session.row.subscriberId === null ? undefined : accounts.get(session.row.subscriberId);
  }

  function close(session: LiveSession, by: 'sweeper' | 'poll' | 'nas-reboot', cause: string, batch: FoldBatch): void {
    if (session.row.stopAt !== null) return;
    closeSession(session.usage, by === 'sweeper' ? 'sweeper' : 'poll');
    session.row.closedBy = by;
    session.row.terminateCause = cause;
    session.row.stopAt = session.row.updateAt;
    session.rate = undefined;
    book.moved(session);
    batch.session(session);
    setOnline(accountOf(session), session.row.updateAt, batch);
  }

  function begin(fact: AccountingFact, at: number, batch: FoldBatch): LiveSession {
    const account = fact.username === undefined ? undefined : accounts.byName(fact.tenantId, fact.username);
    const startAt = at - (fact.status === 'Start' ? 0 : (fact.sessionSeconds ?? 0) * 1000);
    const registered = nas(fact.nasId)?.createdAt ?? 0;
    const session = newSession({
      sessionKey: newSessionKey(fact),
      tenantId: fact.tenantId,
      nasId: fact.nasId,
      subscriberId: account?.id ?? null,
      username: fact.username ?? '',
      acctSessionId: fact.acctSessionId ?? '',
      startAt,
      isAdopted: fact.status !== 'Start' && startAt < registered,
      rates: ratesOf(account, at),
    });
    book.add(session);
    batch.session(session);
    return session;
  }

  /** One accounting fact. Repeats, late and shuffled ones change nothing that they should not (pain 2, X67). */
  async function fact(record: AccountingFact, batch: FoldBatch): Promise<void> {
    const { at } = eventTime({
      receivedAt: record.at,
      delaySeconds: record.delaySeconds ?? 0,
      eventTimestampAt: record.eventAt ?? null,
      nasSkewMs: nas(record.nasId)?.clockSkewMs ?? null,
    });
    if (record.status === 'Accounting-On' || record.status === 'Accounting-Off') {
      for (const session of book.ofNas(record.nasId)) {
        if (session.row.startAt <= at) close(session, 'nas-reboot', 'NAS-Reboot', batch);
      }
      return;
    }
    const session = (await book.find(record)) ?? begin(record, at, batch);
    const { row, usage } = session;
    // A Stop is final: whatever comes later changes nothing (X67).
    if (usage.closedBy === 'stop') return;
    takeOver(session, record);
    batch.session(session);
    if (record.status === 'Start') {
      row.updateAt = Math.max(row.updateAt, at);
      setOnline(accountOf(session), at, batch);
      return;
    }
    const isStop = record.status === 'Stop';
    const seen = observe(
      usage,
      {
        key: record.loginClass ?? record.acctSessionId ?? '',
        downBytes: record.downBytes ?? null,
        upBytes: record.upBytes ?? null,
        uptimeSeconds: record.sessionSeconds ?? null,
        hasGigawords: record.gigawords === true,
        isStop,
      },
      'radius',
      at,
    );
    noteRate(session, seen);
    row.interimSeconds = isStop ? row.interimSeconds : Math.max(0, Math.round((at - row.updateAt) / 1000));
    row.updateAt = Math.max(row.updateAt, at);
    if (isStop) {
      row.stopAt = Math.max(row.startAt, at);
      row.closedBy = 'stop';
      row.terminateCause = record.terminateCause ?? '';
      session.rate = undefined;
      book.moved(session);
    } else if (row.stopAt !== null && usage.closedBy === null) {
      reopen(session);
    }
    credit(session, seen, isStop ? 'stop' : 'interim', batch);
    setOnline(accountOf(session), at, batch);
  }

  function reopen(session: LiveSession): void {
    session.row.stopAt = null;
    session.row.closedBy = '';
    session.row.terminateCause = '';
    session.missedListings = 0;
    book.moved(session);
  }

  /** One session of a router's complete listing, read at `at`. */
  function reading(nasId: number, tenantId: number, listed: RouterReading, at: number, batch: FoldBatch): LiveSession {
    const session = sessionOfReading(nasId, listed) ?? beginListed(nasId, tenantId, listed, at, batch);
    const { row, usage } = session;
    session.missedListings = 0;
    session.listedAt = at;
    if (usage.closedBy === 'stop') return session;
    const before = usage.totalDown + usage.totalUp;
    const seen = observe(
      usage,
      {
        key: listed.acctSessionId,
        downBytes: listed.downBytes,
        upBytes: listed.upBytes,
        uptimeSeconds: listed.uptimeSeconds,
        hasGigawords: true,
        isStop: false,
      },
      'interface',
      at,
    );
    if (row.stopAt !== null && usage.closedBy === null) reopen(session);
    noteRate(session, seen, at);
    // A quiet session is not written every cycle; its time of last life is, once a minute.
    if (usage.totalDown + usage.totalUp !== before || at - row.updateAt >= 60_000 || seen.isReopened) {
      row.updateAt = Math.max(row.updateAt, at);
      row.sessionSeconds = Math.max(row.sessionSeconds, listed.uptimeSeconds);
      if (listed.address !== '') row.framedIpAddress = listed.address;
      batch.session(session);
    }
    credit(session, seen, 'poll', batch);
    setOnline(accountOf(session), at, batch);
    return session;
  }

  /** X44: by id where the user is the same; otherwise the user's open session on this NAS from the same MAC. */
  function sessionOfReading(nasId: number, listed: RouterReading): LiveSession | undefined {
    const byId = book.byId(nasId, listed.acctSessionId);
    if (byId && byId.row.username === listed.username) return byId;
    return book
      .ofNas(nasId)
      .find(
        ({ row }) =>
          row.username === listed.username && row.callingStationId === listed.mac && row.acctSessionId === '',
      );
  }

  function beginListed(
    nasId: number,
    tenantId: number,
    listed: RouterReading,
    at: number,
    batch: FoldBatch,
  ): LiveSession {
    const account = accounts.byName(tenantId, listed.username);
    const startAt = at - listed.uptimeSeconds * 1000;
    const session = newSession({
      sessionKey: `${nasId}:${listed.acctSessionId}:${startAt}`,
      tenantId,
      nasId,
      subscriberId: account?.id ?? null,
      username: listed.username,
      acctSessionId: listed.acctSessionId,
      startAt,
      isAdopted: startAt < (nas(nasId)?.createdAt ?? 0),
      rates: ratesOf(account, at),
    });
    session.row.callingStationId = listed.mac;
    session.row.framedIpAddress = listed.address;
    session.row.nasPortId = listed.interfaceName;
    session.row.serviceType = 'Framed-User';
    book.add(session);
    batch.session(session);
    return session;
  }

  return { fact, reading, close, relevel, rerate, setOnline };
}

export type Fold = ReturnType<typeof createFold>;

/** Bits per second between the last two readings that moved something, from any source. */
function noteRate(session: LiveSession, seen: Observation, at = seen.toAt): void {
  const ms = at - (session.rate?.at ?? session.row.updateAt);
  if (ms < 1000) return;
  session.rate = {
    downBps: Math.max(0, Math.round((seen.downDelta * 8000) / ms)),
    upBps: Math.max(0, Math.round((seen.upDelta * 8000) / ms)),
    at,
  };
}
