/**
 * The console's listener: the API of the contract, the live socket, probes and the built console, behind one set of
 * guards. Reads top to bottom like a request: headers, host, who is asking, what it does, how trouble is told.
 */
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { Registry } from 'prom-client';
import { withLines } from '../subscribers/service.ts';
import { type CredentialPorts, createCredentials } from './credentials.ts';
import { createGuards, type GuardOptions, setSecurityHeaders } from './guards.ts';
import { markConsole } from './listener-kind.ts';
import type { LiveHub } from './live-hub.ts';
import { registerLiveSocket } from './live-socket.ts';
import { registerOpenApi } from './openapi.ts';
import { type HealthCheck, registerProbes } from './probes.ts';
import { problemOf } from './problems.ts';
import { type ApiHandlers, contractValidator, registerOperations } from './routes.ts';
import { registerStaticConsole } from './static-console.ts';

export interface ConsoleApiPorts extends CredentialPorts, GuardOptions {
  readonly handlers: ApiHandlers;
  readonly hub: LiveHub;
  readonly health: () => Promise<Readonly<Record<string, HealthCheck>>>;
  /** Counters of the whole engine; the HTTP ones are added to it. */
  readonly registry: Registry;
  /** Folder with the built console; undefined or empty shows a page that says how to build it. */
  readonly consoleFolder: string | undefined;
  /** Certificate and key (PEM) for a console that is reachable beyond this machine. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly version: string;
  readonly clock: { now(): number };
  readonly every?: (ms: number, run: () => void) => () => void;
  readonly log?: FastifyBaseLogger;
}

export interface ConsoleApi {
  /** Binds and resolves with the port. @throws PortTaken, or what the system said */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new request, finishes those that run, closes live sockets. */
  close(): Promise<void>;
  /** For tests: requests without a socket. */
  readonly app: FastifyInstance;
}

/** The port has another owner. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

const bodyBytesMax = 1024 * 1024;
/** A browser that holds a connection without asking anything must not keep the engine from stopping. */
const keepAliveMs = 5000;

export function createConsoleApi(ports: ConsoleApiPorts): ConsoleApi {
  const isTls = ports.tls !== undefined;
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    keepAliveTimeout: keepAliveMs,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: tell,
    genReqId: () => randomUUID().slice(0, 8),
    ...(ports.log ? { loggerInstance: ports.log } : {}),
    ...(ports.tls ? { https: { ...ports.tls } } : {}),
  } as object) as unknown as FastifyInstance;
  // Fastify's own parser would hand a text to handlers that take objects; nothing here takes text.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(contractValidator);
  app.setSerializerCompiler(serializerCompiler);

  const guards = createGuards(ports);
  const identify = createCredentials(ports);
  markConsole(app);
  app.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(reply, isTls);
    reply.header('x-request-id', request.id);
    guards.checkHost(request);
  });
  app.setErrorHandler(tell);
  app.addHook('onResponse', async (request) => {
    // Node's server forgets a connection that asked for an upgrade: one that was refused would stay open, and keep
    // the engine from stopping.
    if (request.headers.upgrade !== undefined) request.raw.socket.destroySoon();
  });
  app.register(cookie);
  registerOpenApi(app, ports.version);
  app.register(async (scope) => {
    registerOperations(scope, { handlers: ports.handlers, identify, guards, clock: ports.clock, isTls });
    registerProbes(scope, { health: ports.health, registry: ports.registry, identify });
    registerLiveSocket(scope, { hub: ports.hub, identify, guards, every: ports.every ?? everyInterval });
  });
  registerStaticConsole(app, ports.consoleFolder);

  return {
    app,

    async listen(host, port) {
      try {
        await app.listen({ host, port });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
        throw new PortTaken(
          `Port ${port} on ${host} is taken by another program. Stop it, or choose another port with --console-port.`,
        );
      }
      const address = app.server.address();
      return typeof address === 'object' && address ? address.port : port;
    },

    close: () => app.close(),
  };
}

/** The one place where an error becomes an answer. */
function tell(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const told = problemOf(error);
  if (told.kind === 'bug') request.log.error({ err: error, operation: request.routeOptions.config?.operation }, 'bug');
  if (told.kind === 'storage-unavailable') request.log.error({ detail: told.detail }, 'the database cannot be used');
  if (told.retryAfterSeconds !== undefined) reply.header('retry-after', told.retryAfterSeconds);
  if (told.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="lastmile"');
  const errors = request.csvLines ? withLines(told.errors, request.csvLines) : told.errors;
  reply
    .code(told.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send({ ...told, errors, instance: request.url.split('?', 1)[0], requestId: request.id });
}

function everyInterval(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms).unref();
  return () => clearInterval(timer);
}
