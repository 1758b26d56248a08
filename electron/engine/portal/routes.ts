/**
 * The portal's calls as routes. Who asks is decided by the session's cookie alone: no path, query or body names a
 * subscriber, so there is nothing to guess. An answer is cut to the contract.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { csrfHeader } from '../../../shared/contract/paths.ts';
import {
  type PortalHandlers,
  type PortalOperationName,
  portalOperations,
} from '../../../shared/contract/portal/operations.ts';
import { portalApiBase, portalBase } from '../../../shared/contract/portal/paths.ts';
import { changesState, createGuards } from '../api/guards.ts';
import { Refused } from '../api/problems.ts';
import { contractValidator } from '../api/routes.ts';
import { hashToken } from '../operators/service.ts';
import type { PortalSession, PortalSessions } from './sessions.ts';

/** Not the console's name: neither listener honours the other's cookie. */
export const portalCookie = 'lastmile_portal';

declare module 'fastify' {
  interface FastifyRequest {
    portalSession: PortalSession | undefined;
  }
}

/** What a handler may do beside answering. */
export interface Transport {
  readonly address: string;
  readonly token: string | undefined;
  setSession(token: string, expiresAt: number): void;
  clearSession(): void;
}

export interface RoutePorts {
  readonly handlers: PortalHandlers<PortalSession, Transport>;
  readonly sessions: Pick<PortalSessions, 'find'>;
  readonly now: () => number;
}

export function registerPortalRoutes(app: FastifyInstance, { handlers, sessions, now }: RoutePorts): void {
  const { checkOrigin } = createGuards({ hosts: [], origins: [] });
  app.setValidatorCompiler(contractValidator);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('portalSession', undefined);

  /** @throws Refused 401 without a session, 403 for a change without its x-csrf */
  async function identify(request: FastifyRequest): Promise<PortalSession> {
    const token = request.cookies[portalCookie];
    const session = token === undefined ? undefined : await sessions.find(token);
    if (!session) throw new Refused('unauthenticated', 'Log in first.');
    if (changesState(request.method)) checkCsrf(request, session.csrf);
    return session;
  }

  for (const [name, definition] of Object.entries(portalOperations)) {
    const handle = handlers[name as PortalOperationName] as (
      session: PortalSession | undefined,
      input: { params: unknown; body: unknown },
      transport: Transport,
    ) => Promise<unknown>;
    const isPublic = definition.permission === 'public';
    app.route({
      method: definition.method,
      url: `${portalApiBase}${definition.path}`,
      schema: {
        params: definition.params,
        ...(definition.method === 'GET' ? {} : { body: definition.body }),
        response: { 200: definition.output },
      },
      onRequest: async (request) => {
        if (changesState(request.method)) checkOrigin(request);
        // A stale cookie must not keep anybody from logging in again.
        if (!isPublic) request.portalSession = await identify(request);
      },
      handler: async (request, reply) => {
        const { params, body } = request;
        reply.header('cache-control', 'no-store');
        return handle(request.portalSession, { params, body }, transportOf(request, reply, now));
      },
    });
  }
}

function checkCsrf(request: FastifyRequest, csrf: string): void {
  const given = request.headers[csrfHeader];
  const isRight =
    typeof given === 'string' && timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(csrf)));
  if (!isRight) throw new Refused('cross-site', 'Reload the page and try again.');
}

function transportOf(request: FastifyRequest, reply: FastifyReply, now: () => number): Transport {
  const options = { path: portalBase, httpOnly: true, sameSite: 'strict', secure: false } as const;
  return {
    address: request.ip,
    token: request.cookies[portalCookie],
    setSession: (token, expiresAt) => {
      reply.setCookie(portalCookie, token, { ...options, maxAge: Math.floor((expiresAt - now()) / 1000) });
    },
    clearSession: () => {
      reply.clearCookie(portalCookie, options);
    },
  };
}
