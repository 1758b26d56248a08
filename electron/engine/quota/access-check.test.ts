import { describe, expect, it } from 'vitest';
import type { SessionBook } from '../usage/session-book.ts';
import { createAccessCheck } from './access-check.ts';
import type { RateState } from './enforcement.ts';
import type { SessionNeed } from './session-needs.ts';

type LiveSession = ReturnType<SessionBook['ofNas']>[number];

const session = {
  row: { sessionKey: 'a', subscriberId: 1, tenantId: 1, username: 'ali', nasId: 1, stopAt: null },
} as unknown as LiveSession;
const fine: SessionNeed = {
  ...{ reason: 'upgrade', mustRedial: false, isOutsideWall: false },
  ...{ sessionSeconds: undefined, expiryMovedAt: undefined },
};
const suspended: SessionNeed = { ...fine, reason: 'suspend', mustRedial: true };

function setUp(need: SessionNeed, { mayEnd = true, now = 100_000 } = {}) {
  const renewed: string[] = [];
  const breaths: number[] = [];
  const state: { now: RateState | undefined } = { now: undefined };
  const check = createAccessCheck({
    needs: { of: () => need, toldTimeout: () => undefined },
    enforcement: {
      renew: async (_session, rate, reason) => {
        renewed.push(`${rate} ${reason}`);
        return 'ended';
      },
      stateOf: () => state.now,
    },
    rateOf: () => '1k/1k',
    mayEnd: () => mayEnd,
    now: () => now,
    breathe: async () => void breaths.push(1),
  });
  const as = (result: RateState['result'], at: number) => {
    state.now = { wanted: '1k/1k', applied: undefined, result, at };
  };
  return { check, renewed, breaths, as };
}

describe('pain 11: a session is compared with its account', () => {
  it('one that fits is left alone, one that has to dial in again is begun on', () => {
    const fits = setUp(fine);
    fits.check([session]);
    expect(fits.renewed).toEqual([]);
    const stopped = setUp(suspended);
    stopped.check([session]);
    expect(stopped.renewed).toEqual(['1k/1k account stopped']);
  });

  it('X45: a router that keeps its sessions is not asked again and again', () => {
    const { check, renewed } = setUp(suspended, { mayEnd: false });
    check([session]);
    expect(renewed).toEqual([]);
  });

  it('others have their turn while thousands are looked at, and one is looked at before anything else happens', async () => {
    const { check, renewed, breaths } = setUp(suspended);
    await check(Array.from({ length: 1_000 }, () => session));
    expect(renewed).toHaveLength(1_000);
    expect(breaths).toHaveLength(5);
  });

  it('an expiry that moved is told to the session', () => {
    const { check, renewed } = setUp({ ...fine, sessionSeconds: 60, expiryMovedAt: 1 });
    check([session]);
    expect(renewed).toEqual(['1k/1k expiry moved']);
  });

  it.each([
    ['under way since the change', 'sending', 100, 100, 0],
    ['under way since before the change: climbed once more', 'sending', 99, 100, 1],
    ['under way, in a cycle', 'sending', 99, undefined, 0],
    ['pending, in a cycle: the sweeper’s', 'pending', 99, undefined, 0],
    ['pending, and the account changed', 'pending', 99, 100, 1],
    ['disconnected a moment ago', 'ended', 75_001, undefined, 0],
    ['disconnected, and still open', 'ended', 75_000, undefined, 1],
  ] as const)('%s', (_case, result, at, since, times) => {
    const { check, renewed, as } = setUp(suspended);
    as(result, at);
    check([session], since);
    expect(renewed).toHaveLength(times);
  });
});
