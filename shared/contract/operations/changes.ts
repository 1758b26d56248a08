/** Changes that running sessions wait for: sent or refused, not in force yet (pain 10). */
import { z } from 'zod';
import { At } from '../fields.ts';
import { sessionsPerRequest } from '../limits.ts';
import { operation } from '../operation.ts';
import { listQuery, page } from '../page.ts';

export const SessionIds = z.array(z.int().min(1)).min(1).max(sessionsPerRequest);

/** One session and what it should have. */
export const Change = z
  .object({
    id: z.int().describe('Of the session'),
    subscriberId: z.int().nullable(),
    username: z.string(),
    fullName: z.string().nullable(),
    nasId: z.int(),
    nasName: z.string().nullable(),
    framedIpAddress: z.string(),
    wantedRateLimit: z.string().describe('Up/down; empty: the session should end'),
    appliedRateLimit: z.string().nullable().describe('What the router was last known to apply'),
    state: z.enum(['sending', 'pending']).describe('pending: tried again each cycle, and right at the next login'),
    reason: z.string(),
    attempts: z.int(),
    says: z.string().describe('The last thing that came of it, in one sentence'),
    at: At,
  })
  .meta({ id: 'Change' });
export type Change = z.output<typeof Change>;

export const changes = {
  'change.list': operation({
    method: 'GET',
    path: '/changes',
    permission: 'sessions.view',
    summary: 'Running sessions whose change is not in force yet; q looks into username, name, NAS and address',
    query: listQuery(['username', 'nas', 'attempts', 'at'], {}),
    output: page(Change),
  }),
  'change.push': operation({
    method: 'POST',
    path: '/changes/push',
    permission: 'sessions.kick',
    summary: 'Push again now what sessions should have: these, whatever their state, or all that wait (no ids)',
    body: z.strictObject({ ids: SessionIds.optional() }),
    output: z.object({
      verified: z.int().describe('Read back from the router'),
      acknowledged: z.int().describe('The NAS said yes; it could not be read back'),
      pending: z.int().describe('Still not in force; tried again each cycle'),
      ended: z.int().describe('Disconnected, as its account and the policy of its NAS say'),
      gone: z.int().describe('Not online any more'),
    }),
    isIdempotent: true,
  }),
};
