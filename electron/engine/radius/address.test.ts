import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from './address.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('IPv4', () => {
  it('reads dotted decimal and writes it back', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(ipv4Text(Uint8Array.from(parseIpv4(text) ?? []), 0)).toBe(text);
      }),
    );
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1.2.3.-4',
    '1..2.3',
    '١.2.3.4',
  ])('refuses %j', (text) => expect(parseIpv4(text)).toBeUndefined());
});

describe('IPv6', () => {
  it.each([
    ['RFC 5952 §4.1: no leading zeros', '2001 0db8 0000 0000 0001 0000 0000 0001', '2001:db8::1:0:0:1'],
    ['RFC 5952 §4.2.2: a single zero group stays', '2001 0db8 0000 0001 0001 0001 0001 0001', '2001:db8:0:1:1:1:1:1'],
    ['RFC 5952 §4.2.3: the longest run', '2001 0000 0000 0001 0000 0000 0000 0001', '2001:0:0:1::1'],
    ['RFC 5952 §4.2.3: the first of equal runs', '2001 0db8 0000 0000 0001 0000 0000 0001', '2001:db8::1:0:0:1'],
    ['the unspecified address', '0000 0000 0000 0000 0000 0000 0000 0000', '::'],
    ['a run at the end', 'fe80 0000 0000 0000 0000 0000 0000 0000', 'fe80::'],
    ['loopback', '0000 0000 0000 0000 0000 0000 0000 0001', '::1'],
  ])('%s', (_case, octets, text) => {
    expect(ipv6Text(hex(octets), 0)).toBe(text);
    expect(parseIpv6(text)).toEqual([...hex(octets)]);
  });

  it('agrees with ipaddr.js in both directions', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.array(fc.nat(15)), (random, zeros) => {
        for (const at of zeros) random[at] = 0;
        const text = ipv6Text(random, 0);
        expect(text).toBe(new ipaddr.IPv6([...random]).toRFC5952String());
        expect(parseIpv6(text)).toEqual([...random]);
      }),
    );
  });

  it('RFC 4291 §2.2: an embedded IPv4 address is the last 32 bits and nothing more', () => {
    expect(parseIpv6('::13.1.68.3')).toEqual([...hex('0000 0000 0000 0000 0000 0000 0d01 4403')]);
    expect(parseIpv6('::ffff:129.144.52.38')).toEqual([...hex('0000 0000 0000 0000 0000 ffff 8190 3426')]);
  });

  it('reads every notation that ipaddr.js reads', () => {
    // ipaddr.js takes ::13.1.68.3 for ::ffff:13.1.68.3, against RFC 4291.
    const addresses = fc.ipV6().filter((text) => !/^::\d+\.[\d.]+$/.test(text));
    fc.assert(
      fc.property(addresses, (text) => {
        expect(parseIpv6(text)).toEqual(ipaddr.IPv6.parse(text).toByteArray());
      }),
    );
  });

  it.each([
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::1%eth0',
    '12345::',
    '1:2:3:4:5:6:7::8:9',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3.4.5',
    '1.2.3.4::',
    'g::',
  ])('refuses %j', (text) => expect(parseIpv6(text)).toBeUndefined());
});
