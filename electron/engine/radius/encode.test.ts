import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { parsed } from '../../../tests/vectors/packets.ts';
import { flopsy, nemo, secret as rfcSecret } from '../../../tests/vectors/rfc2865.ts';
import { readAll, splitAttributes } from './attributes.ts';
import { verifyReply } from './authenticator.ts';
import { encodeReply, encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { Code } from './packet.ts';
import { createSecret } from './secret.ts';

const secret = createSecret(rfcSecret);

function reply(request: Uint8Array, attributes: Uint8Array | Uint8Array[], messageAuthenticator: boolean): Buffer {
  const encoded = encodeReply({ code: 2, request: parsed(request), attributes, secret, messageAuthenticator });
  if (!encoded.ok) throw new Error(encoded.fault.kind);
  return encoded.value;
}

const types = (packet: Buffer) => {
  const split = splitAttributes(packet.subarray(20));
  if (!split.ok) throw new Error(split.fault.kind);
  return split.value.map(({ type }) => type);
};

describe('encodeReply', () => {
  it('RFC 2865 §7.1: the Access-Accept for nemo, octet for octet', () => {
    const attributes = encodeAttributes([
      ['Service-Type', 'Login-User'],
      ['Login-Service', 'Telnet'],
      ['Login-IP-Host', '192.168.1.3'],
    ]);
    expect(reply(nemo.request, attributes, false)).toEqual(nemo.accept);
  });

  it('RFC 2865 §7.2: the Access-Accept for flopsy, from attributes in two runs', () => {
    const first = encodeAttributes([
      ['Service-Type', 'Framed-User'],
      ['Framed-Protocol', 'PPP'],
    ]);
    const second = encodeAttributes([
      ['Framed-IP-Address', '255.255.255.254'],
      ['Framed-Routing', 'Listen'],
      ['Framed-Compression', 'Van-Jacobson-TCP-IP'],
      ['Framed-MTU', 1500],
    ]);
    expect(reply(flopsy.request, [first, second], false)).toEqual(flopsy.accept);
  });

  it('puts the Message-Authenticator first and keeps Proxy-State in order at the end', () => {
    const attributes = encodeAttributes([['Session-Timeout', 3600]]);
    const request = parsed(freeradius.pap.request);
    const shared = createSecret(freeradius.secret);
    const encoded = encodeReply({ code: 2, request, attributes, secret: shared, messageAuthenticator: true });
    if (!encoded.ok) throw new Error(encoded.fault.kind);
    expect(types(encoded.value)).toEqual([80, 27, 33, 33]);
    expect(readAll(parsed(encoded.value), 'Proxy-State').map(String)).toEqual(['one', 'two']);
    expect(
      verifyReply(parsed(encoded.value), freeradius.pap.request.subarray(4, 20), shared, {
        requireMessageAuthenticator: true,
      }).ok,
    ).toBe(true);
  });

  it('answers a captured request with the very octets of FreeRADIUS', () => {
    const attributes = encodeAttributes([
      ['Mikrotik-Rate-Limit', '17M/107M'],
      ['Framed-Pool', 'pppoe'],
      ['Acct-Interim-Interval', 300],
    ]);
    const request = parsed(freeradius.pap.request);
    const encoded = encodeReply({
      code: 2,
      request,
      attributes,
      secret: createSecret(freeradius.secret),
      messageAuthenticator: false,
    });
    expect(encoded).toEqual({ ok: true, value: freeradius.pap.reply });
  });

  it('gives a fault, and does not throw, when the Proxy-State of a request leaves no room', () => {
    const proxyState = Buffer.concat(Array.from({ length: 15 }, () => Buffer.alloc(255, 0x21).fill(255, 1, 2)));
    const request = encodeRequest({
      code: 1,
      identifier: 1,
      attributes: proxyState,
      secret,
      messageAuthenticator: false,
    });
    const attributes = encodeAttributes([['Reply-Message', 'x'.repeat(253)]]);
    expect(encodeReply({ code: 2, request: parsed(request), attributes, secret, messageAuthenticator: true })).toEqual({
      ok: false,
      fault: { kind: 'proxy-state-too-long', octets: 3825 },
    });
    expect(reply(request, [], true)).toHaveLength(20 + 18 + 3825);
  });

  it('throws when our own attributes are too long, and fills 4,096 octets exactly', () => {
    expect(reply(nemo.request, new Uint8Array(4096 - 38), true)).toHaveLength(4096);
    expect(() => reply(nemo.request, new Uint8Array(4096 - 37), true)).toThrow(RangeError);
  });

  it('is believed by verifyReply for any attributes and any secret', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 90, max: 255 }), fc.uint8Array({ maxLength: 253 })), { maxLength: 12 }),
        fc.string({ minLength: 1, maxLength: 80 }),
        fc.boolean(),
        (list, text, messageAuthenticator) => {
          const attributes = list.map(([type, value]) => Uint8Array.of(type, value.length + 2, ...value));
          const shared = createSecret(text);
          const request = parsed(nemo.request);
          const encoded = encodeReply({ code: 3, request, attributes, secret: shared, messageAuthenticator });
          if (!encoded.ok) throw new Error(encoded.fault.kind);
          const policy = { requireMessageAuthenticator: messageAuthenticator };
          expect(verifyReply(parsed(encoded.value), nemo.request.subarray(4, 20), shared, policy).ok).toBe(true);
          expect(types(encoded.value)).toEqual([...(messageAuthenticator ? [80] : []), ...list.map(([type]) => type)]);
        },
      ),
    );
  });
});

describe('encodeRequest', () => {
  it('gives each Access-Request another authenticator', () => {
    const request = () =>
      encodeRequest({ code: 1, identifier: 1, attributes: [], secret, messageAuthenticator: false });
    expect(request().subarray(4, 20)).not.toEqual(request().subarray(4, 20));
  });

  it('encodes a Disconnect-Request that an independent server computed', () => {
    // Flexinets.Radius.Core, TestCreateDisconnectRequestPacket.
    const attributes = encodeAttributes([['Acct-Session-Id', '09042AF8']]);
    const code = Code['Disconnect-Request'];
    expect(
      encodeRequest({ code, identifier: 1, attributes, secret, messageAuthenticator: false }).toString('hex'),
    ).toBe('2801001e2ec8a0da729620319be0140bc28e92682c0a3039303432414638');
  });

  it('throws on our bugs: an authenticator where it is computed, one of another length, and too many attributes', () => {
    const base = { identifier: 1, attributes: [], secret, messageAuthenticator: false };
    expect(() => encodeRequest({ ...base, code: 4, authenticator: new Uint8Array(16) })).toThrow('computed');
    expect(() => encodeRequest({ ...base, code: 1, authenticator: new Uint8Array(15) })).toThrow(RangeError);
    expect(() => encodeRequest({ ...base, code: 1, attributes: new Uint8Array(4077) })).toThrow(RangeError);
  });
});
