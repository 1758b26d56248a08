/** Sessions as a router lists them: counted (X41, X43), found for the first time, or missed (X56). */
import { isSessionTimePossible } from '../../../shared/domain/clock.ts';
import { observe } from '../../../shared/domain/usage.ts';
import type { FoldBatch } from './fold-batch.ts';
import type { FoldCore } from './fold-core.ts';
import { markOf, nextRate } from './live-rate.ts';
import { type LiveSession, lastSeenAt, newSession } from './live-session.ts';

/** A session as a router listed it; directions are the subscriber's. */
export interface RouterReading {
  readonly username: string;
  /** Upper case, colons. */
  readonly mac: string;
  readonly address: string;
  /** The router's session-id in the form of an Acct-Session-Id. */
  readonly acctSessionId: string;
  readonly uptimeSeconds: number;
  readonly downBytes: number;
  readonly upBytes: number;
  readonly interfaceName: string;
  readonly isRadius: boolean;
}

/** One round over a router. */
export interface RouterListing {
  readonly readings: readonly RouterReading[];
  /** Every session that the router has, with or without a reading: its user by its Acct-Session-Id (lower case). */
  readonly present: ReadonlyMap<string, string>;
  /** The listing ended with its `!done` and every row was readable. */
  readonly isComplete: boolean;
  /** When the router was asked, UTC ms: what began later cannot be missing. */
  readonly askedAt: number;
  /** When the router last booted, by its uptime, UTC ms; undefined where it did not say. */
  readonly bootedAt: number | undefined;
}

/** How far apart the starts of one session may seem: uptimes are whole seconds and are printed one after the other. */
const startToleranceMs = 30_000;
/** How far the uptimes of one session may fall: menus of one router differ by a second or two. */
const uptimeJitterSeconds = 2;
/** A quiet session is not written every cycle; its time of last life is, this often. */
const writtenEveryMs = 60_000;

export function createListingFold({ book, accounts, clocks, nas, crediting, begin, close, reopen }: FoldCore) {
  const { accountOf, credit, findSubscriber, ratesOf, setOnline } = crediting;

  /** One session of a router's listing, read at `at`; `bootedAt` is the listing's. */
  async function reading(
    { id: nasId, tenantId }: { readonly id: number; readonly tenantId: number },
    listed: RouterReading,
    bootedAt: number | undefined,
    at: number,
    batch: FoldBatch,
  ): Promise<void> {
    if (!isSessionTimePossible(listed.uptimeSeconds, at)) {
      clocks.judge(nasId, false, at);
      return;
    }
    const known = await sessionOf(nasId, listed, bootedAt, at);
    // The listing is older than the Stop.
    if (known?.usage.closedBy === 'stop') return;
    const session = known ?? beginOf(nasId, tenantId, listed, at, batch);
    const { row, usage } = session;
    const { acctSessionId, interfaceName, isRadius } = listed;
    session.listed = { at, sinceAt: session.listed?.sinceAt ?? at, acctSessionId, interfaceName, isRadius };
    session.missedListings = 0;
    session.isUnlisted = false;
    findSubscriber(session, batch);
    const before = { mark: markOf(usage, 'interface'), total: usage.totalDown + usage.totalUp };
    const seen = observe(
      usage,
      {
        key: acctSessionId,
        downBytes: listed.downBytes,
        upBytes: listed.upBytes,
        uptimeSeconds: listed.uptimeSeconds,
        hasGigawords: true,
        isStop: false,
      },
      'interface',
      at,
    );
    session.rate = nextRate(session.rate, 'interface', before.mark, markOf(usage, 'interface'));
    const isNews =
      usage.totalDown + usage.totalUp !== before.total || seen.quarantined !== null || seen.findings.length > 0;
    if (row.stopAt !== null && usage.closedBy === null) {
      batch.session(session);
      reopen(session);
    }
    if (isNews || at - row.updateAt >= writtenEveryMs) {
      batch.session(session);
      row.updateAt = Math.max(row.updateAt, at);
      row.sessionSeconds = Math.max(row.sessionSeconds, listed.uptimeSeconds);
      if (listed.address !== '') row.framedIpAddress = listed.address;
    }
    credit(session, seen, 'poll', batch);
    setOnline(accountOf(session), at, batch);
  }

  /**
   * The session that is meant (X44): the one with this id, unless the id is in use for the second time; else the
   * user's open session from the same MAC that began when this one did, whatever id RADIUS gave it.
   */
  async function sessionOf(
    nasId: number,
    listed: RouterReading,
    bootedAt: number | undefined,
    at: number,
  ): Promise<LiveSession | undefined> {
    const startAt = at - listed.uptimeSeconds * 1000;
    const holder = await book.findListed(nasId, listed.username, listed.acctSessionId);
    if (holder) return isSuccessor(holder, listed, startAt, bootedAt) ? undefined : holder;
    return book
      .ofUser(nasId, listed.username)
      .find(
        ({ row, listed: before }) =>
          row.callingStationId.toUpperCase() === listed.mac &&
          (before === undefined || before.acctSessionId === listed.acctSessionId) &&
          Math.abs(row.startAt - startAt) <= startToleranceMs,
      );
  }

  /** Whether a reading that seems to have begun at `startAt` is of the session after `holder` with the same id (pain 5). */
  function isSuccessor(
    holder: LiveSession,
    listed: RouterReading,
    startAt: number,
    bootedAt: number | undefined,
  ): boolean {
    const { row, usage } = holder;
    if (row.stopAt !== null) return startAt > row.stopAt + startToleranceMs;
    if (startAt <= row.startAt + startToleranceMs) return false;
    // The start alone proves nothing while the session is open: after a jump of our clock every session seems to have
    // begun later, and every router to have booted since. But no uptime of one session falls, and no counter.
    const uptimeSeconds = Math.max(row.sessionSeconds, usage.interface?.uptimeSeconds ?? 0);
    if (listed.uptimeSeconds < uptimeSeconds - uptimeJitterSeconds) return true;
    const isSmaller =
      usage.interface !== null &&
      (listed.downBytes < usage.interface.downBytes || listed.upBytes < usage.interface.upBytes);
    return isSmaller && bootedAt !== undefined && bootedAt > lastSeenAt(holder);
  }

  function beginOf(nasId: number, tenantId: number, listed: RouterReading, at: number, batch: FoldBatch): LiveSession {
    const account = accounts.byName(tenantId, listed.username);
    const startAt = at - listed.uptimeSeconds * 1000;
    const session = newSession({
      sessionKey: `${nasId}:${listed.acctSessionId}:${startAt}`,
      tenantId,
      nasId,
      subscriberId: account?.id ?? null,
      username: listed.username,
      realm: accounts.realmName(tenantId, listed.username),
      acctSessionId: listed.acctSessionId,
      startAt,
      isAdopted: startAt < (nas(nasId)?.createdAt ?? 0),
      rates: ratesOf(account),
    });
    session.row.callingStationId = listed.mac;
    session.row.framedIpAddress = listed.address;
    session.row.nasPortId = listed.interfaceName;
    session.row.serviceType = 'Framed-User';
    session.row.framedProtocol = 'PPP';
    begin(session, batch);
    return session;
  }

  /**
   * Judges an open session by a complete listing: one that two of them in a row do not have is over (X56), and so is at
   * once one that was last seen before its router booted (pain 1).
   */
  function judgeAbsence(session: LiveSession, listing: RouterListing, batch: FoldBatch): void {
    const { row } = session;
    if (listing.present.get((session.listed?.acctSessionId ?? row.acctSessionId).toLowerCase()) === row.username) {
      session.missedListings = 0;
      return;
    }
    // What began or spoke after the router was asked cannot be missing from its answer.
    if (row.startAt >= listing.askedAt || row.updateAt >= listing.askedAt || !isListable(session)) return;
    if (listing.bootedAt !== undefined && lastSeenAt(session) < listing.bootedAt) {
      close(session, 'nas-reboot', 'NAS-Reboot', batch);
      return;
    }
    session.missedListings++;
    session.missedAt = listing.askedAt;
    if (session.missedListings >= 2) close(session, 'poll', 'Lost-Service', batch);
  }

  return { reading, judgeAbsence };
}

/** Whether /ppp/active would have it: hotspot logins (Service-Type Login, MikroTik manual, RADIUS) are in another menu. */
const isListable = ({ row, isUnlisted }: LiveSession): boolean =>
  !isUnlisted && (row.serviceType !== 'Login-User' || row.framedProtocol === 'PPP');
