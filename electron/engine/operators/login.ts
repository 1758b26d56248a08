/** Logging in: a password or a one-time token becomes a session; a cookie or a key becomes a caller. */
import type { Scope } from '../store/commands.ts';
import { Invalid } from '../store/errors.ts';
import type { OperatorView } from '../store/reads.ts';
import { apiKeyCaller, type Caller, operatorCaller } from './caller.ts';
import { createLoginBackoff } from './login-backoff.ts';
import { decoyHash, hashPassword, verifyPassword } from './password-hash.ts';
import type { OperatorPorts } from './ports.ts';
import { apiKeyStart, hashToken, newToken } from './tokens.ts';

/** The name or the password is wrong; which of both is not told. */
export class LoginFailed extends Error {
  override readonly name = 'LoginFailed';
}

/** Too many misses: the password was not even looked at. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface NewSession {
  /** Goes into the cookie and nowhere else. */
  readonly token: string;
  readonly caller: Caller;
}

/** A working day: whoever stays logged in longer logs in again in the morning. */
const sessionMs = 12 * 3_600_000;
/** The engine hands the token to the shell, which uses it while its window loads. */
const windowTokenMs = 60_000;
/** An API key's "last used" is written at most this often, so that a busy key does not write per request. */
const keyUsedEveryMs = 60_000;

export function createLogin(ports: OperatorPorts) {
  const { store, clock, randomBytes } = ports;
  const backoff = createLoginBackoff(clock.now);
  const windowTokens = new Map<
    string,
    { readonly operatorId: number; readonly scope: Scope; readonly until: number }
  >();
  const keyUsedAt = new Map<number, number>();
  const turns = new Map<string, Promise<unknown>>();
  const decoy = decoyHash(randomBytes, ports.passwordCost);

  /**
   * Tries at one account from one address are looked at one after the other, so that a volley sent at once cannot slip
   * past the back-off before its first miss is known.
   */
  async function inTurn<T>(username: string, address: string, attempt: () => Promise<T>): Promise<T> {
    const key = `${address} ${username.toLowerCase()}`;
    const mine = (turns.get(key) ?? Promise.resolve()).then(attempt, attempt);
    turns.set(key, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(key) === mine) turns.delete(key);
    }
  }

  /** True when `password` is right. @throws TooManyAttempts, without looking at it. */
  async function isRight(username: string, password: string, passwordHash: string | undefined, address: string) {
    const waitMs = backoff.waitMs(username, address);
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new TooManyAttempts(`Too many wrong passwords. Try again in ${seconds} s.`, seconds);
    }
    // An unknown name costs the same hash, so that the time of the answer does not tell which names exist.
    const isMatch = await verifyPassword(password, passwordHash ?? decoy);
    if (isMatch && passwordHash !== undefined) backoff.succeeded(username, address);
    else backoff.missed(username, address);
    return isMatch && passwordHash !== undefined;
  }

  async function open(operator: OperatorView, address: string): Promise<NewSession> {
    const token = newToken(randomBytes);
    const at = clock.now();
    const session = { tokenHash: hashToken(token), csrf: newToken(randomBytes), expiresAt: at + sessionMs };
    await store.command('operator.login', { operatorId: operator.id, ...session, at, address });
    return { token, caller: operatorCaller(operator, session, address) };
  }

  return {
    /** @throws LoginFailed, TooManyAttempts */
    async login(username: string, password: string, address: string): Promise<NewSession> {
      return inTurn(username, address, async () => {
        const found = await store.reads.login.operatorByUsername(username);
        if (!(await isRight(username, password, found?.passwordHash, address)) || !found) {
          throw new LoginFailed('User name or password is wrong.');
        }
        return open(found.operator, address);
      });
    },

    /** A token with which the desktop window logs in once, within a minute. */
    issueWindowToken(scope: Scope, operatorId: number): string {
      for (const [hash, { until }] of windowTokens) if (until < clock.now()) windowTokens.delete(hash);
      const token = newToken(randomBytes);
      windowTokens.set(hashToken(token), { operatorId, scope, until: clock.now() + windowTokenMs });
      return token;
    },

    /** @throws LoginFailed when the token is unknown, used or late. */
    async exchange(token: string, address: string): Promise<NewSession> {
      const hash = hashToken(token);
      const issued = windowTokens.get(hash);
      windowTokens.delete(hash);
      const isInTime = issued !== undefined && issued.until >= clock.now();
      const operator = isInTime ? await store.reads.operators.byId(issued.scope, issued.operatorId) : undefined;
      if (!operator || operator.disabled)
        throw new LoginFailed('This one-time token is not valid (any more). Log in by password.');
      return open(operator, address);
    },

    async logout(tokenHash: string): Promise<void> {
      await store.command('operator.logout', { tokenHash, at: clock.now() });
    },

    /** The caller behind a session cookie; undefined when it has ended or its operator is disabled. */
    async bySession(token: string, address: string): Promise<Caller | undefined> {
      const tokenHash = hashToken(token);
      const found = await store.reads.login.sessionByTokenHash(tokenHash);
      if (!found || found.expiresAt <= clock.now()) return undefined;
      return operatorCaller(found.operator, { tokenHash, csrf: found.csrf, expiresAt: found.expiresAt }, address);
    },

    /** The caller behind `lm_live_…`; undefined when the key is unknown, revoked, expired, or its creator disabled. */
    async byApiKey(key: string, address: string): Promise<Caller | undefined> {
      if (!key.startsWith(apiKeyStart)) return undefined;
      const found = await store.reads.login.apiKeyByHash(hashToken(key));
      if (!found) return undefined;
      const at = clock.now();
      if (at - (keyUsedAt.get(found.key.id) ?? 0) >= keyUsedEveryMs) {
        keyUsedAt.set(found.key.id, at);
        await store.command('api-key.used', { id: found.key.id, at, address });
      }
      return apiKeyCaller(found.key, found.operator, address);
    },

    /**
     * Changes one's own password. Sessions stay: the store ends them when somebody else sets a new password.
     * @throws Invalid when `current` is wrong, TooManyAttempts after many tries
     */
    async changePassword(caller: Caller, current: string, next: string, address: string): Promise<void> {
      const { operatorId, actor } = caller;
      if (actor.kind !== 'operator' || operatorId === null) {
        throw new Invalid([{ field: 'current', message: 'only operators have a password' }]);
      }
      const found = await store.reads.login.operatorByUsername(actor.name);
      const isKnown = await inTurn(actor.name, address, () =>
        isRight(actor.name, current, found?.passwordHash, address),
      );
      if (!isKnown) throw new Invalid([{ field: 'current', message: 'is not the present password' }]);
      const passwordHash = await hashPassword(next, randomBytes, ports.passwordCost);
      const { tenantId } = caller.scope;
      await store.command('operator.update', { tenantId, actor, id: operatorId, passwordHash, at: clock.now() });
    },
  };
}

export type Login = ReturnType<typeof createLogin>;
