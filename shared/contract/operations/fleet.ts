/** F066: how the RADIUS of all routers does, and of each. */
import { z } from 'zod';
import { At } from '../fields.ts';
import { operation } from '../operation.ts';
import { wholeNumber } from '../page.ts';

const figures = {
  requestsPerSecond: z.number().describe('Logins and accounting that were answered, mean of the span'),
  successPercent: z.number().nullable().describe('Accepted of the logins answered; null without any'),
  dropsPerMinute: z.number().describe('Packets that got no answer'),
  uptimePercent: z.number().nullable().describe('Heard, or answering its API; null where nobody watched'),
  p50Ms: z.number().nullable().describe('Receipt to reply; at most 19 % above the true one'),
  p99Ms: z.number().nullable(),
};

export const FleetPoint = z.object({ at: At, ...figures });
export type FleetPoint = z.output<typeof FleetPoint>;

export const FleetRouter = z.object({ id: z.int(), name: z.string(), address: z.string(), ...figures });
export type FleetRouter = z.output<typeof FleetRouter>;

export const fleet = {
  'fleet.get': operation({
    method: 'GET',
    path: '/fleet',
    permission: 'nas.view',
    summary: 'RADIUS of all routers: success rate, uptime, latency and requests per second, over time and by router',
    query: z.strictObject({
      span: z.enum(['day', 'month']).default('day').describe('24 hours by minutes, or 30 days by hours'),
      nasId: wholeNumber(1, Number.MAX_SAFE_INTEGER)
        .optional()
        .describe('The series of one NAS instead of all together'),
    }),
    output: z.object({
      fromAt: At,
      toAt: At,
      stepMs: z.int(),
      total: z.object(figures),
      series: z.array(FleetPoint).describe('Spans without a record are absent'),
      routers: z.array(FleetRouter),
    }),
  }),
};
