/** Pools as values of the attributes that name one: what to suggest, and what a typed name means. Pure. */
import type { IpPool } from '../../../shared/contract/operations/pools.ts';
import { poolAttributes } from '../../../shared/domain/pool-attribute.ts';
import { integer } from '../../ui/formats/quantity.ts';

export type PoolChoice = Pick<IpPool, 'name' | 'kind' | 'prefixLength' | 'usable' | 'taken'>;

export const namesPool = (attribute: string): boolean => poolAttributes.has(attribute.trim());

/** Pools that the attribute can name; none for any other attribute. */
export function poolsFor(pools: readonly PoolChoice[], attribute: string): readonly PoolChoice[] {
  const kind = poolAttributes.get(attribute.trim())?.kind;
  return pools.filter((pool) => pool.kind === kind);
}

/** `IPv4, 990 free`, `/56 prefixes, none free`. */
export function poolFacts({ kind, prefixLength, usable, taken }: PoolChoice): string {
  const what = kind === 'ipv4' ? 'IPv4' : `/${prefixLength} prefixes`;
  return `${what}, ${taken >= usable ? 'none' : integer(usable - taken)} free`;
}

/**
 * What the name in a row means, or undefined where there is nothing to say: another attribute, nothing typed yet, or
 * pools that are not known.
 */
export function poolNote(pools: readonly PoolChoice[] | null, attribute: string, value: string): string | undefined {
  const kind = poolAttributes.get(attribute.trim())?.kind;
  if (!kind || pools === null || value === '') return undefined;
  const pool = pools.find(({ name }) => name === value);
  if (pool?.kind === kind) return poolFacts(pool);
  if (!pool) return 'A pool of the router: none here has this name';
  const gives = pool.kind === 'ipv4' ? 'IPv4 addresses' : 'IPv6 prefixes';
  return `A pool of the router: ${value} here gives ${gives}`;
}
