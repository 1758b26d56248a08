import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import { mopsy, nemo, secret as rfcSecret } from '../../../tests/vectors/rfc2865.ts';
import { encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { parsePacket, type RadiusPacket } from './packet.ts';
import { decryptPap, encryptPap, verifyPap } from './pap.ts';
import { createSecret, type SharedSecret } from './secret.ts';

const secret = createSecret(rfcSecret);
const authenticator = Uint8Array.from({ length: 16 }, (_, i) => 3 * i);

function request(userPassword: Uint8Array, shared: SharedSecret = secret): RadiusPacket {
  const attributes = encodeAttributes([['User-Password', userPassword]]);
  const fields = { code: 1, identifier: 0, attributes, secret: shared, authenticator, messageAuthenticator: false };
  return parsed(encodeRequest(fields));
}

describe('PAP', () => {
  it.each([
    ['§7.1: user nemo', nemo.request, nemo.password],
    ['§7.3: user mopsy', mopsy.request, mopsy.password],
    ["§7.3: mopsy's answer", mopsy.secondRequest, mopsy.answer],
  ])('RFC 2865 %s', (_case, datagram, password) => {
    const packet = parsed(datagram);
    expect(verifyPap(packet, secret, password)).toBe('match');
    expect(verifyPap(packet, secret, `${password}!`)).toBe('mismatch');
    expect(verifyPap(packet, secret, password.slice(0, -1))).toBe('mismatch');
    expect(verifyPap(packet, createSecret('other'), password)).toBe('mismatch');
    expect(Buffer.from(decryptPap(packet, secret) ?? []).toString()).toBe(password);
  });

  it('RFC 2865 §7.1: encrypts to the octets of the example', () => {
    const value = encryptPap(nemo.password, nemo.request.subarray(4, 20), secret);
    expect(Buffer.from(value).toString('hex')).toBe('0dbe708d93d413ce3196e43f782a0aee');
  });

  it('matches what FreeRADIUS 3.2.1 accepted', () => {
    const packet = parsed(freeradius.pap.request);
    expect(verifyPap(packet, createSecret(freeradius.secret), freeradius.password)).toBe('match');
  });

  it.each(['', 'x', 'exactly-sixteen!', 'seventeen octets!', 'ş'.repeat(64), 'x'.repeat(128), 'باسورد طويل جدا'])(
    'round trip of %j',
    (password) => {
      const packet = request(encryptPap(password, authenticator, secret));
      expect(verifyPap(packet, secret, password)).toBe('match');
      expect(Buffer.from(decryptPap(packet, secret) ?? []).toString()).toBe(password);
    },
  );

  it('no password matches another', () => {
    const word = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((text) => !text.includes('\0') && text.isWellFormed() && Buffer.byteLength(text) <= 128);
    fc.assert(
      fc.property(word, word, (sent, stored) => {
        const packet = request(encryptPap(sent, authenticator, secret));
        expect(verifyPap(packet, secret, stored)).toBe(sent === stored ? 'match' : 'mismatch');
      }),
    );
  });

  it('a stored password longer than the RFC allows never matches, and leaves nothing behind', () => {
    const packet = request(encryptPap('x'.repeat(128), authenticator, secret));
    expect(verifyPap(packet, secret, 'x'.repeat(129))).toBe('mismatch');
    expect(verifyPap(packet, secret, 'x'.repeat(127).concat('ş'))).toBe('mismatch');
    expect(verifyPap(packet, secret, '汉'.repeat(128))).toBe('mismatch');
    expect(verifyPap(packet, secret, 'x'.repeat(128))).toBe('match');
    expect(verifyPap(request(encryptPap('', authenticator, secret)), secret, '')).toBe('match');
  });

  it.each([0, 1, 15, 17, 144])('a User-Password of %i octets is malformed', (length) => {
    const packet = request(new Uint8Array(length));
    expect(verifyPap(packet, secret, '')).toBe('malformed');
    expect(decryptPap(packet, secret)).toBeUndefined();
  });

  it('a request without User-Password is malformed', () => {
    const packet = parsed(freeradius.chap.request);
    expect(verifyPap(packet, secret, '')).toBe('malformed');
    expect(decryptPap(packet, secret)).toBeUndefined();
  });

  it('throws when asked to send more than 128 octets', () => {
    expect(() => encryptPap('x'.repeat(129), authenticator, secret)).toThrow(RangeError);
  });

  it('never throws on a damaged packet', () => {
    fc.assert(
      fc.property(mutatedPackets(), (datagram) => {
        const result = parsePacket(datagram);
        if (!result.ok) return;
        expect(verifyPap(result.value, secret, 'some password')).not.toBe('match');
      }),
    );
  });
});
