/** Why logins fail: one log of rejects (F056, W10) and datagrams dropped unanswered (P05), and the latter alone. */
import { z } from 'zod';
import { At, openPeriod } from '../fields.ts';
import { pageLimit } from '../limits.ts';
import { operation } from '../operation.ts';
import { page, wholeNumber } from '../page.ts';

const logQuery = {
  q: z.string().trim().max(100).optional(),
  limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
  cursor: z.string().max(500).optional(),
  ...openPeriod,
  reason: z.string().max(64).optional(),
  nasId: wholeNumber(1).optional(),
};

/** Equal ones within an hour are one entry with a count. */
export const AuthLogEntry = z
  .object({
    id: z.int().describe('Unique in this log; not an id of /drops'),
    result: z
      .enum(['reject', 'drop'])
      .describe(
        'reject: answered with Access-Reject; drop: not answered (reason reply-attribute: accepted, without that attribute)',
      ),
    username: z.string().describe('Empty for drops'),
    realm: z.string().describe('Of the login name, else the default realm; empty for drops'),
    subscriberId: z.int().nullable(),
    nasId: z.int().nullable().describe('null when no NAS is registered with the address'),
    nasName: z.string().nullable(),
    nasAddress: z.string().describe('The address that the request came from'),
    reason: z.string().describe('In words: /auth-log/causes'),
    detail: z.string().describe('What is wrong and what to do, for the operator'),
    method: z.string().describe('Empty for drops'),
    callingStationId: z.string().describe('Empty for drops'),
    firstAt: At,
    lastAt: At,
    count: z.int(),
  })
  .meta({ id: 'AuthLogEntry' });
export type AuthLogEntry = z.output<typeof AuthLogEntry>;

export const Drop = z
  .object({
    id: z.int(),
    source: z.string(),
    localPort: z.int(),
    reason: z.string(),
    detail: z.string(),
    nasId: z.int().nullable(),
    firstAt: At,
    lastAt: At,
    count: z.int(),
  })
  .meta({ id: 'Drop' });

const AuthLogCause = z
  .object({
    reason: z.string(),
    label: z.string(),
    happened: z.string().describe('What such an entry means'),
    remedy: z.string().describe('What to do'),
    result: z.enum(['reject', 'drop', 'omission']),
    count: z.int().describe('Times in the period, repeats of an entry included'),
    lastAt: At.nullable(),
  })
  .meta({ id: 'AuthLogCause' });
export type AuthLogCause = z.output<typeof AuthLogCause>;

export const authLog = {
  'auth-log.causes': operation({
    method: 'GET',
    path: '/auth-log/causes',
    permission: 'auth_log.view',
    summary: 'Every reason of the auth log: what it means, what to do, and how often it came; the most frequent first',
    query: z.strictObject({ ...openPeriod }),
    output: z.object({ fromAt: At, toAt: At, items: z.array(AuthLogCause) }),
  }),
  'auth-log.list': operation({
    method: 'GET',
    path: '/auth-log',
    permission: 'auth_log.view',
    summary: 'Logins that failed, with the reason: rejected, or dropped unanswered (wrong secret, unknown source, …)',
    query: z.strictObject({
      ...logQuery,
      result: z.enum(['reject', 'drop']).optional(),
      subscriberId: wholeNumber(1).optional(),
    }),
    output: page(AuthLogEntry),
  }),
};

export const drops = {
  'drop.list': operation({
    method: 'GET',
    path: '/drops',
    permission: 'auth_log.view',
    summary: 'RADIUS datagrams that were dropped unanswered: unknown source, wrong secret, malformed',
    query: z.strictObject(logQuery),
    output: page(Drop),
  }),
};
