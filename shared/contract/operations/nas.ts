/** The registry of routers in their RADIUS role (F058–F061, P04). Secrets and passwords go in and never come out. */
import { z } from 'zod';
import { At, NasAddress, Port } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { flag, IdParams, listQuery, page } from '../page.ts';
import { FieldProblem } from '../problem.ts';

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
  swapDirections: z.boolean().nullish().describe('This NAS counts input and output the other way round (X20)'),
  coaPort: Port.nullish().describe('null or absent: ask the router, else try 3799 and 1700 (X36)'),
};

export const Nas = z
  .object({
    id: z.int(),
    name: z.string(),
    address: z.string(),
    secretSet: z.boolean(),
    swapDirections: z.boolean(),
    coaPort: z.int().nullable(),
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
    messageAuthenticatorSeenAt: At.nullable(),
    openSessions: z.int(),
    createdAt: At,
  })
  .meta({ id: 'Nas' });
export type Nas = z.output<typeof Nas>;

/** What was saved, and what is unwise about it: a warning does not stop the save (Z5). */
const SavedNas = Nas.extend({ warnings: z.array(FieldProblem) });

export const nas = {
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
    body: z.strictObject({ ...NasFields, api: RouterApi.nullish() }),
    output: SavedNas,
    status: 201,
  }),
  'nas.update': operation({
    method: 'PATCH',
    path: '/nas/:id',
    permission: 'nas.edit',
    summary: 'Change a NAS; absent fields stay, also secret and password',
    params: IdParams,
    body: z.strictObject({ ...NasFields, api: RouterApi.partial({ password: true }).nullish() }).partial(),
    output: SavedNas,
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
