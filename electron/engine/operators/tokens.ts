/** Random secrets that this engine hands out, and the form in which it keeps them. */
import { createHash } from 'node:crypto';

export type RandomBytes = (octets: number) => Uint8Array;

const base64url = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url');

/** 256 bits as 43 letters: session cookies, CSRF values, one-time tokens. */
export const newToken = (randomBytes: RandomBytes): string => base64url(randomBytes(32));

export const apiKeyStart = 'lm_live_';

/** An API key and the part of it that lists may show. */
export function newApiKey(randomBytes: RandomBytes): { readonly key: string; readonly prefix: string } {
  const key = `${apiKeyStart}${newToken(randomBytes)}`;
  return { key, prefix: key.slice(0, apiKeyStart.length + 6) };
}

/**
 * What the database keeps of a token. A plain SHA-256 is right here: the input has 256 random bits, so there is nothing
 * to guess, and a slow hash would cost every request.
 */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Crockford's Base32: 32 letters of which none looks like another. */
const readable = '0123456789abcdefghjkmnpqrstvwxyz';

/** A first password that a person can copy from a terminal: 5 groups of 4 letters, 100 random bits. */
export function newReadablePassword(randomBytes: RandomBytes): string {
  const letters = Array.from(randomBytes(20), (octet) => readable[octet % readable.length]!);
  return [0, 4, 8, 12, 16].map((at) => letters.slice(at, at + 4).join('')).join('-');
}
