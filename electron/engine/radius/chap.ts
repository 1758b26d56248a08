import { findAttribute } from './attributes.ts';
import { attributes } from './dictionary.ts';
import { md5 } from './md5.ts';
import type { RadiusPacket } from './packet.ts';
import type { PasswordVerdict } from './pap.ts';
import { sameDigest } from './secret.ts';

const CHAP_PASSWORD = attributes['CHAP-Password'];
const CHAP_CHALLENGE = attributes['CHAP-Challenge'];

const expected = new Uint8Array(16);

/**
 * Checks a CHAP-Password (RFC 2865 §5.3, RFC 1994 §4.1) against the clear password, as UTF-8.
 *
 * The challenge is CHAP-Challenge when there is one, else the Request Authenticator (RFC 2865 §2.2). RouterOS's Hotspot
 * sends the same attributes, with the challenge that its login page used.
 */
export function verifyChap(packet: RadiusPacket, password: string): PasswordVerdict {
  const { octets } = packet;
  const at = findAttribute(packet, CHAP_PASSWORD);
  if (at < 0 || octets[at + 1] !== 19) return 'malformed';
  const challengeAt = findAttribute(packet, CHAP_CHALLENGE);
  const from = challengeAt < 0 ? 4 : challengeAt + 2;
  const to = challengeAt < 0 ? 20 : challengeAt + octets[challengeAt + 1]!;
  if (from === to) return 'malformed'; // an empty challenge would accept a response seen anywhere
  chapDigest(octets[at + 2]!, password, octets, from, to);
  return sameDigest(octets, at + 3, expected, 0) ? 'match' : 'mismatch';
}

/** The value of CHAP-Password: identifier, then the 16-octet response. The sending side, for simulated NAS and tests. */
export function chapPassword(identifier: number, password: string, challenge: Uint8Array): Uint8Array {
  chapDigest(identifier, password, challenge, 0, challenge.length);
  return Uint8Array.of(identifier, ...expected);
}

/** expected = MD5(identifier ‖ password ‖ challenge). */
function chapDigest(identifier: number, password: string, octets: Uint8Array, from: number, to: number): void {
  md5
    .begin()
    .updateOctet(identifier)
    .update(Buffer.from(password, 'utf8'))
    .update(octets, from, to)
    .digestInto(expected);
}
