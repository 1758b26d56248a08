import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import type { Attribute } from './attribute.ts';
import { attributes } from './dictionary.ts';
import { encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { parsePacket } from './packet.ts';
import { withoutSecrets } from './scrub.ts';
import { createSecret } from './secret.ts';
import { decodeForTrace } from './trace.ts';

const secret = createSecret('xyzzy5461');
const marker = Buffer.from('hunter2hunter2');

const packetWith = (octets: Uint8Array) =>
  parsed(encodeRequest({ code: 1, identifier: 7, attributes: octets, secret, messageAuthenticator: true }));

const vendorSpecific = (vendor: number, inner: readonly number[]): number[] => [
  ...[26, 6 + inner.length, vendor >>> 24, (vendor >> 16) & 255, (vendor >> 8) & 255, vendor & 255],
  ...inner,
];

describe('withoutSecrets', () => {
  const secrets = (Object.values(attributes) as Attribute[]).filter(({ isSecret }) => isSecret);

  it.each(secrets.map((one) => [one.name, one] as const))('X61: %s is zeros of the same length', (name, attribute) => {
    const inner = [attribute.type, marker.length + 2, ...marker];
    const octets = attribute.vendor === 0 ? inner : vendorSpecific(attribute.vendor, inner);
    const before = packetWith(Uint8Array.from(octets));
    const after = withoutSecrets(before);
    expect(after.length).toBe(before.octets.length);
    expect(Buffer.from(after).includes(marker)).toBe(false);
    expect(before.octets.includes(marker), 'the original is not touched').toBe(true);
    const names = decodeForTrace(parsed(Buffer.from(after))).map(([shown]) => shown);
    expect(names).toContain(name);
  });

  it('X61: a Vendor-Specific that does not split is zeros where its vendor has secrets', () => {
    const broken = vendorSpecific(311, [1, marker.length + 9, ...marker]);
    expect(Buffer.from(withoutSecrets(packetWith(Uint8Array.from(broken)))).includes(marker)).toBe(false);
  });

  it('X61: the authenticator is zeros, whatever the packet; names and addresses stay', () => {
    const request = packetWith(encodeAttributes([['User-Name', 'ali']]));
    const after = withoutSecrets(request);
    expect([...after.subarray(4, 20)]).toEqual(new Array(16).fill(0));
    expect(decodeForTrace(parsed(Buffer.from(after)))).toContainEqual(['User-Name', 'ali']);
  });

  it('keeps every packet a packet', () => {
    fc.assert(
      fc.property(mutatedPackets(), (datagram) => {
        const result = parsePacket(datagram);
        if (!result.ok) return;
        const after = parsePacket(Buffer.from(withoutSecrets(result.value)));
        expect(after.ok && after.value.octets.length).toBe(result.value.octets.length);
      }),
      { numRuns: 500 },
    );
  });
});
