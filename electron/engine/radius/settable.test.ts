import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes } from './dictionary.ts';
import { dictionaryRows, mayRepeat, nearest, replyFault, whyNotReply } from './settable.ts';

describe('what may be a reply attribute (F051)', () => {
  it.each([
    ['Idle-Timeout', '300'],
    ['Framed-Pool', 'guests'],
    ['Session-Timeout', '3600'],
    ['Acct-Interim-Interval', '120'],
    ['Framed-Protocol', 'PPP'],
    ['Mikrotik-Address-List', 'walled'],
    ['Delegated-IPv6-Prefix', '2001:db8:1::/56'],
    ['Vendor-9-1', '0x6970'],
  ])('%s = %s is', (name, value) => {
    expect(replyFault(name, value)).toBeUndefined();
  });

  it.each([
    ['Mikrotik-Rate-Limit', '1M/1M', /^is the speed: set it in the service/],
    ['Class', '0x00', /^is made by the server/],
    ['Framed-IP-Address', '100.64.0.1', /static IP/],
    ['Message-Authenticator', '0x00', /never by hand/],
    ['MS-MPPE-Send-Key', '0x00', /never by hand/],
    ['Mikrotik-Wireless-PSK', 'x', /is a secret/],
    ['NAS-Port-Id', 'ether1', /check attribute/],
    ['Acct-Session-Time', '1', /accounting/],
    ['Idle-Timeuot', '1', /did you mean Idle-Timeout/],
    ['idle-timeout', '1', /did you mean Idle-Timeout/],
    ['Idle-Timeout', 'soon', /^must be a whole number.*not "soon"/],
    ['Idle-Timeout', '-1', /^must be a whole number/],
    ['Idle-Timeout', '4294967296', /^must be a whole number/],
    ['Framed-Protocol', 'PPPP', /did you mean PPP/],
    ['Framed-Route', 'x'.repeat(254), /^must be text/],
    ['Mikrotik-Address-List', 'x'.repeat(248), /^must be text, at most 247/],
    ['Filter-Id', '\ud800', /^must be text/],
    ['Attr-8', '0x64400001', /not in the dictionary/],
    ['__proto__', '1', /not in the dictionary/],
    ['Vendor-14988-8', '0x3130', /not in the dictionary/],
  ])('%s = %s is not', (name, value, why) => {
    expect(replyFault(name, value)).toMatch(why);
  });

  it('whatever is written is judged, never thrown', () => {
    const names = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(attributes)));
    fc.assert(
      fc.property(names, fc.string({ unit: 'binary' }), (name, value) => {
        expect(['string', 'undefined']).toContain(typeof replyFault(name, value));
      }),
    );
  });

  it('the dictionary lists every attribute once, with its form, and none of the codec’s own is writable', () => {
    expect(dictionaryRows.map(({ name }) => name)).toEqual(Object.keys(attributes).toSorted());
    expect(dictionaryRows.filter(({ form }) => form === 'a value')).toEqual([]);
    for (const { name, whyNot } of dictionaryRows) {
      const { isComputed, isSecret } = attributes[name as keyof typeof attributes];
      if (isComputed || isSecret) expect([name, whyNot]).toEqual([name, expect.any(String)]);
      expect(whyNot ?? undefined).toBe(whyNotReply(name));
    }
    expect(dictionaryRows.find(({ name }) => name === 'NAS-Port-Type')?.values).toContain('Ethernet');
  });

  it('a route repeats, a timeout does not', () => {
    expect([mayRepeat('Framed-Route'), mayRepeat('Session-Timeout'), mayRepeat('Vendor-9-1')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('suggests nothing that is far away', () => {
    expect(nearest('zzzzzzzzzz', Object.keys(attributes))).toEqual([]);
  });
});
