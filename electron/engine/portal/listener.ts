/**
 * The portal's listener: an app of its own, which takes no route outside `/customer/` and so can have none of an
 * operator's. Reads top to bottom like a request: headers, host, who is asking, what it asks, how trouble is told.
 */
import { randomUUID } from 'node:crypto';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { PortTaken } from '../api/console-api.ts';
import { markPortal } from '../api/listener-kind.ts';
import { problemOf } from '../api/problems.ts';
import { checkHost, setPortalHeaders } from './guards.ts';
import { registerStaticPortal } from './static-portal.ts';

export interface PortalPorts {
  /** Folder with the built portal; undefined or empty shows a page that says so. */
  readonly folder: string | undefined;
  /** Names, beside IP addresses, by which this computer may be called. */
  readonly hostNames: readonly string[];
  readonly log?: FastifyBaseLogger;
}

export interface Portal {
  /** Binds and resolves with the port. @throws PortTaken, or what the system said */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new request and finishes those that run. */
  close(): Promise<void>;
  /** For tests: requests without a socket. */
  readonly app: FastifyInstance;
}

/** Nothing that a subscriber sends is longer than a name and a password. */
const bodyBytesMax = 16 * 1024;
/** Longer than the 3 s between two live calls, so that a page keeps one connection; short enough to stop the engine. */
const keepAliveMs = 5000;
/** A device that begins a request and does not finish it must not hold a socket. */
const requestMs = 15_000;
/** One page holds one or two connections. Beyond this the portal turns away, and leaves descriptors to the routers. */
const connectionsMax = 4096;

export function createPortal(ports: PortalPorts): Portal {
  // `trustProxy` stays off: X-Forwarded-For is a claim that any device can make (Z1).
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: tell,
    genReqId: () => randomUUID().slice(0, 8),
    ...(ports.log ? { loggerInstance: ports.log } : {}),
  } as object) as unknown as FastifyInstance;
  app.server.maxConnections = connectionsMax;
  const names = new Set(ports.hostNames.map((name) => name.toLowerCase()));

  markPortal(app);
  app.addHook('onRequest', async (request, reply) => {
    setPortalHeaders(reply);
    reply.header('x-request-id', request.id);
    checkHost(request, names);
  });
  app.setErrorHandler(tell);
  registerStaticPortal(app, ports.folder);

  return {
    app,

    async listen(host, port) {
      try {
        await app.listen({ host, port });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        throw new PortTaken(
          `Port ${port} on ${host} is taken by another program. Stop it, or choose another port with --portal-port.`,
        );
      }
      const address = app.server.address();
      return typeof address === 'object' && address ? address.port : port;
    },

    close: () => app.close(),
  };
}

/** The one place where an error becomes an answer. What it says is for subscribers: no path, no field of ours. */
function tell(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const told = problemOf(error);
  if (told.kind === 'bug') request.log.error({ err: error, url: request.routeOptions.url }, 'bug in the portal');
  if (told.kind === 'storage-unavailable') request.log.error({ detail: told.detail }, 'the database cannot be used');
  if (told.retryAfterSeconds !== undefined) reply.header('retry-after', told.retryAfterSeconds);
  reply
    .code(told.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send({ ...told, requestId: request.id });
}
