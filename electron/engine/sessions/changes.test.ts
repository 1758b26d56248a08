import { describe, expect, it } from 'vitest';
import type { WaitingChange } from '../quota/enforcement.ts';
import type { AuditInput } from '../store/commands.ts';
import type { Reads, SessionView } from '../store/reads.ts';
import { createChanges } from './changes.ts';

const view = (id: number, over: Partial<SessionView> = {}): SessionView =>
  ({
    ...{ id, sessionKey: `k${id}`, subscriberId: id, tenantId: 1, username: `u${id}`, fullName: `User ${id}` },
    ...{ nasId: 5, nasName: 'tower', framedIpAddress: `100.64.0.${id}`, stopAt: null, ...over },
  }) as SessionView;

const change = (id: number, over: Partial<WaitingChange> = {}): WaitingChange => ({
  session: { sessionKey: `k${id}`, subscriberId: id, tenantId: 1, username: `u${id}`, nasId: 5 },
  ...{ wanted: '4M/4M', applied: '10M/10M', result: 'pending', at: 100 - id },
  ...{ reason: 'speed changed', attempts: 2, says: 'tower:3799 did not answer' },
  ...over,
});

/** `seen` are the sessions that the scope may see. */
function setUp(waiting: readonly WaitingChange[], seen: readonly SessionView[]) {
  const audit: AuditInput[] = [];
  const pushed: string[] = [];
  const changes = createChanges({
    store: {
      reads: {
        sessions: {
          openByKeys: async (_scope: unknown, keys: readonly string[]) =>
            seen.filter(({ sessionKey }) => keys.includes(sessionKey)),
          byId: async (_scope: unknown, id: number) => seen.find((one) => one.id === id),
        } as unknown as Reads['sessions'],
      } as Reads,
      command: (async (_name: string, { rows }: { rows: AuditInput[] }) => audit.push(...rows)) as never,
    },
    enforcement: {
      waiting: () => waiting,
      stateOf: () => undefined,
      renew: async ({ sessionKey }, rate, reason) => {
        pushed.push(`${sessionKey} ${rate} ${reason}`);
        return sessionKey === 'k1' ? 'verified' : sessionKey === 'k3' ? new Promise(() => undefined) : 'pending';
      },
    },
    rateOf: () => '4M/4M',
    now: () => 200,
    patience: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return { changes, audit, pushed };
}
const actor = { kind: 'operator', id: 7, name: 'mona' } as const;

describe('pain 10: what running sessions wait for', () => {
  it('the longest waiting first, with its session; another’s and those that ended meanwhile are not told', async () => {
    const foreign = change(4, { session: { ...change(4).session, tenantId: 2 } });
    const { changes } = setUp([change(1), change(2), change(3), foreign], [view(1), view(2), view(4)]);
    expect(await changes.list({ tenantId: 1 })).toMatchObject([
      { id: 2, username: 'u2', nasName: 'tower', wantedRateLimit: '4M/4M', appliedRateLimit: '10M/10M', attempts: 2 },
      { id: 1, says: 'tower:3799 did not answer', state: 'pending', at: 99 },
    ]);
  });

  it('pushed again: all that wait, counted by what came of them, audited once by who asked', async () => {
    const { changes, audit, pushed } = setUp([change(1), change(2), change(3)], [view(1), view(2), view(3)]);
    expect(await changes.push({ tenantId: 1 }, actor, undefined)).toEqual({
      ...{ verified: 1, acknowledged: 0, pending: 2, ended: 0, gone: 0 },
    });
    expect(pushed).toHaveLength(3);
    expect(audit).toMatchObject([
      { actor, action: 'coa.again', entityId: null, detail: { sessions: 3, verified: 1, pending: 2 }, at: 200 },
    ]);
  });

  it('one of them, also one whose rate is right already; closed and foreign ones are passed over', async () => {
    const { changes, audit, pushed } = setUp([], [view(1), view(2, { stopAt: 5 })]);
    expect(await changes.push({ tenantId: 1 }, actor, [1, 1, 2, 99])).toMatchObject({ verified: 1, pending: 0 });
    expect(pushed).toEqual(['k1 4M/4M pushed again']);
    expect(audit).toMatchObject([{ entityId: 1, detail: { sessions: 1 } }]);
  });
});
