import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { rfc2759, rfc3079, rfc3079Lm } from '../../../tests/vectors/mschap.ts';
import { parsed } from '../../../tests/vectors/packets.ts';
import { rawAttribute, readAttribute } from './attributes.ts';
import { encodeReply } from './encode.ts';
import { reveal } from './hide.ts';
import { acceptMsChapV1, acceptMsChapV2, hideKey, lmPasswordHash, masterKey, revealKey, startKeys } from './mppe.ts';
import { ntPasswordHash, passwordHashHash, verifyMsChapV1, verifyMsChapV2 } from './mschap.ts';
import { authenticatorOf, type RadiusPacket } from './packet.ts';
import { createSecret } from './secret.ts';

const secret = createSecret(freeradius.secret);
const asHex = (octets: Uint8Array | undefined) => Buffer.from(octets ?? []).toString('hex');

function accepted(request: RadiusPacket, attributes: Buffer): RadiusPacket {
  const reply = encodeReply({ code: 2, request, attributes, secret, messageAuthenticator: true });
  if (!reply.ok) throw new Error(reply.fault.kind);
  return parsed(reply.value);
}

/** Both keys in an Access-Accept, as the NAS that sent `request` finds them. */
function keysIn(accept: RadiusPacket, request: RadiusPacket) {
  const key = (name: 'MS-MPPE-Send-Key' | 'MS-MPPE-Recv-Key') =>
    asHex(revealKey(rawAttribute(accept, name) ?? new Uint8Array(0), authenticatorOf(request), secret));
  return { send: key('MS-MPPE-Send-Key'), receive: key('MS-MPPE-Recv-Key') };
}

describe('keys', () => {
  it('RFC 3079 §3.5.3: master key and 128-bit start keys of the login of RFC 2759 §9.2', () => {
    const master = masterKey(Buffer.from(rfc2759.ntHashHash, 'hex'), Buffer.from(rfc2759.ntResponse, 'hex'));
    expect(asHex(master)).toBe(rfc3079.masterKey);
    const { send, receive } = startKeys(master);
    expect(asHex(send)).toBe(rfc3079.sendStartKey);
    expect(asHex(receive)).toBe(rfc3079.receiveStartKey);
  });

  it('RFC 3079 §2.5.1: the LAN Manager hash', () => {
    expect(asHex(lmPasswordHash(rfc3079Lm.password))).toBe(rfc3079Lm.lmHash);
    expect(lmPasswordHash('CLIENTPASS')).toEqual(lmPasswordHash('clientpass'));
  });

  it('there is no LAN Manager hash beyond ASCII or 14 characters', () => {
    expect(lmPasswordHash('şifre')).toBeUndefined();
    expect(lmPasswordHash('x'.repeat(15))).toBeUndefined();
  });
});

describe('hiding', () => {
  const octets = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

  it('round trip of any key up to what an attribute holds', () => {
    fc.assert(
      fc.property(octets(0, 200), octets(16, 16), (key, authenticator) => {
        const value = hideKey(key, authenticator, secret);
        expect(revealKey(value, authenticator, secret)).toEqual(Uint8Array.from(key));
      }),
    );
  });

  it('every value has another salt, with its top bit set (RFC 2548 §2.4.2)', () => {
    const salts = Array.from({ length: 100 }, () =>
      asHex(hideKey(new Uint8Array(16), new Uint8Array(16), secret).subarray(0, 2)),
    );
    expect(new Set(salts).size).toBe(100);
    for (const salt of salts) expect(Number.parseInt(salt, 16)).toBeGreaterThanOrEqual(0x8000);
  });

  it.each([0, 2, 16, 17, 19])('%i octets are no hidden key', (length) => {
    expect(revealKey(new Uint8Array(length), new Uint8Array(16), secret)).toBeUndefined();
  });

  it('another secret reveals noise or nothing, and never throws', () => {
    fc.assert(
      fc.property(octets(18, 66), octets(16, 16), (value, authenticator) => {
        const key = revealKey(value, authenticator, secret);
        expect(key === undefined || key.length < value.length).toBe(true);
      }),
    );
  });
});

describe('Access-Accept after MS-CHAPv2', () => {
  const request = parsed(freeradius.msChapV2.request);
  const theirs = parsed(freeradius.msChapV2.reply);
  const proof = verifyMsChapV2(request, freeradius.password);
  if (!proof.ok) throw new Error(proof.fault);

  it('carries what FreeRADIUS 3.2.1 sent for the same request', () => {
    const ours = accepted(request, acceptMsChapV2(request, proof.value, secret));
    for (const name of ['MS-CHAP2-Success', 'MS-MPPE-Encryption-Policy', 'MS-MPPE-Encryption-Types'] as const) {
      expect(rawAttribute(ours, name), name).toEqual(rawAttribute(theirs, name));
    }
    expect(keysIn(ours, request)).toEqual(keysIn(theirs, request));
  });

  it('can demand strong encryption', () => {
    const policy = { encryption: 'Encryption-Required', types: 'RC4-128bit-Allowed' } as const;
    const ours = accepted(request, acceptMsChapV2(request, proof.value, secret, policy));
    expect(readAttribute(ours, 'MS-MPPE-Encryption-Policy')).toBe('Encryption-Required');
    expect(readAttribute(ours, 'MS-MPPE-Encryption-Types')).toBe('RC4-128bit-Allowed');
  });
});

describe('Access-Accept after MS-CHAPv1', () => {
  const request = parsed(freeradius.msChapV1.request);
  const theirs = parsed(freeradius.msChapV1.reply);
  const proof = verifyMsChapV1(request, freeradius.password);
  if (!proof.ok) throw new Error(proof.fault);
  const keys = (accept: RadiusPacket) =>
    asHex(reveal(rawAttribute(accept, 'MS-CHAP-MPPE-Keys') ?? new Uint8Array(0), authenticatorOf(request), secret));

  it('has the NT key of FreeRADIUS 3.2.1, and the LAN Manager key that it leaves out (RFC 2548 §2.4.1)', () => {
    const ours = keys(accepted(request, acceptMsChapV1(request, proof.value, freeradius.password, secret)));
    const ntKey = asHex(passwordHashHash(ntPasswordHash(freeradius.password)));
    const lmKey = asHex(lmPasswordHash(freeradius.password)?.subarray(0, 8));
    expect(ours).toBe(`${lmKey}${ntKey}${'00'.repeat(8)}`);
    expect(keys(theirs)).toBe(`${'00'.repeat(8)}${ntKey}${'00'.repeat(8)}`);
  });

  it('has a LAN Manager key of zeros when there is no such hash', () => {
    const ours = keys(accepted(request, acceptMsChapV1(request, proof.value, 'x'.repeat(20), secret)));
    expect(ours.slice(0, 16)).toBe('00'.repeat(8));
  });
});
