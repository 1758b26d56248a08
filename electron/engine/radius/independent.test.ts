/**
 * Goal: our codec agrees with one that others wrote. Method: the npm package `radius` encodes what we decode and the
 * other way round, for random values; and we read the captures of real access points that come with it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import radius from 'radius';
import { describe, expect, it } from 'vitest';
import { parsed } from '../../../tests/vectors/packets.ts';
import { readAll, readAttribute } from './attributes.ts';
import { verifyAccessRequest, verifyAccountingRequest, verifyReply, verifyStatusServer } from './authenticator.ts';
import { encodeReply, encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { Code } from './packet.ts';
import { decryptPap, encryptPap, verifyPap } from './pap.ts';
import { createSecret } from './secret.ts';
import { decodeForTrace } from './trace.ts';

radius.add_dictionary(fileURLToPath(new URL('../../../tests/vectors/dictionary.mikrotik', import.meta.url)));

const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .filter((value) => value.isWellFormed() && !value.includes('\0') && Buffer.byteLength(value) <= 120);
const uint32 = fc.nat(0xffff_ffff);

/** The fields of one login, and of one accounting record. */
const login = fc.record({
  secret: text(60),
  userName: text(40),
  password: text(30),
  port: uint32,
  address: fc.ipV4(),
  identifier: fc.nat(255),
  rateLimit: text(30),
});

describe('what the radius package encodes', () => {
  it('Access-Request: we find Message-Authenticator, password and attributes', () => {
    fc.assert(
      fc.property(login, ({ secret, userName, password, port, address, identifier, rateLimit }) => {
        const datagram = radius.encode({
          code: 'Access-Request',
          identifier,
          secret,
          attributes: [
            ['User-Name', userName],
            ['User-Password', password],
            ['NAS-Port', port],
            ['NAS-IP-Address', address],
            ['Vendor-Specific', 'Mikrotik', [['Mikrotik-Rate-Limit', rateLimit]]],
          ],
          add_message_authenticator: true,
        });
        const shared = createSecret(secret);
        const packet = parsed(datagram);
        expect(packet).toMatchObject({ code: Code['Access-Request'], identifier });
        expect(verifyAccessRequest(packet, shared)).toBe('valid');
        expect(verifyPap(packet, shared, password)).toBe('match');
        expect(readAttribute(packet, 'User-Name')).toBe(userName);
        expect(readAttribute(packet, 'NAS-Port')).toBe(port);
        expect(readAttribute(packet, 'NAS-IP-Address')).toBe(address);
        expect(readAttribute(packet, 'Mikrotik-Rate-Limit')).toBe(rateLimit);
      }),
    );
  });

  it('Accounting-Request and its response', () => {
    fc.assert(
      fc.property(login, uint32, uint32, ({ secret, userName, identifier, address }, octets, gigawords) => {
        const datagram = radius.encode({
          code: 'Accounting-Request',
          identifier,
          secret,
          attributes: [
            ['Acct-Status-Type', 'Interim-Update'],
            ['User-Name', userName],
            ['Acct-Input-Octets', octets],
            ['Acct-Input-Gigawords', gigawords],
            ['Framed-IP-Address', address],
            ['Class', Buffer.from('one')],
            ['Class', Buffer.from('two')],
            ['Proxy-State', Buffer.from('p1')],
            ['Proxy-State', Buffer.from('p2')],
          ],
        });
        const shared = createSecret(secret);
        const packet = parsed(datagram);
        expect(verifyAccountingRequest(packet, shared).ok).toBe(true);
        expect(readAttribute(packet, 'Acct-Status-Type')).toBe('Interim-Update');
        expect(readAttribute(packet, 'Acct-Input-Octets')).toBe(octets);
        expect(readAttribute(packet, 'Acct-Input-Gigawords')).toBe(gigawords);
        expect(readAll(packet, 'Class').map(String)).toEqual(['one', 'two']);

        const theirs = radius.encode_response({
          packet: radius.decode({ packet: Buffer.from(datagram), secret }),
          code: 'Accounting-Response',
          secret,
        });
        expect(verifyReply(parsed(theirs), datagram.subarray(4, 20), shared).ok).toBe(true);
        const ours = encodeReply({
          code: Code['Accounting-Response'],
          request: packet,
          attributes: [],
          secret: shared,
          messageAuthenticator: false,
        });
        expect(ours).toEqual({ ok: true, value: theirs });
      }),
    );
  });

  it('Status-Server with Message-Authenticator', () => {
    const datagram = radius.encode({ code: 'Status-Server', identifier: 1, secret: 'shared', attributes: [] });
    expect(verifyStatusServer(parsed(datagram), createSecret('shared')).ok).toBe(true);
  });

  it('Access-Accept with Message-Authenticator, which stands last there', () => {
    const request = radius.encode({
      code: 'Access-Request',
      secret: 'shared',
      attributes: [['User-Name', 'ali']],
      add_message_authenticator: true,
    });
    const reply = radius.encode_response({
      packet: radius.decode({ packet: Buffer.from(request), secret: 'shared' }),
      code: 'Access-Accept',
      secret: 'shared',
      attributes: [['Session-Timeout', 3600]],
    });
    const believed = verifyReply(parsed(reply), request.subarray(4, 20), createSecret('shared'), {
      requireMessageAuthenticator: true,
    });
    expect(believed.ok).toBe(true);
    expect(readAttribute(parsed(reply), 'Session-Timeout')).toBe(3600);
  });
});

describe('what the radius package decodes', () => {
  it('our Access-Request and our Access-Accept', () => {
    fc.assert(
      fc.property(login, ({ secret, userName, password, port, address, identifier, rateLimit }) => {
        const shared = createSecret(secret);
        const authenticator = Uint8Array.from({ length: 16 }, (_, i) => (port + i * identifier) & 255);
        const request = encodeRequest({
          code: Code['Access-Request'],
          identifier,
          secret: shared,
          authenticator,
          messageAuthenticator: true,
          attributes: encodeAttributes([
            ['User-Name', userName],
            ['User-Password', encryptPap(password, authenticator, shared)],
            ['NAS-Port', port],
            ['NAS-IP-Address', address],
          ]),
        });
        const decoded = radius.decode({ packet: Buffer.from(request), secret });
        expect(decoded).toMatchObject({ code: 'Access-Request', identifier });
        expect(decoded.attributes).toMatchObject({
          'User-Name': userName,
          'User-Password': password,
          'NAS-Port': port,
          'NAS-IP-Address': address,
        });

        const reply = encodeReply({
          code: Code['Access-Accept'],
          request: parsed(request),
          secret: shared,
          messageAuthenticator: true,
          attributes: encodeAttributes([
            ['Mikrotik-Rate-Limit', rateLimit],
            ['Mikrotik-Host-IP', address],
            ['Mikrotik-Total-Limit-Gigawords', port],
            ['Framed-IP-Address', address],
            ['Service-Type', 'Framed-User'],
          ]),
        });
        if (!reply.ok) throw new Error(reply.fault.kind);
        expect(
          radius.verify_response({ request: Buffer.from(request), response: Buffer.from(reply.value), secret }),
        ).toBe(true);
        expect(radius.decode({ packet: reply.value, secret }).attributes).toMatchObject({
          'Vendor-Specific': {
            'Mikrotik-Rate-Limit': rateLimit,
            'Mikrotik-Host-IP': address,
            'Mikrotik-Total-Limit-Gigawords': port,
          },
          'Framed-IP-Address': address,
          'Service-Type': 'Framed-User',
        });
      }),
    );
  });

  it('our Accounting-Request, CoA-Request and Disconnect-Request', () => {
    fc.assert(
      fc.property(login, uint32, ({ secret, userName, identifier, address }, octets) => {
        for (const code of ['Accounting-Request', 'CoA-Request', 'Disconnect-Request'] as const) {
          const request = encodeRequest({
            code: Code[code],
            identifier,
            secret: createSecret(secret),
            messageAuthenticator: false,
            attributes: encodeAttributes([
              ['User-Name', userName],
              ['Acct-Output-Octets', octets],
              ['Framed-IP-Address', address],
              ['Acct-Terminate-Cause', 'Admin-Reset'],
            ]),
          });
          const decoded = radius.decode({ packet: request, secret });
          expect(decoded.code).toBe(code);
          expect(decoded.attributes).toEqual({
            'User-Name': userName,
            'Acct-Output-Octets': octets,
            'Framed-IP-Address': address,
            'Acct-Terminate-Cause': 'Admin-Reset',
          });
        }
      }),
    );
  });
});

describe('captures of real devices that come with the radius package', () => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('radius')), '..', 'test', 'captures');
  const capture = (name: string) => readFileSync(join(folder, `${name}.packet`));
  const nearbuy = createSecret('nearbuy');

  it('an Aruba controller: login by MAC address over PAP, with Message-Authenticator', () => {
    const packet = parsed(capture('aruba_mac_auth'));
    expect(verifyAccessRequest(packet, nearbuy)).toBe('valid');
    expect(verifyPap(packet, nearbuy, '7c:c5:37:ff:f8:af')).toBe('match');
    expect(Buffer.from(decryptPap(packet, nearbuy) ?? []).toString()).toBe('7c:c5:37:ff:f8:af');
    expect(decodeForTrace(packet)).toContainEqual(['NAS-Port-Type', 'Wireless-802.11']);
  });

  it('a Cisco controller: Accounting-Request and its response, byte for byte', () => {
    const request = parsed(capture('cisco_accounting'));
    expect(verifyAccountingRequest(request, nearbuy).ok).toBe(true);
    expect(verifyAccountingRequest(request, createSecret('not-secret')).ok).toBe(false);
    expect(readAttribute(request, 'Acct-Session-Id')).toBe('4fecc41e/7c:c5:37:ff:f8:af/9');
    const code = Code['Accounting-Response'];
    expect(encodeReply({ code, request, attributes: [], secret: nearbuy, messageAuthenticator: false })).toEqual({
      ok: true,
      value: capture('cisco_accounting_response'),
    });
  });

  it('a Cisco controller: an Access-Reject', () => {
    const request = capture('cisco_mac_auth');
    expect(verifyReply(parsed(capture('cisco_mac_auth_reject')), request.subarray(4, 20), nearbuy).ok).toBe(true);
  });

  it('a Motorola access point: Event-Timestamp and tunnel attributes', () => {
    const packet = parsed(capture('motorola_accounting'));
    expect(verifyAccountingRequest(packet, nearbuy).ok).toBe(true);
    expect(readAttribute(packet, 'Event-Timestamp')).toBe(1349879753);
    expect(decodeForTrace(packet)).toContainEqual(['Tunnel-Type', '0x0000000d']);
  });

  it('an EAP request: Message-Authenticator over EAP-Message', () => {
    const packet = parsed(capture('eap_request'));
    expect(verifyAccessRequest(packet, createSecret('testing123'))).toBe('valid');
    expect(verifyAccessRequest(packet, nearbuy)).toBe('invalid');
  });
});
