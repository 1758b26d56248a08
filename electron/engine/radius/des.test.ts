import { createCipheriv, getCiphers } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutations, substitutionTables } from '../../../tests/vectors/des.ts';
import { desEncrypt } from './des.ts';

function encrypt(key56: Uint8Array, block: Uint8Array): string {
  const out = Buffer.alloc(8);
  desEncrypt(key56, 0, block, out, 0);
  return out.toString('hex');
}

describe('DES', () => {
  it.each(substitutionTables)('NBS 500-20 substitution tables: key %s', (key, plain, cipher) => {
    expect(encrypt(withoutParity(key), Buffer.from(plain, 'hex'))).toBe(cipher);
  });

  it.each(permutations)('NBS 500-20 permutations: key %s, plaintext %s', (key, plain, cipher) => {
    expect(encrypt(withoutParity(key), Buffer.from(plain, 'hex'))).toBe(cipher);
  });

  it('counts the missing octets of a short key as zero, as MS-CHAP pads its hash', () => {
    const block = Buffer.from('0123456789abcdef', 'hex');
    expect(encrypt(Uint8Array.of(0xfe, 0x13), block)).toBe(encrypt(Uint8Array.of(0xfe, 0x13, 0, 0, 0, 0, 0), block));
  });

  // Three-key DES with one key is single DES. Where the runtime has neither, the published tables above must do.
  it.runIf(getCiphers().includes('des-ede3-ecb'))('agrees with node:crypto', () => {
    const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(octets(7), octets(8), (key, block) => {
        const key64 = withParity(key);
        const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key64, key64, key64]), null);
        expect(encrypt(key, block)).toBe(cipher.setAutoPadding(false).update(block, undefined, 'hex'));
      }),
      { numRuns: 300 },
    );
  });
});

/** Seven octets of a key of eight, whose lowest bits are parity. */
function withoutParity(key: string): Buffer {
  const bits = [...Buffer.from(key, 'hex')].reduce((sum, octet) => (sum << 7n) | BigInt(octet >> 1), 0n);
  return Buffer.from(bits.toString(16).padStart(14, '0'), 'hex');
}

function withParity(key: Uint8Array): Buffer {
  const bits = BigInt(`0x${Buffer.from(key).toString('hex')}`);
  return Buffer.from(Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 127n) << 1));
}
