import { randomBytes } from 'node:crypto';
import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import { findAttribute } from './attributes.ts';
import { desEncrypt } from './des.ts';
import { attributes } from './dictionary.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { md4 } from './md4.ts';
import type { RadiusPacket } from './packet.ts';
import { sha1 } from './sha1.ts';

const USER_NAME = attributes['User-Name'];
const CHALLENGE = attributes['MS-CHAP-Challenge'];
const V1_RESPONSE = attributes['MS-CHAP-Response'];
const V2_RESPONSE = attributes['MS-CHAP2-Response'];

/** Both responses: identifier, flags, 24 octets (v1: LAN Manager; v2: peer challenge and zeros), NT response of 24. */
const RESPONSE_OCTETS = 50;
const PEER_CHALLENGE_AT = 2;
const NT_RESPONSE_AT = 26;

const BACKSLASH = 0x5c;

/**
 * `malformed`: a needed attribute is missing or has a wrong length. `lan-manager`: only the LAN Manager response was
 * sent, which RFC 2433 §2 calls obsolete and which a modern RouterOS or Windows never does.
 */
export type MsChapFault = 'mismatch' | 'malformed' | 'lan-manager';

/** What a successful login leaves for the reply: see mppe.ts. Its octets belong to the caller. */
export interface MsChapV1Proof {
  readonly identifier: number;
  readonly ntHash: Uint8Array;
}
export interface MsChapV2Proof {
  readonly identifier: number;
  readonly ntHashHash: Uint8Array;
  readonly ntResponse: Uint8Array;
  /** `S=` and 40 upper-case hexadecimal digits: the server's proof that it knows the password (RFC 2759 §8.7). */
  readonly authenticatorResponse: string;
}

const response = new Uint8Array(24);
const challenge8 = new Uint8Array(8);
const digest20 = new Uint8Array(20);

/** Checks MS-CHAP-Response against MS-CHAP-Challenge (8 octets) and the clear password (RFC 2433, RFC 2548 §2.1). */
export function verifyMsChapV1(packet: RadiusPacket, password: string): Result<MsChapV1Proof, MsChapFault> {
  const { octets } = packet;
  const at = findAttribute(packet, V1_RESPONSE);
  const challengeAt = findAttribute(packet, CHALLENGE);
  if (!isLength(octets, at, RESPONSE_OCTETS) || !isLength(octets, challengeAt, 8)) return fault('malformed');
  const value = at + 2;
  // The flags octet is 1 when the NT response counts.
  if (octets[value + 1] !== 1) return fault('lan-manager');
  const ntHash = ntPasswordHash(password);
  octets.copy(challenge8, 0, challengeAt + 2);
  challengeResponse(challenge8, ntHash, response);
  if (!isResponse(octets, value + NT_RESPONSE_AT)) return fault('mismatch');
  return ok({ identifier: octets[value]!, ntHash });
}

/**
 * Checks MS-CHAP2-Response against MS-CHAP-Challenge (16 octets), User-Name and the clear password (RFC 2759 §8).
 *
 * The name in the hash is the one without `DOMAIN\` (RFC 2759 §8.2); peers that hash the whole name are accepted too,
 * and are answered in their own way. Name octets are taken as sent, whatever their encoding.
 */
export function verifyMsChapV2(packet: RadiusPacket, password: string): Result<MsChapV2Proof, MsChapFault> {
  const { octets } = packet;
  const at = findAttribute(packet, V2_RESPONSE);
  const challengeAt = findAttribute(packet, CHALLENGE);
  const nameAt = findAttribute(packet, USER_NAME);
  if (!isLength(octets, at, RESPONSE_OCTETS) || !isLength(octets, challengeAt, 16) || nameAt < 0) {
    return fault('malformed');
  }
  const value = at + 2;
  const nameEnd = nameAt + octets[nameAt + 1]!;
  const separator = octets.subarray(nameAt + 2, nameEnd).indexOf(BACKSLASH);
  const ntHash = ntPasswordHash(password);
  for (let nameFrom = nameAt + 3 + separator; ; nameFrom = nameAt + 2) {
    hashChallenges(octets, value + PEER_CHALLENGE_AT, octets, challengeAt + 2, octets, nameFrom, nameEnd);
    challengeResponse(challenge8, ntHash, response);
    if (isResponse(octets, value + NT_RESPONSE_AT)) break;
    if (nameFrom === nameAt + 2) return fault('mismatch');
  }
  const ntHashHash = passwordHashHash(ntHash);
  return ok({
    identifier: octets[value]!,
    ntHashHash,
    ntResponse: Uint8Array.from(response),
    authenticatorResponse: authenticatorResponse(ntHashHash, response, challenge8),
  });
}

/** MD4 of the password in UTF-16LE (RFC 2433 §A.2, RFC 2759 §8.3). */
export function ntPasswordHash(password: string): Uint8Array {
  const hash = new Uint8Array(16);
  md4.begin().update(Buffer.from(password, 'utf16le')).digestInto(hash);
  return hash;
}

/** MD4 of the NT hash (RFC 2759 §8.4). */
export function passwordHashHash(ntHash: Uint8Array): Uint8Array {
  const hash = new Uint8Array(16);
  md4.begin().update(ntHash).digestInto(hash);
  return hash;
}

/**
 * The 8-octet challenge that both sides derive in version 2 (RFC 2759 §8.2). `userName` is without `DOMAIN\`, in the
 * octets that go on the wire.
 */
export function challengeHash(
  peerChallenge: Uint8Array,
  authenticatorChallenge: Uint8Array,
  userName: Uint8Array,
): Uint8Array {
  hashChallenges(peerChallenge, 0, authenticatorChallenge, 0, userName, 0, userName.length);
  return Uint8Array.from(challenge8);
}

/** The 24-octet NT response: the challenge under three DES keys cut from the NT hash (RFC 2433 §A.5, RFC 2759 §8.5). */
export function ntResponse(challenge: Uint8Array, ntHash: Uint8Array): Uint8Array {
  challengeResponse(challenge, ntHash, response);
  return Uint8Array.from(response);
}

const MAGIC_1 = Buffer.from('Magic server to client signing constant');
const MAGIC_2 = Buffer.from('Pad to make it do more than one iteration');

/** `S=…`: what the peer wants to see before it trusts the server (RFC 2759 §8.7). `challenge` is the challenge hash. */
export function authenticatorResponse(ntHashHash: Uint8Array, ntResponse: Uint8Array, challenge: Uint8Array): string {
  sha1.begin().update(ntHashHash).update(ntResponse).update(MAGIC_1).digestInto(digest20);
  sha1.begin().update(digest20).update(challenge).update(MAGIC_2).digestInto(digest20);
  return `S=${Buffer.from(digest20.buffer).toString('hex').toUpperCase()}`;
}

/** The value of MS-CHAP-Response: the sending side, for simulated NAS and tests. */
export function msChapV1Response(identifier: number, password: string, challenge: Uint8Array): Uint8Array {
  const value = new Uint8Array(RESPONSE_OCTETS);
  value[0] = identifier;
  value[1] = 1;
  value.set(ntResponse(challenge, ntPasswordHash(password)), NT_RESPONSE_AT);
  return value;
}

/** The value of MS-CHAP2-Response: the sending side, for simulated NAS and tests. `userName` as for `challengeHash`. */
export function msChapV2Response(
  identifier: number,
  password: string,
  userName: Uint8Array,
  authenticatorChallenge: Uint8Array,
  peerChallenge: Uint8Array,
): Uint8Array {
  const value = new Uint8Array(RESPONSE_OCTETS);
  value[0] = identifier;
  value.set(peerChallenge, PEER_CHALLENGE_AT);
  const challenge = challengeHash(peerChallenge, authenticatorChallenge, userName);
  value.set(ntResponse(challenge, ntPasswordHash(password)), NT_RESPONSE_AT);
  return value;
}

/** Why the peer is refused (RFC 2759 §6). */
export const MsChapErrorCode = {
  restrictedLogonHours: 646,
  accountDisabled: 647,
  passwordExpired: 648,
  noDialInPermission: 649,
  authenticationFailure: 691,
  changingPassword: 709,
} as const;

export interface MsChapRefusal {
  readonly code?: (typeof MsChapErrorCode)[keyof typeof MsChapErrorCode];
  /** Shown by some dialers. ASCII, short. */
  readonly message?: string;
  /** 8 octets for version 1, 16 for version 2; random when left out. Not to be retried with: we send `R=0`. */
  readonly challenge?: Uint8Array;
}

/**
 * The encoded MS-CHAP-Error for an Access-Reject, in the version of the request's response (RFC 2433 §6, RFC 2759 §6,
 * RFC 2548 §2.1.5); undefined when the request has no MS-CHAP response, so that any reject can ask for it.
 */
export function msChapError(
  packet: RadiusPacket,
  { code = MsChapErrorCode.authenticationFailure, message = 'Authentication failure', challenge }: MsChapRefusal = {},
): Buffer | undefined {
  const v2At = findAttribute(packet, V2_RESPONSE);
  const at = v2At >= 0 ? v2At : findAttribute(packet, V1_RESPONSE);
  if (at < 0 || packet.octets[at + 1]! < 3) return undefined;
  const hex = Buffer.from(challenge ?? randomBytes(v2At >= 0 ? 16 : 8))
    .toString('hex')
    .toUpperCase();
  const text = `E=${code} R=0 C=${hex} V=${v2At >= 0 ? 3 : 2}${v2At >= 0 ? ` M=${message}` : ''}`;
  const value = Buffer.concat([Uint8Array.of(packet.octets[at + 2]!), Buffer.from(text)]);
  return encodeAttributes([['MS-CHAP-Error', value]]);
}

/** challenge8 = the first 8 octets of SHA1(peer challenge ‖ authenticator challenge ‖ name). */
function hashChallenges(
  peer: Uint8Array,
  peerAt: number,
  authenticator: Uint8Array,
  authenticatorAt: number,
  name: Uint8Array,
  nameFrom: number,
  nameTo: number,
): void {
  sha1
    .begin()
    .update(peer, peerAt, peerAt + 16)
    .update(authenticator, authenticatorAt, authenticatorAt + 16)
    .update(name, nameFrom, nameTo)
    .digestInto(digest20);
  for (let i = 0; i < 8; i++) challenge8[i] = digest20[i]!;
}

function challengeResponse(challenge: Uint8Array, ntHash: Uint8Array, out: Uint8Array): void {
  desEncrypt(ntHash, 0, challenge, out, 0);
  desEncrypt(ntHash, 7, challenge, out, 8);
  desEncrypt(ntHash, 14, challenge, out, 16);
}

/** Whether `response` stands at `at`, in a time that does not tell where it differs. */
function isResponse(octets: Uint8Array, at: number): boolean {
  let difference = 0;
  for (let i = 0; i < 24; i++) difference |= octets[at + i]! ^ response[i]!;
  return difference === 0;
}

function isLength(octets: Buffer, at: number, length: number): boolean {
  return at >= 0 && octets[at + 1] === length + 2;
}
