import { VENDOR_SPECIFIC, vendorAt } from './attributes.ts';
import { MICROSOFT } from './dictionaries/microsoft.ts';
import { attributes } from './dictionary.ts';
import { HEADER_OCTETS, type RadiusPacket } from './packet.ts';

export type AuthMethod = 'pap' | 'chap' | 'mschap' | 'mschapv2' | 'eap';

const USER_PASSWORD = attributes['User-Password'].type;
const CHAP_PASSWORD = attributes['CHAP-Password'].type;
const EAP_MESSAGE = attributes['EAP-Message'].type;
const MSCHAP_RESPONSE = attributes['MS-CHAP-Response'].type;
const MSCHAP2_RESPONSE = attributes['MS-CHAP2-Response'].type;

/**
 * How an Access-Request proves who is there; `none` without any credential, `several` with more than one kind, which
 * RFC 2865 §4.1 forbids. EAP-Message may come in many pieces and counts once.
 */
export function authMethodOf(packet: RadiusPacket): AuthMethod | 'none' | 'several' {
  const { octets } = packet;
  let found: AuthMethod | 'none' = 'none';
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1]!) {
    const method = octets[at] === VENDOR_SPECIFIC ? microsoftMethod(octets, at) : standardMethod(octets[at]!);
    if (method === undefined || method === found) continue;
    if (found !== 'none') return 'several';
    found = method;
  }
  return found;
}

function standardMethod(type: number): AuthMethod | undefined {
  switch (type) {
    case USER_PASSWORD:
      return 'pap';
    case CHAP_PASSWORD:
      return 'chap';
    case EAP_MESSAGE:
      return 'eap';
    default:
      return undefined;
  }
}

/** The response's kind in one Vendor-Specific of Microsoft. */
function microsoftMethod(octets: Buffer, at: number): AuthMethod | undefined {
  const end = at + octets[at + 1]!;
  if (end - at < 8 || vendorAt(octets, at) !== MICROSOFT) return undefined;
  for (let inner = at + 6; inner + 2 <= end; ) {
    if (octets[inner] === MSCHAP2_RESPONSE) return 'mschapv2';
    if (octets[inner] === MSCHAP_RESPONSE) return 'mschap';
    const length = octets[inner + 1]!;
    if (length < 2) return undefined;
    inner += length;
  }
  return undefined;
}
