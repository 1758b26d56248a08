import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsed } from '../../../tests/vectors/packets.ts';
import { verifyAccountingRequest } from './authenticator.ts';
import { encodeRequest } from './encode.ts';
import { type AttributePair, encodeAttributes } from './encode-attributes.ts';
import type { VerifiedPacket } from './packet.ts';
import { createSecret } from './secret.ts';
import { readVolume, splitOctets } from './usage.ts';

const secret = createSecret('xyzzy5461');

function record(pairs: AttributePair[]): VerifiedPacket {
  const attributes = encodeAttributes(pairs);
  const packet = encodeRequest({ code: 4, identifier: 0, attributes, secret, messageAuthenticator: false });
  const verified = verifyAccountingRequest(parsed(packet), secret);
  if (!verified.ok) throw new Error(verified.fault);
  return verified.value;
}

describe('readVolume', () => {
  const both = record([
    ['Acct-Input-Octets', 10],
    ['Acct-Output-Octets', 20],
    ['Acct-Output-Gigawords', 3],
  ]);

  it('X20: Output octets are the download, Input the upload', () => {
    expect(readVolume(both)).toEqual({ downBytes: 3 * 2 ** 32 + 20, upBytes: 10 });
  });

  it('X20: a NAS that counts the other way round is turned', () => {
    expect(readVolume(both, { isReversed: true })).toEqual({ downBytes: 10, upBytes: 3 * 2 ** 32 + 20 });
  });

  it('a Stop without octets says nothing, which is not zero (FreeRADIUS issue 1460)', () => {
    expect(readVolume(record([['Acct-Session-Time', 60]]))).toEqual({ downBytes: undefined, upBytes: undefined });
    expect(readVolume(record([['Acct-Output-Gigawords', 1]]))).toEqual({ downBytes: undefined, upBytes: undefined });
  });

  it('is exact up to 2^50, and beyond it says nothing rather than a wrong number', () => {
    const at = (gigawords: number, octets: number) =>
      readVolume(
        record([
          ['Acct-Input-Octets', octets],
          ['Acct-Input-Gigawords', gigawords],
        ]),
      ).upBytes;
    expect(at(0x4_0000, 0)).toBe(2 ** 50);
    expect(at(0x4_0000, 1)).toBeUndefined();
    expect(at(0x20_0000, 0)).toBeUndefined();
    expect(at(0xffff_ffff, 0xffff_ffff)).toBeUndefined();
  });

  it('round trip through the two attributes', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().map((octets) => octets % 2 ** 50),
        (octets) => {
          const { low, gigawords } = splitOctets(octets);
          const packet = record([
            ['Acct-Output-Gigawords', gigawords],
            ['Acct-Output-Octets', low],
          ]);
          expect(readVolume(packet).downBytes).toBe(octets);
        },
      ),
    );
  });
});
