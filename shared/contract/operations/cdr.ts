/** Call detail records: closed sessions, newest first (F047). */
import { z } from 'zod';
import { openPeriod } from '../fields.ts';
import { pageLimit } from '../limits.ts';
import { operation } from '../operation.ts';
import { page, wholeNumber } from '../page.ts';
import { Session, sessionFilter } from './sessions.ts';

export const cdr = {
  'cdr.list': operation({
    method: 'GET',
    path: '/cdr',
    permission: 'cdr.view',
    summary: 'Closed sessions by stop time, newest first, with the totals of the whole filter',
    query: z.strictObject({
      q: z.string().trim().max(100).optional(),
      limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
      cursor: z.string().max(500).optional(),
      ...openPeriod,
      ...sessionFilter,
      cause: z.string().max(64).optional().describe('Acct-Terminate-Cause'),
    }),
    output: page(Session).extend({
      totals: z.object({
        sessions: z.int(),
        downBytes: z.int(),
        upBytes: z.int(),
        sessionSeconds: z.int(),
      }),
    }),
  }),
};
