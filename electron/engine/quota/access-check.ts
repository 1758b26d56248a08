/**
 * Pain 11: sessions that do not fit their account are brought in line. A change of an account is looked at when the
 * directory tells it, everything once per cycle: what expired meanwhile, what was lost in a restart, what could not be
 * reached. By state and not by event, so nothing has to be remembered.
 */
import type { ChangeReason } from '../../../shared/domain/session-change.ts';
import type { SessionBook } from '../usage/session-book.ts';
import type { Enforcement } from './enforcement.ts';
import type { SessionNeeds } from './session-needs.ts';

type LiveSession = ReturnType<SessionBook['ofNas']>[number];

export interface AccessCheckPorts {
  readonly needs: SessionNeeds;
  readonly enforcement: Pick<Enforcement, 'renew' | 'stateOf'>;
  /** The rate that the session should have; undefined without an account. */
  readonly rateOf: (subscriberId: number) => string | undefined;
  /** Whether this NAS's sessions may be disconnected for it (X45). */
  readonly mayEnd: (nasId: number, reason: ChangeReason) => boolean;
  readonly now: () => number;
  /** Lets others have their turn. */
  readonly breathe: () => Promise<unknown>;
}

/** A speed is computed for each: some milliseconds for so many, and the control plane may block for 20. */
const perTurn = 200;

/** A session that was disconnected and is still open after this long was not: its Stop takes a moment. */
const settleMs = 25_000;

/** Begins what is due and waits for none of it. */
export function createAccessCheck({ needs, enforcement, rateOf, mayEnd, now, breathe }: AccessCheckPorts) {
  function reasonFor(session: LiveSession, since: number | undefined): string | undefined {
    const { nasId, sessionKey } = session.row;
    const state = enforcement.stateOf(sessionKey);
    if (state?.result === 'sending' && (since === undefined || state.at >= since)) return undefined;
    // Old news that is pending is the sweeper's.
    if (state?.result === 'pending' && since === undefined) return undefined;
    const need = needs.of(session);
    if (!need) return undefined;
    if (need.mustRedial && mayEnd(nasId, need.reason)) {
      if (state?.result === 'ended' && now() - state.at < settleMs) return undefined;
      return endWords[need.reason];
    }
    return need.sessionSeconds === undefined ? undefined : 'expiry moved';
  }

  /** `since`: their accounts changed then, UTC ms; a ladder that was begun before is climbed once more. */
  return async function check(sessions: Iterable<LiveSession>, since?: number): Promise<void> {
    let looked = 0;
    for (const session of [...sessions]) {
      looked++;
      if (looked % perTurn === 0) await breathe();
      const { subscriberId, sessionKey, tenantId, username, nasId, stopAt } = session.row;
      if (subscriberId === null || stopAt !== null) continue;
      const reason = reasonFor(session, since);
      if (reason === undefined) continue;
      void enforcement.renew(
        { sessionKey, subscriberId, tenantId, username, nasId },
        rateOf(subscriberId) ?? '',
        reason,
      );
    }
  };
}

const endWords: Partial<Record<ChangeReason, string>> = {
  suspend: 'account stopped',
  expire: 'subscription expired',
  restore: 'may come in again',
};
