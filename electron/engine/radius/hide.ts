import { md5 } from './md5.ts';
import type { SharedSecret } from './secret.ts';

/** RADIUS's way to hide values: XOR with MD5(secret ‖ what came before), in blocks of 16 (RFC 2865 §5.2, RFC 2548 §2.4.2). */

const NOTHING = new Uint8Array(0);

/** One block's mask, valid until the next call of `nextMask`. */
export const mask = new Uint8Array(16);

/** mask = MD5(secret ‖ `octets[at, +16)` ‖ salt). */
export function nextMask(secret: SharedSecret, octets: Uint8Array, at: number, salt: Uint8Array = NOTHING): void {
  md5
    .begin()
    .update(secret.octets)
    .update(octets, at, at + 16)
    .update(salt)
    .digestInto(mask);
}

/** Hides `value` in place. Its length is a multiple of 16; the salt, if any, counts for the first block only. */
export function hide(
  value: Uint8Array,
  authenticator: Uint8Array,
  secret: SharedSecret,
  salt: Uint8Array = NOTHING,
): void {
  for (let block = 0; block < value.length; block += 16) {
    if (block === 0) nextMask(secret, authenticator, 0, salt);
    else nextMask(secret, value, block - 16);
    for (let i = 0; i < 16; i++) value[block + i]! ^= mask[i]!;
  }
}

/** The clear octets of a hidden value: the reverse of `hide`, on a copy. */
export function reveal(
  value: Uint8Array,
  authenticator: Uint8Array,
  secret: SharedSecret,
  salt: Uint8Array = NOTHING,
): Uint8Array {
  const clear = Uint8Array.from(value);
  for (let block = 0; block < value.length; block += 16) {
    if (block === 0) nextMask(secret, authenticator, 0, salt);
    else nextMask(secret, value, block - 16);
    for (let i = 0; i < 16; i++) clear[block + i]! ^= mask[i]!;
  }
  return clear;
}
