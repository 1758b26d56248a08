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

const Coa = z.object({
  verified: z.int().describe('Sessions whose new speed was acknowledged and read back'),
  acknowledged: z.int().describe('Sessions whose NAS said yes, not read back'),
  pending: z.int().describe('Sessions that are tried again within 30 s; right at their next login anyway'),
  offline: z.int().describe('Subscribers without a session'),
});

const batchId = z.string().min(1).max(100).describe('Names one reset, of however many subscribers');

/** Whether a reset means everybody: a filter that leaves nobody out is that by another name. */
export const isEveryone = ({
  all,
  filter,
}: {
  readonly all?: true | undefined;
  readonly filter?: object | undefined;
}) =>
  all === true || (filter !== undefined && Object.values(filter).every((value) => value === undefined || value === ''));

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
      undo: z
        .object({ id: batchId, untilAt: z.int() })
        .nullable()
        .describe('What POST /fup/undo takes, and until when; null when nobody was reset'),
      coa: Coa,
    }),
    isIdempotent: true,
    alsoNeeds: (body) => (isEveryone(body) ? 'fup.reset_all' : undefined),
  }),
  'fup.undo': operation({
    method: 'POST',
    path: '/fup/undo',
    permission: 'fup.reset',
    summary:
      'Undo a reset within 10 minutes: what it forgave counts again in the day it belonged to, and the speed that then holds is pushed; of everyone (fup.reset_all) if that was reset',
    body: z.strictObject({ id: batchId }),
    output: z.object({
      undone: z.int().describe('Subscribers who have back what was forgiven'),
      inClosedDay: z
        .int()
        .describe('Of those: whose quota day has closed since; its history has it, today’s counters not'),
      onOtherService: z.int().describe('Of those: whose service is another one since; their level is judged by that'),
      left: z
        .object({
          resetAgain: z.int().describe('Reset again the same day: that reset is undone first'),
          deleted: z.int(),
        })
        .describe('Subscribers who stay as they are'),
      coa: Coa,
    }),
  }),
  'fup.undoable': operation({
    method: 'GET',
    path: '/fup/undoable',
    permission: 'fup.view',
    summary: 'Resets of the last 10 minutes that can be undone, newest first',
    output: z.object({
      items: z.array(
        z.object({
          id: batchId,
          at: z.int(),
          untilAt: z.int(),
          actorName: z.string(),
          isAll: z.boolean().describe('Everybody was reset: undoing it needs fup.reset_all'),
          subscribers: z.int().describe('Whom an undo would put back'),
          username: z.string().nullable().describe('The name, when it is one subscriber'),
        }),
      ),
    }),
  }),
};
export type FupResetBody = z.output<(typeof fup)['fup.reset']['body']>;
