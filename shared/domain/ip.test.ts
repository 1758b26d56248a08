import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aggregate,
  cidrOf,
  contains,
  formatCidr,
  formatIpv4,
  hostRange,
  isPrivateAddress,
  maskOf,
  overlaps,
  parseCidr,
  parseIpv4,
  parseMask,
  usableCount,
} from './ip.ts';

const ip = (text: string) => {
  const parsed = parseIpv4(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
};
const block = (text: string) => {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value.cidr;
};
const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });

it('reads back any address', () => {
  fc.assert(
    fc.property(address, (value) => {
      expect(ip(formatIpv4(value))).toBe(value);
    }),
  );
});

it.each(['', '10.0.0', '10.0.0.256', '010.0.0.1', '0x0a.0.0.1', '10.0.0.1/32', '::1', '10.0.0.1 x'])(
  '"%s" is no IPv4 address',
  (text) => expect(parseIpv4(text)).toMatchObject({ ok: false, fault: { kind: 'not-ipv4' } }),
);

describe('X23: blocks', () => {
  it('clears host bits and says so', () => {
    const parsed = parseCidr('198.51.100.10/28');
    expect(parsed).toMatchObject({ ok: true, value: { hadHostBits: true } });
    expect(formatCidr(block('198.51.100.10/28'))).toBe('198.51.100.0/28');
    expect(parseCidr('198.51.100.0/28')).toMatchObject({ ok: true, value: { hadHostBits: false } });
  });

  it.each([
    ['198.51.100.0', 'no-prefix'],
    ['198.51.100.0/33', 'bad-prefix'],
    ['198.51.100.0/', 'bad-prefix'],
    ['198.51.100.0/2 8', 'bad-prefix'],
    ['198.51.100/28', 'not-ipv4'],
  ])('%s is refused as %s', (text, kind) => expect(parseCidr(text)).toMatchObject({ ok: false, fault: { kind } }));

  it.each([
    ['10.0.0.0/8', '255.0.0.0'],
    ['198.51.100.0/28', '255.255.255.240'],
    ['0.0.0.0/0', '0.0.0.0'],
    ['198.51.100.1/32', '255.255.255.255'],
  ])('F115: the mask of %s is %s', (text, mask) => {
    expect(maskOf(block(text).prefix)).toBe(mask);
    expect(parseMask(mask)).toEqual({ ok: true, value: block(text).prefix });
  });

  it('a mask with holes is refused', () =>
    expect(parseMask('255.0.255.0')).toMatchObject({ ok: false, fault: { kind: 'bad-mask' } }));

  it.each([
    ['10.0.0.0/24', '10.0.0.128/25', true],
    ['10.0.0.0/24', '10.0.1.0/24', false],
    ['0.0.0.0/0', '198.51.100.0/28', true],
  ])('F115: %s and %s overlap: %s', (a, b, expected) => {
    expect(overlaps(block(a), block(b))).toBe(expected);
    expect(overlaps(block(b), block(a))).toBe(expected);
  });
});

describe('X22, X64: usable addresses', () => {
  it.each([
    ['/30 without a gateway', '198.51.100.0/30', null, 2],
    ['/29 without a gateway', '198.51.100.0/29', null, 6],
    ['/28 without a gateway', '198.51.100.0/28', null, 14],
    ['/30 with its gateway', '198.51.100.0/30', '198.51.100.1', 1],
    ['/29 with its gateway', '198.51.100.0/29', '198.51.100.1', 5],
    ['/28 with its gateway', '198.51.100.0/28', '198.51.100.1', 13],
    ['/28 with a gateway outside', '198.51.100.0/28', '198.51.100.17', 14],
    ['/28 with the network address as gateway', '198.51.100.0/28', '198.51.100.0', 14],
    ['/31', '198.51.100.0/31', null, 2],
    ['/32', '198.51.100.1/32', null, 1],
  ])('%s', (_case, text, gateway, count) =>
    expect(usableCount(block(text), gateway === null ? null : ip(gateway))).toBe(count),
  );

  it('the host range leaves out network and broadcast', () => {
    const { first, last } = hostRange(block('198.51.100.0/28'));
    expect([formatIpv4(first), formatIpv4(last)]).toEqual(['198.51.100.1', '198.51.100.14']);
  });
});

describe('X24: routes cover exactly what was assigned', () => {
  it('joins aligned neighbours and leaves the rest alone', () => {
    const picked = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4', '198.51.100.9'].map(ip);
    expect(aggregate(picked).map(formatCidr)).toEqual([
      '198.51.100.1/32',
      '198.51.100.2/31',
      '198.51.100.4/32',
      '198.51.100.9/32',
    ]);
  });

  it('any set of addresses is covered once, by nothing more, and no two blocks could be one', () => {
    const offsets = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 64 });
    fc.assert(
      fc.property(offsets, (picked) => {
        const base = ip('198.51.100.64');
        const wanted = picked.map((offset) => base + offset).sort((a, b) => a - b);
        const blocks = aggregate(wanted);
        const covered = blocks.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, n) => first + n),
        );
        expect(covered).toEqual(wanted);
        for (let index = 1; index < blocks.length; index++) {
          const [a, b] = [blocks[index - 1]!, blocks[index]!];
          const joined = cidrOf(a.first, a.prefix - 1);
          expect(a.prefix === b.prefix && joined.first === a.first && contains(joined, b.first)).toBe(false);
        }
      }),
    );
  });

  it('takes a whole block as one', () => {
    const all = Array.from({ length: 256 }, (_, n) => ip('10.0.0.0') + n);
    expect(aggregate(all).map(formatCidr)).toEqual(['10.0.0.0/24']);
  });
});

describe('Z2: which addresses are private', () => {
  it.each([
    ...['127.0.0.1', '127.255.255.255', '10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255'],
    ...['192.168.0.0', '192.168.255.255', '169.254.0.1', '100.64.0.0', '100.127.255.255'],
    ...['::1', 'fc00::1', 'fdff:ffff::1', 'fe80::1', 'febf::1', '::ffff:10.0.0.1'],
  ])('%s is', (address) => expect(isPrivateAddress(address)).toBe(true));

  it.each([
    ...['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'],
    ...['100.63.255.255', '100.128.0.0', '8.8.8.8', '203.0.113.5', '0.0.0.0', '224.0.0.1'],
    ...['::', '2001:4860:4860::8888', '2001:db8::1', 'fec0::1', '::ffff:8.8.8.8', 'localhost', ''],
  ])('%j is not', (address) => expect(isPrivateAddress(address)).toBe(false));
});
