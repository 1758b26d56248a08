import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuplicateCache, type Slot } from './duplicates.ts';

const authenticator = (fill: number) => new Uint8Array(16).fill(fill);

describe('duplicate cache (RFC 5080 §2.2.2)', () => {
  it('finds the identical request again, with the reply once there is one', () => {
    const cache = new DuplicateCache();
    const slot = cache.open('10.0.0.1', 4000, 7, authenticator(1), 0);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 100)).toBe(slot);
    cache.answer('10.0.0.1', 4000, 7, slot, Uint8Array.of(2));
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
    const cache = new DuplicateCache({ maxPorts: 8 });
    for (let port = 1; port <= 1000; port++) cache.open('10.0.0.1', port, 0, authenticator(1), port);
    expect(cache.ports).toBe(8);
    expect(cache.find('10.0.0.1', 1000, 0, authenticator(1), 1001)).toBeDefined();
    expect(cache.find('10.0.0.1', 5, 0, authenticator(1), 1001)).toBeUndefined();
  });

  it('a request is not kept alive by its octets: the authenticator is a copy', () => {
    const cache = new DuplicateCache();
    const octets = authenticator(1);
    cache.open('10.0.0.1', 4000, 7, octets, 0);
    octets.fill(9);
    expect(cache.find('10.0.0.1', 4000, 7, authenticator(1), 1)).toBeDefined();
  });

  it('stays bounded in octets: the quietest port gives way, the one in use keeps its replies', () => {
    const cache = new DuplicateCache({ maxOctets: 10_000 });
    const answer = (port: number, identifier: number, at: number) =>
      cache.answer(
        'n',
        port,
        identifier,
        cache.open('n', port, identifier, authenticator(1), at),
        new Uint8Array(4000),
      );
    answer(1, 0, 1);
    answer(2, 0, 2);
    answer(1, 1, 3);
    expect(cache.octets).toBe(8000);
    expect(cache.find('n', 2, 0, authenticator(1), 4)).toBeUndefined();
    expect(cache.find('n', 1, 0, authenticator(1), 4)?.reply).toHaveLength(4000);
  });

  it('a port that answers without end keeps one reply per identifier', () => {
    const cache = new DuplicateCache();
    for (let i = 0; i < 10_000; i++) {
      const slot = cache.open('n', 1, i & 255, authenticator(i & 127), i);
      cache.answer('n', 1, i & 255, slot, new Uint8Array(100));
    }
    expect(cache.octets).toBe(25_600);
  });

  it('expired replies of a port in use are given back by the sweep', () => {
    const cache = new DuplicateCache();
    for (const [identifier, at] of [
      [0, 0],
      [1, 9000],
    ] as const) {
      cache.answer('n', 1, identifier, cache.open('n', 1, identifier, authenticator(1), at), new Uint8Array(100));
    }
    cache.sweep(10_001);
    expect(cache.octets).toBe(100);
    expect(cache.find('n', 1, 1, authenticator(1), 10_001)).toBeDefined();
  });

  it('a reply that comes after its port was forgotten, or its slot was taken, is kept nowhere', () => {
    const cache = new DuplicateCache({ maxPorts: 1 });
    const forgotten = cache.open('n', 1, 0, authenticator(1), 0);
    const taken = cache.open('n', 2, 0, authenticator(1), 1);
    cache.open('n', 2, 0, authenticator(2), 2);
    cache.answer('n', 1, 0, forgotten, new Uint8Array(100));
    cache.answer('n', 2, 0, taken, new Uint8Array(100));
    expect([cache.ports, cache.octets]).toEqual([1, 0]);
  });

  it('whatever is done to it, ports and octets are those of the replies it still gives', () => {
    const step = fc.tuple(fc.nat(5), fc.nat(3), fc.nat(3), fc.nat(4));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const cache = new DuplicateCache({ maxPorts: 4, maxOctets: 500 });
        const open: [number, number, Slot][] = [];
        for (const [i, [port, identifier, fill, what]] of steps.entries()) {
          if (what <= 2) open.push([port, identifier, cache.open('n', port, identifier, authenticator(fill), i)]);
          const last = open.at(-1 - (fill % Math.max(1, open.length)));
          if (last && what === 1) cache.answer('n', last[0], last[1], last[2], new Uint8Array(10 * (fill + 1)));
          if (last && what === 3) cache.close('n', last[0], last[1], last[2]);
          if (what === 4) cache.sweep(i, 20);
          let octets = 0;
          for (let p = 0; p <= 5; p++) {
            for (let id = 0; id <= 3; id++) {
              for (let f = 0; f <= 3; f++) octets += cache.find('n', p, id, authenticator(f), i)?.reply?.length ?? 0;
            }
          }
          expect(cache.octets).toBe(octets);
          expect(cache.octets).toBeLessThanOrEqual(500);
          expect(cache.ports).toBeLessThanOrEqual(4);
        }
      }),
    );
  });
});
