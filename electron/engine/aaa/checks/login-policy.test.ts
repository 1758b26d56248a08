/** The checks after the password: the account's state (X55, X40), its devices (W9), its other sessions (X56). */
import { describe, expect, it } from 'vitest';
import { DEFAULT_LOGIN_POLICY, type LoginPolicy } from '../../../../shared/domain/login-policy.ts';
import { defaultTenant } from '../policy.ts';
import type { SubscriberEntry } from '../protocol.ts';
import { expiry } from './expiry.ts';
import { macBinding } from './mac-binding.ts';
import { simultaneousUse } from './simultaneous-use.ts';
import { status } from './status.ts';
import { ali, contextOf, t0 } from './testing/context.ts';

const tenantWith = (login: Partial<LoginPolicy>) => ({
  ...defaultTenant,
  login: { ...DEFAULT_LOGIN_POLICY, ...login },
});
const walled = { kind: 'limit', access: 'walled' };

describe('X55: the account’s state', () => {
  it.each(['suspended', 'inactive'] as const)('%s is refused unless the policy walls it', (state) => {
    const subscriber = { ...ali, status: state };
    expect(status(contextOf({ subscriber }))).toMatchObject({ kind: 'reject', reason: state });
    expect(status(contextOf({ subscriber, tenant: tenantWith({ [state]: 'walled' }) }))).toEqual(walled);
  });

  it.each([
    ['expired, by default', ali.expiredPolicy, 'walled', walled],
    ['expired, refused by the tenant', undefined, 'reject', { kind: 'reject', reason: 'expired' }],
    ['expired, walled by the service where the tenant refuses', 'walled', 'reject', walled],
    ['expired, refused by the service where the tenant walls', 'reject', 'walled', { kind: 'reject' }],
  ] as const)('%s', (_case, ofService, ofTenant, outcome) => {
    const subscriber = { ...ali, expiresAt: t0, ...(ofService ? { expiredPolicy: ofService } : {}) };
    expect(expiry(contextOf({ subscriber, tenant: tenantWith({ expired: ofTenant }) }))).toMatchObject(outcome);
  });

  it('X40: kept running, neither the end nor what was after it limits the login', () => {
    const tenant = tenantWith({ expired: 'keep-running' });
    for (const expiresAt of [t0 - 1, t0 + 1000]) {
      expect(expiry(contextOf({ subscriber: { ...ali, expiresAt }, tenant }))).toBeUndefined();
    }
  });
});

describe('W9: devices', () => {
  const bound: SubscriberEntry = { ...ali, macs: ['AA:BB:CC:DD:EE:01'], macBinding: { mode: 'learn', limit: 1 } };
  const from = (callingStationId: string, subscriber = bound) =>
    macBinding(contextOf({ subscriber, request: { callingStationId } }));

  it.each(['AA:BB:CC:DD:EE:01', 'aa-bb-cc-dd-ee-01', 'aabb.ccdd.ee01', 'aabbccddee01'])(
    'a known device in the spelling %s',
    (spelling) => expect(from(spelling)).toBeUndefined(),
  );

  it('a new device is learned while there is room', () => {
    expect(from('aabbccddee02', { ...bound, macBinding: { mode: 'learn', limit: 2 } })).toEqual({
      kind: 'limit',
      learn: 'AA:BB:CC:DD:EE:02',
    });
  });

  it('another device is refused in words that name both, and how to let it in', () => {
    expect(from('AA:BB:CC:DD:EE:02')).toMatchObject({
      reason: 'wrong-mac',
      detail:
        'AA:BB:CC:DD:EE:02 is not a device of ali, which has AA:BB:CC:DD:EE:01; clear the MACs on its page if the CPE was swapped, or add this one',
      replyMessage: 'This device is not registered for the account',
    });
  });

  it.each([
    ['10.5.0.9', '"10.5.0.9", which is no MAC, is not a device of ali'],
    ['', 'No MAC is not a device of ali'],
  ])('a login from "%s" carries no MAC: refused once the list is full', (station, words) => {
    const refused = from(station);
    expect(refused).toMatchObject({ reason: 'wrong-mac' });
    expect(refused?.kind === 'reject' && refused.detail).toContain(words);
  });

  it('without a binding nothing is asked', () => {
    expect(macBinding(contextOf({ request: { callingStationId: 'whatever' } }))).toBeUndefined();
  });
});

describe('X56: simultaneous use', () => {
  const elsewhere = { nasId: 5, station: 'AA:BB:CC:DD:EE:02', since: t0 - 3_600_000, seenInPollAt: t0 - 5000 };

  it('pain 11: another device that is online is the reason, with where and since when', () => {
    expect(simultaneousUse(contextOf({ online: [elsewhere] }))).toMatchObject({
      reason: 'already-online',
      detail:
        'Online on tower with AA:BB:CC:DD:EE:02 since 2026-11-20 11:00 UTC, 1 at once allowed; disconnect that session, or allow more at once',
      replyMessage: 'Already logged in elsewhere',
    });
  });

  it('the same device in another spelling replaces its session', () => {
    const request = { callingStationId: 'aabb.ccdd.ee02' };
    expect(simultaneousUse(contextOf({ online: [elsewhere], request }))).toBeUndefined();
  });

  it('more devices where more are allowed', () => {
    const subscriber = { ...ali, simultaneousUse: 2 };
    expect(simultaneousUse(contextOf({ online: [elsewhere], subscriber }))).toBeUndefined();
  });
});
