/**
 * Single DES, encryption only (FIPS 46-3): MS-CHAP's responses and LAN Manager's hash.
 *
 * Our own because single DES is a legacy algorithm of OpenSSL 3 and no promise of Electron's BoringSSL. A login costs
 * three encryptions under three fresh keys, so the key schedule is what must be fast: every round key is a fixed
 * choice of key bits, hence the OR of one precomputed contribution per key nibble.
 */

/** Permuted choices 1 and 2 (FIPS 46-3 p. 19 and 21): which key bit, counted from 1 with the parity bits. */
// biome-ignore format: laid out as in the standard
const PC1 = [57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4];
// biome-ignore format: laid out as in the standard
const PC2 = [14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32];
const SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** The permutation P of a round's output (FIPS 46-3 p. 16). */
const P = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

/** S-boxes 1 to 8, four rows of 16 (FIPS 46-3 p. 17–18), one hexadecimal digit per entry. */
const S = [
  'e4d12fb83a6c5907' + '0f74e2d1a6cb9538' + '41e8d62bfc973a50' + 'fc8249175b3ea06d',
  'f18e6b34972dc05a' + '3d47f28ec01a69b5' + '0e7ba4d158c6932f' + 'd8a13f42b67c05e9',
  'a09e63f51dc7b428' + 'd709346a285ecbf1' + 'd6498f30b12c5ae7' + '1ad069874fe3b52c',
  '7de3069a1285bc4f' + 'd8b56f03472c1ae9' + 'a690cb7df13e5284' + '3f06a1d8945bc72e',
  '2c417ab6853fd0e9' + 'eb2c47d150fa3986' + '421bad78f9c5630e' + 'b8c71e2d6f09a453',
  'c1af92680d34e75b' + 'af427c9561de0b38' + '9ef528c3704a1db6' + '432c95fabe17608d',
  '4b2ef08d3c975a61' + 'd0b7491ae35c2f86' + '14bdc37eaf680592' + '6bd814a7950fe23c',
  'd2846fb1a93e50c7' + '1fd8a374c56b0e92' + '7b419ce206adf358' + '21e74a8dfc90356b',
];

/** `P(S(box, six bits))`: 8 boxes × 64. */
const SP = new Int32Array(8 * 64);
for (let box = 0; box < 8; box++) {
  for (let six = 0; six < 64; six++) {
    const row = ((six >> 4) & 2) | (six & 1);
    const four = Number.parseInt(S[box]![row * 16 + ((six >> 1) & 15)]!, 16);
    let word = 0;
    for (let bit = 0; bit < 32; bit++) {
      const source = P[bit]! - 1 - box * 4; // which of this box's four output bits lands here
      if (source >= 0 && source < 4 && (four >> (3 - source)) & 1) word |= 1 << (31 - bit);
    }
    SP[box * 64 + six] = word;
  }
}

/**
 * What each value of each of the 14 key nibbles adds to the 16 round keys: [nibble][value][round][half].
 * A round key is 48 bits, kept as two words of four 6-bit groups.
 */
const KEY_PARTS = new Int32Array(14 * 16 * 32);
{
  // Where key bit 1…56 (without parity bits) ends up in the 56 bits that PC1 selects.
  const place = new Map(PC1.map((bit, at) => [bit - 1 - Math.floor((bit - 1) / 8), at]));
  for (let bit = 0; bit < 56; bit++) {
    let turned = 0;
    for (let round = 0; round < 16; round++) {
      turned += SHIFTS[round]!;
      const at = place.get(bit)!;
      const half = at < 28 ? 0 : 28;
      const rotated = half + ((at - half - turned + 28 * 2) % 28);
      const target = PC2.indexOf(rotated + 1);
      if (target < 0) continue; // PC2 leaves 8 of the 56 bits out
      const word = target < 24 ? 0 : 1;
      for (let value = 0; value < 16; value++) {
        if (value & (8 >> (bit & 3))) {
          KEY_PARTS[((bit >> 2) * 16 + value) * 32 + round * 2 + word]! |= 1 << (23 - (target % 24));
        }
      }
    }
  }
}

const roundKeys = new Int32Array(32);

/**
 * Encrypts one 8-octet block: `out[outAt, +8) = DES(key[keyAt, +7), block)`.
 *
 * The key is 56 bits in seven octets, as MS-CHAP cuts it from a hash (RFC 2759 §8.6): no parity bits. Octets missing
 * at the end of `key` count as zero, which is MS-CHAP's padding of a 16-octet hash to 21.
 */
export function desEncrypt(key: Uint8Array, keyAt: number, block: Uint8Array, out: Uint8Array, outAt: number): void {
  const k = roundKeys;
  k.fill(0);
  for (let octet = 0; octet < 7; octet++) {
    const value = key[keyAt + octet] ?? 0;
    const high = (octet * 32 + (value >> 4)) * 32;
    const low = (octet * 32 + 16 + (value & 15)) * 32;
    for (let i = 0; i < 32; i++) k[i]! |= KEY_PARTS[high + i]! | KEY_PARTS[low + i]!;
  }

  let l = (block[0]! << 24) | (block[1]! << 16) | (block[2]! << 8) | block[3]!;
  let r = (block[4]! << 24) | (block[5]! << 16) | (block[6]! << 8) | block[7]!;
  let t: number;
  // The initial permutation as five exchanges of bit fields between the halves; undone in reverse at the end.
  t = ((l >>> 4) ^ r) & 0x0f0f0f0f;
  r ^= t;
  l ^= t << 4;
  t = ((l >>> 16) ^ r) & 0x0000ffff;
  r ^= t;
  l ^= t << 16;
  t = ((r >>> 2) ^ l) & 0x33333333;
  l ^= t;
  r ^= t << 2;
  t = ((r >>> 8) ^ l) & 0x00ff00ff;
  l ^= t;
  r ^= t << 8;
  t = ((l >>> 1) ^ r) & 0x55555555;
  r ^= t;
  l ^= t << 1;

  for (let round = 0; round < 32; round += 2) {
    const k0 = k[round]!;
    const k1 = k[round + 1]!;
    // The eight overlapping 6-bit groups of the expansion E, each with its part of the round key.
    t =
      l ^
      SP[(((r & 1) << 5) | (r >>> 27)) ^ (k0 >>> 18)]! ^
      SP[64 + (((r >>> 23) ^ (k0 >>> 12)) & 63)]! ^
      SP[128 + (((r >>> 19) ^ (k0 >>> 6)) & 63)]! ^
      SP[192 + (((r >>> 15) ^ k0) & 63)]! ^
      SP[256 + (((r >>> 11) ^ (k1 >>> 18)) & 63)]! ^
      SP[320 + (((r >>> 7) ^ (k1 >>> 12)) & 63)]! ^
      SP[384 + (((r >>> 3) ^ (k1 >>> 6)) & 63)]! ^
      SP[448 + ((((r << 1) | (r >>> 31)) ^ k1) & 63)]!;
    l = r;
    r = t;
  }

  // The halves are not exchanged after the last round.
  t = l;
  l = r;
  r = t;
  t = ((l >>> 1) ^ r) & 0x55555555;
  r ^= t;
  l ^= t << 1;
  t = ((r >>> 8) ^ l) & 0x00ff00ff;
  l ^= t;
  r ^= t << 8;
  t = ((r >>> 2) ^ l) & 0x33333333;
  l ^= t;
  r ^= t << 2;
  t = ((l >>> 16) ^ r) & 0x0000ffff;
  r ^= t;
  l ^= t << 16;
  t = ((l >>> 4) ^ r) & 0x0f0f0f0f;
  r ^= t;
  l ^= t << 4;
  for (let i = 0; i < 4; i++) {
    out[outAt + i] = l >>> (24 - 8 * i);
    out[outAt + 4 + i] = r >>> (24 - 8 * i);
  }
}
