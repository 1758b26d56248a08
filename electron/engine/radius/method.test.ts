import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { parsed } from '../../../tests/vectors/packets.ts';
import { encodeRequest } from './encode.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { authMethodOf } from './method.ts';
import { createSecret } from './secret.ts';

const secret = createSecret('xyzzy5461');
const octets = new Uint8Array(16);
const password = encodeAttributes([['User-Password', octets]]);
const chap = encodeAttributes([['CHAP-Password', new Uint8Array(17)]]);
const eap = encodeAttributes([['EAP-Message', octets]]);

function methodIn(...attributes: Uint8Array[]) {
  return authMethodOf(
    parsed(encodeRequest({ code: 1, identifier: 0, attributes, secret, messageAuthenticator: false })),
  );
}

describe('authMethodOf', () => {
  it.each([
    ['pap', freeradius.pap.request],
    ['chap', freeradius.chap.request],
    ['mschap', freeradius.msChapV1.request],
    ['mschapv2', freeradius.msChapV2.request],
    ['none', freeradius.accounting.request],
  ])('%s', (method, request) => expect(authMethodOf(parsed(request))).toBe(method));

  it('EAP-Message in several pieces is one credential', () => expect(methodIn(eap, eap)).toBe('eap'));

  it('two kinds of credential are several (RFC 2865 §4.1)', () => {
    expect(methodIn(password, chap)).toBe('several');
    expect(methodIn(password, eap)).toBe('several');
    expect(methodIn(password, password)).toBe('pap');
  });

  it.each([
    ['another vendor', '1a0a0000000919046162'],
    ['a vendor and nothing else', '1a0600000137'],
    ['an inner length of zero', '1a0a0000013700006162'],
  ])('a Vendor-Specific with %s is no credential', (_case, hex) => {
    expect(methodIn(Buffer.from(hex, 'hex'))).toBe('none');
  });
});
