import { describe, expect, it } from 'vitest';
import { accessPolicyOf, DEFAULT_LOGIN_POLICY, loginPolicyOf } from './login-policy.ts';
import { DEFAULT_ACCESS_POLICY } from './speed.ts';

describe('X55: the policy for accounts without the right to full service', () => {
  it('unless said otherwise, expired is walled; suspended and inactive are refused', () => {
    expect(loginPolicyOf({})).toEqual(DEFAULT_LOGIN_POLICY);
    expect(accessPolicyOf(DEFAULT_LOGIN_POLICY, null)).toEqual(DEFAULT_ACCESS_POLICY);
  });

  it('stored settings are taken one by one; what is no policy is the default', () => {
    const policy = loginPolicyOf({ suspendedPolicy: 'walled', inactivePolicy: 'nonsense', walled: { downKbps: 1000 } });
    expect(policy).toEqual({
      ...DEFAULT_LOGIN_POLICY,
      suspended: 'walled',
      walled: { ...DEFAULT_LOGIN_POLICY.walled, downKbps: 1000 },
    });
  });

  it('a service’s own word about expiry goes before the tenant’s', () => {
    expect(accessPolicyOf(DEFAULT_LOGIN_POLICY, 'reject').expired.kind).toBe('reject');
    expect(accessPolicyOf({ ...DEFAULT_LOGIN_POLICY, expired: 'reject' }, 'walled').expired.kind).toBe('walled');
  });

  it('the states that are walled get the walled rate', () => {
    const policy = loginPolicyOf({
      suspendedPolicy: 'walled',
      inactivePolicy: 'walled',
      walled: { downKbps: 256, upKbps: 128 },
    });
    expect(accessPolicyOf(policy, null)).toMatchObject({
      walledStatuses: ['suspended', 'inactive'],
      expired: { rate: { downKbps: 256, upKbps: 128 } },
    });
  });
});
