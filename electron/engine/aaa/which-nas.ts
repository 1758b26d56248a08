/**
 * Which of the routers behind one address sent a packet (X58)? Their secrets tell: a signature fits one of them. An
 * Access-Request may carry none; then a PAP password decrypts to text with one secret only, and CHAP and MS-CHAP, which
 * no secret enters, leave NAS-Identifier.
 */
import { read } from '../radius/attributes.ts';
import { verifyAccessRequest, verifyAccountingRequest, verifyStatusServer } from '../radius/authenticator.ts';
import { attributes } from '../radius/dictionary.ts';
import { Code, type RadiusPacket } from '../radius/packet.ts';
import { decryptPap } from '../radius/pap.ts';
import type { Nas } from './policy.ts';
import { looksLikeNoise } from './wrong-secret.ts';

/** `sharing` are the NAS registered with the packet's source. Where nothing fits it is the first, which says so. */
export function whichNas(sharing: readonly [Nas, ...Nas[]], packet: RadiusPacket): Nas {
  const [first] = sharing;
  if (sharing.length === 1) return first;
  return sharing.find((nas) => isSignedBy(nas, packet)) ?? unsignedSender(sharing, packet) ?? first;
}

function isSignedBy({ shared }: Nas, packet: RadiusPacket): boolean {
  if (packet.code === Code['Access-Request']) return verifyAccessRequest(packet, shared) === 'valid';
  if (packet.code === Code['Accounting-Request']) return verifyAccountingRequest(packet, shared).ok;
  return packet.code === Code['Status-Server'] && verifyStatusServer(packet, shared).ok;
}

function unsignedSender(sharing: readonly [Nas, ...Nas[]], packet: RadiusPacket): Nas | undefined {
  if (packet.code !== Code['Access-Request'] || verifyAccessRequest(packet, sharing[0].shared) !== 'absent') return;
  const readable = sharing.filter(({ shared }) => {
    const plain = decryptPap(packet, shared);
    return plain === undefined || !looksLikeNoise(plain);
  });
  const identifier = read(packet, attributes['NAS-Identifier']);
  const isNamed = ({ name, identity }: Nas): boolean =>
    identifier !== undefined && (identifier === name || identifier === identity);
  // Where the name tells nothing: one that must sign (Z5) did not send this.
  return readable.find(isNamed) ?? readable.find(({ mustSign }) => !mustSign) ?? readable[0];
}
