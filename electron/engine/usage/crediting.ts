/**
 * From what a session moved to what its subscriber is charged: counters, hours, receipts, levels, and the rate that
 * follows from them. Whatever is changed is put into the batch first.
 */
import type { UsageDelta } from '../../../shared/domain/counting.ts';
import type { Observation } from '../../../shared/domain/usage.ts';
import { describeFinding } from '../../../shared/domain/usage-findings.ts';
import { type Hold, type SessionRates, setSessionRates } from '../../../shared/domain/usage-session.ts';
import type { Receipt } from '../store/fold-commit.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { FoldBatch } from './fold-batch.ts';
import type { LiveSession } from './live-session.ts';
import type { SessionBook } from './session-book.ts';

/** What an observation, or a comparison of sources, noticed beside the bytes. */
export type Noticed = Pick<Observation, 'findings' | 'quarantined'>;

/** What the world is told after the commit. */
export interface FoldEvents {
  /** The rate in force of a subscriber changed: `radreply` says it with the commit, running sessions need a push. */
  rateChanged(account: Account): void;
  levelChanged(account: Account, before: { readonly daily: number; readonly monthly: number }): void;
  /** The usage rules noticed something an operator should see. */
  finding(session: LiveSession, noticed: Noticed): void;
  /** A delta in quarantine was approved or voided. */
  holdDecided(session: LiveSession): void;
  /** X46: the NAS's clock, or what a packet tells of time, is wrong. Once per NAS until it is right again. */
  clockFinding(nasId: number): void;
  clockRight(nasId: number): void;
}

export interface CreditingPorts {
  readonly book: SessionBook;
  readonly accounts: Accounts;
  readonly events: FoldEvents;
  /** UTC ms. Levels and rates are those of now, also when a late record of the past is folded. */
  readonly now: () => number;
}

/** How often a session without news writes its subscriber's time of last life. */
const seenEveryMs = 60_000;

export function createCrediting({ book, accounts, events, now }: CreditingPorts) {
  /** The speed, or the burst where it is higher, against which deltas are judged (X28). No subscriber: only the link bounds it. */
  function ratesOf(account: Account | undefined): SessionRates {
    if (!account) return { downKbps: null, upKbps: null };
    const { downKbps, upKbps, burst } = account.speed(now());
    return {
      downKbps: Math.max(downKbps, burst?.downKbps ?? 0),
      upKbps: Math.max(upKbps, burst?.upKbps ?? 0),
    };
  }

  const accountOf = ({ row }: LiveSession): Account | undefined =>
    row.subscriberId === null ? undefined : accounts.get(row.subscriberId);

  /** Charges what an observation added, or gives back what it took. */
  function credit(session: LiveSession, seen: Observation, source: Receipt['source'], batch: FoldBatch): void {
    notice(session, seen, batch);
    const account = accountOf(session);
    const isMoved = seen.downDelta !== 0 || seen.upDelta !== 0;
    if (!account || !(isMoved || seen.quarantined)) return;
    charge(account, session, seen, source, decisionOf(seen), batch);
  }

  /** Charges a delta to the days it belongs to; gives what was counted, after free hours. */
  function charge(
    account: Account,
    session: LiveSession,
    delta: UsageDelta,
    source: Receipt['source'],
    decision: string,
    batch: FoldBatch,
  ): number {
    batch.account(account);
    const outcome = account.count(delta);
    const counted = outcome.countedBytes + outcome.bonusBytes;
    const raw = delta.downDelta + delta.upDelta;
    batch.hours(account.id, delta, counted);
    batch.days(account.id, outcome);
    batch.receipt({
      sessionKey: session.row.sessionKey,
      subscriberId: account.id,
      at: delta.toAt,
      source,
      downBytes: delta.downDelta,
      upBytes: delta.upDelta,
      countedBytes: counted,
      freePercent: raw > 0 ? Math.round(100 - (counted / raw) * 100) : 0,
      decision,
    });
    relevel(account, batch);
    return counted;
  }

  /** Keeps what was noticed with the commit that it belongs to, and tells it afterwards. */
  function notice(session: LiveSession, noticed: Noticed, batch: FoldBatch): void {
    const { findings, quarantined } = noticed;
    if (findings.length === 0 && !quarantined) return;
    events.finding(session, noticed);
    const { tenantId, nasId, subscriberId, username, sessionKey } = session.row;
    const about = { tenantId, nasId, subscriberId, username, sessionKey, at: now() };
    for (const finding of findings) {
      const { kind, source, shown, total } = finding;
      batch.finding({ ...about, kind, source, holdId: 0, evidence: { says: describeFinding(finding), shown, total } });
    }
    if (quarantined) {
      const { id, source } = quarantined;
      batch.finding({ ...about, kind: 'quarantined', source, holdId: id, evidence: evidenceOf(quarantined) });
    }
  }

  /** Brings the levels in line with the counters, and the rate with the levels where those changed. */
  function relevel(account: Account, batch: FoldBatch): void {
    const before = account.levels;
    const levels = account.levelsNow();
    const isSame = levels.daily === before.daily && levels.monthly === before.monthly;
    if (isSame && account.rate !== '') return;
    if (!isSame) {
      batch.account(account);
      account.levels = levels;
      events.levelChanged(account, before);
    }
    rerate(account, batch);
  }

  /** Brings `radreply` and the running sessions in line with the speed that holds now. */
  function rerate(account: Account, batch: FoldBatch): void {
    const rate = account.rateText(now());
    if (rate !== account.storedRate) {
      batch.account(account);
      batch.rate(account.id, rate);
      account.storedRate = rate;
    }
    if (rate === account.rate) return;
    batch.account(account);
    account.rate = rate;
    // A lower rate is in force when the router has it and not before (`rateApplied`); a higher one may be at any time.
    const rates = ratesOf(account);
    for (const { usage } of book.ofSubscriber(account.id)) {
      setSessionRates(usage, {
        downKbps: higher(usage.downKbps, rates.downKbps),
        upKbps: higher(usage.upKbps, rates.upKbps),
      });
    }
    events.rateChanged(account);
  }

  /** The router has the rate that holds: deltas of the session are judged by it from now on. */
  function rateApplied(session: LiveSession): void {
    setSessionRates(session.usage, ratesOf(accountOf(session)));
  }

  /** Online while a session is open; `at` is the sign of life. */
  function setOnline(account: Account | undefined, at: number, batch: FoldBatch): void {
    if (!account) return;
    const isOnline = book.ofSubscriber(account.id).length > 0;
    if (account.isOnline === isOnline && at - account.lastSeenAt < seenEveryMs) return;
    batch.account(account);
    account.isOnline = isOnline;
    account.lastSeenAt = Math.max(account.lastSeenAt, at);
  }

  /**
   * Finds the subscriber of a session that had none, or whose subscriber is gone: it may have been added since.
   * What the session moves from now on is theirs. `toldId` is whose login it was, where the name does not tell.
   */
  function findSubscriber(session: LiveSession, batch: FoldBatch, toldId?: number): void {
    const { row } = session;
    if (accountOf(session) || row.username === '') return;
    const told = toldId === undefined ? undefined : accounts.get(toldId);
    const account = told ?? accounts.byName(row.tenantId, row.username);
    if (!account) return;
    batch.session(session);
    book.update(session, () => {
      row.subscriberId = account.id;
    });
    setSessionRates(session.usage, ratesOf(account));
  }

  return { ratesOf, accountOf, credit, charge, notice, relevel, rerate, rateApplied, setOnline, findSubscriber };
}

export type Crediting = ReturnType<typeof createCrediting>;

/** What the operator decides by; the contract's `QuarantineEvidence`. */
const evidenceOf = (hold: Hold) => ({
  delta: { downBytes: hold.downBytes, upBytes: hold.upBytes },
  cap: { downBytes: hold.capDownBytes, upBytes: hold.capUpBytes },
  ...{ fromAt: hold.fromAt, toAt: hold.at, elapsedMs: hold.elapsedMs },
  before: { downBytes: hold.beforeDownBytes, upBytes: hold.beforeUpBytes },
  totals: hold.totals,
});

function decisionOf(seen: Observation): string {
  if (seen.quarantined) return 'quarantined';
  return seen.receipt && (seen.downDelta < 0 || seen.upDelta < 0) ? 'settled' : '';
}

const higher = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);
