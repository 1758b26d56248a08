import type { CommandOptions, RouterCall } from '../connection.ts';
import { readInterfaceCounters } from './interface-counters.ts';
import { attachCounters, type PairedSession, pairSessions, type SessionReading, type SkippedSessions } from './join.ts';
import type { Listing } from './listing.ts';
import { type PppActive, readPppActive } from './ppp-active.ts';
import { readPppoeServer } from './pppoe-server.ts';

/** One round over one router. */
export interface SessionRound {
  readonly readings: readonly SessionReading[];
  readonly skipped: SkippedSessions;
  /** Every open PPP session, those without a reading too. Only its `isComplete` may close a session by absence (X56). */
  readonly active: Listing<PppActive>;
}

export interface SessionReader {
  /** One round of at most three bulk prints. @throws what `call` throws; what was learnt before stays. */
  read(call: RouterCall, options?: CommandOptions): Promise<SessionRound>;
}

/** Beyond this many new users, or with names that a query may not match byte for byte, all bindings are read. */
const MAX_USERS_ASKED = 32;

/**
 * Reads the sessions of one router, round after round (X41, X44).
 *
 * The interface of a session does not change while its session id lives and its uptime grows, so only the users of new
 * sessions are looked up in /interface/pppoe-server: a third fewer bytes per round than printing all of it.
 */
export function createSessionReader(): SessionReader {
  let known = new Map<string, PairedSession>();

  function isKnown(session: PppActive): boolean {
    const before = session.acctSessionId === undefined ? undefined : known.get(session.acctSessionId)?.session;
    return (
      before !== undefined &&
      before.user === session.user &&
      before.callerId === session.callerId &&
      before.uptimeSeconds <= session.uptimeSeconds
    );
  }

  return {
    async read(call, options) {
      const [active, counters] = await Promise.all([
        readPppActive(call, options),
        readInterfaceCounters(call, options),
      ]);

      // All sessions of such a user are paired again, so that a ghost and its successor are told apart together.
      const unknownUsers = new Set(
        active.rows
          .filter((row) => row.service === 'pppoe' && row.acctSessionId && !isKnown(row))
          .map(({ user }) => user),
      );
      const canRemember = (row: PppActive) => isKnown(row) && !unknownUsers.has(row.user);
      const fromMemory = active.rows.filter(canRemember);
      const fromRouter = active.rows.filter((row) => !canRemember(row));
      const bindings = unknownUsers.size > 0 ? (await readBindings(call, [...unknownUsers], options)).rows : [];
      const { pairs: newPairs, skipped } = pairSessions(fromRouter, bindings);
      const oldPairs = fromMemory.map((row): PairedSession => {
        const { session, interfaceName } = known.get(row.acctSessionId!)!;
        return { session: { ...row, acctSessionId: session.acctSessionId }, interfaceName };
      });

      const { readings, withoutCounters } = attachCounters([...oldPairs, ...newPairs], counters.rows);
      known = new Map([...oldPairs, ...newPairs].map((pair) => [pair.session.acctSessionId, pair]));
      // Its interface was renamed or is gone: look it up again.
      for (const { session } of withoutCounters) known.delete(session.acctSessionId);
      return { readings, skipped: { ...skipped, noCounters: withoutCounters.length }, active };
    },
  };
}

function readBindings(call: RouterCall, users: readonly string[], options: CommandOptions = {}) {
  // A name stored in windows-1252 would not equal the same name in UTF-8.
  const canAsk = users.length <= MAX_USERS_ASKED && users.every((user) => /^[ -~]+$/.test(user));
  return readPppoeServer(call, canAsk ? { ...options, users } : options);
}
