/**
 * Which reads go to the search thread: those that look at every row which the other filters leave, half a million of
 * them in a second or more. What an index answers stays where it is asked: a thread has to be started, and asked.
 */
import type { LongLists } from './messages.ts';

type Rules = { readonly [N in keyof LongLists]: (query: Parameters<LongLists[N]>[1]) => boolean };

const isText = (q: string | undefined): boolean => (q?.trim() ?? '') !== '';

export const isLong: Rules = {
  'auth-log': ({ q, limit: _, cursor: __, ...filter }) =>
    isText(q) || Object.values(filter).some((value) => value !== undefined),
  drops: ({ q, reason, nasId }) => isText(q) || reason !== undefined || nasId !== undefined,
  audit: ({ q, action }) => isText(q) || action !== undefined,
  // By stop time there is an index, by subscriber too; the totals of a NAS and a period have been added up before.
  cdr: ({ q, cause, serviceId, orphan, sort = 'stopAt' }) =>
    isText(q) || cause !== undefined || serviceId !== undefined || orphan !== undefined || sort !== 'stopAt',
};
