import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsed } from '../../../tests/vectors/packets.ts';
import type { Attribute } from './attribute.ts';
import { hasAttribute, rawAttribute, readAll, readAttribute } from './attributes.ts';
import { type AttributeName, attributes } from './dictionary.ts';
import { encodeRequest } from './encode.ts';
import { type AttributePair, encodeAttribute, encodeAttributes, encodeText } from './encode-attributes.ts';
import type { RadiusPacket } from './packet.ts';
import { createSecret } from './secret.ts';
import { decodeForTrace } from './trace.ts';

const secret = createSecret('xyzzy5461');

function packetOf(encoded: Uint8Array): RadiusPacket {
  return parsed(encodeRequest({ code: 4, identifier: 0, attributes: encoded, secret, messageAuthenticator: false }));
}

describe('encodeAttributes', () => {
  it('lays out a Vendor-Specific as RFC 2865 §5.26 recommends', () => {
    const encoded = encodeAttributes([['Mikrotik-Rate-Limit', '5M/10M']]);
    expect(encoded.toString('hex')).toBe('1a0e00003a8c0808354d2f31304d');
  });

  it.each<[AttributePair, string]>([
    [['User-Name', 'علي'], '0108d8b9d984d98a'],
    [['NAS-Port', 0xffff_ffff], '0506ffffffff'],
    [['Acct-Status-Type', 'Interim-Update'], '280600000003'],
    [['Acct-Status-Type', 99], '280600000063'],
    [['Class', Uint8Array.of(1, 2)], '19040102'],
    [['Framed-IP-Address', '100.64.0.7'], '080664400007'],
    [['Event-Timestamp', 1349879753], '3706507587c9'],
    [['Framed-IPv6-Prefix', '2001:db8:1::/48'], '610a003020010db80001'],
    [['Delegated-IPv6-Prefix', '::/0'], '7b040000'],
    [['Framed-Interface-Id', '0000:0000:0000:0001'], '600a0000000000000001'],
    [['Framed-IPv6-Address', '2001:db8::1'], 'a81220010db8000000000000000000000001'],
    [['Reply-Message', ''], '1202'],
  ])('%j', (pair, hex) => {
    const encoded = encodeAttributes([pair]);
    expect(encoded.toString('hex')).toBe(hex);
    expect(readAttribute(packetOf(encoded), pair[0])).toEqual(
      pair[1] instanceof Uint8Array ? Buffer.from(pair[1]) : pair[1],
    );
  });

  it.each<[string, AttributePair]>([
    ['text above 253 octets', ['Reply-Message', 'é'.repeat(127)]],
    ["a vendor's text above 247 octets", ['Mikrotik-Address-List', 'x'.repeat(248)]],
    ['a number above 32 bits', ['Session-Timeout', 2 ** 32]],
    ['a negative number', ['Session-Timeout', -1]],
    ['a fraction', ['Session-Timeout', 1.5]],
    ['no number', ['Session-Timeout', Number.NaN]],
    ['an address that is none', ['Framed-IP-Address', '10.0.0']],
    ['a prefix with host bits', ['Framed-IPv6-Prefix', '2001:db8::1/64']],
    ['half of a surrogate pair', ['User-Name', '\ud800']],
    ['octets above 253', ['Class', new Uint8Array(254)]],
  ])('throws on %s, which is our bug', (_case, pair) => {
    expect(() => encodeAttributes([pair])).toThrow(RangeError);
  });

  it("keeps a vendor's text of 247 octets and text of 253", () => {
    expect(encodeAttributes([['Mikrotik-Address-List', 'x'.repeat(247)]])).toHaveLength(255);
    expect(encodeAttributes([['Reply-Message', 'x'.repeat(253)]])).toHaveLength(255);
  });

  it('throws when the attributes do not fit into a packet', () => {
    const pairs = (count: number) =>
      Array.from({ length: count }, (): AttributePair => ['Reply-Message', 'x'.repeat(253)]);
    expect(encodeAttributes(pairs(15))).toHaveLength(15 * 255);
    expect(() => encodeAttributes(pairs(16))).toThrow(RangeError);
  });

  it('owns its result: the next call does not change it', () => {
    const first = encodeAttributes([['User-Name', 'ali']]);
    encodeAttributes([['User-Name', 'zeynep']]);
    expect(first.toString('hex')).toBe('0105616c69');
    expect(encodeAttribute(attributes['User-Name'], 'ali')).toEqual(first);
  });
});

describe('reading', () => {
  it('keeps repeats in order, also when a vendor packs several into one Vendor-Specific', () => {
    const packet = packetOf(
      Buffer.concat([
        encodeAttributes([
          ['Class', Buffer.from('a')],
          ['Mikrotik-Address-List', 'one'],
          ['Class', Buffer.from('b')],
        ]),
        Buffer.from('1a0f00003a8c1305 74776f 1304 3435'.replaceAll(' ', ''), 'hex'), // "two", "45"
      ]),
    );
    expect(readAll(packet, 'Class').map(String)).toEqual(['a', 'b']);
    expect(readAll(packet, 'Mikrotik-Address-List')).toEqual(['one', 'two', '45']);
    expect(readAttribute(packet, 'Mikrotik-Address-List')).toBe('one');
  });

  it('tells absent from present, and gives the raw octets of what does not fit its form', () => {
    const packet = packetOf(Buffer.from('2a050000012a060000000519026101', 'hex').subarray(0, 13));
    expect(readAttribute(packet, 'Acct-Input-Octets')).toBeUndefined(); // three octets are no integer
    expect(readAll(packet, 'Acct-Input-Octets')).toEqual([5]);
    expect(rawAttribute(packet, 'Acct-Input-Octets')).toEqual(Buffer.from('000001', 'hex'));
    expect(hasAttribute(packet, 'Acct-Input-Octets')).toBe(true);
    expect(hasAttribute(packet, 'Acct-Output-Octets')).toBe(false);
    expect(rawAttribute(packet, 'Acct-Output-Octets')).toBeUndefined();
  });

  it('does not take an attribute of another vendor, nor a standard one of the same number', () => {
    const packet = packetOf(
      Buffer.concat([
        Buffer.from('1a0b00000009080535462f', 'hex'), // Cisco 8
        encodeAttributes([['Framed-IP-Address', '10.0.0.1']]), // standard 8
      ]),
    );
    expect(readAttribute(packet, 'Mikrotik-Rate-Limit')).toBeUndefined();
  });

  it.each([
    ['too short for a vendor attribute', '1a0700003a8c08'],
    ['an inner length of zero', '1a0a00003a8c08003030'],
    ['an inner length beyond the end', '1a0a00003a8c08093030'],
  ])('finds nothing in a Vendor-Specific that is %s', (_case, hex) => {
    const packet = packetOf(Buffer.from(hex, 'hex'));
    expect(readAttribute(packet, 'Mikrotik-Rate-Limit')).toBeUndefined();
    expect(readAll(packet, 'Mikrotik-Rate-Limit')).toEqual([]);
  });

  it('clears the host bits that some senders leave in an IPv6 prefix', () => {
    const packet = packetOf(Buffer.from('6114004020010db8000000010000000000000099', 'hex'));
    expect(readAttribute(packet, 'Framed-IPv6-Prefix')).toBe('2001:db8:0:1::/64');
  });

  it.each([
    ['a length above 128', '61060081ffff'],
    ['more prefix than octets', '61060040ffff'],
    ['one octet', '610300'],
  ])('refuses an IPv6 prefix with %s', (_case, hex) => {
    expect(readAttribute(packetOf(Buffer.from(hex, 'hex')), 'Framed-IPv6-Prefix')).toBeUndefined();
  });
});

describe('encodeText', () => {
  it.each([
    ['Mikrotik-Rate-Limit', '10M/20M', '1a0f00003a8c080931304d2f32304d'],
    ['Framed-IP-Address', '100.64.0.7', '080664400007'],
    ['Service-Type', 'Framed-User', '060600000002'],
    ['Service-Type', '2', '060600000002'],
    ['Session-Timeout', '3600', '1b0600000e10'],
    ['Class', '0x0102', '19040102'],
    ['Event-Timestamp', '2012-10-10T14:35:53Z', '3706507587c9'],
    ['Attr-200', '0xdeadbeef', 'c806deadbeef'],
    ['Vendor-9-1', '0x6162', '1a0a0000000901046162'],
  ])('%s = %s', (name, text, hex) => {
    expect(encodeText(name, text)).toEqual({ ok: true, value: Buffer.from(hex, 'hex') });
  });

  it.each([
    ['No-Such-Attribute', 'x', 'unknown-name'],
    ['toString', 'x', 'unknown-name'],
    ['Attr-1', '0x616c69', 'unknown-name'], // it has a name, and with it a form that checks the value
    ['Attr-26', '0x00', 'unknown-name'],
    ['Attr-256', '0x00', 'unknown-name'],
    ['Attr-0', '0x00', 'unknown-name'],
    ['Vendor-0-1', '0x00', 'unknown-name'],
    ['Vendor-14988-8', '0x00', 'unknown-name'],
    ['Vendor-4294967296-1', '0x00', 'unknown-name'],
    ['User-Password', '0x00', 'not-settable'],
    ['Message-Authenticator', '0x00', 'not-settable'],
    ['Proxy-State', '0x00', 'not-settable'],
    ['MS-MPPE-Send-Key', '0x00', 'not-settable'],
    ['Framed-IP-Address', '10.0.0', 'value'],
    ['Session-Timeout', '-1', 'value'],
    ['Session-Timeout', '4294967296', 'value'],
    ['Session-Timeout', '1 day', 'value'],
    ['Service-Type', 'Framed', 'value'],
    ['Service-Type', 'constructor', 'value'],
    ['Class', '0x010', 'value'],
    ['Class', 'text', 'value'],
    ['Framed-Interface-Id', '1', 'value'],
    ['Event-Timestamp', 'yesterday', 'value'],
    ['Mikrotik-Address-List', 'x'.repeat(248), 'value'],
    ['Reply-Message', 'x'.repeat(254), 'value'],
    ['User-Name', '\udc00', 'value'],
  ])('%s = %s is refused: %s', (name, text, fault) => {
    expect(encodeText(name, text)).toEqual({ ok: false, fault });
  });

  it('round trip: what a trace prints of an attribute encodes to the same octets', () => {
    const settable = (Object.entries(attributes) as [AttributeName, Attribute][])
      .filter(([, { isComputed, isSecret }]) => !isComputed && !isSecret)
      .map(([name]) => name);
    fc.assert(
      fc.property(fc.constantFrom(...settable), valueOctets(), (name, octets) => {
        const { vendor, type } = attributes[name];
        const inner = Buffer.from([type, octets.length + 2, ...octets]);
        const outer = Buffer.alloc(6 + inner.length, inner);
        outer.set([26, 6 + inner.length, vendor >> 24, vendor >> 16, vendor >> 8, vendor]);
        outer.set(inner, 6);
        const encoded = vendor === 0 ? inner : outer;
        const packet = packetOf(encoded);
        const value = readAttribute(packet, name);
        // Text that is no UTF-8 and prefixes with host bits are printed as what they mean, not as what they are.
        if (value === undefined || String(value).includes('\ufffd') || name.includes('Prefix')) return;
        if (name === 'Route-IPv6-Information') return;
        const [line] = decodeForTrace(packet);
        expect(encodeText(line![0], line![1])).toEqual({ ok: true, value: encoded });
      }),
      { numRuns: 1000 },
    );
  });
});

function valueOctets(): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 8, maxLength: 8 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ maxLength: 40 }).map((text) => Buffer.from(text)),
    fc.nat(25).map((value) => Uint8Array.of(0, 0, 0, value)),
  );
}
