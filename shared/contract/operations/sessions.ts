/** Live sessions: open accounting sessions with what the routers say right now (F046). */
import { z } from 'zod';
import { At } from '../fields.ts';
import { operation } from '../operation.ts';
import { flag, IdParams, listQuery, page, wholeNumber } from '../page.ts';
import { SessionIds } from './changes.ts';

export const LiveRate = z.object({
  downBps: z.number().describe('bit/s'),
  upBps: z.number().describe('bit/s'),
  at: At,
});

/** A session, open or closed. */
export const Session = z
  .object({
    id: z.int(),
    acctSessionId: z.string(),
    subscriberId: z.int().nullable().describe('null: an orphan, no such subscriber (P09)'),
    username: z.string(),
    fullName: z.string().nullable(),
    serviceId: z.int().nullable(),
    serviceName: z.string().nullable(),
    nasId: z.int(),
    nasName: z.string().nullable(),
    nasIpAddress: z.string(),
    nasPortId: z.string(),
    framedIpAddress: z.string(),
    framedIpv6Prefix: z.string(),
    delegatedIpv6Prefix: z.string(),
    callingStationId: z.string(),
    calledStationId: z.string(),
    startAt: At,
    updateAt: At,
    stopAt: At.nullable(),
    sessionSeconds: z.int(),
    downBytes: z.int(),
    upBytes: z.int(),
    terminateCause: z.string(),
    closedBy: z.enum(['', 'stop', 'sweeper', 'poll', 'nas-reboot']),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

/** An open session with what is known of it beyond accounting. */
export const LiveSession = Session.extend({
  fupLevel: z.int().nullable(),
  monthlyFupLevel: z.int().nullable(),
  rate: LiveRate.nullable().describe('null: nothing measured yet, which is not zero'),
  appliedRateLimit: z.string().nullable().describe('What the router was last known to apply (up/down)'),
  change: z
    .enum(['sending', 'pending', 'acknowledged', 'verified', 'ended', 'gone'])
    .nullable()
    .describe('What became of the last change of it; pending: not taken yet, tried again each cycle; null: none yet'),
  isRateVerified: z.boolean().describe('The applied rate was read back from the router (N2)'),
}).meta({ id: 'LiveSession' });
export type LiveSession = z.output<typeof LiveSession>;

export const sessionFilter = {
  nasId: wholeNumber(1).optional(),
  subscriberId: wholeNumber(1).optional(),
  serviceId: wholeNumber(1).optional(),
  orphan: flag.optional(),
};

export const sessions = {
  'session.list': operation({
    method: 'GET',
    path: '/sessions',
    permission: 'sessions.view',
    summary: 'Live sessions; q looks into username, name, MAC, address and Acct-Session-Id',
    query: listQuery(
      ['username', 'service', 'nas', 'framedIp', 'mac', 'startAt', 'updateAt', 'down', 'up', 'total', 'fupLevel'],
      sessionFilter,
    ),
    output: page(LiveSession),
  }),
  'session.get': operation({
    method: 'GET',
    path: '/sessions/:id',
    permission: 'sessions.view',
    summary: 'One session, open or closed',
    params: IdParams,
    output: LiveSession,
  }),
  'session.disconnect': operation({
    method: 'POST',
    path: '/sessions/:id/disconnect',
    permission: 'sessions.kick',
    summary: 'Send a Disconnect-Request for this session',
    params: IdParams,
    output: z.object({
      outcome: z.enum(['disconnected', 'already-gone', 'refused', 'no-answer']),
      detail: z.string().describe('What the NAS said, in one sentence'),
    }),
    isIdempotent: true,
  }),
  'session.disconnect-many': operation({
    method: 'POST',
    path: '/sessions/disconnect',
    permission: 'sessions.kick',
    summary: 'Send Disconnect-Requests for these sessions; one audit record for more than ten',
    body: z.strictObject({ ids: SessionIds }),
    output: z.object({
      disconnected: z.int(),
      alreadyGone: z.int(),
      failures: z.array(
        z.object({
          id: z.int(),
          username: z.string().nullable(),
          detail: z.string().describe('Why it may still be online, in one sentence'),
        }),
      ),
    }),
    isIdempotent: true,
  }),
};
