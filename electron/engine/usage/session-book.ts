/**
 * The fold's sessions: all open ones, and the closed ones that may still get late records. Found by key, by NAS and
 * Acct-Session-Id, by NAS, by subscriber. A closed session that was forgotten is read back from the store.
 */
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { EngineReads } from '../store/reads.ts';
import { type LiveSession, sessionOf } from './live-session.ts';
import { belongs, newSessionKey } from './session-match.ts';

/** Closed sessions kept in memory; beyond that the one that closed first is read back on demand. */
const closedKept = 5_000;

const idKey = (nasId: number, acctSessionId: string): string => `${nasId}\u0000${acctSessionId.toLowerCase()}`;

export class SessionBook {
  readonly #reads: Pick<EngineReads, 'sessionByKey' | 'latestSession'>;
  readonly #byKey = new Map<string, LiveSession>();
  readonly #byId = new Map<string, LiveSession>();
  readonly #byNas = new Map<number, Set<LiveSession>>();
  readonly #bySubscriber = new Map<number, Set<LiveSession>>();
  /** In order of closing. */
  readonly #closed = new Map<string, LiveSession>();

  constructor(reads: Pick<EngineReads, 'sessionByKey' | 'latestSession'>) {
    this.#reads = reads;
  }

  get openCount(): number {
    return this.#byKey.size - this.#closed.size;
  }

  *open(): Generator<LiveSession> {
    for (const session of this.#byKey.values()) if (session.row.stopAt === null) yield session;
  }

  /** Open sessions of one NAS. */
  ofNas(nasId: number): readonly LiveSession[] {
    return [...(this.#byNas.get(nasId) ?? [])];
  }

  /** Open sessions of one subscriber. */
  ofSubscriber(subscriberId: number): readonly LiveSession[] {
    return [...(this.#bySubscriber.get(subscriberId) ?? [])];
  }

  byKey(sessionKey: string): LiveSession | undefined {
    return this.#byKey.get(sessionKey);
  }

  /** The session with this Acct-Session-Id that was seen last on the NAS, open or closed. */
  byId(nasId: number, acctSessionId: string): LiveSession | undefined {
    return this.#byId.get(idKey(nasId, acctSessionId));
  }

  /** The session that a record belongs to, from memory or from the store; undefined: it is a new one. */
  async find(fact: AccountingFact): Promise<LiveSession | undefined> {
    if (fact.loginClass !== undefined) {
      const known = this.#byKey.get(newSessionKey(fact)) ?? (await this.#load(newSessionKey(fact)));
      if (known) return known;
    }
    const { acctSessionId } = fact;
    if (acctSessionId === undefined) return undefined;
    const candidate = this.byId(fact.nasId, acctSessionId) ?? (await this.#loadLatest(fact.nasId, acctSessionId));
    return candidate && belongs(fact, candidate.row) ? candidate : undefined;
  }

  add(session: LiveSession): void {
    const { sessionKey, nasId, acctSessionId } = session.row;
    this.#byKey.set(sessionKey, session);
    this.#byId.set(idKey(nasId, acctSessionId), session);
    if (session.row.stopAt === null) this.#listOpen(session);
    else this.#listClosed(session);
  }

  /** Must follow every change of `row.stopAt`. */
  moved(session: LiveSession): void {
    const { sessionKey, nasId, subscriberId, stopAt } = session.row;
    if (stopAt === null) {
      this.#closed.delete(sessionKey);
      this.#listOpen(session);
      return;
    }
    this.#byNas.get(nasId)?.delete(session);
    if (subscriberId !== null) this.#bySubscriber.get(subscriberId)?.delete(session);
    this.#listClosed(session);
  }

  #listOpen(session: LiveSession): void {
    const { nasId, subscriberId } = session.row;
    addTo(this.#byNas, nasId, session);
    if (subscriberId !== null) addTo(this.#bySubscriber, subscriberId, session);
  }

  #listClosed(session: LiveSession): void {
    this.#closed.set(session.row.sessionKey, session);
    if (this.#closed.size <= closedKept) return;
    const [oldest] = this.#closed.values();
    if (!oldest) return;
    const { sessionKey, nasId, acctSessionId } = oldest.row;
    this.#closed.delete(sessionKey);
    this.#byKey.delete(sessionKey);
    const key = idKey(nasId, acctSessionId);
    if (this.#byId.get(key) === oldest) this.#byId.delete(key);
  }

  async #load(sessionKey: string): Promise<LiveSession | undefined> {
    const row = await this.#reads.sessionByKey(sessionKey);
    return row && this.#adopt(sessionOf(row));
  }

  async #loadLatest(nasId: number, acctSessionId: string): Promise<LiveSession | undefined> {
    const row = await this.#reads.latestSession(nasId, acctSessionId);
    return row && this.#adopt(sessionOf(row));
  }

  /** The book may have learned of the session while the store was being asked. */
  #adopt(session: LiveSession): LiveSession {
    const known = this.#byKey.get(session.row.sessionKey);
    if (known) return known;
    this.add(session);
    return session;
  }
}

function addTo(map: Map<number, Set<LiveSession>>, id: number, session: LiveSession): void {
  const known = map.get(id);
  if (known) known.add(session);
  else map.set(id, new Set([session]));
}
