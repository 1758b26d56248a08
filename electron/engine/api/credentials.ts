/** From a request to a caller: a cookie session, an API key, or the command line's token. Nothing else is a login. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfHeader } from '../../../shared/contract/paths.ts';
import type { Login } from '../operators/service.ts';
import { type Caller, cliCaller, hashToken } from '../operators/service.ts';
import { changesState } from './guards.ts';
import { Refused } from './problems.ts';

/** Not the portal's name: neither listener honours the other's cookie. */
export const sessionCookie = 'lastmile_console';

export interface CredentialPorts {
  readonly login: Pick<Login, 'bySession' | 'byApiKey'>;
  /** From the control file; loopback only. Undefined switches the command line off. */
  readonly controlToken: string | undefined;
  /** The tenant whose rows the command line works on. */
  readonly cliTenantId: number;
}

export const isLoopback = (address: string): boolean =>
  address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');

export function createCredentials({ login, controlToken, cliTenantId }: CredentialPorts) {
  const isControlToken = (token: string): boolean =>
    controlToken !== undefined && timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(hashToken(controlToken)));

  /**
   * The caller of a request; undefined when it carries no credentials at all.
   * @throws Refused 401 for credentials that are not (or no longer) valid, 403 for a missing or wrong x-csrf
   */
  return async function identify(request: FastifyRequest): Promise<Caller | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return byHeader(authorization, request.ip);
    const cookie = request.cookies[sessionCookie];
    if (cookie === undefined) return undefined;
    const caller = await login.bySession(cookie, request.ip);
    if (!caller) throw new Refused('unauthenticated', 'The session has ended. Log in again.');
    if (changesState(request.method)) checkCsrf(request, caller);
    return caller;
  };

  async function byHeader(authorization: string, address: string): Promise<Caller> {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token !== undefined && isControlToken(token) && isLoopback(address)) return cliCaller(cliTenantId, address);
    const caller = token === undefined ? undefined : await login.byApiKey(token, address);
    if (caller) return caller;
    throw new Refused(
      'unauthenticated',
      'The API key is unknown, expired or revoked. Send "Authorization: Bearer lm_live_…".',
    );
  }
}

export type Identify = ReturnType<typeof createCredentials>;

function checkCsrf(request: FastifyRequest, { session }: Caller): void {
  const given = request.headers[csrfHeader];
  const isRight =
    typeof given === 'string' &&
    session !== undefined &&
    timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(session.csrf)));
  if (!isRight) {
    throw new Refused('cross-site', `Send the ${csrfHeader} header with the csrf value that login returned.`);
  }
}

/** How a handler sets or clears the session cookie, without knowing HTTP. */
export interface Transport {
  readonly address: string;
  setSession(token: string, expiresAt: number): void;
  clearSession(): void;
  /** The answer is saved under this name (a plain one: letters, digits, `.`, `-`, `_`). */
  saveAs(fileName: string): void;
}

export function transportOf(
  request: FastifyRequest,
  reply: FastifyReply,
  isTls: boolean,
  now: () => number,
): Transport {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: isTls } as const;
  return {
    address: request.ip,
    setSession: (token, expiresAt) => {
      const maxAge = Math.max(0, Math.floor((expiresAt - now()) / 1000));
      reply.setCookie(sessionCookie, token, { ...options, maxAge });
    },
    clearSession: () => {
      reply.clearCookie(sessionCookie, options);
    },
    saveAs: (fileName) => {
      reply.header('content-disposition', `attachment; filename="${fileName}"`);
    },
  };
}
