import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { rfc2433, rfc2759 } from '../../../tests/vectors/mschap.ts';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import { nemo } from '../../../tests/vectors/rfc2865.ts';
import { rawAttribute } from './attributes.ts';
import { encodeRequest } from './encode.ts';
import { type AttributePair, encodeAttributes } from './encode-attributes.ts';
import {
  authenticatorResponse,
  challengeHash,
  MsChapErrorCode,
  msChapError,
  msChapV1Response,
  msChapV2Response,
  ntPasswordHash,
  ntResponse,
  passwordHashHash,
  verifyMsChapV1,
  verifyMsChapV2,
} from './mschap.ts';
import { parsePacket, type RadiusPacket } from './packet.ts';
import { createSecret } from './secret.ts';

const secret = createSecret('xyzzy5461');
const hex = (text: string) => Buffer.from(text, 'hex');
const asHex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
const challenge16 = hex(rfc2759.authenticatorChallenge);
const peerChallenge = hex(rfc2759.peerChallenge);

function request(pairs: AttributePair[]): RadiusPacket {
  const attributes = encodeAttributes(pairs);
  return parsed(encodeRequest({ code: 1, identifier: 0, attributes, secret, messageAuthenticator: false }));
}

/** A version 2 login; `hashedName` is the name that the peer puts into its hash. */
function v2Login(userName: string, password: string, hashedName = userName): RadiusPacket {
  return request([
    ['User-Name', userName],
    ['MS-CHAP-Challenge', challenge16],
    ['MS-CHAP2-Response', msChapV2Response(42, password, Buffer.from(hashedName), challenge16, peerChallenge)],
  ]);
}

describe('the algorithms', () => {
  it('RFC 2433 §B.2: NT hash and response', () => {
    const hash = ntPasswordHash(rfc2433.password);
    expect(asHex(hash)).toBe(rfc2433.ntHash);
    expect(asHex(ntResponse(hex(rfc2433.challenge), hash))).toBe(rfc2433.ntResponse);
  });

  it('RFC 2759 §9.2: challenge hash, NT hash, response and authenticator response', () => {
    const challenge = challengeHash(peerChallenge, challenge16, Buffer.from(rfc2759.userName));
    expect(asHex(challenge)).toBe(rfc2759.challengeHash);
    const hash = ntPasswordHash(rfc2759.password);
    expect(asHex(hash)).toBe(rfc2759.ntHash);
    const response = ntResponse(challenge, hash);
    expect(asHex(response)).toBe(rfc2759.ntResponse);
    const hashHash = passwordHashHash(hash);
    expect(asHex(hashHash)).toBe(rfc2759.ntHashHash);
    expect(authenticatorResponse(hashHash, response, challenge)).toBe(rfc2759.authenticatorResponse);
  });

  it('hashes the UTF-16LE of a password beyond ASCII', () => {
    // printf '\\x39\\x06' | openssl dgst -md4 -provider legacy -provider default
    expect(asHex(ntPasswordHash('ع'))).toBe('9dbd4d050f64dcafc31e3da8da7bf1bb');
  });
});

describe('version 1', () => {
  const login = (value: Uint8Array, challenge = hex(rfc2433.challenge)) =>
    request([
      ['User-Name', 'ali'],
      ['MS-CHAP-Challenge', challenge],
      ['MS-CHAP-Response', value],
    ]);
  const response = msChapV1Response(9, rfc2433.password, hex(rfc2433.challenge));

  it('RFC 2433 §B.2 as RADIUS carries it (RFC 2548 §2.1.3)', () => {
    expect(asHex(response)).toBe(`0901${'00'.repeat(24)}${rfc2433.ntResponse}`);
    expect(verifyMsChapV1(login(response), 'MyPw')).toMatchObject({ ok: true, value: { identifier: 9 } });
    expect(verifyMsChapV1(login(response), 'mypw')).toMatchObject({ fault: 'mismatch' });
  });

  it('matches what FreeRADIUS 3.2.1 accepted', () => {
    expect(verifyMsChapV1(parsed(freeradius.msChapV1.request), freeradius.password).ok).toBe(true);
  });

  it('a response by LAN Manager only is named as such', () => {
    expect(verifyMsChapV1(login(Uint8Array.from(response).with(1, 0)), 'MyPw')).toMatchObject({ fault: 'lan-manager' });
  });

  it('wrong lengths and missing attributes are malformed', () => {
    expect(verifyMsChapV1(login(response.subarray(0, 49)), 'MyPw')).toMatchObject({ fault: 'malformed' });
    expect(verifyMsChapV1(login(response, challenge16), 'MyPw')).toMatchObject({ fault: 'malformed' });
    expect(verifyMsChapV1(parsed(nemo.request), 'MyPw')).toMatchObject({ fault: 'malformed' });
  });
});

describe('pain 16: version 2', () => {
  it('RFC 2759 §9.2 as RADIUS carries it (RFC 2548 §2.3.2)', () => {
    const value = msChapV2Response(42, rfc2759.password, Buffer.from(rfc2759.userName), challenge16, peerChallenge);
    expect(asHex(value)).toBe(`2a00${rfc2759.peerChallenge}${'00'.repeat(8)}${rfc2759.ntResponse}`);
    expect(verifyMsChapV2(v2Login('User', 'clientPass'), 'clientPass')).toMatchObject({
      ok: true,
      value: { identifier: 42, authenticatorResponse: rfc2759.authenticatorResponse },
    });
  });

  it('a wrong password, name or response is a mismatch', () => {
    expect(verifyMsChapV2(v2Login('User', 'clientPass'), 'clientpass')).toMatchObject({ fault: 'mismatch' });
    expect(verifyMsChapV2(v2Login('User', 'clientPass', 'user'), 'clientPass')).toMatchObject({ fault: 'mismatch' });
    expect(verifyMsChapV2(parsed(freeradius.msChapV2Refused.request), freeradius.password)).toMatchObject({
      fault: 'mismatch',
    });
  });

  it('matches what FreeRADIUS 3.2.1 accepted, with the same MS-CHAP2-Success', () => {
    const result = verifyMsChapV2(parsed(freeradius.msChapV2.request), freeradius.password);
    if (!result.ok) throw new Error(result.fault);
    const success = rawAttribute(parsed(freeradius.msChapV2.reply), 'MS-CHAP2-Success');
    expect(Buffer.from(success ?? []).toString('latin1')).toBe(`\x05${result.value.authenticatorResponse}`);
  });

  it('RFC 2759 §8.2: a domain before the name is left out of the hash', () => {
    const login = v2Login('DOMAIN\\User', 'clientPass', 'User');
    expect(verifyMsChapV2(login, 'clientPass')).toMatchObject({
      value: { authenticatorResponse: rfc2759.authenticatorResponse },
    });
  });

  it('a peer that hashes the domain too is let in, and answered over the name that it hashed', () => {
    const whole = verifyMsChapV2(v2Login('DOMAIN\\User', 'clientPass'), 'clientPass');
    expect(whole.ok).toBe(true);
    expect(whole).not.toMatchObject({ value: { authenticatorResponse: rfc2759.authenticatorResponse } });
    expect(verifyMsChapV2(v2Login('DOMAIN\\User', 'clientPass'), 'other')).toMatchObject({ fault: 'mismatch' });
  });

  it('wrong lengths and missing attributes are malformed', () => {
    const value = msChapV2Response(1, 'x', Buffer.from('u'), challenge16, peerChallenge);
    const cases: AttributePair[][] = [
      [
        ['User-Name', 'u'],
        ['MS-CHAP-Challenge', challenge16.subarray(1)],
        ['MS-CHAP2-Response', value],
      ],
      [
        ['User-Name', 'u'],
        ['MS-CHAP-Challenge', challenge16],
        ['MS-CHAP2-Response', value.subarray(1)],
      ],
      [
        ['MS-CHAP-Challenge', challenge16],
        ['MS-CHAP2-Response', value],
      ],
      [['User-Name', 'u']],
    ];
    for (const pairs of cases) expect(verifyMsChapV2(request(pairs), 'x')).toMatchObject({ fault: 'malformed' });
  });

  it('round trip with any password, any octets as the name and any challenges', () => {
    const octets16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((text) => text.isWellFormed() && Buffer.byteLength(text) <= 253);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), name, octets16, octets16, (password, userName, server, peer) => {
        const packet = request([
          ['User-Name', userName],
          ['MS-CHAP-Challenge', server],
          ['MS-CHAP2-Response', msChapV2Response(1, password, Buffer.from(userName), server, peer)],
        ]);
        expect(verifyMsChapV2(packet, password).ok).toBe(true);
        expect(verifyMsChapV2(packet, `${password} `).ok).toBe(false);
      }),
    );
  });

  it('never throws on a damaged packet', () => {
    fc.assert(
      fc.property(mutatedPackets(), (datagram) => {
        const result = parsePacket(datagram);
        if (!result.ok) return;
        expect(verifyMsChapV1(result.value, 'no such password').ok).toBe(false);
        expect(verifyMsChapV2(result.value, 'no such password').ok).toBe(false);
        msChapError(result.value);
      }),
    );
  });
});

describe('MS-CHAP-Error', () => {
  const textOf = (attribute: Buffer | undefined) => attribute?.subarray(8).toString('latin1');

  it('RFC 2759 §6: version 2 names the error, a challenge of 32 digits and a message', () => {
    const refusal = { challenge: challenge16, code: MsChapErrorCode.accountDisabled, message: 'Expired' } as const;
    expect(textOf(msChapError(parsed(freeradius.msChapV2Refused.request), refusal))).toBe(
      '\x06E=647 R=0 C=5B5D7C7D7B3F2F3E3C2C602132262628 V=3 M=Expired',
    );
  });

  it('RFC 2433 §6: version 1 has a challenge of 16 digits and no message', () => {
    expect(textOf(msChapError(parsed(freeradius.msChapV1.request), { challenge: hex('37662ae628f86b06') }))).toBe(
      '\x03E=691 R=0 C=37662AE628F86B06 V=2',
    );
  });

  it('makes up the challenge, and has the form that FreeRADIUS 3.2.1 sends', () => {
    const form = /^.E=691 R=[01] C=[0-9a-f]{32} V=3 M=.+$/i;
    expect(textOf(msChapError(parsed(freeradius.msChapV2Refused.request)))).toMatch(form);
    const theirs = rawAttribute(parsed(freeradius.msChapV2Refused.reply), 'MS-CHAP-Error');
    expect(Buffer.from(theirs ?? []).toString('latin1')).toMatch(form);
  });

  it('is for requests with an MS-CHAP response only', () => {
    expect(msChapError(parsed(nemo.request))).toBeUndefined();
  });
});
