import { findAttribute } from './attributes.ts';
import { attributes } from './dictionary.ts';
import { hide, mask, nextMask, reveal } from './hide.ts';
import { authenticatorOf, type RadiusPacket } from './packet.ts';
import type { SharedSecret } from './secret.ts';

const USER_PASSWORD = attributes['User-Password'];
/** RFC 2865 §5.2: whole blocks of 16, at most eight. */
const MAX_PASSWORD_OCTETS = 128;

/** `malformed`: what is needed is missing or has a length the RFC does not allow. The request is rejected all the same. */
export type PasswordVerdict = 'match' | 'mismatch' | 'malformed';

// A UTF-16 unit takes at most three octets of UTF-8, and longer passwords are refused before they are written here.
const expected = Buffer.alloc(3 * MAX_PASSWORD_OCTETS);

/**
 * Compares the User-Password of an Access-Request with the subscriber's, as UTF-8 (RFC 2865 §5.2).
 *
 * The time taken depends on the lengths only. A wrong shared secret shows as `mismatch`.
 */
export function verifyPap(packet: RadiusPacket, secret: SharedSecret, password: string): PasswordVerdict {
  const { octets } = packet;
  const at = findAttribute(packet, USER_PASSWORD);
  const length = at < 0 ? 0 : octets[at + 1]! - 2;
  if (!isPossibleLength(length)) return 'malformed';
  if (password.length > MAX_PASSWORD_OCTETS) return 'mismatch';
  const expectedOctets = expected.write(password);
  let difference = expectedOctets > length ? 1 : 0;
  for (let block = 0; block < length; block += 16) {
    nextMask(secret, octets, block === 0 ? 4 : at + 2 + block - 16);
    for (let i = 0; i < 16; i++) difference |= octets[at + 2 + block + i]! ^ mask[i]! ^ expected[block + i]!;
  }
  expected.fill(0, 0, expectedOctets); // the next password is compared with its padding, which is zeros
  return difference === 0 ? 'match' : 'mismatch';
}

/**
 * The password's octets without their padding, or undefined when the attribute is missing or has an impossible length.
 *
 * With the wrong secret the result is noise, which is how a wrong secret is told from a wrong password (spec N7).
 */
export function decryptPap(packet: RadiusPacket, secret: SharedSecret): Uint8Array | undefined {
  const at = findAttribute(packet, USER_PASSWORD);
  const end = at < 0 ? 0 : at + packet.octets[at + 1]!;
  if (at < 0 || !isPossibleLength(end - at - 2)) return undefined;
  const clear = reveal(packet.octets.subarray(at + 2, end), authenticatorOf(packet), secret);
  return clear.subarray(0, clear.findLastIndex((octet) => octet !== 0) + 1);
}

/**
 * The value of User-Password for a request with this authenticator: the sending side, for simulated NAS and tests.
 * Throws a RangeError above 128 octets of UTF-8.
 */
export function encryptPap(password: string, requestAuthenticator: Uint8Array, secret: SharedSecret): Uint8Array {
  const clear = Buffer.from(password, 'utf8');
  if (clear.length > MAX_PASSWORD_OCTETS) throw new RangeError(`a User-Password of ${clear.length} octets is too long`);
  const value = new Uint8Array(Math.max(16, Math.ceil(clear.length / 16) * 16));
  value.set(clear);
  hide(value, requestAuthenticator, secret);
  return value;
}

function isPossibleLength(octets: number): boolean {
  return octets >= 16 && octets <= MAX_PASSWORD_OCTETS && octets % 16 === 0;
}
