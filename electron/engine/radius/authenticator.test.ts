import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { mutatedPackets, parsed } from '../../../tests/vectors/packets.ts';
import * as rfc2865 from '../../../tests/vectors/rfc2865.ts';
import * as rfc5997 from '../../../tests/vectors/rfc5997.ts';
import {
  verifyAccessRequest,
  verifyAccountingRequest,
  verifyDynamicAuthorization,
  verifyReply,
  verifyStatusServer,
} from './authenticator.ts';
import { encodeReply, encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { Code } from './packet.ts';
import { createSecret } from './secret.ts';

const secret = createSecret('xyzzy5461');
const wrongSecret = createSecret('xyzzy5462');
const session = encodeAttributes([
  ['Acct-Status-Type', 'Start'],
  ['Acct-Session-Id', '81800001'],
  ['User-Name', 'ali'],
]);

describe('replies', () => {
  it.each([
    ['§7.1 Access-Accept', rfc2865.nemo.request, rfc2865.nemo.accept],
    ['§7.2 Access-Accept', rfc2865.flopsy.request, rfc2865.flopsy.accept],
    ['§7.3 Access-Challenge', rfc2865.mopsy.request, rfc2865.mopsy.challenge],
    ['§7.3 Access-Reject', rfc2865.mopsy.secondRequest, rfc2865.mopsy.reject],
  ])('RFC 2865 %s is believed, and not with another secret or request', (_name, request, reply) => {
    expect(verifyReply(parsed(reply), request.subarray(4, 20), secret).ok).toBe(true);
    expect(verifyReply(parsed(reply), request.subarray(4, 20), wrongSecret)).toMatchObject({ fault: 'authenticator' });
    expect(verifyReply(parsed(reply), new Uint8Array(16), secret)).toMatchObject({ fault: 'authenticator' });
  });

  it.each(
    Object.entries(freeradius).flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [[name, value.request, value.reply] as const],
    ),
  )('FreeRADIUS 3.2.1: %s is believed', (_name, request, reply) => {
    const shared = createSecret(freeradius.secret);
    expect(verifyReply(parsed(reply), request.subarray(4, 20), shared).ok).toBe(true);
  });

  it('a reply without Message-Authenticator is refused where one is required (CVE-2024-3596)', () => {
    const { request, accept } = rfc2865.nemo;
    expect(
      verifyReply(parsed(accept), request.subarray(4, 20), secret, { requireMessageAuthenticator: true }),
    ).toMatchObject({ fault: 'message-authenticator-missing' });
  });

  it('a reply with a wrong Message-Authenticator is refused though its authenticator is right', () => {
    const request = parsed(rfc2865.nemo.request);
    const attributes = Buffer.concat([Uint8Array.of(80, 18), new Uint8Array(16)]);
    const reply = encodeReply({ code: 2, request, attributes, secret, messageAuthenticator: false });
    if (!reply.ok) throw new Error(reply.fault.kind);
    expect(verifyReply(parsed(reply.value), rfc2865.nemo.request.subarray(4, 20), secret)).toMatchObject({
      fault: 'message-authenticator',
    });
  });

  it('an Accounting-Response signed over zeros, as FreeRADIUS 3 does, is believed; an Access-Accept is not', () => {
    const zeros = new Uint8Array(16);
    for (const [code, isBelieved] of [
      [Code['Accounting-Response'], true],
      [Code['CoA-ACK'], true],
      [Code['Access-Accept'], false],
    ] as const) {
      const requestAuthenticator = new Uint8Array(16).fill(5);
      const reply = Buffer.concat([Uint8Array.of(code, 1, 0, 38), zeros, Uint8Array.of(80, 18), zeros]);
      reply.set(createHmac('md5', 'xyzzy5461').update(reply).digest(), 22);
      reply.set(requestAuthenticator, 4);
      reply.set(createHash('md5').update(reply).update('xyzzy5461').digest(), 4);
      expect(verifyReply(parsed(reply), requestAuthenticator, secret).ok).toBe(isBelieved);
    }
  });
});

describe('Access-Request', () => {
  const request = (messageAuthenticator: boolean, attributes = encodeAttributes([['User-Name', 'nemo']])) =>
    encodeRequest({ code: Code['Access-Request'], identifier: 7, attributes, secret, messageAuthenticator });

  it('RFC 2865 §7.1 has no Message-Authenticator', () => {
    expect(verifyAccessRequest(parsed(rfc2865.nemo.request), secret)).toBe('absent');
  });

  it('with Message-Authenticator is valid with the right secret only', () => {
    const packet = parsed(request(true));
    expect(verifyAccessRequest(packet, secret)).toBe('valid');
    expect(verifyAccessRequest(packet, wrongSecret)).toBe('invalid');
  });

  it('is invalid when any single octet is changed', () => {
    const sound = request(true);
    for (let at = 1; at < sound.length; at++) {
      if (at === 2 || at === 3 || at === 20 || at === 21 || at === 39) continue; // lengths: another packet altogether
      const changed = Buffer.from(sound);
      changed[at]! ^= 0x40;
      expect(verifyAccessRequest(parsed(changed), secret), `octet ${at}`).toBe('invalid');
    }
  });

  it('is invalid with two Message-Authenticators, even when the first is right', () => {
    const twice = encodeRequest({
      code: Code['Access-Request'],
      identifier: 7,
      attributes: Buffer.concat([Uint8Array.of(80, 18), new Uint8Array(16)]),
      secret,
      messageAuthenticator: true,
    });
    expect(verifyAccessRequest(parsed(twice), secret)).toBe('invalid');
  });

  it('is invalid with a Message-Authenticator of another length', () => {
    expect(
      verifyAccessRequest(parsed(request(false, Buffer.from('50110102030405060708090a0b0c0d0e0f', 'hex'))), secret),
    ).toBe('invalid');
  });

  it('is invalid with EAP-Message and no Message-Authenticator (RFC 3579 §3.1)', () => {
    expect(
      verifyAccessRequest(parsed(request(false, Buffer.from('4f060201000401', 'hex').subarray(0, 6))), secret),
    ).toBe('invalid');
  });

  it('is the only code that is judged', () => {
    const accounting = encodeRequest({
      code: 4,
      identifier: 1,
      attributes: session,
      secret,
      messageAuthenticator: true,
    });
    expect(verifyAccessRequest(parsed(accounting), secret)).toBe('invalid');
  });

  it('finds the Message-Authenticator wherever it stands', () => {
    const sound = parsed(freeradius.pap.request);
    expect(verifyAccessRequest(sound, createSecret(freeradius.secret))).toBe('valid');
    const last = Buffer.concat([
      Uint8Array.of(1, 1, 0, 43),
      new Uint8Array(16).fill(3),
      Uint8Array.of(1, 5, 97, 108, 105, 80, 18),
      new Uint8Array(16),
    ]);
    last.set(createHmac('md5', 'xyzzy5461').update(last).digest(), 27);
    expect(verifyAccessRequest(parsed(last), secret)).toBe('valid');
  });
});

describe('Status-Server', () => {
  it('RFC 5997 §6.1: query to the authentication port', () => {
    const packet = parsed(rfc5997.authenticationPort.request);
    expect(verifyStatusServer(packet, secret).ok).toBe(true);
    const reply = encodeReply({
      code: Code['Access-Accept'],
      request: packet,
      attributes: [],
      secret,
      messageAuthenticator: false,
    });
    expect(reply).toEqual({ ok: true, value: rfc5997.authenticationPort.response });
  });

  it('RFC 5997 §6.2: query to the accounting port', () => {
    const packet = parsed(rfc5997.accountingPort.request);
    expect(verifyStatusServer(packet, secret).ok).toBe(true);
    const reply = encodeReply({
      code: Code['Accounting-Response'],
      request: packet,
      attributes: [],
      secret,
      messageAuthenticator: false,
    });
    expect(reply).toEqual({ ok: true, value: rfc5997.accountingPort.response });
  });

  it('encodes to the octets of RFC 5997 §6.1', () => {
    const { request } = rfc5997.authenticationPort;
    const encoded = encodeRequest({
      code: Code['Status-Server'],
      identifier: 0xda,
      attributes: [],
      secret,
      messageAuthenticator: true,
      authenticator: request.subarray(4, 20),
    });
    expect(encoded).toEqual(request);
  });

  it('without Message-Authenticator is refused (RFC 5997 §3), and with another secret, and with another code', () => {
    const bare = encodeRequest({ code: 12, identifier: 1, attributes: [], secret, messageAuthenticator: false });
    expect(verifyStatusServer(parsed(bare), secret)).toMatchObject({ fault: 'message-authenticator-missing' });
    const packet = parsed(rfc5997.authenticationPort.request);
    expect(verifyStatusServer(packet, wrongSecret)).toMatchObject({ fault: 'message-authenticator' });
    expect(verifyStatusServer(parsed(rfc2865.nemo.request), secret)).toMatchObject({ fault: 'code' });
  });
});

describe('Accounting-Request, CoA-Request and Disconnect-Request', () => {
  const verifiers = [
    ['Accounting-Request', verifyAccountingRequest],
    ['CoA-Request', verifyDynamicAuthorization],
    ['Disconnect-Request', verifyDynamicAuthorization],
  ] as const;

  it.each(verifiers)('%s is believed with the right secret only', (name, verify) => {
    for (const messageAuthenticator of [false, true]) {
      const packet = parsed(
        encodeRequest({ code: Code[name], identifier: 3, attributes: session, secret, messageAuthenticator }),
      );
      expect(verify(packet, secret).ok).toBe(true);
      expect(verify(packet, wrongSecret)).toMatchObject({ fault: 'authenticator' });
    }
  });

  it.each(verifiers)('%s with a right authenticator and a wrong Message-Authenticator is refused', (name, verify) => {
    const attributes = Buffer.concat([session, Uint8Array.of(80, 18), new Uint8Array(16)]);
    const packet = parsed(
      encodeRequest({ code: Code[name], identifier: 3, attributes, secret, messageAuthenticator: false }),
    );
    expect(verify(packet, secret)).toMatchObject({ fault: 'message-authenticator' });
  });

  it('each verifier refuses the codes that are not its own', () => {
    const coa = parsed(
      encodeRequest({ code: 43, identifier: 3, attributes: session, secret, messageAuthenticator: false }),
    );
    const accounting = parsed(
      encodeRequest({ code: 4, identifier: 3, attributes: session, secret, messageAuthenticator: false }),
    );
    expect(verifyAccountingRequest(coa, secret)).toMatchObject({ fault: 'code' });
    expect(verifyDynamicAuthorization(accounting, secret)).toMatchObject({ fault: 'code' });
  });

  it('FreeRADIUS 3.2.1 believed our Accounting-Request with Message-Authenticator, and so do we', () => {
    expect(verifyAccountingRequest(parsed(freeradius.accounting.request), createSecret(freeradius.secret)).ok).toBe(
      true,
    );
  });
});

it('no verifier throws on a damaged packet, and none believes one', () => {
  const shared = createSecret(freeradius.secret);
  fc.assert(
    fc.property(mutatedPackets(), (datagram) => {
      let packet: ReturnType<typeof parsed>;
      try {
        packet = parsed(datagram);
      } catch {
        return;
      }
      const isOriginal = Object.values(freeradius).some(
        (value) => typeof value !== 'string' && value.request.equals(packet.octets),
      );
      if (isOriginal) return;
      expect(verifyAccessRequest(packet, shared)).not.toBe('valid');
      expect(verifyAccountingRequest(packet, shared).ok).toBe(false);
      expect(verifyStatusServer(packet, shared).ok).toBe(false);
      expect(verifyDynamicAuthorization(packet, shared).ok).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
