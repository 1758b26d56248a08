/**
 * The portal's listener: an app of its own, which takes no route outside `/customer/` and so can have none of an
 * operator's. Reads top to bottom like a request: headers, host, who is asking, what it asks, how trouble is told.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { PortTaken } from '../api/console-api.ts';
import { markPortal } from '../api/listener-kind.ts';
import { problemOf } from '../api/problems.ts';
import { createConnection } from './connection.ts';
import { createDashboard } from './dashboard.ts';
import { createDismissals } from './dismissals.ts';
import { checkHost, setPortalHeaders } from './guards.ts';
import { portalHandlers } from './handlers.ts';
import { createLiveRates } from './live-rates.ts';
import { type Backoff, createPortalLogin } from './login.ts';
import type { PortalControl, PortalStore } from './ports.ts';
import { registerPortalRoutes } from './routes.ts';
import { createPortalSessions, type PortalSessions } from './sessions.ts';
import { PortalSockets } from './sockets.ts';
import { registerStaticPortal } from './static-portal.ts';

export interface PortalPorts {
  readonly control: PortalControl;
  readonly store: PortalStore;
  readonly backoff: Backoff;
  /** A stored password text that nothing fits. */
  readonly decoy: string;
  readonly randomBytes: (octets: number) => Uint8Array;
  readonly clock: { now(): number };
  /** UTC ms. */
  readonly engineUpSince: number;
  /** Whose subscribers log in here. */
  readonly tenantId: number;
  /** Folder with the built portal; undefined or empty shows a page that says so. */
  readonly folder: string | undefined;
  /** Names, beside IP addresses, by which this computer may be called. */
  readonly hostNames: readonly string[];
  readonly log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Public addresses that are left out (Z2); told once for each. */
  readonly onLeftOut: (addresses: readonly string[]) => void;
  /** Runs `task` every so often until it is called off. */
  readonly every: (ms: number, task: () => void) => () => void;
}

export interface Portal {
  /**
   * Binds `bind`, or without it every local address that is not public. Resolves with the port and what is served.
   * @throws PortTaken, or what the system said
   */
  listen(
    bind: string | undefined,
    port: number,
  ): Promise<{ readonly port: number; readonly addresses: readonly string[] }>;
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
/** Addresses come and go: a cable, a tunnel, a lease. */
const followAddressesMs = 5000;

/** What is wrong on our side is for the log: a subscriber can do nothing about a disk. */
const ownTrouble = 'This page cannot answer now. Your connection is not affected. Try again in a few minutes.';

export function createPortal(ports: PortalPorts): Portal {
  // `trustProxy` stays off: X-Forwarded-For is a claim that any device can make (Z1).
  let handler: RequestListener = () => undefined;
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    // Never listens itself: `sockets.ts` has a server per address, and all of them answer by Fastify's handler.
    serverFactory: (own: RequestListener): Server => {
      handler = own;
      return createServer(own);
    },
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: tell,
    genReqId: () => randomUUID().slice(0, 8),
  } as object) as unknown as FastifyInstance;
  const names = new Set(ports.hostNames.map((name) => name.toLowerCase()));

  /** The one place where an error becomes an answer. What it says is for subscribers: no path, no field of ours. */
  function tell(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const told = problemOf(error);
    const asked = { url: request.routeOptions?.url, requestId: request.id };
    if (told.kind === 'bug') ports.log.error({ err: error, ...asked }, 'bug in the portal');
    if (told.kind === 'storage-unavailable') {
      ports.log.error({ detail: told.detail, ...asked }, 'the portal cannot read the database');
    }
    if (told.retryAfterSeconds !== undefined) reply.header('retry-after', told.retryAfterSeconds);
    reply
      .code(told.status)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send({ ...told, ...(told.status >= 500 ? { detail: ownTrouble } : {}), requestId: request.id });
  }

  markPortal(app);
  app.addHook('onRequest', async (request, reply) => {
    setPortalHeaders(reply);
    reply.header('x-request-id', request.id);
    checkHost(request, names);
  });
  app.setErrorHandler(tell);
  app.register(cookie);
  const parts = serve(ports);
  app.register(async (scope) => registerPortalRoutes(scope, parts));
  registerStaticPortal(app, ports.folder);
  let sockets: PortalSockets | undefined;
  let stopFollowing = (): void => undefined;

  return {
    app,

    async listen(bind, port) {
      await app.ready();
      const opening = new PortalSockets({
        ...{ handler, bind, port, connectionsMax, onLeftOut: ports.onLeftOut },
        server: { keepAliveTimeout: keepAliveMs, requestTimeout: requestMs },
        onFault: (address, error) =>
          ports.log.warn({ address, code: error.code, detail: error.message }, 'the portal cannot use an address'),
      });
      try {
        await opening.open();
      } catch (error) {
        const { code, address = bind } = error as NodeJS.ErrnoException & { readonly address?: string };
        if (code !== 'EADDRINUSE') throw error;
        throw new PortTaken(
          `Port ${port} on ${address} is taken by another program. Stop it, or choose another port with --portal-port.`,
        );
      }
      sockets = opening;
      if (bind === undefined)
        stopFollowing = ports.every(followAddressesMs, () => {
          opening
            .follow()
            .catch((error: unknown) => ports.log.error({ err: error }, 'addresses could not be followed'));
        });
      return { port: opening.port, addresses: opening.addresses };
    },

    async close() {
      stopFollowing();
      // New requests on kept connections are refused before the servers wait for those that run.
      await Promise.all([app.close(), sockets?.close()]);
      await parts.sessions.flush();
    },
  };
}

type Parts = Parameters<typeof registerPortalRoutes>[1] & { readonly sessions: Pick<PortalSessions, 'flush'> };

/** The parts behind the routes. */
function serve(ports: PortalPorts): Parts {
  const { control, store, log, backoff, decoy, randomBytes, clock, engineUpSince, tenantId } = ports;
  const { now } = clock;
  const sessions = createPortalSessions({
    ...{ store, tenantId, now, randomBytes },
    onTrouble: (error) => log.error({ err: error }, 'when portal logins were used could not be kept'),
  });
  const dismissals = createDismissals({ store, tenantId, now });
  const rates = createLiveRates({ measure: control.measure, now });
  const connection = createConnection({ control, rates, now, engineUpSince });
  const dashboardOf = createDashboard({ control, connection, dismissals, now });
  const logIn = createPortalLogin({ control, sessions, backoff, decoy, tenantId });

  const handlers = portalHandlers({ control, logIn, sessions, dashboardOf, connection, dismissals, tenantId });
  return { handlers, sessions, now };
}
