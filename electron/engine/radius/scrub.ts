/**
 * A packet that may leave the engine (spec X61): the same length and the same attributes, but zeros where a secret, or
 * what a secret can be guessed from, was.
 */
import { VENDOR_SPECIFIC, vendorAt } from './attributes.ts';
import { attributeByNumber, hasSecrets } from './dictionary.ts';
import { HEADER_OCTETS, type RadiusPacket } from './packet.ts';

/**
 * A copy of the packet's octets. Values of secret attributes are zeros, as is the authenticator in the header: that of
 * accounting, CoA and every reply is a digest over the packet and the shared secret (RFC 2865 §3, RFC 2866 §3), which
 * dictionaries are tried on.
 */
export function withoutSecrets(packet: RadiusPacket): Uint8Array {
  const octets = Uint8Array.from(packet.octets);
  octets.fill(0, 4, HEADER_OCTETS);
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1]!) {
    const end = at + octets[at + 1]!;
    if (octets[at] === VENDOR_SPECIFIC && end - at >= 6) scrubVendor(octets, at, end);
    else if (attributeByNumber(0, octets[at]!)?.isSecret) octets.fill(0, at + 2, end);
  }
  return octets;
}

function scrubVendor(octets: Uint8Array, at: number, end: number): void {
  const vendor = vendorAt(octets, at);
  if (!hasSecrets(vendor)) return;
  for (let inner = at + 6; inner < end; ) {
    const length = inner + 1 < end ? octets[inner + 1]! : 0;
    if (length < 2 || inner + length > end) {
      // Not split, so a password could stand anywhere in it.
      octets.fill(0, at + 6, end);
      return;
    }
    if (attributeByNumber(vendor, octets[inner]!)?.isSecret) octets.fill(0, inner + 2, inner + length);
    inner += length;
  }
}
