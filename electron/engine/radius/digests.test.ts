import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacMd5Suite, md4Suite, md5Suite, sha1Suite } from '../../../tests/vectors/digests.ts';
import type { BlockDigest } from './block-digest.ts';
import { md4 } from './md4.ts';
import { md5 } from './md5.ts';
import { createSecret, finishHmac, sameDigest } from './secret.ts';
import { sha1 } from './sha1.ts';

function hexDigest(digest: BlockDigest, ...parts: Uint8Array[]): string {
  const out = Buffer.alloc(digest.size);
  digest.begin();
  for (const part of parts) digest.update(part);
  digest.digestInto(out);
  return out.toString('hex');
}

describe('MD5', () => {
  it.each(md5Suite)('RFC 1321 §A.5: %j', (message, digest) => {
    expect(hexDigest(md5, Buffer.from(message))).toBe(digest);
  });

  it('agrees with node:crypto whatever the length and however the message is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (parts) => {
        expect(hexDigest(md5, ...parts)).toBe(createHash('md5').update(Buffer.concat(parts)).digest('hex'));
      }),
    );
  });
});

describe('MD4', () => {
  it.each(md4Suite)('RFC 1320 §A.5: %j', (message, digest) => {
    expect(hexDigest(md4, Buffer.from(message))).toBe(digest);
  });
});

describe('SHA-1', () => {
  it.each(sha1Suite)('FIPS 180: %j', (message, digest) => {
    expect(hexDigest(sha1, Buffer.from(message))).toBe(digest);
  });

  it('agrees with node:crypto at every length around the block boundaries', () => {
    for (let length = 0; length < 200; length++) {
      const message = Buffer.alloc(length, length);
      expect(hexDigest(sha1, message)).toBe(createHash('sha1').update(message).digest('hex'));
    }
  });
});

describe('HMAC-MD5 from cached pads', () => {
  it.each(hmacMd5Suite)('RFC 2202 §2 test $test', ({ key, data, digest }) => {
    expect(hmac(Buffer.from(key, 'hex'), Buffer.from(data, 'hex'))).toBe(digest);
  });

  it('agrees with node:crypto for any secret, longer than a block or beyond ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), fc.uint8Array(), (secret, data) => {
        expect(hmac(secret, data)).toBe(createHmac('md5', secret).update(data).digest('hex'));
      }),
    );
  });

  it('refuses an empty secret, which RFC 2865 §3 forbids', () => {
    expect(() => createSecret('')).toThrow(RangeError);
  });
});

describe('sameDigest', () => {
  it('compares sixteen octets at the offsets given and nothing beside them', () => {
    const a = Uint8Array.of(9, ...new Array<number>(16).fill(7), 1);
    const b = new Uint8Array(16).fill(7);
    expect(sameDigest(a, 1, b, 0)).toBe(true);
    for (let i = 0; i < 16; i++) {
      const wrong = b.with(i, 8);
      expect(sameDigest(a, 1, wrong, 0)).toBe(false);
    }
  });
});

it('a digest state is only saved on a block boundary', () => {
  expect(() => md5.begin().updateOctet(1).save()).toThrow('inside a block');
});

function hmac(key: string | Uint8Array, data: Uint8Array): string {
  const secret = createSecret(key);
  const out = Buffer.alloc(16);
  md5.resume(secret.innerPad).update(data);
  finishHmac(secret, out, 0);
  return out.toString('hex');
}
