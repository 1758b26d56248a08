import { describe, expect, it } from 'vitest';
import { DEFAULT_LOGIN_POLICY, type WalledTerms } from '../../../shared/domain/login-policy.ts';
import { ali } from './checks/testing/context.ts';
import { tenantEntry } from './entries.ts';
import { walledEntry } from './walled-reply.ts';

const tenant = (walled: Partial<WalledTerms> = {}) =>
  tenantEntry(1, { walled: { ...DEFAULT_LOGIN_POLICY.walled, ...walled } });
const fixed = {
  ...ali,
  staticIp: '100.64.0.7',
  reply: [
    ['Mikrotik-Rate-Limit', '10M/50M'],
    ['Mikrotik-Address-List', 'gamers'],
    ['Framed-Route', '198.51.100.0/29 0.0.0.0 1'],
    ['Delegated-IPv6-Prefix', '2001:db8::/56'],
    ['Idle-Timeout', '600'],
  ] as const,
};

describe('X55: what a walled login is told', () => {
  it('without a pool: address list and rate of the wall; the static address and its route stay', () => {
    const entry = walledEntry(fixed, tenant());
    expect(entry.staticIp).toBe('100.64.0.7');
    expect(entry.reply).toEqual([
      ['Framed-Route', '198.51.100.0/29 0.0.0.0 1'],
      ['Idle-Timeout', '600'],
      ['Mikrotik-Address-List', 'walled'],
      ['Mikrotik-Rate-Limit', '512k/512k'],
    ]);
  });

  it('with a pool: its address is from there, whatever static address the subscriber has', () => {
    const entry = walledEntry(fixed, tenant({ pool: 'wall', addressList: 'unpaid', downKbps: 1000, upKbps: 256 }));
    expect(entry.staticIp).toBeNull();
    expect(entry.reply).toEqual([
      ['Idle-Timeout', '600'],
      ['Framed-Pool', 'wall'],
      ['Mikrotik-Address-List', 'unpaid'],
      ['Mikrotik-Rate-Limit', '256k/1M'],
    ]);
  });
});
