import { describe, expect, it } from 'vitest';
import type { AuditInput } from '../store/commands.ts';
import { createEnforcement, type EnforcedSession } from './enforcement.ts';
import type { PushOutcome } from './rate-push.ts';

const session = (sessionKey: string, subscriberId = 1): EnforcedSession => ({
  sessionKey,
  subscriberId,
  tenantId: 1,
  username: 'ali',
  nasId: 1,
});
const verified = (rate: string): PushOutcome => ({
  result: 'verified',
  appliedRate: rate,
  steps: [{ what: 'yes', ms: 1 }],
});
const pending: PushOutcome = { result: 'pending', appliedRate: undefined, steps: [{ what: 'no answer', ms: 6000 }] };

/** Sessions that a test opens and closes, and pushes that it answers by hand. */
function setUp(...open: EnforcedSession[]) {
  const sessions = new Map(open.map((one) => [one.sessionKey, one]));
  const pushes: {
    readonly key: string;
    readonly rate: string;
    readonly answer: (outcome: PushOutcome | Error) => void;
  }[] = [];
  const audit: AuditInput[] = [];
  const applied: string[] = [];
  const changed: string[] = [];
  const enforcement = createEnforcement({
    sessionsOf: (id) => [...sessions.values()].filter(({ subscriberId }) => subscriberId === id),
    isOpen: (key) => sessions.has(key),
    push: ({ sessionKey: key }, rate) =>
      new Promise((resolve, reject) =>
        pushes.push({
          key,
          rate,
          answer: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)),
        }),
      ),
    audit: (row) => audit.push(row),
    now: () => 1000,
    onChange: (key) => changed.push(key),
    onApplied: (key, rate) => applied.push(`${key} ${rate}`),
  });
  const turns = async () => {
    for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { enforcement, sessions, pushes, audit, applied, changed, turns };
}

describe('a rate is brought to the running sessions', () => {
  it('case 4: one push per session, each counted as it ends', async () => {
    const { enforcement, pushes, audit, applied } = setUp(session('a'), session('b'), session('x', 2));
    const counts = enforcement.apply(1, '4M/4M', 'speed changed');
    expect(pushes.map(({ key }) => key)).toEqual(['a', 'b']);
    pushes[0]!.answer(verified('4M/4M'));
    pushes[1]!.answer(pending);
    expect(await counts).toEqual({ verified: 1, acknowledged: 0, pending: 1, offline: 0 });
    expect(enforcement.pendingCount).toBe(1);
    expect(enforcement.stateOf('a')).toMatchObject({ wanted: '4M/4M', applied: '4M/4M', result: 'verified' });
    expect(applied).toEqual(['a 4M/4M']);
    expect(audit).toMatchObject([
      {
        action: 'coa.rate',
        entityId: 1,
        detail: { sessionKey: 'a', result: 'verified', rate: '4M/4M', reason: 'speed changed' },
      },
      { detail: { sessionKey: 'b', result: 'pending', steps: [{ what: 'no answer', ms: 6000 }] } },
    ]);
  });

  it('nobody online is said so', async () => {
    const { enforcement } = setUp();
    expect(await enforcement.apply(1, '4M/4M', 'x')).toEqual({ verified: 0, acknowledged: 0, pending: 0, offline: 1 });
  });

  it('a newer rate replaces one that waits: the session ends with the newest', async () => {
    const { enforcement, pushes, turns } = setUp(session('a'));
    const first = enforcement.apply(1, '4M/4M', 'tier 1');
    const second = enforcement.apply(1, '2M/2M', 'tier 2');
    const third = enforcement.apply(1, '1M/1M', 'tier 3');
    expect(pushes).toHaveLength(1);
    pushes[0]!.answer(verified('4M/4M'));
    await turns();
    expect(pushes.map(({ rate }) => rate)).toEqual(['4M/4M', '1M/1M']);
    pushes[1]!.answer(verified('1M/1M'));
    for (const counts of await Promise.all([first, second, third])) expect(counts.verified).toBe(1);
    expect(enforcement.stateOf('a')).toMatchObject({ wanted: '1M/1M', applied: '1M/1M' });
  });

  it('what is verified already is not pushed again', async () => {
    const { enforcement, pushes } = setUp(session('a'));
    const first = enforcement.apply(1, '4M/4M', 'speed changed');
    pushes[0]!.answer(verified('4000000/4000000'));
    await first;
    expect(await enforcement.apply(1, '4M/4M', 'FUP reset')).toMatchObject({ verified: 1 });
    expect(pushes).toHaveLength(1);
  });

  it('waits no longer than it is told to, and counts what is under way as pending', async () => {
    const { enforcement } = setUp(session('a'));
    expect(await enforcement.apply(1, '4M/4M', 'x', Promise.resolve())).toMatchObject({ pending: 1, verified: 0 });
  });

  it('a bug in the ladder is a pending push with the reason in the audit, and nothing rejects', async () => {
    const { enforcement, pushes, audit } = setUp(session('a'));
    const counts = enforcement.apply(1, '4M/4M', 'x');
    pushes[0]!.answer(new Error('a bug of ours'));
    expect(await counts).toMatchObject({ pending: 1 });
    expect(enforcement.stateOf('a')?.result).toBe('pending');
    expect(audit).toMatchObject([{ detail: { steps: [{ what: 'Failed: a bug of ours' }] } }]);
  });
});

it('a listener that throws breaks no ladder', async () => {
  const troubles: unknown[] = [];
  const boom = () => {
    throw new Error('boom');
  };
  const enforcement = createEnforcement({
    sessionsOf: () => [session('a')],
    isOpen: () => true,
    push: async () => verified('4M/4M'),
    audit: boom,
    now: () => 1000,
    onChange: boom,
    onApplied: boom,
    onTrouble: (error) => troubles.push(error),
  });
  expect(await enforcement.apply(1, '4M/4M', 'x')).toMatchObject({ verified: 1 });
  expect(enforcement.stateOf('a')?.result).toBe('verified');
  expect(troubles).toHaveLength(4);
});

describe('the sweeper', () => {
  it('tries again what is pending, and nothing else', async () => {
    const { enforcement, pushes, turns } = setUp(session('a'), session('b', 2), session('c', 3));
    const done = [1, 2, 3].map((id) => enforcement.apply(id, '4M/4M', 'x'));
    pushes[0]!.answer(verified('4M/4M'));
    pushes[1]!.answer(pending);
    pushes[2]!.answer({ result: 'acknowledged', appliedRate: '4M/4M', steps: [] });
    await Promise.all(done);
    await enforcement.sweep();
    await turns();
    expect(pushes.slice(3).map(({ key }) => key)).toEqual(['b']);
    await enforcement.sweep();
    expect(pushes).toHaveLength(4);
  });

  it('does not wait for a router that is silent', async () => {
    const { enforcement, pushes } = setUp(session('a'));
    const first = enforcement.apply(1, '4M/4M', 'x');
    pushes[0]!.answer(pending);
    await first;
    await enforcement.sweep();
    expect(pushes).toHaveLength(2);
  });

  it('case 15: drops what waits for a session that ended; the new one is looked at afresh', async () => {
    const { enforcement, sessions, pushes } = setUp(session('a'));
    const first = enforcement.apply(1, '4M/4M', 'tier 1');
    pushes[0]!.answer(pending);
    await first;
    sessions.delete('a');
    sessions.set('a2', session('a2'));
    await enforcement.sweep();
    expect(pushes).toHaveLength(1);
    expect(enforcement.stateOf('a')).toBeUndefined();
    expect(enforcement.pendingCount).toBe(0);
    expect(enforcement.isUnverified('a2', '4M/4M')).toBe(true);
    enforcement.noteSeen(session('a2'), '4M/4M', '4000000/4000000');
    expect(enforcement.stateOf('a2')).toMatchObject({ result: 'verified', applied: '4000000/4000000' });
    expect(pushes).toHaveLength(1);
  });

  it('a session that ends while it is pushed is gone, not pending', async () => {
    const { enforcement, sessions, pushes } = setUp(session('a'));
    const counts = enforcement.apply(1, '4M/4M', 'x');
    sessions.delete('a');
    pushes[0]!.answer(pending);
    expect(await counts).toEqual({ verified: 0, acknowledged: 0, pending: 0, offline: 1 });
    expect(enforcement.stateOf('a')).toBeUndefined();
  });

  it('pain 11: a session that we ended is said to be ended, also when its Stop came before we had looked', async () => {
    const { enforcement, sessions, pushes, audit } = setUp(session('a'));
    const counts = enforcement.apply(1, '1k/1k', 'suspended');
    sessions.delete('a');
    pushes[0]!.answer({ result: 'ended', appliedRate: undefined, steps: [{ what: 'acknowledged', ms: 13 }] });
    expect(await counts).toEqual({ verified: 0, acknowledged: 0, pending: 0, offline: 1 });
    expect(audit).toMatchObject([{ detail: { sessionKey: 'a', result: 'ended' } }]);
    expect(enforcement.stateOf('a')).toBeUndefined();
  });

  it('the same failure every 30 s is audited once, until something is different', async () => {
    const { enforcement, pushes, audit, turns } = setUp(session('a'));
    void enforcement.apply(1, '4M/4M', 'x');
    const again = async (outcome: PushOutcome) => {
      pushes.at(-1)!.answer(outcome);
      await turns();
      await enforcement.sweep();
    };
    await again(pending);
    await again({ ...pending, steps: [{ what: 'no answer', ms: 6001 }] });
    await again(pending);
    expect(audit).toHaveLength(1);
    await again({ ...pending, steps: [{ what: 'refused', ms: 3 }] });
    expect(audit).toHaveLength(2);
    await again(verified('4M/4M'));
    expect(audit).toHaveLength(3);
    expect(audit[2]).toMatchObject({ detail: { result: 'verified', attempts: 5 } });
  });
});

describe('X42: what a router is seen to apply', () => {
  it('a session with another rate gets the one that is wanted', async () => {
    const { enforcement, pushes, audit, turns } = setUp(session('a'));
    expect(enforcement.isUnverified('a', '4M/4M')).toBe(true);
    enforcement.noteSeen(session('a'), '4M/4M', '10000000/10000000');
    expect(pushes).toMatchObject([{ key: 'a', rate: '4M/4M' }]);
    expect(enforcement.stateOf('a')).toMatchObject({ applied: '10000000/10000000', result: 'sending' });
    pushes[0]!.answer(verified('4M/4M'));
    await turns();
    expect(audit).toMatchObject([{ detail: { reason: 'the router had 10000000/10000000' } }]);
  });

  it('a session without a queue has no limit, and gets one', () => {
    const { enforcement, pushes } = setUp(session('a'));
    enforcement.noteSeen(session('a'), '4M/4M', undefined);
    expect(pushes).toHaveLength(1);
  });

  it('each session is looked at once, and again when its rate changes', async () => {
    const { enforcement, pushes, turns } = setUp(session('a'));
    enforcement.noteSeen(session('a'), '4M/4M', '10M/10M');
    pushes[0]!.answer({ result: 'acknowledged', appliedRate: '4M/4M', steps: [] });
    await turns();
    expect(enforcement.isUnverified('a', '4M/4M')).toBe(false);
    expect(enforcement.isUnverified('a', '2M/2M')).toBe(true);
  });

  it('what the NAS only acknowledged is looked at once the router can be asked', async () => {
    const { enforcement, pushes, turns, applied } = setUp(session('a'));
    void enforcement.apply(1, '4M/4M', 'x');
    pushes[0]!.answer({ result: 'acknowledged', appliedRate: '4M/4M', steps: [] });
    await turns();
    expect(enforcement.isUnverified('a', '4M/4M')).toBe(true);
    enforcement.noteSeen(session('a'), '4M/4M', '4M/4M');
    expect(enforcement.stateOf('a')?.result).toBe('verified');
    expect(enforcement.isUnverified('a', '4M/4M')).toBe(false);
    expect(applied).toEqual(['a 4M/4M', 'a 4M/4M']);
  });

  it('a push under way is not disturbed', () => {
    const { enforcement, pushes } = setUp(session('a'));
    void enforcement.apply(1, '4M/4M', 'x');
    expect(enforcement.isUnverified('a', '4M/4M')).toBe(false);
    enforcement.noteSeen(session('a'), '4M/4M', '10M/10M');
    expect(pushes).toHaveLength(1);
  });

  it('a lost ACK is noticed: pending, but the router has the rate', async () => {
    const { enforcement, pushes, turns } = setUp(session('a'));
    void enforcement.apply(1, '4M/4M', 'x');
    pushes[0]!.answer(pending);
    await turns();
    enforcement.noteSeen(session('a'), '4M/4M', '4M/4M');
    expect(enforcement.pendingCount).toBe(0);
    await enforcement.sweep();
    expect(pushes).toHaveLength(1);
  });
});
