/** RADIUS over TLS: the installation's authority, our server certificate, and one or more per NAS (F058, RFC 6614). */
import { z } from 'zod';
import { At } from '../fields.ts';
import { operation } from '../operation.ts';
import { IdParams, listQuery, page } from '../page.ts';

const Name = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63})*|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/,
    'must be an address or a host name, as routers connect to it',
  );
/** The first is the common name as well, which RouterOS compares with the address it connects to. */
const Names = z
  .tuple([Name], Name)
  .refine((names) => names.length <= 20, 'must be at most 20 names')
  .describe('Addresses and names by which routers reach this computer, the usual one first');

/** How near its end: what the console colours and alerts tell. */
const Stage = z.enum(['fine', 'in-30-days', 'in-7-days', 'in-1-day', 'expired']);

export const Certificate = z
  .object({
    id: z.int(),
    kind: z.enum(['authority', 'server', 'client']),
    nasId: z.int().nullable(),
    nasName: z.string().nullable(),
    subject: z.string(),
    names: z.array(z.string()),
    serial: z.string(),
    fingerprint256: z.string(),
    notBefore: At,
    notAfter: At,
    stage: Stage,
    issuedAt: At,
    revokedAt: At.nullable(),
    revokeReason: z.string().nullable(),
  })
  .meta({ id: 'Certificate' });
export type Certificate = z.output<typeof Certificate>;

const Shown = Certificate.pick({ subject: true, names: true, fingerprint256: true, notAfter: true, stage: true });

/** RADIUS over TLS as it is now; the same for every tenant, because all of them connect to it. */
const RadsecStatus = z
  .object({
    authority: Shown.extend({ pem: z.string().describe('What a router must trust; nothing secret') }).nullable(),
    server: Shown.nullable(),
    listener: z.object({
      state: z.enum(['off', 'serving', 'failed']),
      port: z.int(),
      detail: z.string().describe('The same in a sentence: why it is off, or what is wrong'),
      connections: z.int(),
    }),
  })
  .meta({ id: 'RadsecStatus' });
export type RadsecStatus = z.output<typeof RadsecStatus>;

export const certificates = {
  'certificate.status': operation({
    method: 'GET',
    path: '/certificates/status',
    permission: 'certificates.view',
    summary: 'The authority, the server certificate, and whether RADIUS over TLS is served',
    output: RadsecStatus,
  }),
  'certificate.list': operation({
    method: 'GET',
    path: '/certificates',
    permission: 'certificates.view',
    summary: 'Issued certificates, revoked ones included',
    query: listQuery(['subject', 'nasName', 'notAfter', 'issuedAt'], {
      nasId: z.coerce.number<number | string>().int().min(1).optional(),
      kind: z.enum(['authority', 'server', 'client']).optional(),
    }),
    output: page(Certificate),
  }),
  'certificate.create-authority': operation({
    method: 'POST',
    path: '/certificates/authority',
    permission: 'certificates.create',
    summary: 'Make the authority and the first server certificate; RADIUS over TLS is served from then on',
    body: z.strictObject({ names: Names }),
    output: RadsecStatus,
    status: 201,
  }),
  'certificate.issue-server': operation({
    method: 'POST',
    path: '/certificates/server',
    permission: 'certificates.create',
    summary: 'Another server certificate, for other names or renewed; the next connection is shown it',
    body: z.strictObject({ names: Names }),
    output: Certificate,
    status: 201,
  }),
  'certificate.issue': operation({
    method: 'POST',
    path: '/certificates',
    permission: 'certificates.issue',
    summary: 'A certificate for a NAS of mode RadSec; those before stay valid',
    body: z.strictObject({ nasId: z.int().min(1) }),
    output: Certificate,
    status: 201,
  }),
  'certificate.bundle': operation({
    method: 'POST',
    path: '/certificates/:id/bundle',
    permission: 'certificates.download',
    summary: 'Certificate, private key and authority for the router, with the lines to paste; audited',
    params: IdParams,
    output: z.object({ fileName: z.string(), pem: z.string(), commands: z.array(z.string()) }),
    isIdempotent: true,
  }),
  'certificate.revoke': operation({
    method: 'POST',
    path: '/certificates/:id/revoke',
    permission: 'certificates.revoke',
    summary: 'Refuse it from now on; connections that use it are cut',
    params: IdParams,
    body: z.strictObject({ reason: z.string().trim().min(1).max(200).default('revoked by an operator') }),
    output: Certificate,
  }),
};
