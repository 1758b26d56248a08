/**
 * IPv4 addresses and blocks. Addresses are strings at the edges and unsigned 32-bit numbers inside, so that ranges
 * can be counted and compared. Parsing is strict: `010.0.0.1` and `10.1` mean different things to different programs.
 */
import ipaddr from 'ipaddr.js';
import { fault, ok, type Result } from './result.ts';

export interface IpFault {
  readonly kind: 'not-ipv4' | 'not-ipv6' | 'no-prefix' | 'bad-prefix' | 'bad-mask';
  readonly message: string;
}

/** An IPv4 block. `first` is the network address, `last` the broadcast address (of a /31 or /32: the ends). */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** An IPv4 address as a number. */
export function parseIpv4(text: string): Result<number, IpFault> {
  const typed = text.trim();
  if (!ipaddr.IPv4.isValidFourPartDecimal(typed)) {
    return fault({ kind: 'not-ipv4', message: `"${typed}" is not an IPv4 address; write four numbers from 0 to 255` });
  }
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(typed).octets;
  return ok(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
}

const privateRanges = new Set(['loopback', 'private', 'linkLocal', 'carrierGradeNat', 'uniqueLocal']);

/**
 * Whether an IPv4 or IPv6 address is known inside a network only: loopback, RFC 1918, link-local, the carriers'
 * 100.64.0.0/10 (RFC 6598), unique local fc00::/7 (RFC 4193). What is not an address is not private; neither are
 * reserved and documentation blocks, which nobody has promised anything about.
 */
export const isPrivateAddress = (text: string): boolean =>
  ipaddr.isValid(text) && privateRanges.has(ipaddr.process(text).range());

export const formatIpv4 = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

export function canonicalIpv4(text: string): Result<string, IpFault> {
  const parsed = parseIpv4(text);
  return parsed.ok ? ok(formatIpv4(parsed.value)) : parsed;
}

/**
 * The address of a machine, IPv4 or IPv6, in the spelling that sockets report (RFC 5952; `::ffff:10.0.0.1` is 10.0.0.1).
 * No zone: `fe80::1%ether1` means something to one machine only.
 */
export function canonicalAddress(text: string): Result<string, IpFault> {
  const typed = text.trim();
  if (!typed.includes(':')) return canonicalIpv4(typed);
  if (typed.includes('%') || !ipaddr.IPv6.isValid(typed)) {
    return fault({ kind: 'not-ipv6', message: `"${typed}" is not an IPv6 address such as 2001:db8::1` });
  }
  return ok(ipaddr.process(typed).toString());
}

/** Whether an address (canonical) lies in a block such as `fe80::/10`. */
export function isInBlock(address: string, block: string): boolean {
  const [one, [network, prefix]] = [ipaddr.parse(address), ipaddr.parseCIDR(block)];
  return one.kind() === network.kind() && one.match(network, prefix);
}

/**
 * A block in CIDR notation. Host bits are cleared and reported (spec X23): `198.51.100.10/28` is
 * `198.51.100.0/28` with `hadHostBits`, and the operator is told before anything is checked against it.
 */
export function parseCidr(text: string): Result<{ readonly cidr: Cidr; readonly hadHostBits: boolean }, IpFault> {
  const typed = text.trim();
  const slash = typed.indexOf('/');
  if (slash === -1)
    return fault({ kind: 'no-prefix', message: `"${typed}" has no prefix length; write for example ${typed}/29` });
  const address = parseIpv4(typed.slice(0, slash));
  if (!address.ok) return address;
  const length = typed.slice(slash + 1);
  const prefix = Number(length);
  if (!/^\d{1,2}$/.test(length) || prefix > 32) {
    return fault({ kind: 'bad-prefix', message: `"/${length}" is not a prefix length from /0 to /32` });
  }
  const cidr = cidrOf(address.value, prefix);
  return ok({ cidr, hadHostBits: cidr.first !== address.value });
}

/** The block of `prefix` bits that contains `address`. */
export function cidrOf(address: number, prefix: number): Cidr {
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  return { first, last: first + size - 1, prefix };
}

export const formatCidr = (cidr: Cidr): string => `${formatIpv4(cidr.first)}/${cidr.prefix}`;

/** `255.255.255.240` of a /28. */
export const maskOf = (prefix: number): string => formatIpv4(2 ** 32 - 2 ** (32 - prefix));

/** The prefix length of a subnet mask; a mask with holes is a fault. */
export function parseMask(text: string): Result<number, IpFault> {
  const mask = parseIpv4(text);
  if (!mask.ok) return mask;
  const prefix = ipaddr.IPv4.parse(formatIpv4(mask.value)).prefixLengthFromSubnetMask();
  return prefix === null ? fault({ kind: 'bad-mask', message: `"${text.trim()}" is not a subnet mask` }) : ok(prefix);
}

export const overlaps = (a: Cidr, b: Cidr): boolean => a.first <= b.last && b.first <= a.last;

export const contains = (cidr: Cidr, address: number): boolean => address >= cidr.first && address <= cidr.last;

/** The addresses hosts may have: without network and broadcast, except that a /31 has both and a /32 its one (X64). */
export function hostRange(cidr: Cidr): { readonly first: number; readonly last: number } {
  if (cidr.prefix >= 31) return { first: cidr.first, last: cidr.last };
  return { first: cidr.first + 1, last: cidr.last - 1 };
}

/** How many hosts a block has for customers: total − network − broadcast − gateway, if that is one of them (F115, X22). */
export function usableCount(cidr: Cidr, gateway: number | null): number {
  const { first, last } = hostRange(cidr);
  const hosts = last - first + 1;
  return gateway !== null && gateway >= first && gateway <= last ? hosts - 1 : hosts;
}

/** The fewest blocks that contain exactly the given addresses, ascending: never one that was not asked for (X24). */
export function aggregate(addresses: readonly number[]): Cidr[] {
  const sorted = [...new Set(addresses)].sort((a, b) => a - b);
  const blocks: Cidr[] = [];
  for (let index = 0; index < sorted.length; ) {
    const first = sorted[index]!;
    let prefix = 32;
    // Grow while the block stays aligned on `first` and every address of it is in the list.
    while (prefix > 0) {
      const size = 2 ** (33 - prefix);
      if (first % size !== 0 || sorted[index + size - 1] !== first + size - 1) break;
      prefix--;
    }
    const cidr = cidrOf(first, prefix);
    blocks.push(cidr);
    index += cidr.last - cidr.first + 1;
  }
  return blocks;
}
