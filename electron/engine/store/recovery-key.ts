/**
 * The recovery key (W7): the 32-octet key as text for paper. RFC 4648 §6 base32 (no 0, 1, 8, 9 to misread) of the key
 * and three octets of SHA-256, as 14 groups of four. The checksum tells a typing mistake from a wrong key.
 */
import { createHash } from 'node:crypto';
import { fault, ok, type Result } from '../../../shared/domain/result.ts';

/** What an operator types where the key is gone. */
export const restoreKeyCommand = '`npm run cli -- restore-key`';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const keyBytes = 32;
const sumBytes = 3; // 35 octets are exactly 56 letters
const letters = ((keyBytes + sumBytes) * 8) / 5;

const checksum = (key: Uint8Array): Buffer =>
  createHash('sha256').update('lastmile recovery key 1').update(key).digest().subarray(0, sumBytes);

/** `ABCD-EFGH-…`, 14 groups. */
export function recoveryKeyText(key: Uint8Array): string {
  if (key.length !== keyBytes) throw new RangeError(`The key has ${key.length} octets; it needs ${keyBytes}.`);
  const octets = Buffer.concat([key, checksum(key)]);
  let text = '';
  let bits = 0;
  let held = 0;
  for (const octet of octets) {
    held = (held << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31]!;
    }
    held &= (1 << bits) - 1;
  }
  return text.match(/.{4}/g)!.join('-');
}

export type RecoveryKeyFault =
  | { readonly kind: 'letter'; readonly at: number; readonly letter: string }
  | { readonly kind: 'length'; readonly letters: number; readonly expected: number }
  | { readonly kind: 'checksum' };

/** Reads what a person typed: case, spaces and dashes do not matter; 0 and 1 are read as O and I, 8 as B. */
export function parseRecoveryKey(typed: string): Result<Buffer, RecoveryKeyFault> {
  const text = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B');
  const octets: number[] = [];
  let bits = 0;
  let held = 0;
  for (const [at, letter] of [...text].entries()) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return fault({ kind: 'letter', at, letter });
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  if (text.length !== letters) return fault({ kind: 'length', letters: text.length, expected: letters });
  const key = Buffer.from(octets.slice(0, keyBytes));
  if (!checksum(key).equals(Buffer.from(octets.slice(keyBytes)))) return fault({ kind: 'checksum' });
  return ok(key);
}
