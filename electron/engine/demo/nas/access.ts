/** Access-Request as RouterOS's PPPoE server writes it, and what it takes from the answer. */
import { parseRateLimit, type RateLimit } from '../../../../shared/domain/rate-limit.ts';
import { readAll, readAttribute } from '../../radius/attributes.ts';
import { chapPassword } from '../../radius/chap.ts';
import { encodeRequest } from '../../radius/encode.ts';
import { type AttributePair, encodeAttributes } from '../../radius/encode-attributes.ts';
import { revealKey } from '../../radius/mppe.ts';
import {
  authenticatorResponse,
  challengeHash,
  msChapV1Response,
  msChapV2Response,
  ntPasswordHash,
  ntResponse,
  passwordHashHash,
} from '../../radius/mschap.ts';
import { Code, type VerifiedPacket } from '../../radius/packet.ts';
import { encryptPap } from '../../radius/pap.ts';
import type { SharedSecret } from '../../radius/secret.ts';
import type { Random } from '../random.ts';

export type DialMethod = 'pap' | 'chap' | 'mschapv1' | 'mschapv2';

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly method: DialMethod;
}

/** One PPP authentication: the challenge is made once and goes into every transmission. */
export interface AccessAttempt {
  encode(identifier: number): Buffer;
  /**
   * Whether the peer believes the server's Accept, as a CPE does before it opens the link: with MS-CHAPv2 it wants
   * MS-CHAP2-Success (RFC 2759 §5, spec D3). A sentence that says what is missing, or undefined.
   */
  whyHungUp(
    accept: VerifiedPacket,
    requestAuthenticator: Uint8Array,
    isEncryptionRequired: boolean,
  ): string | undefined;
}

/** `identity` are the attributes that say who asks and where; `random` makes authenticators and challenges. */
export function createAccessAttempt(
  { user, password, method }: Credentials,
  identity: readonly AttributePair[],
  secret: SharedSecret,
  random: Random,
): AccessAttempt {
  const authenticator = random.octets(16);
  const challenge = random.octets(method === 'mschapv1' ? 8 : 16);
  const peerChallenge = random.octets(16);
  const chapIdentifier = random.between(0, 255);
  const name = withoutDomain(Buffer.from(user, 'utf8'));
  const credentials = (): AttributePair[] => {
    switch (method) {
      case 'pap':
        return [['User-Password', encryptPap(password, authenticator, secret)]];
      case 'chap':
        return [
          ['CHAP-Challenge', challenge],
          ['CHAP-Password', chapPassword(chapIdentifier, password, challenge)],
        ];
      case 'mschapv1':
        return [
          ['MS-CHAP-Challenge', challenge],
          ['MS-CHAP-Response', msChapV1Response(chapIdentifier, password, challenge)],
        ];
      case 'mschapv2':
        return [
          ['MS-CHAP-Challenge', challenge],
          ['MS-CHAP2-Response', msChapV2Response(chapIdentifier, password, name, challenge, peerChallenge)],
        ];
    }
  };
  const attributes = encodeAttributes([...identity, ...credentials()]);

  return {
    encode: (identifier) =>
      encodeRequest({
        code: Code['Access-Request'],
        identifier,
        attributes,
        secret,
        authenticator,
        messageAuthenticator: true,
      }),
    whyHungUp(accept, requestAuthenticator, isEncryptionRequired) {
      if (method !== 'mschapv2') return undefined;
      const ntHash = ntPasswordHash(password);
      const hash = challengeHash(peerChallenge, challenge, name);
      const expected = authenticatorResponse(passwordHashHash(ntHash), ntResponse(hash, ntHash), hash);
      const success = readAttribute(accept, 'MS-CHAP2-Success');
      if (!success) return 'no MS-CHAP2-Success in the Access-Accept';
      if (Buffer.from(success.subarray(1)).toString('latin1') !== expected) return 'a wrong MS-CHAP2-Success';
      if (!isEncryptionRequired) return undefined;
      const key = readAttribute(accept, 'MS-MPPE-Send-Key');
      const isUsable = key && revealKey(key, requestAuthenticator, secret)?.length === 16;
      return isUsable ? undefined : 'no MPPE keys in the Access-Accept, and the profile requires encryption';
    },
  };
}

/** RFC 2759 §8.2 hashes the name without `DOMAIN\\`. */
function withoutDomain(name: Uint8Array): Uint8Array {
  return name.subarray(name.indexOf(0x5c) + 1);
}

/** What an Access-Accept grants. */
export interface Grant {
  /** Null: no queue. */
  readonly rate: RateLimit | null;
  /** A Mikrotik-Rate-Limit that the router cannot read: no queue, and a line in its log. */
  readonly unreadableRate: string | undefined;
  readonly address: string | undefined;
  readonly sessionSeconds: number | undefined;
  /** 0 asks for none. */
  readonly interimSeconds: number | undefined;
  readonly classes: readonly Uint8Array[];
  readonly addressLists: readonly string[];
  /** The profile by Mikrotik-Group. */
  readonly profile: string | undefined;
}

export function readGrant(accept: VerifiedPacket): Grant {
  const text = readAttribute(accept, 'Mikrotik-Rate-Limit');
  const parsed = text === undefined ? undefined : parseRateLimit(text);
  return {
    rate: parsed?.ok ? parsed.value : wisprRate(accept),
    unreadableRate: parsed && !parsed.ok ? text : undefined,
    address: usableAddress(readAttribute(accept, 'Framed-IP-Address')),
    sessionSeconds: readAttribute(accept, 'Session-Timeout'),
    interimSeconds: readAttribute(accept, 'Acct-Interim-Interval'),
    // Values are views into the datagram.
    classes: readAll(accept, 'Class').map((value) => Uint8Array.from(value)),
    addressLists: readAll(accept, 'Mikrotik-Address-List'),
    profile: readAttribute(accept, 'Mikrotik-Group'),
  };
}

/** Rate-Limit goes before WISPr (MikroTik manual, RADIUS). */
function wisprRate(accept: VerifiedPacket): RateLimit | null {
  const upBps = readAttribute(accept, 'WISPr-Bandwidth-Max-Up');
  const downBps = readAttribute(accept, 'WISPr-Bandwidth-Max-Down');
  if (upBps === undefined && downBps === undefined) return null;
  return { upBps: upBps ?? 0, downBps: downBps ?? 0, burst: null, priority: null, min: null };
}

/** 255.255.255.254 asks the NAS to choose (RFC 2865 §5.8). */
function usableAddress(address: string | undefined): string | undefined {
  return address === '255.255.255.254' || address === '0.0.0.0' ? undefined : address;
}
