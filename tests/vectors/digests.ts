/** Published digests, `[message, digest in hexadecimal]`. */

/** RFC 1321 §A.5. */
export const md5Suite = [
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    '57edf4a22be3c955ac49da2e2107b67a',
  ],
] as const;

/** RFC 1320 §A.5. */
export const md4Suite = [
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    'e33b4ddc9c38f2199c3e7b164fcc0536',
  ],
] as const;

/** FIPS 180-1 appendices A and B (the examples of FIPS 180-4). */
export const sha1Suite = [
  ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
] as const;

/** RFC 2202 §2: key, data and HMAC-MD5 in hexadecimal. Cases 6 and 7 have keys longer than a block. */
export const hmacMd5Suite = [
  { test: 1, key: '0b'.repeat(16), data: hex('Hi There'), digest: '9294727a3638bb1c13f48ef8158bfc9d' },
  { test: 2, key: hex('Jefe'), data: hex('what do ya want for nothing?'), digest: '750c783e6ab0b503eaa86e310a5db738' },
  { test: 3, key: 'aa'.repeat(16), data: 'dd'.repeat(50), digest: '56be34521d144c88dbb8c733f0e8b3f6' },
  {
    test: 4,
    key: '0102030405060708090a0b0c0d0e0f10111213141516171819',
    data: 'cd'.repeat(50),
    digest: '697eaf0aca3a3aea3a75164746ffaa79',
  },
  { test: 5, key: '0c'.repeat(16), data: hex('Test With Truncation'), digest: '56461ef2342edc00f9bab995690efd4c' },
  {
    test: 6,
    key: 'aa'.repeat(80),
    data: hex('Test Using Larger Than Block-Size Key - Hash Key First'),
    digest: '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
  },
  {
    test: 7,
    key: 'aa'.repeat(80),
    data: hex('Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data'),
    digest: '6f630fad67cda0ee1fb1f562db3aa53e',
  },
];

function hex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}
