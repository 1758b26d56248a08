/**
 * The fold's sessions: all open ones, and the closed ones that may still get late records. Found by key, by Class, by
 * NAS and Acct-Session-Id, by NAS and user name, by NAS, by subscriber. A closed session that was forgotten is read
 * back from the store.
 */
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { EngineReads } from '../store/reads.ts';
import { type LiveSession, sessionOf } from './live-session.ts';
import { NasSessionIndex, SessionIndex } from './session-index.ts';
import { belongs, newSessionKey } from './session-match.ts';

/** Closed sessions kept in memory; beyond that the one that closed first is read back on demand. */
const closedKept = 5_000;

/** Routers write the same id in either letter case (routeros.md §8). */
const idKey = (acctSessionId: string): string => acctSessionId.toLowerCase();

/** What the book finds a session by, `stopAt` included: only open ones are found by some of it. */
type SessionNames = Pick<
  LiveSession['row'],
  'nasId' | 'loginClass' | 'acctSessionId' | 'username' | 'subscriberId' | 'stopAt'
>;

export class SessionBook {
  readonly #reads: Pick<EngineReads, 'sessionByKey' | 'latestSession'>;
  readonly #byKey = new Map<string, LiveSession>();
  readonly #byClass = new NasSessionIndex();
  /** More than one where an id was used again, or where two routers share an address (X58). */
  readonly #byId = new NasSessionIndex();
  /** Open ones only, as are the two below. */
  readonly #byName = new NasSessionIndex();
  readonly #byNas = new Map<number, Set<LiveSession>>();
  readonly #bySubscriber = new SessionIndex<number>();
  /** In order of closing. */
  readonly #closed = new Map<string, LiveSession>();

  constructor(reads: Pick<EngineReads, 'sessionByKey' | 'latestSession'>) {
    this.#reads = reads;
  }

  get openCount(): number {
    return this.#byKey.size - this.#closed.size;
  }

  /** Open sessions of all NAS. */
  *open(): Generator<LiveSession> {
    for (const sessions of this.#byNas.values()) yield* sessions;
  }

  /** Open sessions of one NAS. */
  ofNas(nasId: number): readonly LiveSession[] {
    return [...(this.#byNas.get(nasId) ?? [])];
  }

  /** Open sessions of one user name on one NAS. */
  ofUser(nasId: number, username: string): readonly LiveSession[] {
    return this.#byName.get(nasId, username);
  }

  /** Open sessions of one subscriber. */
  ofSubscriber(subscriberId: number): readonly LiveSession[] {
    return this.#bySubscriber.get(subscriberId);
  }

  byKey(sessionKey: string): LiveSession | undefined {
    return this.#byKey.get(sessionKey);
  }

  /** From memory or from the store. */
  async findByKey(sessionKey: string): Promise<LiveSession | undefined> {
    return this.#byKey.get(sessionKey) ?? (await this.#load(sessionKey));
  }

  /** Sessions with this Acct-Session-Id on the NAS, open or closed, the youngest first. */
  byId(nasId: number, acctSessionId: string): readonly LiveSession[] {
    return this.#byId.get(nasId, idKey(acctSessionId)).toSorted((a, b) => b.row.startAt - a.row.startAt);
  }

  /** The session that a record made at `at` belongs to, from memory or from the store; undefined: it is a new one. */
  async find(fact: AccountingFact, at: number): Promise<LiveSession | undefined> {
    const { nasId, loginClass, acctSessionId } = fact;
    const isMeant = ({ row }: LiveSession): boolean => belongs(fact, at, row);
    const key = newSessionKey(fact, at);
    if (loginClass !== undefined) {
      const known = this.#byClass.get(nasId, loginClass).at(-1) ?? (await this.#load(key));
      if (known) return known;
    }
    if (acctSessionId === undefined) return undefined;
    const known = this.byId(nasId, acctSessionId).find(isMeant);
    if (known) return known;
    // Forgotten ones: the last with that id, or the very one that would be begun, where it was not looked for above.
    const latest = await this.#loadLatest(nasId, acctSessionId);
    if (latest && isMeant(latest)) return latest;
    const same = loginClass === undefined ? await this.#load(key) : undefined;
    return same && isMeant(same) ? same : undefined;
  }

  /** The user's session with this id on the NAS that began last, from memory or from the store. */
  async findListed(nasId: number, username: string, acctSessionId: string): Promise<LiveSession | undefined> {
    const isMeant = ({ row }: LiveSession): boolean => row.username === username;
    const known = this.byId(nasId, acctSessionId).find(isMeant);
    if (known) return known;
    const stored = await this.#loadLatest(nasId, acctSessionId);
    return stored && isMeant(stored) ? stored : undefined;
  }

  add(session: LiveSession): void {
    this.#byKey.set(session.row.sessionKey, session);
    this.#index(session);
    if (session.row.stopAt !== null) this.#keepClosed(session);
  }

  /**
   * Applies `change` to the session's row and finds it under its new names from then on. Every change of Class,
   * Acct-Session-Id, user name, subscriber or `stopAt` goes through here.
   */
  update(session: LiveSession, change: () => void): void {
    const { row } = session;
    const { nasId, loginClass, acctSessionId, username, subscriberId, stopAt } = row;
    const before = { nasId, loginClass, acctSessionId, username, subscriberId, stopAt };
    change();
    const isSame =
      before.loginClass === row.loginClass &&
      before.acctSessionId === row.acctSessionId &&
      before.username === row.username &&
      before.subscriberId === row.subscriberId &&
      before.stopAt === row.stopAt;
    if (isSame) return;
    this.#unindex(session, before);
    this.#index(session);
    if (before.stopAt === null && row.stopAt !== null) this.#keepClosed(session);
    if (row.stopAt === null) this.#closed.delete(row.sessionKey);
  }

  /** Forgets a session, whatever became of it; the next record of it reads it back. */
  drop(session: LiveSession): void {
    this.#byKey.delete(session.row.sessionKey);
    this.#closed.delete(session.row.sessionKey);
    this.#unindex(session, session.row);
  }

  #index(session: LiveSession): void {
    const { nasId, acctSessionId, loginClass, username, subscriberId, stopAt } = session.row;
    if (loginClass !== '') this.#byClass.add(nasId, loginClass, session);
    this.#byId.add(nasId, idKey(acctSessionId), session);
    if (stopAt !== null) return;
    this.#byName.add(nasId, username, session);
    const ofNas = this.#byNas.get(nasId);
    if (ofNas) ofNas.add(session);
    else this.#byNas.set(nasId, new Set([session]));
    if (subscriberId !== null) this.#bySubscriber.add(subscriberId, session);
  }

  #unindex(session: LiveSession, named: SessionNames): void {
    const { nasId, acctSessionId, loginClass, username, subscriberId } = named;
    this.#byClass.remove(nasId, loginClass, session);
    this.#byId.remove(nasId, idKey(acctSessionId), session);
    this.#byName.remove(nasId, username, session);
    const ofNas = this.#byNas.get(nasId);
    if (ofNas?.delete(session) && ofNas.size === 0) this.#byNas.delete(nasId);
    if (subscriberId !== null) this.#bySubscriber.remove(subscriberId, session);
  }

  #keepClosed(session: LiveSession): void {
    this.#closed.set(session.row.sessionKey, session);
    if (this.#closed.size <= closedKept) return;
    const [oldest] = this.#closed.values();
    if (oldest) this.drop(oldest);
  }

  async #load(sessionKey: string): Promise<LiveSession | undefined> {
    const row = await this.#reads.sessionByKey(sessionKey);
    return row && this.#adopt(sessionOf(row));
  }

  /** By the id as it is given, or in the other letter case: listings and records of one session may differ in it. */
  async #loadLatest(nasId: number, acctSessionId: string): Promise<LiveSession | undefined> {
    const lower = acctSessionId.toLowerCase();
    const other = acctSessionId === lower ? acctSessionId.toUpperCase() : lower;
    const row = await this.#reads.latestSession(nasId, acctSessionId, other);
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
