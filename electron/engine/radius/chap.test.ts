import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import { flopsy, nemo } from '../../../tests/vectors/rfc2865.ts';
import { chapPassword, verifyChap } from './chap.ts';
import { encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { parsePacket } from './packet.ts';
import { createSecret } from './secret.ts';

const secret = createSecret('xyzzy5461');

function request(chapPasswordValue: Uint8Array, challenge?: Uint8Array) {
  const attributes = [
    encodeAttributes([['CHAP-Password', chapPasswordValue]]),
    challenge ? encodeAttributes([['CHAP-Challenge', challenge]]) : new Uint8Array(0),
  ];
  return parsed(encodeRequest({ code: 1, identifier: 0, attributes, secret, messageAuthenticator: false }));
}

describe('pain 16: CHAP', () => {
  it('RFC 2865 §7.2: user flopsy, the challenge in the Request Authenticator', () => {
    expect(verifyChap(parsed(flopsy.request), flopsy.password)).toBe('match');
    expect(verifyChap(parsed(flopsy.request), 'Arctangent')).toBe('mismatch');
    const value = chapPassword(0x16, flopsy.password, flopsy.request.subarray(4, 20));
    expect(Buffer.from(value).toString('hex')).toBe('16e97557c316185895f293ff6344077275');
  });

  it.each([
    ['with CHAP-Challenge', freeradius.chap.request],
    ['without', freeradius.chapWithoutChallenge.request],
  ])('matches what FreeRADIUS 3.2.1 accepted, %s', (_case, datagram) => {
    expect(verifyChap(parsed(datagram), freeradius.password)).toBe('match');
  });

  it('takes CHAP-Challenge before the Request Authenticator, at any length', () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.string(),
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        (id, password, challenge) => {
          const packet = request(chapPassword(id, password, challenge), challenge);
          expect(verifyChap(packet, password)).toBe('match');
          expect(verifyChap(packet, `${password}x`)).toBe('mismatch');
        },
      ),
    );
  });

  it('an empty CHAP-Challenge is malformed: a response to it could be replayed for ever', () => {
    const empty = new Uint8Array(0);
    expect(verifyChap(request(chapPassword(1, 'pass', empty), empty), 'pass')).toBe('malformed');
  });

  it('a CHAP-Password that is missing or not 17 octets long is malformed', () => {
    expect(verifyChap(parsed(nemo.request), 'arctangent')).toBe('malformed');
    expect(verifyChap(request(new Uint8Array(16)), 'x')).toBe('malformed');
    expect(verifyChap(request(new Uint8Array(18)), 'x')).toBe('malformed');
  });

  it('never throws on a damaged packet', () => {
    fc.assert(
      fc.property(mutatedPackets(), (datagram) => {
        const result = parsePacket(datagram);
        if (result.ok) expect(verifyChap(result.value, 'some password')).not.toBe('match');
      }),
    );
  });
});
