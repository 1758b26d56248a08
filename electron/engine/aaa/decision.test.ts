import { describe, expect, it } from 'vitest';
import { type CredentialCheck, decide } from './decision.ts';
import type { SubscriberEntry } from './protocol.ts';

const now = Date.UTC(2026, 10, 20, 12);
const ali: SubscriberEntry = {
  id: 1,
  tenantId: 1,
  username: 'ali',
  password: 'secret',
  status: 'active',
  expiresAt: null,
  staticIp: null,
  reply: [],
};
const right: CredentialCheck = { kind: 'matched', method: 'PAP' };
const wrong: CredentialCheck = { kind: 'wrong', method: 'CHAP' };

describe('who may come in', () => {
  it.each([
    ['an active subscriber without expiry', ali, undefined],
    ['expiry in an hour limits the session to it', { ...ali, expiresAt: now + 3_600_000 }, 3600],
    [
      'expiry in half a second still gives the least timeout, never 0 (which is no limit)',
      { ...ali, expiresAt: now + 500 },
      1,
    ],
    ['an expiry beyond 32 bits of seconds is no limit', { ...ali, expiresAt: now + 2 ** 32 * 1000 + 9000 }, undefined],
  ])('accepts: %s', (_case, subscriber, sessionSeconds) => {
    expect(decide(subscriber, 'ali', right, now)).toEqual({ kind: 'accept', sessionSeconds });
  });

  it.each([
    ['an unknown user', undefined, 'ali', right, 'unknown-user'],
    ['no user name', undefined, '', right, 'unknown-user'],
    ['a wrong password', ali, 'ali', wrong, 'wrong-password'],
    ['a method that cannot be checked', ali, 'ali', { kind: 'none', method: 'EAP' }, 'no-credentials'],
    ['inactive', { ...ali, status: 'inactive' }, 'ali', right, 'inactive'],
    ['suspended', { ...ali, status: 'suspended' }, 'ali', right, 'suspended'],
    ['expired at this very millisecond', { ...ali, expiresAt: now }, 'ali', right, 'expired'],
  ] as const)('rejects: %s', (_case, subscriber, username, check, reason) => {
    const decision = decide(subscriber, username, check, now);
    expect(decision).toMatchObject({ kind: 'reject', reason });
    if (decision.kind !== 'reject') throw new Error('it is a reject');
    expect(decision.replyMessage.length).toBeGreaterThan(0);
    // What is wrong; what to do.
    expect(decision.detail).toMatch(/^[A-Z].+; (check|add|allow|correct|set|renew) /);
  });

  it('from outside, an unknown user and a wrong password look the same', () => {
    const unknown = decide(undefined, 'ali', right, now);
    const mistaken = decide(ali, 'ali', wrong, now);
    if (unknown.kind !== 'reject' || mistaken.kind !== 'reject') throw new Error('both are rejects');
    expect(unknown.replyMessage).toBe(mistaken.replyMessage);
  });

  it('a wrong password of an expired subscriber says nothing of the expiry', () => {
    expect(decide({ ...ali, expiresAt: now - 1 }, 'ali', wrong, now)).toMatchObject({ reason: 'wrong-password' });
  });
});
