/**
 * What one operation of the API is: method, path, permission, input, output. Handlers, the typed client, OpenAPI and
 * the permission tests all follow from these literals.
 */
import { z } from 'zod';
import type { Permission } from './permissions.ts';

/** `public` needs no login, `self` any login; everything else is a permission by name. */
export type Access = Permission | 'public' | 'self';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Path below `/api/v1`, with `:name` for parameters. */
export type Path = `/${string}`;

const NoParams = z.object({});
const NoQuery = z.strictObject({});
const NoBody = z.strictObject({}).nullish();

type Schema = z.ZodType;

export interface Operation<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  O extends Schema = Schema,
  A extends Access = Access,
> {
  readonly method: Method;
  readonly path: Path;
  readonly permission: A;
  readonly summary: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly output: O;
  /** Status of success: 201 for what creates, else 200. */
  readonly status: 200 | 201;
  /** Sending the same call twice leaves the same state as sending it once, so a client may retry it blindly. */
  readonly isIdempotent: boolean;
  /** A second permission that this very input needs, beside `permission`. */
  alsoNeeds?(body: z.output<B>): Permission | undefined;
  /** Set where a larger body than the usual 1 MiB is legal. */
  readonly bodyLimitBytes: number | undefined;
  /** The media type of an answer that is a file and no JSON; the handler gives its octets in Base64. */
  readonly produces: string | undefined;
  /** True where the body may also be `text/csv` with a header row; it becomes `{ rows: [...] }`. */
  readonly acceptsCsv: boolean;
}

interface Definition<P extends Schema, Q extends Schema, B extends Schema, O extends Schema, A extends Access> {
  readonly method: Method;
  readonly path: Path;
  readonly permission: A;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly output: O;
  readonly status?: 200 | 201;
  readonly isIdempotent?: boolean;
  alsoNeeds?(body: z.output<B>): Permission | undefined;
  readonly bodyLimitBytes?: number;
  readonly produces?: string;
  readonly acceptsCsv?: boolean;
}

/** Fills the defaults of a definition: no parameters, no query, no body; everything but POST is idempotent. */
export function operation<
  O extends Schema,
  const A extends Access,
  P extends Schema = typeof NoParams,
  Q extends Schema = typeof NoQuery,
  B extends Schema = typeof NoBody,
>(definition: Definition<P, Q, B, O, A>): Operation<P, Q, B, O, A> {
  return {
    method: definition.method,
    path: definition.path,
    permission: definition.permission,
    summary: definition.summary,
    params: definition.params ?? (NoParams as unknown as P),
    query: definition.query ?? (NoQuery as unknown as Q),
    body: definition.body ?? (NoBody as unknown as B),
    output: definition.output,
    status: definition.status ?? 200,
    isIdempotent: definition.isIdempotent ?? definition.method !== 'POST',
    ...(definition.alsoNeeds ? { alsoNeeds: definition.alsoNeeds } : {}),
    bodyLimitBytes: definition.bodyLimitBytes,
    produces: definition.produces,
    acceptsCsv: definition.acceptsCsv ?? false,
  };
}

/** The output of an operation whose answer is a file of this media type: fetched by its address, not by `call`. */
export const binary = (produces: string) => ({ produces, output: z.base64() });

/** The output of what only succeeds or fails. */
export const Done = z.object({ ok: z.literal(true) });
export const done: z.output<typeof Done> = { ok: true };
