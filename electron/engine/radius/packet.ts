import { fault, ok, type Result } from '../../../shared/domain/result.ts';

/** Packet codes (RFC 2865 §3, RFC 2866 §3, RFC 5176 §2.3, RFC 5997 §2). */
export const Code = {
  'Access-Request': 1,
  'Access-Accept': 2,
  'Access-Reject': 3,
  'Accounting-Request': 4,
  'Accounting-Response': 5,
  'Access-Challenge': 11,
  'Status-Server': 12,
  'Disconnect-Request': 40,
  'Disconnect-ACK': 41,
  'Disconnect-NAK': 42,
  'CoA-Request': 43,
  'CoA-ACK': 44,
  'CoA-NAK': 45,
} as const;
export type CodeName = keyof typeof Code;

const codeNames = new Map<number, CodeName>(Object.entries(Code).map(([name, code]) => [code, name as CodeName]));

/** The RFC's name of a code, or `Code-<n>` for one we do not know. */
export function codeName(code: number): string {
  return codeNames.get(code) ?? `Code-${code}`;
}

export const HEADER_OCTETS = 20;
/** RFC 2865 §3. RFC 7930's longer packets are for TLS and TCP only. */
export const MAX_PACKET_OCTETS = 4096;

declare const parsed: unique symbol;
declare const verified: unique symbol;

/**
 * A packet whose header and attribute lengths are sound: nothing about who sent it. Made by `parsePacket` only; the
 * functions that walk `octets` rely on its checks.
 *
 * `octets` is exactly the packet, header included, and a view into the datagram: copy what outlives it.
 */
export interface RadiusPacket {
  readonly code: number;
  readonly identifier: number;
  readonly octets: Buffer;
  readonly [parsed]: true;
}

/** A packet that was shown to come from a holder of the shared secret. Made by the functions of `authenticator.ts`. */
export type VerifiedPacket = RadiusPacket & { readonly [verified]: true };

export type PacketFault =
  | { readonly kind: 'too-short'; readonly octets: number }
  | { readonly kind: 'packet-length'; readonly length: number; readonly octets: number }
  | { readonly kind: 'attribute-length'; readonly at: number };

/**
 * Reads the header and checks that the attributes fill the packet exactly (RFC 2865 §3 and §5).
 *
 * Any octets may be given: what is wrong comes back as a fault and nothing is thrown. Octets beyond the Length field are
 * padding and are left out. Codes are not judged here.
 */
export function parsePacket(datagram: Uint8Array): Result<RadiusPacket, PacketFault> {
  if (datagram.length < HEADER_OCTETS) return fault({ kind: 'too-short', octets: datagram.length });
  const length = (datagram[2]! << 8) | datagram[3]!;
  if (length < HEADER_OCTETS || length > MAX_PACKET_OCTETS || length > datagram.length) {
    return fault({ kind: 'packet-length', length, octets: datagram.length });
  }
  for (let at = HEADER_OCTETS; at < length; ) {
    const attributeLength = at + 1 < length ? datagram[at + 1]! : 0; // counts the type and length octets too
    if (attributeLength < 2 || at + attributeLength > length) return fault({ kind: 'attribute-length', at });
    at += attributeLength;
  }
  const isWhole = Buffer.isBuffer(datagram) && datagram.length === length;
  const octets = isWhole ? datagram : Buffer.from(datagram.buffer, datagram.byteOffset, length);
  return ok({ code: datagram[0]!, identifier: datagram[1]!, octets } as RadiusPacket);
}

/** A view of the 16 octets of the Request or Response Authenticator. */
export function authenticatorOf(packet: RadiusPacket): Uint8Array {
  return packet.octets.subarray(4, HEADER_OCTETS);
}
