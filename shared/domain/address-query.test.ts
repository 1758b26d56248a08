import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressQueryText, coveringPrefixes, parseAddressQuery } from './address-query.ts';
import { isInBlock } from './ip.ts';

describe('W4: an address that is asked for', () => {
  it.each([
    [' 100.64.1.2 ', '100.64.1.2'],
    ['100.64.1.2/32', '100.64.1.2'],
    ['::ffff:100.64.1.2', '100.64.1.2'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['2001:db8::1/128', '2001:db8::1'],
    ['2001:db8:1:2:3::/56', '2001:db8:1::/56'],
  ])('%s is %s', (typed, canonical) => {
    const parsed = parseAddressQuery(typed);
    expect(parsed.ok && addressQueryText(parsed.value)).toBe(canonical);
  });

  it.each([
    ['100.64.1', 'not an IPv4 address'],
    ['100.64.1.0/24', 'one address at a time'],
    ['100.64.1.0/33', 'not a prefix length'],
    ['2001:db8::/0', 'not a prefix length'],
    ['2001:db8::/x', 'not a prefix length'],
    ['2001:db8::1/64/64', 'not a prefix length'],
    ['fe80::1%ether1', 'not an IPv6 address'],
    ['', 'not an IPv4 address'],
  ])('%s is refused: %s', (typed, why) => {
    const parsed = parseAddressQuery(typed);
    expect(parsed.ok ? '' : parsed.fault.message).toContain(why);
  });

  it('every covering prefix contains the address, one of each length, the narrowest first', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.integer({ min: 1, max: 128 }), (groups, bits) => {
        const parsed = parseAddressQuery(`${groups.join(':')}/${bits}`);
        if (!parsed.ok || parsed.value.kind !== 'ipv6') return;
        const { address } = parsed.value;
        const prefixes = coveringPrefixes(parsed.value);
        expect(prefixes.map((prefix) => Number(prefix.split('/')[1]))).toEqual(
          Array.from({ length: bits }, (_, n) => bits - n),
        );
        for (const prefix of prefixes) expect(isInBlock(address, prefix)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
