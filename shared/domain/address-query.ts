/** What somebody asks for who wants to know whose address it was: one IPv4 address, or an IPv6 address or prefix (W4). */
import ipaddr from 'ipaddr.js';
import { canonicalAddress, type IpFault } from './ip.ts';
import { fault, ok, type Result } from './result.ts';

export type AddressQuery =
  | { readonly kind: 'ipv4'; readonly address: string }
  /** `bits` is 128 for an address. */
  | { readonly kind: 'ipv6'; readonly address: string; readonly bits: number };

/** A block of IPv4 is refused: an answer about several addresses is one that gets the wrong person. */
export function parseAddressQuery(text: string): Result<AddressQuery, IpFault> {
  const [typed = '', length, ...rest] = text.trim().split('/');
  const address = canonicalAddress(typed);
  if (!address.ok) return address;
  const isIpv6 = address.value.includes(':');
  const most = isIpv6 ? 128 : 32;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (rest.length > 0 || !(bits >= 1 && bits <= most)) {
    return fault({ kind: 'bad-prefix', message: `"/${length}" is not a prefix length from /1 to /${most}` });
  }
  if (!isIpv6) {
    if (bits === 32) return ok({ kind: 'ipv4', address: address.value });
    return fault({ kind: 'bad-prefix', message: `"${text.trim()}" is a block; ask for one address at a time` });
  }
  return ok({ kind: 'ipv6', address: networkOf(address.value, bits), bits });
}

export const addressQueryText = (query: AddressQuery): string =>
  query.kind === 'ipv4' || query.bits === 128 ? query.address : `${query.address}/${query.bits}`;

/**
 * Every prefix that contains all of the asked one, the narrowest first, spelled as RADIUS attributes are stored
 * (RFC 5952, host bits cleared): a session had the address when its prefix is one of them.
 */
export const coveringPrefixes = ({ address, bits }: { readonly address: string; readonly bits: number }): string[] =>
  Array.from({ length: bits }, (_, n) => `${networkOf(address, bits - n)}/${bits - n}`);

const networkOf = (address: string, bits: number): string =>
  ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString();
