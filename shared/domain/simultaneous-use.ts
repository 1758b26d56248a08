/**
 * Simultaneous use (X56): how many devices of one account may be online at once, decided so that a ghost never keeps a
 * subscriber out. A session that nobody can vouch for counts for nothing; the same device replaces its own session.
 */

/** A session counts only while a complete listing of its router had it this lately. */
export const vouchedForMs = 60_000;

export interface OnlineSession {
  readonly nasId: number;
  /** Calling-Station-Id, normalised where it is a MAC; '' when not known. */
  readonly station: string;
  /** UTC ms. */
  readonly since: number;
  /** When its router last listed it, in a listing that was complete; null: never, or the last one lacks it. */
  readonly seenInPollAt: number | null;
}

export interface NewLogin {
  readonly station: string;
  /** `simultaneousUse`, at least 1. */
  readonly limit: number;
  /** UTC ms. */
  readonly now: number;
}

/**
 * The session that stands in the way of a new one, the last to begin of those that do; undefined lets it in.
 *
 * Not counted: sessions of the same station (on the same NAS the new one replaces it, on another the CPE has moved),
 * sessions of a NAS that does not answer polls, and every session when the login does not say what it comes from.
 */
export function blockingSession<S extends OnlineSession>(
  online: readonly S[],
  { station, limit, now }: NewLogin,
): S | undefined {
  if (online.length < limit || station === '') return undefined;
  const others = online.filter(
    (session) =>
      session.station !== '' &&
      session.station !== station &&
      session.seenInPollAt !== null &&
      now - session.seenInPollAt < vouchedForMs,
  );
  // A device with two sessions in the list is one device.
  if (new Set(others.map((session) => session.station)).size < limit) return undefined;
  return others.reduce((last, session) => (session.since > last.since ? session : last));
}
