/**
 * Who is online, for the check of simultaneous use (X56). Fed at once by the data plane's own accounting, corrected by
 * the control plane after each complete listing of a router: what it had, and what is over. In memory only; a restart
 * of the thread is told again.
 *
 * Bounded: `perSubscriber` sessions each, the oldest forgotten; what no router lists and no accounting renews is
 * dropped after `quietMs`.
 */
import type { OnlineSession } from '../../../shared/domain/simultaneous-use.ts';
import type { PresenceUpdate } from './protocol.ts';

interface Present {
  readonly subscriberId: number;
  readonly nasId: number;
  readonly acctSessionId: string;
  station: string;
  since: number;
  /** By accounting or by the control plane, UTC ms. */
  updatedAt: number;
  /** The last complete listing of its NAS had it. */
  isListed: boolean;
  /** Its Stop has come; kept for a while against a correction that does not know of it yet. */
  stoppedAt: number | undefined;
}

/** What a Start or an Interim-Update says. */
export interface SeenInAccounting {
  readonly subscriberId: number;
  readonly nasId: number;
  readonly acctSessionId: string;
  /** '' when it does not say. */
  readonly station: string;
  readonly isStart: boolean;
}

interface NasSessions {
  readonly byId: Map<string, Present>;
  /** Of the last complete listing, as it was asked for. */
  seenAt: number | null;
  /** Accounting-On or -Off: what is said of earlier is not believed. */
  resetAt: number;
}

const perSubscriber = 16;
const quietMs = 3_600_000;
/** Longer than a Stop can be on its way through the fold while a router's listing is corrected. */
const stoppedKeptMs = 120_000;

const nobody: readonly OnlineSession[] = [];

export class Presence {
  readonly #nas = new Map<number, NasSessions>();
  readonly #bySubscriber = new Map<number, Present[]>();

  /** Sessions of one subscriber that are not known to be over. */
  of(subscriberId: number): readonly OnlineSession[] {
    const sessions = this.#bySubscriber.get(subscriberId);
    if (!sessions) return nobody;
    return sessions
      .filter(({ stoppedAt }) => stoppedAt === undefined)
      .map(({ nasId, station, since, isListed }) => ({
        ...{ nasId, station, since },
        seenInPollAt: isListed ? (this.#nas.get(nasId)?.seenAt ?? null) : null,
      }));
  }

  get count(): number {
    let count = 0;
    for (const { byId } of this.#nas.values()) count += byId.size;
    return count;
  }

  /** A Start or an Interim-Update. */
  saw({ subscriberId, nasId, acctSessionId, station, isStart }: SeenInAccounting, now: number): void {
    const id = acctSessionId.toLowerCase(); // routers write the same id in either letter case
    const known = this.#of(nasId).byId.get(id);
    if (known?.subscriberId === subscriberId) {
      if (isStart) known.stoppedAt = undefined;
      if (known.stoppedAt !== undefined) return; // an Interim that was overtaken by its Stop
      known.updatedAt = now;
      if (station !== '') known.station = station;
      return;
    }
    if (known) this.#drop(known);
    this.#add({
      ...{ subscriberId, nasId, station, since: now, updatedAt: now },
      ...{ acctSessionId: id, isListed: false, stoppedAt: undefined },
    });
  }

  stopped(nasId: number, acctSessionId: string, now: number): void {
    const known = this.#nas.get(nasId)?.byId.get(acctSessionId.toLowerCase());
    if (known) known.stoppedAt = now;
  }

  /** The NAS has restarted, or says that it will: nobody is online there. */
  cleared(nasId: number, now: number): void {
    const nas = this.#of(nasId);
    for (const session of [...nas.byId.values()]) this.#drop(session);
    nas.seenAt = null;
    nas.resetAt = now;
  }

  /** What the control plane knows after a complete listing that was asked for at `seenAt`. */
  correct({ nasId, seenAt, upsert, removeIds }: PresenceUpdate, now: number): void {
    const nas = this.#of(nasId);
    for (const id of removeIds) {
      const known = nas.byId.get(id.toLowerCase());
      if (known) this.#drop(known);
    }
    if (seenAt !== null && seenAt <= nas.resetAt) return;
    nas.seenAt = seenAt ?? nas.seenAt;
    for (const said of upsert) {
      const id = said.acctSessionId.toLowerCase();
      const known = nas.byId.get(id);
      if (known?.subscriberId === said.subscriberId) {
        if (known.stoppedAt !== undefined) continue;
        known.isListed = said.isListed;
        known.since = said.since;
        known.updatedAt = now;
        if (said.station !== '') known.station = said.station;
        continue;
      }
      if (known) this.#drop(known);
      this.#add({ ...said, acctSessionId: id, nasId, updatedAt: now, stoppedAt: undefined });
    }
  }

  /** Forgets what is over or was not heard of for long; call it every few seconds. */
  sweep(now: number): void {
    for (const { byId } of this.#nas.values()) {
      for (const session of byId.values()) {
        const isOver = session.stoppedAt !== undefined && now - session.stoppedAt > stoppedKeptMs;
        if (isOver || (!session.isListed && now - session.updatedAt > quietMs)) this.#drop(session);
      }
    }
  }

  #of(nasId: number): NasSessions {
    let known = this.#nas.get(nasId);
    if (!known) {
      known = { byId: new Map(), seenAt: null, resetAt: 0 };
      this.#nas.set(nasId, known);
    }
    return known;
  }

  #add(session: Present): void {
    this.#of(session.nasId).byId.set(session.acctSessionId, session);
    const sessions = this.#bySubscriber.get(session.subscriberId);
    if (!sessions) {
      this.#bySubscriber.set(session.subscriberId, [session]);
      return;
    }
    sessions.push(session);
    if (sessions.length > perSubscriber) this.#drop(sessions[0]!);
  }

  #drop(session: Present): void {
    this.#nas.get(session.nasId)?.byId.delete(session.acctSessionId);
    const sessions = this.#bySubscriber.get(session.subscriberId);
    const place = sessions?.indexOf(session) ?? -1;
    if (!sessions || place === -1) return;
    if (sessions.length === 1) this.#bySubscriber.delete(session.subscriberId);
    else sessions.splice(place, 1);
  }
}
