import { describe, expect, it } from 'vitest';
import { DuplicateCache } from './duplicates.ts';

const authenticator = (fill: number) => new Uint8Array(16).fill(fill);

describe('duplicate cache (RFC 5080 §2.2.2)', () => {
  it('finds the identical request again, with the reply once there is one', () => {
    const cache = new DuplicateCache();
    const slot = cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 100)).toBe(slot);
    slot.reply = Uint8Array.of(2);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 200)?.reply).toEqual(Uint8Array.of(2));
  });

  it.each([
    ['another address', '10.0.0.2', 4000, 7, 1],
    ['another port', '10.0.0.1', 4001, 7, 1],
    ['another identifier', '10.0.0.1', 4000, 8, 1],
    ['another authenticator', '10.0.0.1', 4000, 7, 2],
  ])('%s is a new request', (_case, address, port, identifier, fill) => {
    const cache = new DuplicateCache();
    cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    expect(cache.find(address, port, identifier, authenticator(fill), 1)).toBeUndefined();
  });

  it('a new authenticator replaces the slot of a reused identifier', () => {
    const cache = new DuplicateCache();
    cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    cache.open('10.0.0.1', 4000, 7, authenticator(2), 1);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 2)).toBeUndefined();
  });

  it('closing a request that was not answered lets its retransmission in', () => {
    const cache = new DuplicateCache();
    const slot = cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    cache.close('10.0.0.1', 4000, 7, slot);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 1)).toBeUndefined();
  });

  it('a late close does not remove the request that took the slot since', () => {
    const cache = new DuplicateCache();
    const first = cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    const second = cache.open('10.0.0.1', 4000, 7, authenticator(2), 1);
    cache.close('10.0.0.1', 4000, 7, first);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(2), 2)).toBe(second);
  });

  it('expires replies and forgets quiet ports', () => {
    const cache = new DuplicateCache();
    cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 10_001)).toBeUndefined();
    cache.sweep(20_001);
    expect(cache.ports).toBe(0);
  });

  it('stays bounded when a source invents ports, and keeps working at the limit', () => {
    const cache = new DuplicateCache(8);
    for (let port = 1; port <= 1000; port++) cache.open('10.0.0.1', port, 0, authenticator(1), port);
    expect(cache.ports).toBe(8);
    expect(cache.find('10.0.0.1', 1000, 0, authenticator(1), 1001)).toBeDefined();
    expect(cache.find('10.0.0.1', 5, 0, authenticator(1), 1001)).toBeUndefined();
  });
});
