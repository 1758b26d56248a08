/**
 * Do the credentials of an Access-Request match? One place for the four methods that PPPoE and hotspot use; each
 * says what the reply must carry (MS-CHAP needs more than yes or no).
 */
import { verifyChap } from '../radius/chap.ts';
import { authMethodOf } from '../radius/method.ts';
import { acceptMsChapV1, acceptMsChapV2 } from '../radius/mppe.ts';
import { msChapError, verifyMsChapV1, verifyMsChapV2 } from '../radius/mschap.ts';
import type { RadiusPacket } from '../radius/packet.ts';
import { type PasswordVerdict, verifyPap } from '../radius/pap.ts';
import type { SharedSecret } from '../radius/secret.ts';
import type { CredentialCheck } from './checks/check.ts';

export interface Credentials {
  readonly check: CredentialCheck;
  /** Encoded attributes for the Access-Accept: MS-CHAP2-Success, MPPE keys. */
  readonly acceptAttributes: Uint8Array;
}

const none = new Uint8Array(0);

const plain = (verdict: PasswordVerdict, method: string): Credentials => {
  if (verdict === 'malformed') return unusable(`Broken ${method}`);
  return { check: { kind: verdict === 'match' ? 'matched' : 'wrong', method }, acceptAttributes: none };
};
const unusable = (method: string): Credentials => ({ check: { kind: 'none', method }, acceptAttributes: none });
const wrong = (method: string): Credentials => ({ check: { kind: 'wrong', method }, acceptAttributes: none });

/**
 * Stands in for the password of a user that does not exist: the work, and so the time to the reply, is the same.
 * It cannot be guessed into a login because `decide` rejects an unknown user whatever matched.
 */
const nobody = '\u0000no such subscriber';

/** `password` is undefined for an unknown user. */
export function checkCredentials(
  packet: RadiusPacket,
  secret: SharedSecret,
  password: string | undefined,
): Credentials {
  const clear = password ?? nobody;
  const method = authMethodOf(packet);
  switch (method) {
    case 'pap':
      return plain(verifyPap(packet, secret, clear), 'PAP');
    case 'chap':
      return plain(verifyChap(packet, clear), 'CHAP');
    case 'mschap': {
      const proof = verifyMsChapV1(packet, clear);
      if (proof.ok) {
        const acceptAttributes = acceptMsChapV1(packet, proof.value, clear, secret);
        return { check: { kind: 'matched', method: 'MS-CHAPv1' }, acceptAttributes };
      }
      return proof.fault === 'mismatch' ? wrong('MS-CHAPv1') : unusable(`MS-CHAPv1 (${proof.fault})`);
    }
    case 'mschapv2': {
      const proof = verifyMsChapV2(packet, clear);
      if (proof.ok) {
        const acceptAttributes = acceptMsChapV2(packet, proof.value, secret);
        return { check: { kind: 'matched', method: 'MS-CHAPv2' }, acceptAttributes };
      }
      return proof.fault === 'mismatch' ? wrong('MS-CHAPv2') : unusable(`MS-CHAPv2 (${proof.fault})`);
    }
    case 'eap':
      return unusable('EAP');
    case 'none':
      return unusable('A request without a password');
    case 'several':
      return unusable('A request with several passwords');
  }
}

/** What an Access-Reject says to an MS-CHAP peer; nothing to others. */
export const rejectAttributes = (packet: RadiusPacket): Uint8Array => msChapError(packet) ?? none;
