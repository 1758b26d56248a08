/** The first page: counts, traffic, sessions per hour, top subscribers (F040–F044, P14). */
import { z } from 'zod';
import { At, period } from '../fields.ts';
import { operation } from '../operation.ts';
import { wholeNumber } from '../page.ts';

export const overview = {
  'overview.counts': operation({
    method: 'GET',
    path: '/overview',
    permission: 'overview.view',
    summary: 'The figures of the overview, of all that the caller may see',
    output: z.object({
      at: At,
      timeZone: z.string(),
      currency: z.string(),
      subscribers: z.int(),
      active: z.int(),
      expired: z.int(),
      online: z.int(),
      openSessions: z.int(),
      throttled: z.int(),
      openAlerts: z.int(),
      nas: z.int(),
    }),
  }),
  'overview.traffic': operation({
    method: 'GET',
    path: '/overview/traffic',
    permission: 'overview.view',
    summary: 'Bytes and new sessions per hour; hours without either are absent',
    query: z.strictObject(period),
    output: z.object({
      items: z.array(
        z.object({
          hourAt: At,
          downBytes: z.int(),
          upBytes: z.int(),
          countedBytes: z.int(),
          sessionsStarted: z.int(),
        }),
      ),
    }),
  }),
  'overview.top': operation({
    method: 'GET',
    path: '/overview/top',
    permission: 'overview.view',
    summary: 'Subscribers with the largest volume in a period',
    query: z.strictObject({ ...period, limit: wholeNumber(1, 100).default(10) }),
    output: z.object({
      items: z.array(
        z.object({
          subscriberId: z.int(),
          username: z.string(),
          fullName: z.string(),
          downBytes: z.int(),
          upBytes: z.int(),
        }),
      ),
    }),
  }),
};
