/**
 * Every operation of the contract becomes a route: who may call it is decided before its body is read, its input is
 * judged by the contract's schemas, its answer is cut to the contract's output (a field that is not in the contract
 * cannot leave the engine).
 */
import type { FastifyInstance, FastifyRequest, FastifySchema, FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { type Handlers, type OperationName, operationNames, operations } from '../../../shared/contract/contract.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import { apiBase } from '../../../shared/contract/paths.ts';
import { Problem } from '../../../shared/contract/problem-schema.ts';
import { wording } from '../../../shared/contract/wording.ts';
import type { Caller } from '../operators/service.ts';
import { readCsvRows } from '../subscribers/service.ts';
import { type Identify, type Transport, transportOf } from './credentials.ts';
import { changesState, type createGuards } from './guards.ts';
import { consoleOnly } from './listener-kind.ts';
import { Refused, Unfit } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: OperationName;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
    /** Lines of a CSV body by row, for the messages about it. */
    csvLines: readonly number[] | undefined;
  }
}

export type ApiHandlers = Handlers<Caller, Transport>;

export interface RoutePorts {
  readonly handlers: ApiHandlers;
  readonly identify: Identify;
  readonly guards: ReturnType<typeof createGuards>;
  readonly clock: { now(): number };
  readonly isTls: boolean;
}

/** The contract judges with the contract's words; `httpPart` names what the empty path is. */
export const contractValidator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const root = httpPart === 'querystring' ? '(query)' : httpPart === 'params' ? '(path)' : '(body)';
  return (data: unknown) => {
    const result = schema.safeParse(data, { error: wording });
    return result.success ? { value: result.data } : { error: new Unfit(result.error.issues, root) };
  };
};

/** @throws Refused 401 without a login, 403 without the permission */
export function checkPermission(caller: Caller | undefined, { permission }: Pick<Operation, 'permission'>): void {
  if (permission === 'public') return;
  if (!caller) throw new Refused('unauthenticated', 'Log in, or send an API key as "Authorization: Bearer lm_live_…".');
  if (permission === 'self' || caller.permissions.has(permission)) return;
  throw new Refused('forbidden', `${caller.actor.name} lacks the permission ${permission}.`);
}

export function registerOperations(app: FastifyInstance, ports: RoutePorts): void {
  consoleOnly(app);
  app.decorateRequest('caller', undefined);
  app.decorateRequest('csvLines', undefined);
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, readCsv);
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    // Many clients send the content type with every call, also where there is no body to describe.
    if (body === '') done(null, undefined);
    else parseJson(request, body, done);
  });
  for (const name of operationNames) registerOperation(app, name, ports);
}

function registerOperation(app: FastifyInstance, name: OperationName, ports: RoutePorts): void {
  const { handlers, identify, guards, clock, isTls } = ports;
  const definition: Operation = operations[name];
  const handle = handlers[name] as (
    caller: Caller | undefined,
    input: unknown,
    transport: Transport,
  ) => Promise<unknown>;

  app.route({
    method: definition.method,
    url: `${apiBase}${definition.path}`,
    config: { operation: name },
    ...(definition.bodyLimitBytes === undefined ? {} : { bodyLimit: definition.bodyLimitBytes }),
    schema: schemaOf(name, definition),
    onRequest: async (request) => {
      if (changesState(request.method)) guards.checkOrigin(request);
      // A stale cookie must not keep anybody from logging in again.
      if (definition.permission !== 'public') request.caller = await identify(request);
      checkPermission(request.caller, definition);
    },
    handler: async (request, reply) => {
      const { params, query, body } = request;
      const also = definition.alsoNeeds?.(body);
      if (also) checkPermission(request.caller, { permission: also });
      const transport = transportOf(request, reply, isTls, clock.now);
      reply.code(definition.status);
      reply.header('cache-control', 'no-store');
      const answer = await handle(request.caller, { params, query, body }, transport);
      if (definition.produces === undefined) return answer;
      reply.type(definition.produces);
      return Buffer.from(answer as string, 'base64');
    },
  });
}

/** Body parser: rows for an operation that takes CSV, refused everywhere else. */
async function readCsv(request: FastifyRequest, body: Buffer): Promise<unknown> {
  const name = request.routeOptions.config.operation;
  if (name === undefined || !operations[name].acceptsCsv) {
    throw new Refused('unsupported-media', 'This operation takes application/json only.');
  }
  const { rows, lines } = readCsvRows(body);
  request.csvLines = lines;
  return { rows };
}

const refusal = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const successOf: Readonly<Record<200 | 201, string>> = { 200: 'Done', 201: 'Created' };

function schemaOf(name: OperationName, definition: Operation): FastifySchema {
  const [area] = name.split('.');
  return {
    operationId: name,
    summary: definition.summary,
    tags: [area],
    ...(definition.path.includes(':') ? { params: definition.params } : {}),
    querystring: definition.query,
    ...(definition.method === 'GET' || definition.method === 'DELETE' ? {} : { body: definition.body }),
    ...(definition.acceptsCsv ? { consumes: ['application/json', 'text/csv'] } : {}),
    response: {
      [definition.status]: {
        description: successOf[definition.status],
        content: { [definition.produces ?? 'application/json']: { schema: definition.output } },
      },
      '4xx': refusal('Refused; nothing was changed'),
      '5xx': refusal('Failed'),
    },
    security: definition.permission === 'public' ? [] : [{ session: [], csrf: [] }, { apiKey: [] }],
    'x-permission': definition.permission,
    'x-idempotent': definition.isIdempotent,
  } as FastifySchema;
}
