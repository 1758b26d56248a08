import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer, SealBroken } from './seal.ts';

const key = randomBytes(32);
const sealer = createSealer(key);

describe('sealing', () => {
  it('gives back any text that was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (clear) => {
        expect(sealer.unseal('nas.secret', sealer.seal('nas.secret', clear))).toBe(clear);
      }),
    );
  });

  it('never gives the same octets twice, so equal passwords are not recognised', () => {
    const once = sealer.seal('subscribers.password', 'summer');
    expect(once.equals(sealer.seal('subscribers.password', 'summer'))).toBe(false);
    expect(once.includes('summer')).toBe(false);
  });

  it('refuses another key, another place, an altered octet and a shortened value', () => {
    const sealed = sealer.seal('nas.secret', 's3cret');
    const altered = Buffer.from(sealed);
    altered[15] = altered[15]! ^ 1;
    expect(() => createSealer(randomBytes(32)).unseal('nas.secret', sealed)).toThrow(SealBroken);
    expect(() => sealer.unseal('subscribers.password', sealed)).toThrow(SealBroken);
    expect(() => sealer.unseal('nas.secret', altered)).toThrow(SealBroken);
    expect(() => sealer.unseal('nas.secret', sealed.subarray(0, 20))).toThrow(SealBroken);
  });

  it('refuses a version that it does not know', () => {
    const sealed = sealer.seal('nas.secret', 's3cret');
    sealed[0] = 2;
    expect(() => sealer.unseal('nas.secret', sealed)).toThrow(/version 2/);
  });

  it('refuses a key of the wrong length', () => {
    expect(() => createSealer(randomBytes(16))).toThrow(RangeError);
  });
});
