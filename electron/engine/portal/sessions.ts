/**
 * Who is logged in to the portal. In memory and not in the store: a session is opened and looked up far more often than
 * it is worth remembering (every page asks every 3 s), nothing of it is needed after a crash but the comfort of not
 * typing a password, and what is not on the disk cannot be stolen from a backup. After a restart of the engine
 * subscribers log in again.
 */
import { hashToken, newToken } from '../operators/service.ts';

export interface PortalSession {
  readonly subscriberId: number;
  readonly csrf: string;
  /** Of the password that opened it, so that a new password ends it. */
  readonly passwordMark: string;
  readonly expiresAt: number;
}

export interface SessionPorts {
  readonly now: () => number;
  readonly randomBytes: (octets: number) => Uint8Array;
}

/** A phone is a person's own: whoever stays away for a month logs in again. */
const sessionMs = 30 * 86_400_000;
/** Devices of one subscriber; the one that logged in first makes room. */
const perSubscriberMax = 10;
/** All of them, some 300 bytes each; the oldest makes room. */
const allMax = 100_000;

/** What a session remembers of a password hash: enough to see that it is another one. */
export const markOf = (passwordHash: string): string => hashToken(passwordHash);

export type PortalSessions = ReturnType<typeof createPortalSessions>;

export function createPortalSessions({ now, randomBytes }: SessionPorts) {
  /** By the hash of the token, in order of login. */
  const sessions = new Map<string, PortalSession>();
  const bySubscriber = new Map<number, Set<string>>();

  function end(tokenHash: string): void {
    const session = sessions.get(tokenHash);
    if (!session) return;
    sessions.delete(tokenHash);
    const own = bySubscriber.get(session.subscriberId);
    own?.delete(tokenHash);
    if (own?.size === 0) bySubscriber.delete(session.subscriberId);
  }

  return {
    open(subscriberId: number, passwordHash: string): { readonly token: string; readonly session: PortalSession } {
      const token = newToken(randomBytes);
      const tokenHash = hashToken(token);
      const csrf = newToken(randomBytes);
      const session = { subscriberId, csrf, passwordMark: markOf(passwordHash), expiresAt: now() + sessionMs };
      sessions.set(tokenHash, session);
      const own = bySubscriber.get(subscriberId) ?? new Set();
      own.add(tokenHash);
      bySubscriber.set(subscriberId, own);
      const [oldestOwn] = own;
      if (own.size > perSubscriberMax && oldestOwn !== undefined) end(oldestOwn);
      const [oldest] = sessions.keys();
      if (sessions.size > allMax && oldest !== undefined) end(oldest);
      return { token, session };
    },

    find(token: string): PortalSession | undefined {
      const tokenHash = hashToken(token);
      const session = sessions.get(tokenHash);
      if (session && session.expiresAt <= now()) {
        end(tokenHash);
        return undefined;
      }
      return session;
    },

    end: (token: string): void => end(hashToken(token)),

    has: (subscriberId: number): boolean => bySubscriber.has(subscriberId),

    /** Ends those of a subscriber that `passwordHash` did not open; all without one. */
    keepOnly(subscriberId: number, passwordHash: string | undefined): void {
      const mark = passwordHash === undefined ? undefined : markOf(passwordHash);
      for (const tokenHash of [...(bySubscriber.get(subscriberId) ?? [])]) {
        if (sessions.get(tokenHash)?.passwordMark !== mark) end(tokenHash);
      }
    },
  };
}
