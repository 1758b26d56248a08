/**
 * Which reads go to the search thread: those that look at every row which the other filters leave, half a million of
 * them in a second or more. What an index answers stays where it is asked: a thread has to be started, and asked.
 */
import type { LongLists } from './messages.ts';

type Rules = { readonly [N in keyof LongLists]: (...asked: Parameters<LongLists[N]>) => boolean };

const isText = (q: string | undefined): boolean => (q?.trim() ?? '') !== '';
const isAny = (...values: readonly unknown[]): boolean => values.some((value) => value !== undefined);

/** A reseller's rows are told from the others' by their subscribers alone, one after the other. */
export const isLong: Rules = {
  'auth-log': ({ resellerId }, { q, reason, nasId, subscriberId, result, to }) =>
    isText(q) || isAny(resellerId, reason, nasId, subscriberId, result, to),
  drops: (_, { q, reason, nasId }) => isText(q) || isAny(reason, nasId),
  /** What happened to one thing has an index, and nothing else does. */
  audit: (_, { q, action, entityId }) => isText(q) || action !== undefined || entityId === undefined,
  /** Indexed by stop time and by subscriber. */
  cdr: ({ resellerId }, { q, cause, serviceId, orphan, nasId, subscriberId, sort = 'stopAt' }) =>
    isText(q) ||
    isAny(cause, serviceId, orphan) ||
    sort !== 'stopAt' ||
    (isAny(resellerId, nasId) && subscriberId === undefined),
};
