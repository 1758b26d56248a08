/** FUP counters: who is throttled, who is about to be, and resets (F067–F087, F153, X9–X11). */
import { z } from 'zod';
import { operation } from '../operation.ts';
import { flag, listQuery, page } from '../page.ts';
import { Subscriber, subscriberFilter, subscriberSorts } from './subscribers.ts';

const levels = z.array(z.int()).length(7).describe('Subscribers at level 0…6');

/** F072–F076 and the distribution of F078; X9 shows it by daily, monthly and effective level. */
export const FupStats = z
  .object({
    total: z.int(),
    activeFup: z.int(),
    dailyQuotaExceeded: z.int(),
    monthlyQuotaExceeded: z.int(),
    unlimited: z.int(),
    daily: levels,
    monthly: levels,
    effective: levels,
  })
  .meta({ id: 'FupStats' });

const ResetFilter = z.strictObject({
  q: z.string().trim().max(100).optional(),
  ...subscriberFilter,
  online: z.boolean().optional(),
});

const chosen = ['subscriberIds', 'filter', 'all'] as const;

export const fup = {
  'fup.list': operation({
    method: 'GET',
    path: '/fup',
    permission: 'fup.view',
    summary: 'Quota table; sorted by level, then monthly usage, unless asked otherwise (F079)',
    query: listQuery(subscriberSorts, { ...subscriberFilter, online: flag.optional() }),
    output: page(Subscriber),
  }),
  'fup.stats': operation({
    method: 'GET',
    path: '/fup/stats',
    permission: 'fup.view',
    summary: 'Stat cards and distribution over the levels',
    output: FupStats,
  }),
  'fup.reset': operation({
    method: 'POST',
    path: '/fup/reset',
    permission: 'fup.reset',
    summary:
      'Zero the daily counters and levels and push the effective speed: of some, of a filter, or (fup.reset_all) of everyone',
    body: z
      .strictObject({
        subscriberIds: z.array(z.int().min(1)).min(1).max(20_000).optional(),
        filter: ResetFilter.optional(),
        all: z.literal(true, { error: 'must be true, or absent' }).optional(),
        confirm: z.int().min(0).optional().describe('With all: how many subscribers will be reset, typed by a person'),
      })
      .refine((body) => chosen.filter((name) => body[name] !== undefined).length === 1, {
        error: 'must have exactly one of subscriberIds, filter and all',
        path: ['subscriberIds'],
      })
      .refine((body) => body.all === undefined || body.confirm !== undefined, {
        error: 'is required with all: the number of subscribers that will be reset',
        path: ['confirm'],
      }),
    output: z.object({
      reset: z.int().describe('Subscribers whose counters were zeroed'),
      coa: z.object({
        verified: z.int().describe('Sessions whose new speed was acknowledged and read back'),
        acknowledged: z.int().describe('Sessions whose NAS said yes, not read back'),
        pending: z.int().describe('Sessions that are tried again within 30 s; right at their next login anyway'),
        offline: z.int().describe('Subscribers without a session'),
      }),
    }),
    isIdempotent: true,
    // A filter that leaves nobody out is everyone by another name.
    alsoNeeds: ({ all, filter }) =>
      all || (filter && Object.values(filter).every((value) => value === undefined || value === ''))
        ? 'fup.reset_all'
        : undefined,
  }),
};
export type FupResetBody = z.output<(typeof fup)['fup.reset']['body']>;
