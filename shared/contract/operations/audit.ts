/** Who changed what, when, from where. */
import { z } from 'zod';
import { At, openPeriod } from '../fields.ts';
import { pageLimit } from '../limits.ts';
import { operation } from '../operation.ts';
import { page, wholeNumber } from '../page.ts';

export const AuditEntry = z
  .object({
    id: z.int(),
    at: At,
    actorKind: z.string(),
    actorId: z.int().nullable(),
    actorName: z.string(),
    address: z.string().nullable(),
    action: z.string(),
    entity: z.string(),
    entityId: z.int().nullable(),
    detail: z.unknown().describe('Before and after, or the result; secrets are never in it'),
  })
  .meta({ id: 'AuditEntry' });

export const audit = {
  'audit.list': operation({
    method: 'GET',
    path: '/audit',
    permission: 'audit.view',
    summary: 'The audit, newest first',
    query: z.strictObject({
      q: z.string().trim().max(100).optional(),
      limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
      cursor: z.string().max(500).optional(),
      ...openPeriod,
      entity: z.string().max(64).optional(),
      entityId: wholeNumber(0).optional(),
      action: z.string().max(64).optional(),
    }),
    output: page(AuditEntry),
  }),
};
