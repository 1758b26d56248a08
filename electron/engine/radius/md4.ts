import { BlockDigest } from './block-digest.ts';

/** MD4 (RFC 1320): what MS-CHAP makes its password hash of. OpenSSL 3 has it only in the legacy provider. */
export class Md4 extends BlockDigest {
  constructor() {
    super(Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476), false);
  }

  protected compress(): void {
    const x = this.words;
    const s = this.state;
    let a = s[0]!;
    let b = s[1]!;
    let c = s[2]!;
    let d = s[3]!;
    for (let i = 0; i < 16; i += 4) {
      a = rotate(a + (d ^ (b & (c ^ d))) + x[i]!, 3);
      d = rotate(d + (c ^ (a & (b ^ c))) + x[i + 1]!, 7);
      c = rotate(c + (b ^ (d & (a ^ b))) + x[i + 2]!, 11);
      b = rotate(b + (a ^ (c & (d ^ a))) + x[i + 3]!, 19);
    }
    for (let i = 0; i < 4; i++) {
      a = rotate(a + ((b & c) | (b & d) | (c & d)) + x[i]! + 0x5a827999, 3);
      d = rotate(d + ((a & b) | (a & c) | (b & c)) + x[i + 4]! + 0x5a827999, 5);
      c = rotate(c + ((d & a) | (d & b) | (a & b)) + x[i + 8]! + 0x5a827999, 9);
      b = rotate(b + ((c & d) | (c & a) | (d & a)) + x[i + 12]! + 0x5a827999, 13);
    }
    for (let i = 0; i < 4; i++) {
      const first = ((i & 1) << 1) | (i >> 1); // the rows start at words 0, 2, 1, 3
      a = rotate(a + (b ^ c ^ d) + x[first]! + 0x6ed9eba1, 3);
      d = rotate(d + (a ^ b ^ c) + x[first + 8]! + 0x6ed9eba1, 9);
      c = rotate(c + (d ^ a ^ b) + x[first + 4]! + 0x6ed9eba1, 11);
      b = rotate(b + (c ^ d ^ a) + x[first + 12]! + 0x6ed9eba1, 15);
    }
    s[0] = s[0]! + a;
    s[1] = s[1]! + b;
    s[2] = s[2]! + c;
    s[3] = s[3]! + d;
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | ((word | 0) >>> (32 - bits));
}

/** One MD4 per thread. */
export const md4 = new Md4();
