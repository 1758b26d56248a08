/** Call detail records: closed sessions, newest first (F047). */
import { z } from 'zod';
import { openPeriod } from '../fields.ts';
import { sortedRecordsMax } from '../limits.ts';
import { operation } from '../operation.ts';
import { listQuery, page } from '../page.ts';
import { Session, sessionFilter } from './sessions.ts';

/** By stop time any number is listed; by another column as many as can be sorted at once. */
const sorts = [
  ...(['stopAt', 'startAt', 'username', 'sessionSeconds', 'down', 'up', 'total'] as const),
  ...(['service', 'nas', 'framedIp', 'mac', 'cause'] as const),
] as const;

export const cdr = {
  'cdr.list': operation({
    method: 'GET',
    path: '/cdr',
    permission: 'cdr.view',
    summary: `Closed sessions with the totals of the whole filter, by stop time, newest first; by another column where the filter leaves at most ${sortedRecordsMax}`,
    query: listQuery(sorts, {
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
