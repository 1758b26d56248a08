import { describe, expect, it } from 'vitest';
import type { CredentialCheck } from './checks/check.ts';
import { ali, contextOf, t0 } from './checks/testing/context.ts';
import { type Decision, decide } from './decision.ts';
import type { SubscriberEntry } from './protocol.ts';

const right: CredentialCheck = { kind: 'matched', method: 'PAP' };
const wrong: CredentialCheck = { kind: 'wrong', method: 'CHAP' };

const decideFor = (
  subscriber: SubscriberEntry | undefined,
  credentials: CredentialCheck = right,
  username = 'ali',
): Decision => decide({ ...contextOf({ request: { username }, credentials }), subscriber });

describe('who may come in', () => {
  it.each([
    ['an active subscriber without expiry', ali, undefined],
    ['expiry in an hour limits the session to it', { ...ali, expiresAt: t0 + 3_600_000 }, 3600],
    [
      'expiry in half a second still gives the least timeout, never 0 (which is no limit)',
      { ...ali, expiresAt: t0 + 500 },
      1,
    ],
    ['an expiry beyond 32 bits of seconds is no limit', { ...ali, expiresAt: t0 + 2 ** 32 * 1000 + 9000 }, undefined],
  ])('accepts: %s', (_case, subscriber, sessionSeconds) => {
    expect(decideFor(subscriber)).toEqual({ kind: 'accept', subscriber, access: 'full', sessionSeconds });
  });

  it.each([
    ['an unknown user', undefined, 'ali', right, 'unknown-user'],
    ['no user name', undefined, '', right, 'unknown-user'],
    ['a wrong password', ali, 'ali', wrong, 'wrong-password'],
    ['a method that cannot be checked', ali, 'ali', { kind: 'none', method: 'EAP' }, 'no-credentials'],
    ['inactive', { ...ali, status: 'inactive' }, 'ali', right, 'inactive'],
    ['suspended', { ...ali, status: 'suspended' }, 'ali', right, 'suspended'],
    [
      'expired at this very millisecond, where its service refuses it',
      { ...ali, expiresAt: t0, expiredPolicy: 'reject' },
      'ali',
      right,
      'expired',
    ],
  ] as const)('rejects: %s', (_case, subscriber, username, check, reason) => {
    const decision = decideFor(subscriber, check, username);
    expect(decision).toMatchObject({ kind: 'reject', reason });
    if (decision.kind !== 'reject') throw new Error('it is a reject');
    expect(decision.replyMessage.length).toBeGreaterThan(0);
    // What is wrong; what to do.
    expect(decision.detail).toMatch(/^[A-Z].+; (check|add|allow|correct|set|renew) /);
  });

  it('X55: expired at this very millisecond is walled, and nothing ends that session', () => {
    const subscriber = { ...ali, expiresAt: t0 };
    expect(decideFor(subscriber)).toEqual({ kind: 'accept', subscriber, access: 'walled', sessionSeconds: undefined });
  });

  it('from outside, an unknown user and a wrong password look the same', () => {
    const unknown = decideFor(undefined);
    const mistaken = decideFor(ali, wrong);
    if (unknown.kind !== 'reject' || mistaken.kind !== 'reject') throw new Error('both are rejects');
    expect(unknown.replyMessage).toBe(mistaken.replyMessage);
  });

  it('a wrong password of an expired subscriber says nothing of the expiry', () => {
    expect(decideFor({ ...ali, expiresAt: t0 - 1 }, wrong)).toMatchObject({ reason: 'wrong-password' });
  });
});
