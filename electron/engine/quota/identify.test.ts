import { describe, expect, it } from 'vitest';
import { encodeAttributes } from '../radius/encode-attributes.ts';
import { identityAttributes, isNameable, otherIdentities, type SessionIdentity } from './identify.ts';

const ali: SessionIdentity = { username: 'ali', acctSessionId: '81a00001', framedIpAddress: '100.64.0.7' };
const id = ['Acct-Session-Id', '81a00001'] as const;
const address = ['Framed-IP-Address', '100.64.0.7'] as const;
const user = ['User-Name', 'ali'] as const;

describe('how a session is named to its NAS', () => {
  it.each([
    ['by all three', {}, [user, id, address]],
    ['without a name whose octets were no text', { username: 'a\uFFFD' }, [id, address]],
    ['without a name that no longer fits', { username: '\uFFFD'.repeat(253) }, [id, address]],
    ['without an id whose octets were no text', { acctSessionId: '\uFFFD\uFFFD' }, [user, address]],
    ['without what its router lists in place of an IPv4 address', { framedIpAddress: 'fe80::7' }, [user, id]],
  ])('%s', (_case, over, attributes) => {
    const session = { ...ali, ...over };
    expect(isNameable(session)).toBe(true);
    expect(identityAttributes(session)).toEqual(encodeAttributes(attributes));
  });

  it.each([
    ['an address alone, which may be another’s by now', { username: '', acctSessionId: '' }],
    ['a user alone, who may have other sessions', { acctSessionId: '', framedIpAddress: '' }],
    ['nothing', { username: '', acctSessionId: '', framedIpAddress: '' }],
  ])('never by %s', (_case, over) => {
    expect(isNameable({ ...ali, ...over })).toBe(false);
  });

  it('a session whose name cannot be said is not looked for by its address alone', () => {
    expect(
      otherIdentities({ ...ali, username: '\uFFFD' }, undefined).map(({ acctSessionId }) => acctSessionId),
    ).toEqual(['81A00001']);
    expect(otherIdentities(ali, undefined).map(({ acctSessionId }) => acctSessionId)).toEqual(['81A00001', '']);
  });
});
