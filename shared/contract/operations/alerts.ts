/** What the operator should know about, open until it is resolved. */
import { z } from 'zod';
import { At } from '../fields.ts';
import { pageLimit } from '../limits.ts';
import { operation } from '../operation.ts';
import { flag, page, wholeNumber } from '../page.ts';

export const Alert = z
  .object({
    id: z.int(),
    key: z.string(),
    severity: z.enum(['warn', 'high', 'crit']),
    title: z.string(),
    detail: z.string(),
    raisedAt: At,
    lastAt: At,
    count: z.int(),
    resolvedAt: At.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.output<typeof Alert>;

export const alerts = {
  'alert.list': operation({
    method: 'GET',
    path: '/alerts',
    permission: 'alerts.view',
    summary: 'Alerts, newest first',
    query: z.strictObject({
      open: flag.optional(),
      limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
      cursor: z.string().max(500).optional(),
    }),
    output: page(Alert),
  }),
};
