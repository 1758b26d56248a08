/**
 * The contract: every operation of the API in one literal, and the types that follow from it. A handler for each name
 * must exist or the engine does not compile; OpenAPI, the typed client and the permission tests enumerate the same
 * object.
 */
import type { z } from 'zod';
import { alerts } from './operations/alerts.ts';
import { apiKeys } from './operations/api-keys.ts';
import { audit } from './operations/audit.ts';
import { auth } from './operations/auth.ts';
import { authLog, drops } from './operations/auth-log.ts';
import { cdr } from './operations/cdr.ts';
import { certificates } from './operations/certificates.ts';
import { changes } from './operations/changes.ts';
import { doctor } from './operations/doctor.ts';
import { findings } from './operations/findings.ts';
import { fleet } from './operations/fleet.ts';
import { fup } from './operations/fup.ts';
import { groups } from './operations/groups.ts';
import { ipHistory } from './operations/ip-history.ts';
import { nas } from './operations/nas.ts';
import { operators } from './operations/operators.ts';
import { overview } from './operations/overview.ts';
import { pools } from './operations/pools.ts';
import { realms } from './operations/realms.ts';
import { services } from './operations/services.ts';
import { sessions } from './operations/sessions.ts';
import { settings } from './operations/settings.ts';
import { storage } from './operations/storage.ts';
import { subscribers } from './operations/subscribers.ts';
import { trace } from './operations/trace.ts';

export const operations = {
  ...auth,
  ...overview,
  ...sessions,
  ...changes,
  ...cdr,
  ...ipHistory,
  ...subscribers,
  ...fleet,
  ...fup,
  ...services,
  ...nas,
  ...certificates,
  ...realms,
  ...pools,
  ...groups,
  ...authLog,
  ...drops,
  ...trace,
  ...doctor,
  ...alerts,
  ...findings,
  ...audit,
  ...settings,
  ...storage,
  ...operators,
  ...apiKeys,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export const operationNames = Object.keys(operations) as OperationName[];

/** What a handler gets: parsed, defaults filled in, texts normalised. */
export interface Input<N extends OperationName> {
  readonly params: z.output<Operations[N]['params']>;
  readonly query: z.output<Operations[N]['query']>;
  readonly body: z.output<Operations[N]['body']>;
}

export type Output<N extends OperationName> = z.output<Operations[N]['output']>;

type PublicName = { [N in OperationName]: Operations[N]['permission'] extends 'public' ? N : never }[OperationName];

/**
 * One handler per operation, none can be forgotten. `C` is the authenticated caller (public operations get none), `H`
 * what the transport offers beside it.
 */
export type Handlers<C, H> = {
  readonly [N in OperationName]: (
    caller: N extends PublicName ? undefined : C,
    input: Input<N>,
    transport: H,
  ) => Promise<Output<N>>;
};

/** No key at all: what fits a schema whose every field may be left out. */
type Nothing = Readonly<Record<string, never>>;

type Part<K extends string, S extends z.ZodType> =
  Nothing extends z.input<S> ? { readonly [key in K]?: z.input<S> } : { readonly [key in K]: z.input<S> };

/** What a client sends, before parsing; parts that may be empty may be left out. */
export type ClientInput<N extends OperationName> = Part<'params', Operations[N]['params']> &
  Part<'query', Operations[N]['query']> &
  Part<'body', Operations[N]['body']>;
