/** Reply attributes that name a pool, and what they become when the pool is one of ours. */
import type { PoolKind } from './pool-space.ts';

export type GivenAttribute = 'Framed-IP-Address' | 'Framed-IPv6-Prefix' | 'Delegated-IPv6-Prefix';

export interface PoolAttribute {
  /** A pool of another kind is not meant: the name is then one of the router's. */
  readonly kind: PoolKind;
  /** What an Access-Accept carries in its place. */
  readonly givenAs: GivenAttribute;
}

/** By name; RFC 2869 §5.18, RFC 3162 §2.6, RFC 6911 §3.6, and MikroTik's own for what RFC 6911 came late for. */
export const poolAttributes: ReadonlyMap<string, PoolAttribute> = new Map([
  ['Framed-Pool', { kind: 'ipv4', givenAs: 'Framed-IP-Address' }],
  ['Framed-IPv6-Pool', { kind: 'ipv6-prefix', givenAs: 'Framed-IPv6-Prefix' }],
  ['Delegated-IPv6-Prefix-Pool', { kind: 'ipv6-prefix', givenAs: 'Delegated-IPv6-Prefix' }],
  ['Mikrotik-Delegated-IPv6-Pool', { kind: 'ipv6-prefix', givenAs: 'Delegated-IPv6-Prefix' }],
]);
