/**
 * Who is logged in to the portal. The store keeps it, as the hash of the token that the cookie holds, so that a restart
 * of the engine asks nobody for a password; a new password or a removal takes the rows away in its own transaction.
 * Looking one up is a read by primary key, behind every request (each page asks every 3 s). Nothing is written then but
 * that a session was in use, to the hour and many at a time.
 */
import { hashToken, newToken } from '../operators/service.ts';
import type { PortalStore } from './ports.ts';

export interface PortalSession {
  readonly subscriberId: number;
  /** Made from the token and so kept nowhere: scripts of the page get it from the engine, the cookie they cannot read. */
  readonly csrf: string;
  readonly expiresAt: number;
}

export interface SessionPorts {
  readonly store: PortalStore;
  /** Whose subscribers log in here. */
  readonly tenantId: number;
  readonly now: () => number;
  readonly randomBytes: (octets: number) => Uint8Array;
  /** Noting the use of sessions failed; only which device makes room first depends on it. */
  readonly onTrouble: (error: unknown) => void;
}

/** A phone is a person's own: logging in is asked for once a month. */
const sessionMs = 30 * 86_400_000;
/** When a session was used is kept to the hour. */
const usedStepMs = 3_600_000;
/** Uses wait for each other so long, or until they are so many. */
const usedWaitMs = 60_000;
const usedWaitingMax = 500;

const csrfOf = (token: string): string => hashToken(`x-csrf of ${token}`);

export type PortalSessions = ReturnType<typeof createPortalSessions>;

export function createPortalSessions({ store, tenantId, now, randomBytes, onTrouble }: SessionPorts) {
  /** Uses that are not in the store yet, by the hash of the token; UTC ms. */
  let used = new Map<string, number>();
  let usedSince = 0;

  async function flush(): Promise<void> {
    if (used.size === 0) return;
    const seen = [...used].map(([tokenHash, at]) => ({ tokenHash, at }));
    used = new Map();
    await store.command('portal.seen', { seen }).catch(onTrouble);
  }

  function noteUse(tokenHash: string, lastUsedAt: number): void {
    const at = now();
    if (at - lastUsedAt >= usedStepMs) {
      if (used.size === 0) usedSince = at;
      used.set(tokenHash, at);
    }
    if (used.size >= usedWaitingMax || (used.size > 0 && at - usedSince >= usedWaitMs)) void flush();
  }

  return {
    /** Undefined when `passwordHash`, which the login was looked at with, is not the subscriber's any more. */
    async open(
      subscriberId: number,
      passwordHash: string,
    ): Promise<{ readonly token: string; readonly session: PortalSession } | undefined> {
      const token = newToken(randomBytes);
      const at = now();
      const expiresAt = at + sessionMs;
      const { isOpen } = await store.command('portal.login', {
        ...{ tenantId, subscriberId, passwordHash, tokenHash: hashToken(token), at, expiresAt },
      });
      return isOpen ? { token, session: { subscriberId, csrf: csrfOf(token), expiresAt } } : undefined;
    },

    async find(token: string): Promise<PortalSession | undefined> {
      const tokenHash = hashToken(token);
      const stored = await store.reads.portal.session({ tenantId }, tokenHash);
      if (!stored) return undefined;
      noteUse(tokenHash, stored.lastUsedAt);
      return { subscriberId: stored.subscriberId, csrf: csrfOf(token), expiresAt: stored.expiresAt };
    },

    async end(token: string): Promise<void> {
      const tokenHash = hashToken(token);
      used.delete(tokenHash);
      await store.command('portal.logout', { tokenHash });
    },

    /** Writes down what still waits; the last thing before the engine stops. */
    flush,
  };
}
