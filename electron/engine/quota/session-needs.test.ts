import { describe, expect, it } from 'vitest';
import { loginClassOf } from '../../../shared/domain/login-class.ts';
import { DEFAULT_ACCESS_POLICY, type EffectiveSpeed } from '../../../shared/domain/speed.ts';
import type { SessionBook } from '../usage/session-book.ts';
import { createSessionNeeds, type SessionNeedPorts } from './session-needs.ts';

type LiveSession = ReturnType<SessionBook['ofNas']>[number];
type Known = NonNullable<ReturnType<SessionNeedPorts['account']>>;

const started = (isWalled = false, startAt = 1_000) =>
  ({ row: { subscriberId: 1, startAt, loginClass: loginClassOf('abc', isWalled) } }) as unknown as LiveSession;

const account = (access: EffectiveSpeed['access'], expiryMovedAt = 0): Known => ({
  policy: DEFAULT_ACCESS_POLICY,
  expiryMovedAt,
  speed: () => ({ access, because: [] }) as unknown as EffectiveSpeed,
});

const needs = (known: { account: Known | undefined }, isRemoved = false) =>
  createSessionNeeds({
    account: () => known.account,
    isRemoved: () => isRemoved,
    secondsOf: () => 60,
    now: () => 5_000,
  });

describe('pain 11: what a session needs', () => {
  it('X55: one that logged in in full and is walled now is outside the wall, one that may come in again dials anew', () => {
    expect(needs({ account: account('walled') }).of(started())).toMatchObject({
      mustRedial: false,
      isOutsideWall: true,
    });
    expect(needs({ account: account('walled') }).of(started(true))).toMatchObject({ isOutsideWall: false });
    expect(needs({ account: account('full') }).of(started(true))).toMatchObject({
      reason: 'restore',
      mustRedial: true,
    });
  });

  it('a removed subscriber’s session ends; one whose account is merely not known yet is left alone', () => {
    expect(needs({ account: undefined }, true).of(started())).toMatchObject({ mustRedial: true });
    expect(needs({ account: undefined }).of(started())).toBeUndefined();
  });

  it('X55: a move of the expiry is told once to each session from before it, and a second move again', () => {
    const known = { account: account('full', 2_000) };
    const tellers = needs(known);
    const session = started();
    const first = tellers.of(session)!;
    expect(first.sessionSeconds).toBe(60);
    // It moved again while the first was on its way.
    known.account = account('full', 3_000);
    tellers.toldTimeout(session, first);
    const second = tellers.of(session)!;
    expect(second.sessionSeconds).toBe(60);
    tellers.toldTimeout(session, second);
    expect(tellers.of(session)!.sessionSeconds).toBeUndefined();
    expect(tellers.of(started(false, 4_000))!.sessionSeconds).toBeUndefined();
  });
});
