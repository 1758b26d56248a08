import { expect, it } from 'vitest';
import { keepOctets, octetsOf } from './kept-octets.ts';

it('octets are kept as they are, whatever memory they stand in', () => {
  const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);
  const pool = new Uint8Array(4096);
  pool.set(all, 77);
  for (const octets of [all, Buffer.from(all), pool.subarray(77, 333), Buffer.from(pool.buffer, 77, 256)]) {
    const kept = keepOctets(octets);
    octets.fill(0);
    expect(octetsOf(kept)).toEqual(Buffer.from(Array.from({ length: 256 }, (_, octet) => octet)));
    octets.set(Array.from({ length: 256 }, (_, octet) => octet));
  }
});
