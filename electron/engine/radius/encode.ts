import { randomFillSync } from 'node:crypto';
import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import { MESSAGE_AUTHENTICATOR, MESSAGE_AUTHENTICATOR_OCTETS, messageDigest, packetDigest } from './authenticator.ts';
import { Code, HEADER_OCTETS, MAX_PACKET_OCTETS, type RadiusPacket } from './packet.ts';
import type { SharedSecret } from './secret.ts';

const PROXY_STATE = 33;
const ZEROS = new Uint8Array(16);

export interface Reply {
  readonly code: number;
  readonly request: RadiusPacket;
  /** Encoded attributes, in order: one run of octets or several. Copied. */
  readonly attributes: Uint8Array | readonly Uint8Array[];
  readonly secret: SharedSecret;
  /** Always for replies to an Access-Request or Status-Server (CVE-2024-3596); Accounting-Response does without. */
  readonly messageAuthenticator: boolean;
}

/** The request's Proxy-State leaves too little room: nothing can be answered that a proxy would accept. */
export type ReplyFault = { readonly kind: 'proxy-state-too-long'; readonly octets: number };

/**
 * Encodes a reply: Message-Authenticator first when asked for, then the attributes, then the request's Proxy-State
 * attributes unchanged and in order (RFC 2865 §5.33), signed by the Response Authenticator.
 *
 * The buffer is the caller's. Throws a RangeError when our own attributes do not fit into 4,096 octets: that is a bug.
 */
export function encodeReply(reply: Reply): Result<Buffer, ReplyFault> {
  const { request, attributes, secret, messageAuthenticator } = reply;
  const attributeOctets = lengthOf(attributes);
  const proxyOctets = proxyStateOctets(request.octets);
  const own = HEADER_OCTETS + (messageAuthenticator ? MESSAGE_AUTHENTICATOR_OCTETS : 0) + attributeOctets;
  if (own > MAX_PACKET_OCTETS) throw new RangeError(`a reply of ${own} octets exceeds ${MAX_PACKET_OCTETS}`);
  const length = own + proxyOctets;
  if (length > MAX_PACKET_OCTETS) return fault({ kind: 'proxy-state-too-long', octets: proxyOctets });

  const octets = Buffer.allocUnsafe(length);
  writeHeader(octets, reply.code, request.identifier);
  let at = HEADER_OCTETS;
  if (messageAuthenticator) at = writeMessageAuthenticatorHeader(octets);
  at = copyAll(attributes, octets, at);
  if (proxyOctets > 0) copyProxyState(request.octets, octets, at);
  if (messageAuthenticator)
    messageDigest(octets, length, HEADER_OCTETS, request.octets, 4, secret, octets, FIRST_VALUE);
  packetDigest(octets, request.octets, 4, secret, octets, 4);
  return ok(octets);
}

export interface Request {
  readonly code: number;
  readonly identifier: number;
  readonly attributes: Uint8Array | readonly Uint8Array[];
  readonly secret: SharedSecret;
  readonly messageAuthenticator: boolean;
  /**
   * The Request Authenticator of an Access-Request or Status-Server, 16 octets; random when left out. Accounting and
   * dynamic authorization compute theirs (RFC 2866 §3, RFC 5176 §2.3): giving one there is a bug and throws.
   */
  readonly authenticator?: Uint8Array;
}

/**
 * Encodes a request; its authenticator is octets 4 to 19 of the result, which `verifyReply` wants back.
 *
 * For the CoA client, the simulated NAS and benches. Throws a RangeError above 4,096 octets.
 */
export function encodeRequest(request: Request): Buffer {
  const { code, attributes, secret, messageAuthenticator } = request;
  const length = HEADER_OCTETS + (messageAuthenticator ? MESSAGE_AUTHENTICATOR_OCTETS : 0) + lengthOf(attributes);
  if (length > MAX_PACKET_OCTETS) throw new RangeError(`a request of ${length} octets exceeds ${MAX_PACKET_OCTETS}`);
  const octets = Buffer.allocUnsafe(length);
  writeHeader(octets, code, request.identifier);
  copyAll(attributes, octets, messageAuthenticator ? writeMessageAuthenticatorHeader(octets) : HEADER_OCTETS);

  if (code === Code['Access-Request'] || code === Code['Status-Server']) {
    writeRandomAuthenticator(octets, request.authenticator);
    if (messageAuthenticator) messageDigest(octets, length, HEADER_OCTETS, octets, 4, secret, octets, FIRST_VALUE);
  } else {
    if (request.authenticator) throw new Error(`the authenticator of code ${code} is computed, not given`);
    if (messageAuthenticator) messageDigest(octets, length, HEADER_OCTETS, ZEROS, 0, secret, octets, FIRST_VALUE);
    packetDigest(octets, ZEROS, 0, secret, octets, 4);
  }
  return octets;
}

/** Where the value of a Message-Authenticator stands that is the first attribute. */
const FIRST_VALUE = HEADER_OCTETS + 2;

function writeHeader(octets: Buffer, code: number, identifier: number): void {
  octets[0] = code;
  octets[1] = identifier;
  octets[2] = octets.length >> 8;
  octets[3] = octets.length;
}

/** Type and length of a first Message-Authenticator; returns where the next attribute goes. The value comes last. */
function writeMessageAuthenticatorHeader(octets: Buffer): number {
  octets[HEADER_OCTETS] = MESSAGE_AUTHENTICATOR;
  octets[HEADER_OCTETS + 1] = MESSAGE_AUTHENTICATOR_OCTETS;
  return HEADER_OCTETS + MESSAGE_AUTHENTICATOR_OCTETS;
}

function writeRandomAuthenticator(octets: Buffer, authenticator: Uint8Array | undefined): void {
  if (!authenticator) {
    randomFillSync(octets, 4, 16);
    return;
  }
  if (authenticator.length !== 16) throw new RangeError(`an authenticator has 16 octets, not ${authenticator.length}`);
  octets.set(authenticator, 4);
}

function lengthOf(attributes: Uint8Array | readonly Uint8Array[]): number {
  if (attributes instanceof Uint8Array) return attributes.length;
  let total = 0;
  for (const run of attributes) total += run.length;
  return total;
}

function copyAll(attributes: Uint8Array | readonly Uint8Array[], octets: Buffer, at: number): number {
  if (attributes instanceof Uint8Array) {
    octets.set(attributes, at);
    return at + attributes.length;
  }
  let next = at;
  for (const run of attributes) {
    octets.set(run, next);
    next += run.length;
  }
  return next;
}

function proxyStateOctets(request: Buffer): number {
  let total = 0;
  for (let at = HEADER_OCTETS; at < request.length; at += request[at + 1]!) {
    if (request[at] === PROXY_STATE) total += request[at + 1]!;
  }
  return total;
}

function copyProxyState(request: Buffer, octets: Buffer, at: number): void {
  let next = at;
  for (let from = HEADER_OCTETS; from < request.length; from += request[from + 1]!) {
    if (request[from] === PROXY_STATE) next += request.copy(octets, next, from, from + request[from + 1]!);
  }
}
