/** Packets that are kept for long, and looked at seldom. */
import { Buffer } from 'node:buffer';

/**
 * Octets as a text of Latin-1, one char each. Tens of thousands of packets are kept for long: a typed array costs 365
 * octets beside its own, and memory outside the heap that every collection has to look after; a text costs 20.
 */
export type KeptOctets = string & { readonly __keptOctets: true };

export function keepOctets(octets: Uint8Array): KeptOctets {
  const buffer = octets instanceof Buffer ? octets : Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  return buffer.toString('latin1') as KeptOctets;
}

export const octetsOf = (kept: KeptOctets): Buffer => Buffer.from(kept, 'latin1');
