/**
 * Logging in to the portal: the subscriber's name and the portal's own password, never the one of the line (Z2). An
 * unknown name, a name without a portal password and a wrong password give the same answer after the same work.
 */
import { LoginFailed, TooBusy, TooManyAttempts, verifyPassword } from '../operators/service.ts';
import type { PortalControl } from './ports.ts';
import type { PortalSession, PortalSessions } from './sessions.ts';

/** Guessing gets slower with every miss; see `operators/login-backoff.ts`. The portal has one of its own. */
export interface Backoff {
  waitMs(username: string, address: string): number;
  missed(username: string, address: string): void;
  succeeded(username: string, address: string): void;
}

export interface LoginPorts {
  readonly control: Pick<PortalControl, 'directory' | 'portalPasswordHash'>;
  readonly sessions: Pick<PortalSessions, 'open'>;
  readonly backoff: Backoff;
  /** A stored text that no password fits, of the usual cost. */
  readonly decoy: string;
  readonly tenantId: number;
}

/**
 * One password is looked at at a time (about 80 ms of work), and so many may wait: operators share the machine, and a
 * flood on the portal must not keep them from logging in.
 */
const waitingMax = 16;

const wrong = 'User name or password is wrong.';

export function createPortalLogin({ control, sessions, backoff, decoy, tenantId }: LoginPorts) {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    if (waiting >= waitingMax) throw new TooBusy('Too many people log in at this moment. Try again.');
    waiting += 1;
    const mine = last.then(attempt, attempt);
    last = mine;
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  }

  /** @throws LoginFailed, TooManyAttempts, TooBusy */
  return async function logIn(
    username: string,
    password: string,
    address: string,
  ): Promise<{ readonly token: string; readonly session: PortalSession }> {
    const name = username.trim();
    refuseTooMany(name, address);
    return inTurn(async () => {
      refuseTooMany(name, address); // what was sent in one volley
      const found = control.directory.subscriberByName(tenantId, name);
      const stored = found && (await control.portalPasswordHash(tenantId, found.id));
      const isMatch = await verifyPassword(password, stored ?? decoy);
      if (!found || stored === undefined || !isMatch) {
        backoff.missed(name, address);
        throw new LoginFailed(wrong);
      }
      const opened = await sessions.open(found.id, stored);
      // Whoever set another password while this one was being looked at meant it.
      if (!opened) throw new LoginFailed(wrong);
      backoff.succeeded(name, address);
      return opened;
    });
  };

  function refuseTooMany(username: string, address: string): void {
    const waitMs = backoff.waitMs(username, address);
    if (waitMs <= 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    throw new TooManyAttempts(`Too many wrong passwords. Try again in ${seconds} s.`, seconds);
  }
}
