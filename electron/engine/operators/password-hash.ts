/**
 * Operators' passwords at rest: scrypt (RFC 7914), stored as `scrypt$N$r$p$salt$hash` so that the cost can rise later.
 *
 * N = 2^15, r = 8, p = 1 takes 32 MiB and about 80 ms of one core of a 2020 laptop: OWASP's second choice
 * (Password Storage Cheat Sheet, scrypt). Two run at a time, so that a flood of logins takes neither all memory nor
 * the thread pool that file and DNS work shares.
 */
import { scrypt, timingSafeEqual } from 'node:crypto';

export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export const usualCost: ScryptCost = { N: 2 ** 15, r: 8, p: 1 };

const keyOctets = 32;
const saltOctets = 16;
const atOnceMax = 2;
/** What waits beyond this is refused (`TooBusy`): 32 at 2 × 80 ms is already over a second of waiting. */
const waitingMax = 32;

export class TooBusy extends Error {
  override readonly name = 'TooBusy';
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnceMax) {
    if (waiting.length >= waitingMax) throw new TooBusy('Too many logins are being checked at this moment');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift(); // the place is handed on, not freed
    if (next) next();
    else running -= 1;
  }
}

function derive(password: string, salt: Uint8Array, cost: ScryptCost, octets: number): Promise<Buffer> {
  const { N, r, p } = cost;
  return inTurn(
    () =>
      new Promise((resolve, reject) =>
        scrypt(password.normalize('NFC'), salt, octets, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
          error ? reject(error) : resolve(key),
        ),
      ),
  );
}

/** Hashes `password` with a fresh salt from `randomBytes`. */
export async function hashPassword(
  password: string,
  randomBytes: (octets: number) => Uint8Array,
  cost: ScryptCost = usualCost,
): Promise<string> {
  const salt = randomBytes(saltOctets);
  const key = await derive(password, salt, cost, keyOctets);
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${Buffer.from(salt).toString('base64url')}$${key.toString('base64url')}`;
}

/** A stored text of this cost that no password fits: what an unknown name is checked against, so that it takes as long. */
export function decoyHash(randomBytes: (octets: number) => Uint8Array, { N, r, p }: ScryptCost = usualCost): string {
  const text = (octets: number): string => Buffer.from(randomBytes(octets)).toString('base64url');
  return `scrypt$${N}$${r}$${p}$${text(saltOctets)}$${text(keyOctets)}`;
}

/** True when `password` is the one behind `stored`. A stored text of another form is a bug and throws. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !N || !r || !p || !salt || !hash) throw new Error('stored password hash is not scrypt');
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost, expected.length);
  return timingSafeEqual(actual, expected);
}
