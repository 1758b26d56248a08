import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import { md5 } from './md5.ts';
import { Code, HEADER_OCTETS, type RadiusPacket, type VerifiedPacket } from './packet.ts';
import { finishHmac, type SharedSecret, sameDigest } from './secret.ts';

const EAP_MESSAGE = 79;
export const MESSAGE_AUTHENTICATOR = 80;
export const MESSAGE_AUTHENTICATOR_OCTETS = 18;

const ZEROS = new Uint8Array(16);
const expected = new Uint8Array(16);

/** What an Access-Request's Message-Authenticator says about its sender. */
export type AccessVerdict = 'valid' | 'absent' | 'invalid';

/** Why a packet is not believed. The packet is dropped without a reply (RFC 2865 §3) and the fault is counted. */
export type VerifyFault = 'code' | 'authenticator' | 'message-authenticator-missing' | 'message-authenticator';

/**
 * Checks the Message-Authenticator of an Access-Request (RFC 3579 §3.2): HMAC-MD5 over the packet with the value zeroed.
 *
 * `absent` proves nothing: the Request Authenticator of an Access-Request is only a random number, so the packet is not a
 * `VerifiedPacket`. Whether `absent` is served is the NAS's setting (spec Z5); the reply is safe either way, because
 * its Message-Authenticator stands first, where nobody can foresee it (CVE-2024-3596). `invalid` covers a wrong digest, a wrong length, more than one, and none
 * beside an EAP-Message (RFC 3579 §3.1).
 */
export function verifyAccessRequest(packet: RadiusPacket, secret: SharedSecret): AccessVerdict {
  if (packet.code !== Code['Access-Request']) return 'invalid';
  const at = findMessageAuthenticator(packet.octets);
  if (at === ABSENT) return contains(packet.octets, EAP_MESSAGE) ? 'invalid' : 'absent';
  if (at === MALFORMED) return 'invalid';
  return isMessageAuthenticator(packet.octets, at, packet.octets, 4, secret) ? 'valid' : 'invalid';
}

/** Checks a Status-Server: signed by a Message-Authenticator that must be there (RFC 5997 §3). */
export function verifyStatusServer(packet: RadiusPacket, secret: SharedSecret): Result<VerifiedPacket, VerifyFault> {
  if (packet.code !== Code['Status-Server']) return fault('code');
  const at = findMessageAuthenticator(packet.octets);
  if (at === ABSENT) return fault('message-authenticator-missing');
  if (at === MALFORMED) return fault('message-authenticator');
  if (!isMessageAuthenticator(packet.octets, at, packet.octets, 4, secret)) return fault('message-authenticator');
  return ok(packet as VerifiedPacket);
}

/** Checks an Accounting-Request (RFC 2866 §3), and its Message-Authenticator when it has one. */
export function verifyAccountingRequest(
  packet: RadiusPacket,
  secret: SharedSecret,
): Result<VerifiedPacket, VerifyFault> {
  if (packet.code !== Code['Accounting-Request']) return fault('code');
  return verifySignedRequest(packet, secret);
}

/** Checks a CoA-Request or Disconnect-Request (RFC 5176 §2.3 and §3.4): the NAS's side, which our simulated NAS plays. */
export function verifyDynamicAuthorization(
  packet: RadiusPacket,
  secret: SharedSecret,
): Result<VerifiedPacket, VerifyFault> {
  if (packet.code !== Code['CoA-Request'] && packet.code !== Code['Disconnect-Request']) return fault('code');
  return verifySignedRequest(packet, secret);
}

function verifySignedRequest(packet: RadiusPacket, secret: SharedSecret): Result<VerifiedPacket, VerifyFault> {
  const { octets } = packet;
  packetDigest(octets, ZEROS, 0, secret, expected, 0);
  if (!sameDigest(octets, 4, expected, 0)) return fault('authenticator');
  const at = findMessageAuthenticator(octets);
  // Computed over a zeroed authenticator, before the authenticator itself (RFC 5176 §3.4).
  if (at === MALFORMED || (at !== ABSENT && !isMessageAuthenticator(octets, at, ZEROS, 0, secret))) {
    return fault('message-authenticator');
  }
  return ok(packet as VerifiedPacket);
}

export interface ReplyPolicy {
  /** Refuse a reply without Message-Authenticator, as RouterOS's `require-message-auth` does (CVE-2024-3596). */
  readonly requireMessageAuthenticator?: boolean;
}

/**
 * Checks a reply against the 16-octet authenticator of the request it answers (RFC 2865 §3, RFC 5176 §2.3).
 *
 * The caller has matched address, port and identifier. `requestAuthenticator` are octets 4 to 19 of the request as sent.
 */
export function verifyReply(
  reply: RadiusPacket,
  requestAuthenticator: Uint8Array,
  secret: SharedSecret,
  { requireMessageAuthenticator = false }: ReplyPolicy = {},
): Result<VerifiedPacket, VerifyFault> {
  const { octets } = reply;
  packetDigest(octets, requestAuthenticator, 0, secret, expected, 0);
  if (!sameDigest(octets, 4, expected, 0)) return fault('authenticator');
  const at = findMessageAuthenticator(octets);
  if (at === ABSENT)
    return requireMessageAuthenticator ? fault('message-authenticator-missing') : ok(reply as VerifiedPacket);
  if (at === MALFORMED) return fault('message-authenticator');
  if (isMessageAuthenticator(octets, at, requestAuthenticator, 0, secret)) return ok(reply as VerifiedPacket);
  // RFC 5176 §3.4 wants the request's authenticator here too, but FreeRADIUS 3 signs its Accounting-Response over zeros
  // (rad_sign in src/lib/radius.c). The Response Authenticator has already been found right, so both are accepted.
  if (!isAccessReply(reply.code) && isMessageAuthenticator(octets, at, ZEROS, 0, secret))
    return ok(reply as VerifiedPacket);
  return fault('message-authenticator');
}

function isAccessReply(code: number): boolean {
  return code === Code['Access-Accept'] || code === Code['Access-Reject'] || code === Code['Access-Challenge'];
}

const ABSENT = -1;
const MALFORMED = -2;

/** Offset of the one well-formed Message-Authenticator, or ABSENT, or MALFORMED (wrong length, or more than one). */
function findMessageAuthenticator(octets: Uint8Array): number {
  let found = ABSENT;
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1]!) {
    if (octets[at] !== MESSAGE_AUTHENTICATOR) continue;
    if (found !== ABSENT || octets[at + 1] !== MESSAGE_AUTHENTICATOR_OCTETS) return MALFORMED;
    found = at;
  }
  return found;
}

function contains(octets: Uint8Array, type: number): boolean {
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1]!) if (octets[at] === type) return true;
  return false;
}

function isMessageAuthenticator(
  octets: Uint8Array,
  at: number,
  authenticator: Uint8Array,
  authenticatorAt: number,
  secret: SharedSecret,
): boolean {
  messageDigest(octets, octets.length, at, authenticator, authenticatorAt, secret, expected, 0);
  return sameDigest(octets, at + 2, expected, 0);
}

/**
 * HMAC-MD5 over the packet `octets[0, length)` with `authenticator[authenticatorAt, +16)` in the authenticator field and
 * zeros as the value of the Message-Authenticator at `at`, written to `out` at `outAt` (RFC 3579 §3.2).
 */
export function messageDigest(
  octets: Uint8Array,
  length: number,
  at: number,
  authenticator: Uint8Array,
  authenticatorAt: number,
  secret: SharedSecret,
  out: Uint8Array,
  outAt: number,
): void {
  md5
    .resume(secret.innerPad)
    .update(octets, 0, 4)
    .update(authenticator, authenticatorAt, authenticatorAt + 16)
    .update(octets, HEADER_OCTETS, at + 2)
    .update(ZEROS)
    .update(octets, at + MESSAGE_AUTHENTICATOR_OCTETS, length);
  finishHmac(secret, out, outAt);
}

/** MD5(Code ‖ Identifier ‖ Length ‖ authenticator ‖ attributes ‖ secret), written to `out` at `outAt` (RFC 2865 §3). */
export function packetDigest(
  octets: Uint8Array,
  authenticator: Uint8Array,
  authenticatorAt: number,
  secret: SharedSecret,
  out: Uint8Array,
  outAt: number,
): void {
  md5
    .begin()
    .update(octets, 0, 4)
    .update(authenticator, authenticatorAt, authenticatorAt + 16)
    .update(octets, HEADER_OCTETS)
    .update(secret.octets)
    .digestInto(out, outAt);
}
