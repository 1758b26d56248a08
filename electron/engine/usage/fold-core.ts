/** What records and listings have in common: where sessions are, and how one ends and comes back. */
import { closeSession } from '../../../shared/domain/usage-session.ts';
import type { Accounts } from './accounts.ts';
import { type Crediting, createCrediting, type FoldEvents } from './crediting.ts';
import type { FoldBatch } from './fold-batch.ts';
import { type LiveSession, lastSeenAt } from './live-session.ts';
import { createNasClocks, type NasClocks } from './nas-clocks.ts';
import type { SessionBook } from './session-book.ts';

export interface FoldPorts {
  readonly book: SessionBook;
  readonly accounts: Accounts;
  readonly events: FoldEvents;
  readonly nas: (nasId: number) => { readonly createdAt: number; readonly clockSkewMs: number | null } | undefined;
  readonly now: () => number;
}

export interface FoldCore extends FoldPorts {
  readonly crediting: Crediting;
  readonly clocks: NasClocks;
  /** Ends an open session where it was last seen; its next record or reading reopens it (X67). */
  readonly close: (
    session: LiveSession,
    by: 'sweeper' | 'poll' | 'nas-reboot',
    cause: string,
    batch: FoldBatch,
  ) => void;
  /** It lives after all: the same row is open again. */
  readonly reopen: (session: LiveSession) => void;
  /**
   * Adds a new session. An open one of the same user and NAS that had its Acct-Session-Id before ended unseen (pain 5).
   * Another user's may live: two routers can share an address (X58), and a listing tells.
   */
  readonly begin: (session: LiveSession, batch: FoldBatch) => void;
}

export function createFoldCore(ports: FoldPorts): FoldCore {
  const { book } = ports;
  const crediting = createCrediting(ports);

  const close: FoldCore['close'] = (session, by, cause, batch) => {
    const { row, usage } = session;
    if (row.stopAt !== null) return;
    batch.session(session);
    closeSession(usage, by === 'sweeper' ? 'sweeper' : 'poll');
    const endAt = Math.max(row.startAt, lastSeenAt(session));
    row.closedBy = by;
    row.terminateCause = cause;
    row.sessionSeconds = Math.max(row.sessionSeconds, Math.round((endAt - row.startAt) / 1000));
    session.rate = undefined;
    book.update(session, () => {
      row.stopAt = endAt;
    });
    crediting.setOnline(crediting.accountOf(session), endAt, batch);
  };

  return {
    ...ports,
    crediting,
    clocks: createNasClocks(ports.events),
    close,

    begin(session, batch) {
      const { nasId, acctSessionId, username, startAt } = session.row;
      for (const holder of acctSessionId === '' ? [] : book.byId(nasId, acctSessionId)) {
        if (holder.row.username !== username || holder.row.startAt >= startAt) continue;
        close(holder, 'nas-reboot', 'NAS-Reboot', batch);
      }
      batch.session(session);
      book.add(session);
    },

    reopen(session) {
      session.row.closedBy = '';
      session.row.terminateCause = '';
      session.missedListings = 0;
      book.update(session, () => {
        session.row.stopAt = null;
      });
    },
  };
}
