import { randomInt } from 'node:crypto';
import { desEncrypt } from './des.ts';
import type { ValueOf } from './dictionary.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { hide, reveal } from './hide.ts';
import { type MsChapV1Proof, type MsChapV2Proof, passwordHashHash } from './mschap.ts';
import { authenticatorOf, type RadiusPacket } from './packet.ts';
import type { SharedSecret } from './secret.ts';
import { sha1 } from './sha1.ts';

/** Whether the link may, or must, be encrypted by MPPE, and with which key lengths (RFC 2548 §2.4.3 and §2.4.4). */
export interface MppePolicy {
  readonly encryption?: ValueOf<'MS-MPPE-Encryption-Policy'>;
  readonly types?: ValueOf<'MS-MPPE-Encryption-Types'>;
}

/**
 * The attributes that an Access-Accept needs after MS-CHAPv2: MS-CHAP2-Success, the MPPE policy and both keys.
 *
 * Without MS-CHAP2-Success the peer hangs up right after the Accept (spec D3). The keys are hidden with the request's
 * authenticator and the shared secret, so the result is good for this one reply.
 */
export function acceptMsChapV2(
  request: RadiusPacket,
  proof: MsChapV2Proof,
  secret: SharedSecret,
  { encryption = 'Encryption-Allowed', types = 'RC4-40or128-bit-Allowed' }: MppePolicy = {},
): Buffer {
  const { send, receive } = startKeys(masterKey(proof.ntHashHash, proof.ntResponse));
  const authenticator = authenticatorOf(request);
  const success = Buffer.from(` ${proof.authenticatorResponse}`, 'latin1');
  success[0] = proof.identifier;
  return encodeAttributes([
    ['MS-CHAP2-Success', success],
    ['MS-MPPE-Encryption-Policy', encryption],
    ['MS-MPPE-Encryption-Types', types],
    ['MS-MPPE-Send-Key', hideKey(send, authenticator, secret)],
    ['MS-MPPE-Recv-Key', hideKey(receive, authenticator, secret)],
  ]);
}

/** The attributes that an Access-Accept needs after MS-CHAPv1: the MPPE policy and MS-CHAP-MPPE-Keys (RFC 2548 §2.4.1). */
export function acceptMsChapV1(
  request: RadiusPacket,
  proof: MsChapV1Proof,
  password: string,
  secret: SharedSecret,
  { encryption = 'Encryption-Allowed', types = 'RC4-40or128-bit-Allowed' }: MppePolicy = {},
): Buffer {
  // LM-Key, NT-Key, eight octets of padding. "NT-Key" is the hash of the NT hash: RFC 3079 §2.3 starts from it.
  const keys = new Uint8Array(32);
  keys.set(lmPasswordHash(password)?.subarray(0, 8) ?? []);
  keys.set(passwordHashHash(proof.ntHash), 8);
  hide(keys, authenticatorOf(request), secret);
  return encodeAttributes([
    ['MS-MPPE-Encryption-Policy', encryption],
    ['MS-MPPE-Encryption-Types', types],
    ['MS-CHAP-MPPE-Keys', keys],
  ]);
}

const MAGIC_1 = Buffer.from('This is the MPPE Master Key');
const MAGIC_2 = Buffer.from('On the client side, this is the send key; on the server side, it is the receive key.');
const MAGIC_3 = Buffer.from('On the client side, this is the receive key; on the server side, it is the send key.');
const PAD_1 = new Uint8Array(40);
const PAD_2 = new Uint8Array(40).fill(0xf2);

const digest20 = new Uint8Array(20);

/** GetMasterKey of RFC 3079 §3.4: 16 octets. */
export function masterKey(ntHashHash: Uint8Array, ntResponse: Uint8Array): Uint8Array {
  sha1.begin().update(ntHashHash).update(ntResponse).update(MAGIC_1).digestInto(digest20);
  return digest20.slice(0, 16);
}

/** GetAsymmetricStartKey of RFC 3079 §3.4 for 128 bits, both ways, seen from the server (the NAS). */
export function startKeys(master: Uint8Array): { send: Uint8Array; receive: Uint8Array } {
  return { send: startKey(master, MAGIC_3), receive: startKey(master, MAGIC_2) };
}

function startKey(master: Uint8Array, magic: Uint8Array): Uint8Array {
  sha1.begin().update(master).update(PAD_1).update(magic).update(PAD_2).digestInto(digest20);
  return digest20.slice(0, 16);
}

// Salts must differ within a packet (RFC 2548 §2.4.2), so they are counted, from a random start.
let lastSalt = randomInt(0x8000);

/** The value of MS-MPPE-Send-Key or -Recv-Key: a salt with its top bit set, then length, key and padding, hidden. */
export function hideKey(key: Uint8Array, requestAuthenticator: Uint8Array, secret: SharedSecret): Uint8Array {
  lastSalt = (lastSalt + 1) & 0x7fff;
  const salt = Uint8Array.of(0x80 | (lastSalt >> 8), lastSalt);
  const hidden = new Uint8Array(Math.ceil((1 + key.length) / 16) * 16);
  hidden[0] = key.length;
  hidden.set(key, 1);
  hide(hidden, requestAuthenticator, secret, salt);
  const value = new Uint8Array(2 + hidden.length);
  value.set(salt);
  value.set(hidden, 2);
  return value;
}

/** The key in a value that `hideKey` made, or undefined when it is none: the NAS's side, for simulated NAS and tests. */
export function revealKey(
  value: Uint8Array,
  requestAuthenticator: Uint8Array,
  secret: SharedSecret,
): Uint8Array | undefined {
  if (value.length < 18 || value.length % 16 !== 2) return undefined;
  const clear = reveal(value.subarray(2), requestAuthenticator, secret, value.subarray(0, 2));
  const length = clear[0]!;
  return length < clear.length ? clear.subarray(1, 1 + length) : undefined;
}

const LM_BLOCK = Buffer.from('KGS!@#$%');

/**
 * LAN Manager's hash (RFC 2433 §A.3), of which 40- and 56-bit keys of MS-CHAPv1 are made; undefined when the password is
 * not ASCII (its octets depend on the peer's code page) or longer than the 14 characters that LAN Manager knew.
 */
export function lmPasswordHash(password: string): Uint8Array | undefined {
  if (!/^[\x20-\x7e]{0,14}$/.test(password)) return undefined;
  const keys = new Uint8Array(14);
  keys.set(Buffer.from(password.toUpperCase(), 'latin1'));
  const hash = new Uint8Array(16);
  desEncrypt(keys, 0, LM_BLOCK, hash, 0);
  desEncrypt(keys, 7, LM_BLOCK, hash, 8);
  return hash;
}
