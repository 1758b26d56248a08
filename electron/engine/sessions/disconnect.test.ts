import { describe, expect, it } from 'vitest';
import type { PushOutcome } from '../quota/rate-push.ts';
import type { AuditInput } from '../store/commands.ts';
import { Conflict, NotFound } from '../store/errors.ts';
import type { NasSnapshot, Reads, SessionView } from '../store/reads.ts';
import { createDisconnect } from './disconnect.ts';

const session = (id: number, over: Partial<SessionView> = {}) =>
  ({
    ...{ id, sessionKey: `k${id}`, subscriberId: id, username: `u${id}`, nasId: 5, stopAt: null },
    ...over,
  }) as SessionView;
const outcome = (over: Partial<PushOutcome>): PushOutcome => ({
  ...{ result: 'pending', appliedRate: undefined, steps: [{ what: 'tower:3799 said so', ms: 1 }] },
  ...over,
});

/** Session 9 is another tenant's, 8 has ended; what becomes of the others is in `outcomes`. */
function setUp(
  outcomes: Record<string, PushOutcome | undefined> = {},
  disconnectFor: NasSnapshot['disconnectFor'] = ['kick'],
) {
  const audit: AuditInput[] = [];
  const disconnect = createDisconnect({
    store: {
      reads: {
        sessions: {
          byId: async (_scope: unknown, id: number) =>
            id === 9 ? undefined : session(id, id === 8 ? { stopAt: 1 } : {}),
        } as unknown as Reads['sessions'],
      } as Reads,
      command: (async (_name: string, { rows }: { rows: AuditInput[] }) => audit.push(...rows)) as never,
    },
    directory: { nas: () => ({ name: 'tower', disconnectFor }) as unknown as NasSnapshot },
    kick: async (key) => (key in outcomes ? outcomes[key] : outcome({ result: 'ended' })),
    now: () => 200,
  });
  return { disconnect, audit };
}
const scope = { tenantId: 1 };
const actor = { kind: 'operator', id: 7, name: 'mona' } as const;

describe('a session is ended by an operator', () => {
  it.each([
    ['ended', outcome({ result: 'ended' }), 'disconnected'],
    ['not on the router any more', outcome({ result: 'gone' }), 'already-gone'],
    ['not known there by any name', outcome({ isUnknown: true }), 'already-gone'],
    ['ended meanwhile', undefined, 'already-gone'],
    ['refused', outcome({}), 'refused'],
    ['unheard', outcome({ isSilent: true }), 'no-answer'],
  ] as const)('%s', async (_case, came, said) => {
    const { disconnect, audit } = setUp({ k1: came });
    expect(await disconnect.one(scope, actor, 1)).toMatchObject({ outcome: said });
    expect(audit).toMatchObject([{ actor, action: 'session.disconnect', entityId: 1, detail: { outcome: said } }]);
  });

  it('what is another’s, what has ended, and what its router keeps (X45) are told', async () => {
    const { disconnect, audit } = setUp();
    await expect(disconnect.one(scope, actor, 9)).rejects.toThrow(NotFound);
    await expect(disconnect.one(scope, actor, 8)).rejects.toThrow(Conflict);
    await expect(setUp({}, ['suspend']).disconnect.one(scope, actor, 1)).rejects.toThrow('tower is set to keep');
    expect(audit).toEqual([]);
  });
});

describe('many sessions', () => {
  it('each on its own: failures by name, the others are ended; up to ten with a record each', async () => {
    const { disconnect, audit } = setUp({ k2: outcome({ isSilent: true }), k3: outcome({ result: 'gone' }) });
    expect(await disconnect.many(scope, actor, [1, 2, 3, 8, 9, 1])).toEqual({
      ...{ disconnected: 1, alreadyGone: 2 },
      failures: [
        { id: 9, username: null, detail: 'There is no session 9.' },
        { id: 2, username: 'u2', detail: 'tower:3799 said so' },
      ],
    });
    expect(audit.map(({ action, entityId }) => `${action} ${entityId}`).toSorted()).toEqual([
      'session.disconnect 1',
      'session.disconnect 2',
      'session.disconnect 3',
    ]);
  });

  it('more than ten are one record with counts and failures', async () => {
    const { disconnect, audit } = setUp({ k21: outcome({}) });
    await disconnect.many(scope, actor, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
    expect(audit).toMatchObject([
      {
        ...{ action: 'session.disconnect-many', entityId: null },
        detail: { sessions: 12, disconnected: 11, alreadyGone: 0, failures: [{ id: 21, username: 'u21' }] },
      },
    ]);
  });
});
