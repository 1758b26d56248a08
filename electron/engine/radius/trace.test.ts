import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import type { Attribute } from './attribute.ts';
import { attributes } from './dictionary.ts';
import { encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { parsePacket, type RadiusPacket } from './packet.ts';
import { createSecret } from './secret.ts';
import { decodeForTrace, MASK } from './trace.ts';

const secret = createSecret('xyzzy5461');

function packetOf(encoded: Uint8Array): RadiusPacket {
  return parsed(encodeRequest({ code: 4, identifier: 0, attributes: encoded, secret, messageAuthenticator: false }));
}

describe('decodeForTrace', () => {
  it('shows names and values as people read them', () => {
    const packet = packetOf(
      encodeAttributes([
        ['User-Name', 'ali'],
        ['Acct-Status-Type', 'Start'],
        ['Framed-IP-Address', '100.64.0.7'],
        ['Event-Timestamp', 1349879753],
        ['Class', Uint8Array.of(1, 255)],
        ['Mikrotik-Rate-Limit', '5M/10M'],
        ['Acct-Terminate-Cause', 200],
      ]),
    );
    expect(decodeForTrace(packet)).toEqual([
      ['User-Name', 'ali'],
      ['Acct-Status-Type', 'Start'],
      ['Framed-IP-Address', '100.64.0.7'],
      ['Event-Timestamp', '2012-10-10T14:35:53Z'],
      ['Class', '0x01ff'],
      ['Mikrotik-Rate-Limit', '5M/10M'],
      ['Acct-Terminate-Cause', '200'],
    ]);
  });

  it.each([
    ['an unknown attribute', 'f4050a0b0c', [['Attr-244', '0x0a0b0c']]],
    ["an unknown vendor's", '1a0a0000000901046162', [['Vendor-9-1', '0x6162']]],
    ['an unknown number of a known vendor', '1a0a00003a8cc8046162', [['Vendor-14988-200', '0x6162']]],
    ['a value that does not fit its form', '2a05000001', [['Acct-Input-Octets', '0x000001']]],
    ['a Vendor-Specific too short for a vendor', '1a04003a', [['Attr-26', '0x003a']]],
    ['a Vendor-Specific with a vendor only', '1a0600000009', [['Vendor-9', '0x']]],
    ['an unknown vendor that does not split', '1a0900000009010961', [['Vendor-9', '0x010961']]],
  ])('shows %s in hexadecimal', (_case, hex, lines) => {
    expect(decodeForTrace(packetOf(Buffer.from(hex, 'hex')))).toEqual(lines);
  });

  it.each(
    Object.entries(freeradius).flatMap(([name, value]) => (typeof value === 'string' ? [] : [[name, value] as const])),
  )('X61: the capture %s shows no password, response or key', (_name, { request, reply }) => {
    const shown = [...decodeForTrace(parsed(request)), ...decodeForTrace(parsed(reply))];
    const names = shown.filter(([, text]) => text === MASK).map(([name]) => name);
    for (const [name, text] of shown) {
      expect(name === 'Message-Authenticator' || text.length < 40, `${name} = ${text}`).toBe(true);
      if (/Password|CHAP|Key/.test(name)) expect(names).toContain(name);
    }
  });

  it('X61: every attribute marked secret is masked whatever its octets, in a Vendor-Specific that splits or not', () => {
    const secrets = (Object.values(attributes) as Attribute[]).filter(({ isSecret }) => isSecret);
    expect(secrets.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'User-Password',
        'CHAP-Password',
        'MS-CHAP-Response',
        'MS-CHAP2-Response',
        'MS-CHAP2-Success',
        'MS-CHAP-MPPE-Keys',
        'MS-MPPE-Send-Key',
        'MS-MPPE-Recv-Key',
        'Tunnel-Password',
        'EAP-Message',
        'Mikrotik-Wireless-PSK',
      ]),
    );
    const marker = Buffer.from('hunter2hunter2');
    for (const { name, vendor, type } of secrets) {
      const inner = [type, marker.length + 2, ...marker];
      const whole = vendor === 0 ? inner : vendorSpecific(vendor, inner);
      expect(decodeForTrace(packetOf(whole instanceof Uint8Array ? whole : Uint8Array.from(whole)))).toEqual([
        [name, MASK],
      ]);
      if (vendor === 0) continue;
      const broken = vendorSpecific(vendor, [type, marker.length + 9, ...marker]);
      expect(decodeForTrace(packetOf(broken))).toEqual([[`Vendor-${vendor}`, MASK]]);
    }
  });

  it('never throws, and has a line for every attribute', () => {
    fc.assert(
      fc.property(mutatedPackets(), (datagram) => {
        const result = parsePacket(datagram);
        if (!result.ok) return;
        const lines = decodeForTrace(result.value);
        expect(lines.length > 0 || result.value.octets.length === 20).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

function vendorSpecific(vendor: number, inner: readonly number[]): Uint8Array {
  return Uint8Array.from([26, 6 + inner.length, vendor >> 24, vendor >> 16, vendor >> 8, vendor, ...inner]);
}
