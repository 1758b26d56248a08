/** What accounting and reconciliation found, and deltas in quarantine that wait for a decision (N3, N19). */
import { z } from 'zod';
import { At } from '../fields.ts';
import { pageLimit } from '../limits.ts';
import { operation } from '../operation.ts';
import { flag, IdParams, page, wholeNumber } from '../page.ts';

const Volume = z.object({ downBytes: z.number(), upBytes: z.number() });

/** The evidence of a held delta. */
export const QuarantineEvidence = z.object({
  delta: Volume.describe('What is held back'),
  cap: Volume.describe('What the line could have moved in that time (X28)'),
  fromAt: At,
  toAt: At,
  elapsedMs: z.number(),
  before: Volume.describe('What the source showed before the jump'),
  totals: z
    .record(z.string(), Volume.nullable())
    .describe('The session in the eyes of each source when the jump was seen; null: it had not spoken'),
});

export const Finding = z
  .object({
    id: z.int(),
    kind: z.string(),
    source: z.string().describe('radius, interface, ppp, queue, or empty'),
    says: z.string().describe('One sentence for the operator'),
    nasId: z.int(),
    nasName: z.string().nullable(),
    subscriberId: z.int().nullable(),
    username: z.string().describe('Empty: it is about the NAS'),
    quarantine: QuarantineEvidence.nullable(),
    firstAt: At,
    lastAt: At,
    count: z.int(),
    resolvedAt: At.nullable(),
    resolution: z.enum(['done', 'approved', 'voided', 'over']).nullable().describe('over: it ended by itself'),
    resolvedBy: z.string().nullable(),
  })
  .meta({ id: 'Finding' });
export type Finding = z.output<typeof Finding>;

export const findings = {
  'finding.list': operation({
    method: 'GET',
    path: '/findings',
    permission: 'findings.view',
    summary: 'What accounting and reconciliation found, newest sighting first',
    query: z.strictObject({
      open: flag.optional(),
      kind: z.string().max(40).optional(),
      nasId: wholeNumber(1).optional(),
      subscriberId: wholeNumber(1).optional(),
      limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
      cursor: z.string().max(500).optional(),
    }),
    output: page(Finding),
  }),
  'finding.resolve': operation({
    method: 'POST',
    path: '/findings/:id/resolve',
    permission: 'findings.resolve',
    summary: 'Put a finding away; seen again, it is a new one',
    params: IdParams,
    output: z.object({ ok: z.literal(true) }),
  }),
  'finding.decide': operation({
    method: 'POST',
    path: '/findings/:id/decide',
    permission: 'fup.quarantine',
    summary: 'Count a delta in quarantine into its day, or void it',
    params: IdParams,
    body: z.strictObject({ decision: z.enum(['approve', 'void']) }),
    output: z.object({
      countedBytes: z.number().describe('What was charged; 0 for a void, or where other sources brought it in since'),
      levelBefore: z.int(),
      levelAfter: z.int(),
    }),
  }),
};
