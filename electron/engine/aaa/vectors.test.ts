/** Packets that others published or captured, through the whole data plane: what they say is what we answer. */
import { describe, expect, it } from 'vitest';
import * as freeradius from '../../../tests/vectors/freeradius.ts';
import { parsed } from '../../../tests/vectors/packets.ts';
import * as rfc2865 from '../../../tests/vectors/rfc2865.ts';
import * as rfc5176 from '../../../tests/vectors/rfc5176.ts';
import * as rfc5997 from '../../../tests/vectors/rfc5997.ts';
import { readAttribute } from '../radius/attributes.ts';
import { verifyDynamicAuthorization, verifyReply } from '../radius/authenticator.ts';
import { codeName } from '../radius/packet.ts';
import { createSecret } from '../radius/secret.ts';
import type { Service } from './arrival.ts';
import { ali, nasAddress, setUp, tower } from './testing/plane.ts';

/** Asks a data plane whose NAS has `secret` and whose only subscriber is `name`; the reply as the NAS believes it. */
function ask(service: Service, octets: Buffer, secret: string, [name, password]: readonly [string, string]) {
  const plane = setUp();
  plane.core.policy.replaceNas([{ ...tower, secret }]);
  plane.core.policy.upsert([{ ...ali, username: name, password }]);
  plane.receive(service, octets, nasAddress);
  if (plane.batches.length > 0) plane.commit();
  const verified = verifyReply(parsed(plane.sent[0]!), octets.subarray(4, 20), createSecret(secret));
  if (!verified.ok) throw new Error(verified.fault);
  return verified.value;
}

const nobody = ['nobody', 'x'] as const;
const seven = [freeradius.userName, freeradius.password] as const;

describe('published and captured packets', () => {
  it.each<[string, Service, Buffer, string, readonly [string, string], string]>([
    ['RFC 2865 §7.1 nemo', 'auth', rfc2865.nemo.request, rfc2865.secret, ['nemo', 'arctangent'], 'Access-Accept'],
    ['RFC 2865 §7.1, another password', 'auth', rfc2865.nemo.request, rfc2865.secret, ['nemo', 'x'], 'Access-Reject'],
    ['RFC 2865 §7.2 flopsy', 'auth', rfc2865.flopsy.request, rfc2865.secret, ['flopsy', 'arctangent'], 'Access-Accept'],
    ['RFC 2865 §7.3 mopsy', 'auth', rfc2865.mopsy.request, rfc2865.secret, ['mopsy', 'challenge'], 'Access-Accept'],
    ['RFC 5997 §6.1', 'auth', rfc5997.authenticationPort.request, rfc5997.secret, nobody, 'Access-Accept'],
    ['RFC 5997 §6.2', 'acct', rfc5997.accountingPort.request, rfc5997.secret, nobody, 'Accounting-Response'],
    ['FreeRADIUS PAP (RFC 3579 signed)', 'auth', freeradius.pap.request, freeradius.secret, seven, 'Access-Accept'],
    ['FreeRADIUS CHAP', 'auth', freeradius.chap.request, freeradius.secret, seven, 'Access-Accept'],
    ['FreeRADIUS MS-CHAPv1', 'auth', freeradius.msChapV1.request, freeradius.secret, seven, 'Access-Accept'],
    ['FreeRADIUS MS-CHAPv2', 'auth', freeradius.msChapV2.request, freeradius.secret, seven, 'Access-Accept'],
    ['FreeRADIUS refused', 'auth', freeradius.msChapV2Refused.request, freeradius.secret, seven, 'Access-Reject'],
    ['FreeRADIUS accounting', 'acct', freeradius.accounting.request, freeradius.secret, seven, 'Accounting-Response'],
  ])('%s', (_source, service, octets, secret, subscriber, code) => {
    expect(codeName(ask(service, octets, secret, subscriber).code)).toBe(code);
  });
});

describe('RFC 5176, captured from radclient', () => {
  const secret = createSecret(rfc5176.secret);

  it.each(rfc5176.exchanges)('$name: request and reply are believed, with this secret only', ({ name, ...hex }) => {
    const [request, reply] = [Buffer.from(hex.request, 'hex'), Buffer.from(hex.reply, 'hex')];
    expect(verifyDynamicAuthorization(parsed(request), secret).ok).toBe(true);
    expect(readAttribute(parsed(request), 'Acct-Session-Id')).toBe('81800001');
    const policy = { requireMessageAuthenticator: true };
    const verified = verifyReply(parsed(reply), request.subarray(4, 20), secret, policy);
    expect(verified.ok && codeName(verified.value.code)).toBe(name);
    expect(readAttribute(parsed(reply), 'Error-Cause')).toBe(
      name.endsWith('NAK') ? 'Session-Context-Not-Found' : undefined,
    );
    expect(verifyReply(parsed(reply), request.subarray(4, 20), createSecret('another')).ok).toBe(false);
  });
});
