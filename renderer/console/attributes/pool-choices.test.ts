import { describe, expect, it } from 'vitest';
import { namesPool, poolFacts, poolNote, poolsFor } from './pool-choices.ts';

const home = { name: 'home', kind: 'ipv4', prefixLength: null, usable: 1022, taken: 32 } as const;
const full = { ...home, name: 'full', taken: 1022 };
const sites = { name: 'sites', kind: 'ipv6-prefix', prefixLength: 56, usable: 256, taken: 0 } as const;
const pools = [home, full, sites];

describe('F052: pools in the rows of attributes', () => {
  it('are suggested where they fit', () => {
    expect(poolsFor(pools, 'Framed-Pool')).toEqual([home, full]);
    expect(poolsFor(pools, ' Delegated-IPv6-Prefix-Pool ')).toEqual([sites]);
    expect(poolsFor(pools, 'Framed-IPv6-Pool')).toEqual([sites]);
    expect(poolsFor(pools, 'Idle-Timeout')).toEqual([]);
    expect([namesPool('Framed-Pool'), namesPool('Framed-IP-Address')]).toEqual([true, false]);
  });

  it.each([
    [home, 'IPv4, 990 free'],
    [full, 'IPv4, none free'],
    [sites, '/56 prefixes, 256 free'],
  ])('say what they are', (pool, says) => expect(poolFacts(pool)).toBe(says));

  it.each([
    ['a pool of ours', 'Framed-Pool', 'home', 'IPv4, 990 free'],
    ['a name that none has', 'Framed-Pool', 'pppoe', 'A pool of the router: none here has this name'],
    ['a pool of the other kind', 'Framed-Pool', 'sites', 'A pool of the router: sites here gives IPv6 prefixes'],
    ['names differ by case', 'Framed-Pool', 'Home', 'A pool of the router: none here has this name'],
    ['nothing typed yet', 'Framed-Pool', '', undefined],
    ['another attribute', 'Filter-Id', 'home', undefined],
  ])('%s', (_case, attribute, value, says) => expect(poolNote(pools, attribute, value)).toBe(says));

  it('nothing is said while they are not known', () => {
    expect(poolNote(null, 'Framed-Pool', 'home')).toBeUndefined();
  });
});
