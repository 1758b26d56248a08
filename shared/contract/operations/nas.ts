/** The registry of routers in their RADIUS role (F058–F061, P04). Secrets and passwords go in and never come out. */
import { z } from 'zod';
import { messageAuthenticatorPolicies } from '../../domain/message-authenticator.ts';
import { changeReasons } from '../../domain/session-change.ts';
import { At, NasAddress, NasAddressOrNone, Port } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { flag, IdParams, listQuery, page } from '../page.ts';
import { FieldProblem } from '../problem-schema.ts';

const NasName = z.string().trim().min(1).max(64);
/** RouterOS takes up to 255 characters; RADIUS itself has no limit. */
const Secret = z
  .string()
  .min(1)
  .max(255)
  .refine(
    (text) => !/\p{Cc}|^\s|\s$/u.test(text),
    'must not contain control characters, nor begin or end with a space',
  );

const Fingerprint = z
  .string()
  .transform((text) => text.replaceAll(':', '').toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 fingerprint: 64 hex digits, colons allowed'));

const RouterApi = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: Port,
  username: z.string().min(1).max(64),
  password: z.string().max(255),
  tls: z
    .union([z.boolean(), z.strictObject({ fingerprint256: Fingerprint })], {
      error: 'must be true, false or { "fingerprint256": "…" }',
    })
    .optional(),
});

const NasFields = {
  name: NasName,
  address: NasAddress.describe('The address that its RADIUS packets come from (not the management address)'),
  secret: Secret,
  mode: z
    .enum(['udp', 'radsec'])
    .optional()
    .describe('udp: known by address and secret; radsec: by its certificate, over TLS'),
  vendor: z.enum(['mikrotik', 'generic']).optional(),
  swapDirections: z.boolean().nullish().describe('This NAS counts input and output the other way round (X20)'),
  messageAuthenticator: z
    .enum(messageAuthenticatorPolicies)
    .optional()
    .describe(
      'auto (default): required from the first signed Access-Request on; optional lifts that, auto again learns anew (Z5)',
    ),
  disconnectFor: z
    .array(z.enum(changeReasons))
    .max(changeReasons.length)
    .transform((reasons) => changeReasons.filter((reason) => reasons.includes(reason)))
    .optional()
    .describe('For what its running sessions may be disconnected; by default never for a speed (X45)'),
  coaPort: Port.nullish().describe('null or absent: ask the router, else try 3799 and 1700 (X36)'),
};

/** Over UDP the address and the secret are all that a NAS is known by. */
function needsOfUdp(
  {
    mode,
    address,
    secret,
  }: { mode?: 'udp' | 'radsec' | undefined; address?: string | undefined; secret?: string | undefined },
  context: z.core.$RefinementCtx,
): void {
  if (mode === 'radsec') return;
  const missing = [...(address ? [] : ['address']), ...(secret === undefined ? ['secret'] : [])];
  for (const field of missing) context.addIssue({ code: 'custom', path: [field], message: 'is required' });
}

/** How well it is, from what the engine remembers of it; asking costs the router nothing. */
const NasHealth = z.object({
  state: z.enum(['up', 'degraded', 'down', 'unknown']),
  detail: z.string().describe('The same in a sentence: what is wrong, and what helps'),
  cpuPercent: z.number().nullable(),
  uptimeSeconds: z.int().nullable(),
  answerMs: z.int().nullable().describe('How long its API took to answer the last poll'),
  readAt: At.nullable().describe('When its load was read; null without API access'),
});

export const Nas = z
  .object({
    id: z.int(),
    name: z.string(),
    address: z.string().describe('Empty for a NAS of mode RadSec without one: then CoA cannot reach it'),
    mode: z.enum(['udp', 'radsec']),
    vendor: z.enum(['mikrotik', 'generic']),
    certificate: z
      .object({ fingerprint256: z.string(), expiresAt: At })
      .nullable()
      .describe('Of RadSec: the one that ends last of those that let it in'),
    secretSet: z.boolean(),
    swapDirections: z.boolean(),
    coaPort: z.int().nullable(),
    disconnectFor: z.array(z.enum(changeReasons)),
    api: z
      .object({
        host: z.string(),
        port: z.int(),
        username: z.string(),
        passwordSet: z.boolean(),
        tls: z.union([z.boolean(), z.object({ fingerprint256: z.string() })]),
      })
      .nullable(),
    version: z.string().nullable(),
    identity: z.string().nullable(),
    lastSeenAt: At.nullable(),
    coaPortSeen: z.int().nullable(),
    coaAccepts: z.boolean().nullable(),
    clockSkewMs: z.number().nullable(),
    messageAuthenticator: z.enum(messageAuthenticatorPolicies),
    messageAuthenticatorRequired: z.boolean().describe('Access-Requests without it are dropped (Z5, CVE-2024-3596)'),
    messageAuthenticatorSeenAt: At.nullable(),
    openSessions: z.int(),
    health: NasHealth,
    createdAt: At,
  })
  .meta({ id: 'Nas' });
export type Nas = z.output<typeof Nas>;

/** What was saved, and what is unwise about it: a warning does not stop the save (Z5). */
const SavedNas = Nas.extend({ warnings: z.array(FieldProblem) });

/** One step of a connection test, in the order they are tried; what follows a failed login is skipped. */
export const NasTestStep = z.object({
  step: z.enum(['login', 'identity', 'radius-incoming', 'clock']),
  outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
  detail: z.string().describe('What was found, or what is wrong and what to do'),
});
export type NasTestStep = z.output<typeof NasTestStep>;

const NasTest = z
  .object({
    works: z.boolean().describe('The API let us in; warnings do not count against it'),
    steps: z.array(NasTestStep),
    ms: z.int(),
    identity: z.string().nullable(),
    version: z.string().nullable(),
    coaAccepts: z.boolean().nullable(),
    coaPort: z.int().nullable(),
    clockSkewMs: z.int().nullable().describe('Positive: the router is fast'),
    presentedSha256: z
      .string()
      .nullable()
      .describe('With an unknown certificate: its SHA-256, to be compared on the router and pinned'),
  })
  .meta({ id: 'NasTest' });
export type NasTest = z.output<typeof NasTest>;

/** Where routers send RADIUS to (F059). */
const ConnectionPoint = z
  .object({
    addresses: z.array(z.string()).describe('Local addresses that answer, those of the network first'),
    authPort: z.int(),
    acctPort: z.int(),
    radsec: z
      .object({ port: z.int(), names: z.array(z.string()) })
      .nullable()
      .describe('RADIUS over TLS while it is served; the names of the server certificate'),
  })
  .meta({ id: 'ConnectionPoint' });

const UnknownSource = z
  .object({
    address: z.string(),
    localPort: z.int().describe('Our port that it asks'),
    firstAt: At,
    lastAt: At,
    packets: z.int(),
    packet: z.string().describe('Kind of its last packet'),
    nasIdentifier: z.string().describe('What it calls itself: its own claim'),
    username: z.string().describe('Of its last packet, as it claims'),
    canBeAdded: z.boolean().describe('false for a link-local address: set src-address on the router'),
  })
  .meta({ id: 'UnknownSource' });
export type UnknownSource = z.output<typeof UnknownSource>;

export const nas = {
  'nas.unknown-sources': operation({
    method: 'GET',
    path: '/unknown-sources',
    permission: 'nas.view',
    summary: 'Addresses that send RADIUS and are registered nowhere since the engine started, newest first',
    output: z.object({ items: z.array(UnknownSource) }),
  }),
  'nas.list': operation({
    method: 'GET',
    path: '/nas',
    permission: 'nas.view',
    summary: 'Registered NAS',
    query: listQuery(['name', 'address', 'openSessions', 'lastSeenAt', 'createdAt'], {
      hasApi: flag.optional(),
    }),
    output: page(Nas),
  }),
  'nas.connection-point': operation({
    method: 'GET',
    path: '/nas/connection-point',
    permission: 'nas.view',
    summary: 'Addresses and ports that routers send RADIUS to',
    output: ConnectionPoint,
  }),
  'nas.get': operation({
    method: 'GET',
    path: '/nas/:id',
    permission: 'nas.view',
    summary: 'One NAS',
    params: IdParams,
    output: Nas,
  }),
  'nas.create': operation({
    method: 'POST',
    path: '/nas',
    permission: 'nas.create',
    summary: 'Register a NAS; it is answered within a second',
    body: z
      .strictObject({
        ...NasFields,
        address: NasAddressOrNone.optional(),
        secret: Secret.optional(),
        api: RouterApi.nullish(),
      })
      .superRefine(needsOfUdp),
    output: SavedNas,
    status: 201,
  }),
  'nas.update': operation({
    method: 'PATCH',
    path: '/nas/:id',
    permission: 'nas.edit',
    summary: 'Change a NAS; absent fields stay, also secret and password',
    params: IdParams,
    body: z
      .strictObject({ ...NasFields, address: NasAddressOrNone, api: RouterApi.partial({ password: true }).nullish() })
      .partial(),
    output: SavedNas,
  }),
  'nas.test': operation({
    method: 'POST',
    path: '/nas/test',
    permission: 'nas.edit',
    summary: 'Try a router’s API with given or stored credentials; nothing is saved, nothing on the router changes',
    body: z
      .strictObject({
        id: z.int().min(1).optional().describe('A registered NAS: what is not given is taken from it'),
        api: RouterApi.partial({ password: true }).optional(),
      })
      .refine((body) => body.id !== undefined || body.api?.password !== undefined, {
        error: 'is required, unless a registered NAS is named by id',
        path: ['api', 'password'],
      }),
    output: NasTest,
    isIdempotent: true,
  }),
  'nas.remove': operation({
    method: 'DELETE',
    path: '/nas/:id',
    permission: 'nas.delete',
    summary: 'Remove a NAS; its packets are no longer answered',
    params: IdParams,
    output: Done,
  }),
};
