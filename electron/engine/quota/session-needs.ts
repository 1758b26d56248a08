/** What a running session needs for its account as it is now: asked when its ladder is climbed, and once per cycle. */
import { isWalledClass } from '../../../shared/domain/login-class.ts';
import { type ChangeReason, changeReason, mustRedial } from '../../../shared/domain/session-change.ts';
import type { SessionBook } from '../usage/session-book.ts';
import type { UsageService } from '../usage/usage-service.ts';

type LiveSession = ReturnType<SessionBook['ofNas']>[number];
type Account = NonNullable<ReturnType<UsageService['accounts']['get']>>;

export interface SessionNeed {
  readonly reason: ChangeReason;
  /** Only a new login gives it what its account has. */
  readonly mustRedial: boolean;
  /** It was let in in full and is walled now: a CoA gives it the wall's rate, the router's address list comes at its next login. */
  readonly isOutsideWall: boolean;
  /** Session-Timeout to send, seconds from now; undefined leaves the session's. */
  readonly sessionSeconds: number | undefined;
  /** Of `sessionSeconds`: which move of the expiry it follows. */
  readonly expiryMovedAt: number | undefined;
}

export interface SessionNeedPorts {
  readonly account: (subscriberId: number) => Pick<Account, 'speed' | 'policy' | 'expiryMovedAt'> | undefined;
  /** Its subscriber is removed, and not merely unknown yet. */
  readonly isRemoved: (subscriberId: number) => boolean;
  /** What a login from where the session is would be told as Session-Timeout; undefined: refused, nothing to tell. */
  readonly secondsOf: (session: LiveSession) => number | undefined;
  /** UTC ms by which plans end. */
  readonly now: () => number;
}

export interface SessionNeeds {
  of(session: LiveSession): SessionNeed | undefined;
  /** The NAS took the session's new Session-Timeout. */
  toldTimeout(session: LiveSession, need: SessionNeed): void;
}

const removed: SessionNeed = {
  reason: 'suspend',
  mustRedial: true,
  isOutsideWall: false,
  sessionSeconds: undefined,
  expiryMovedAt: undefined,
};

export function createSessionNeeds({ account: accountOf, isRemoved, secondsOf, now }: SessionNeedPorts): SessionNeeds {
  /** The move of the expiry that a session was told of, by its moment. */
  const told = new WeakMap<LiveSession, number>();

  function movedAt({ row }: LiveSession): number | undefined {
    const account = row.subscriberId === null ? undefined : accountOf(row.subscriberId);
    if (!account || account.policy.expired.kind === 'keep-running' || isWalledClass(row.loginClass)) return undefined;
    return account.expiryMovedAt > row.startAt ? account.expiryMovedAt : undefined;
  }

  /** The account's expiry moved after the session's login, and the session was not told yet. */
  const isTimeoutDue = (session: LiveSession): boolean => {
    const at = movedAt(session);
    return at !== undefined && told.get(session) !== at;
  };

  return {
    of(session) {
      const { subscriberId, loginClass } = session.row;
      if (subscriberId === null) return undefined;
      const account = accountOf(subscriberId);
      if (!account) return isRemoved(subscriberId) ? removed : undefined;
      const speed = account.speed(now());
      const isWalled = isWalledClass(loginClass);
      return {
        reason: changeReason(speed, isWalled),
        mustRedial: mustRedial(speed.access, isWalled),
        isOutsideWall: speed.access === 'walled' && !isWalled,
        sessionSeconds: speed.access === 'full' && isTimeoutDue(session) ? secondsOf(session) : undefined,
        expiryMovedAt: movedAt(session),
      };
    },

    toldTimeout(session, { expiryMovedAt }) {
      if (expiryMovedAt !== undefined) told.set(session, expiryMovedAt);
    },
  };
}
