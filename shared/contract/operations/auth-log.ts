/** Why logins fail: rejects with reasons (F056, W10), and datagrams that were dropped unanswered (P05). */
import { z } from 'zod';
import { At, openPeriod } from '../fields.ts';
import { operation } from '../operation.ts';
import { page, pageLimit, wholeNumber } from '../page.ts';

const logQuery = {
  q: z.string().trim().max(100).optional(),
  limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
  cursor: z.string().max(500).optional(),
  ...openPeriod,
  reason: z.string().max(64).optional(),
  nasId: wholeNumber(1).optional(),
};

/** Equal rejects within an hour are one row with a count. */
export const Reject = z
  .object({
    id: z.int(),
    username: z.string(),
    subscriberId: z.int().nullable(),
    nasId: z.int(),
    nasName: z.string().nullable(),
    nasAddress: z.string(),
    reason: z.string(),
    detail: z.string(),
    method: z.string(),
    callingStationId: z.string(),
    firstAt: At,
    lastAt: At,
    count: z.int(),
  })
  .meta({ id: 'Reject' });
export type Reject = z.output<typeof Reject>;

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

export const authLog = {
  'auth-log.list': operation({
    method: 'GET',
    path: '/auth-log',
    permission: 'auth_log.view',
    summary: 'Access-Rejects with reasons, newest first',
    query: z.strictObject({ ...logQuery, subscriberId: wholeNumber(1).optional() }),
    output: page(Reject),
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
