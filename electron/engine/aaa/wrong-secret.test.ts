import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeRequest } from '../radius/encode.ts';
import { encodeAttributes } from '../radius/encode-attributes.ts';
import { parsePacket } from '../radius/packet.ts';
import { decryptPap, encryptPap } from '../radius/pap.ts';
import { createSecret } from '../radius/secret.ts';
import { looksLikeNoise } from './wrong-secret.ts';

describe('N7: a wrong secret is told from a wrong password', () => {
  it.each(['secret', 'كلمة السر', 'sixteen-octets-1', 'p', 'a b c d', 'ñandú-ñandú-ñandú', ''])(
    'the password "%s" is not noise',
    (password) => expect(looksLikeNoise(Buffer.from(password, 'utf8'))).toBe(false),
  );

  it('a short password in windows-1252 is not noise', () => {
    expect(looksLikeNoise(Buffer.from('caf\u00e9-\u00fc', 'latin1'))).toBe(false);
  });

  it('a password decrypted with another secret is noise, nearly always', () => {
    let noise = 0;
    for (let i = 0; i < 3000; i++) {
      const authenticator = randomBytes(16);
      const theirs = createSecret(`theirs-${i}`);
      const packet = parsePacket(
        encodeRequest({
          code: 1,
          identifier: 1,
          secret: theirs,
          authenticator,
          messageAuthenticator: false,
          attributes: encodeAttributes([['User-Password', encryptPap('correct horse', authenticator, theirs)]]),
        }),
      );
      if (!packet.ok) throw new Error('our own packet parses');
      if (looksLikeNoise(decryptPap(packet.value, createSecret('ours'))!)) noise++;
    }
    expect(noise).toBeGreaterThanOrEqual(2995);
  });
});
