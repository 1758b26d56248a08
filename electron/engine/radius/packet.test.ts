import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { malformedPackets } from '../../../tests/vectors/malformed.ts';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import { flopsy, nemo } from '../../../tests/vectors/rfc2865.ts';
import { readAttribute, splitAttributes } from './attributes.ts';
import { encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { authenticatorOf, Code, codeName, parsePacket } from './packet.ts';
import { createSecret } from './secret.ts';

describe('parsePacket', () => {
  it('RFC 2865 §7.1: user nemo, PAP', () => {
    const packet = parsed(nemo.request);
    expect(packet).toMatchObject({ code: Code['Access-Request'], identifier: 0 });
    expect(Buffer.from(authenticatorOf(packet)).toString('hex')).toBe('0f403f9473978057bd83d5cb98f4227a');
    expect(readAttribute(packet, 'User-Name')).toBe('nemo');
    expect(readAttribute(packet, 'NAS-IP-Address')).toBe('192.168.1.16');
    expect(readAttribute(packet, 'NAS-Port')).toBe(3);
  });

  it('RFC 2865 §7.2: user flopsy, what the Access-Accept grants', () => {
    const accept = parsed(flopsy.accept);
    expect(readAttribute(accept, 'Service-Type')).toBe('Framed-User');
    expect(readAttribute(accept, 'Framed-Protocol')).toBe('PPP');
    expect(readAttribute(accept, 'Framed-IP-Address')).toBe('255.255.255.254');
    expect(readAttribute(accept, 'Framed-Routing')).toBe('Listen');
    expect(readAttribute(accept, 'Framed-Compression')).toBe('Van-Jacobson-TCP-IP');
    expect(readAttribute(accept, 'Framed-MTU')).toBe(1500);
  });

  it.each(malformedPackets)('refuses %s', (_case, hex, fault) => {
    expect(parsePacket(Buffer.from(hex, 'hex'))).toEqual({ ok: false, fault });
  });

  it('takes octets beyond the Length field for padding (RFC 2865 §3)', () => {
    const padded = parsed(Buffer.concat([nemo.request, Buffer.from('ffff00', 'hex')]));
    expect(padded.octets).toEqual(nemo.request);
  });

  it('takes a packet of exactly 4,096 octets', () => {
    const filler = encodeAttributes(Array.from({ length: 15 }, () => ['Reply-Message', 'x'.repeat(253)] as const));
    const rest = encodeAttributes([['Reply-Message', 'y'.repeat(4096 - 20 - filler.length - 2)]]);
    const packet = encodeRequest({
      code: Code['Accounting-Request'],
      identifier: 1,
      attributes: [filler, rest],
      secret: createSecret('s'),
      messageAuthenticator: false,
    });
    expect(packet).toHaveLength(4096);
    expect(parsePacket(packet).ok).toBe(true);
  });

  it('reads a plain Uint8Array at an offset of a larger buffer', () => {
    const around = new Uint8Array(100).fill(0xee);
    around.set(nemo.request, 17);
    const packet = parsed(around.subarray(17, 17 + nemo.request.length));
    expect(packet.octets).toEqual(nemo.request);
    expect(readAttribute(packet, 'User-Name')).toBe('nemo');
  });

  it('never throws, and a packet that it accepts splits into attributes, whatever the octets', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 120 }), mutatedPackets()), (datagram) => {
        const result = parsePacket(datagram);
        if (!result.ok) return;
        const split = splitAttributes(result.value.octets.subarray(20));
        if (!split.ok) throw new Error('an accepted packet did not split');
        const total = split.value.reduce((sum, { value }) => sum + 2 + value.length, 20);
        expect(total).toBe(result.value.octets.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('codeName', () => {
  it.each([
    [1, 'Access-Request'],
    [43, 'CoA-Request'],
    [99, 'Code-99'],
  ])('calls code %i %s', (code, name) => expect(codeName(code)).toBe(name));
});
