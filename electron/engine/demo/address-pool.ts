/** Framed addresses of one router: `/ip/pool` with one range. */
import { ipv4Text, parseIpv4 } from '../radius/address.ts';

export interface AddressPool {
  readonly name: string;
  /** `100.64.0.2-100.64.255.254` */
  readonly ranges: string;
  /** The next free address, going round, so that one just given back is not handed to somebody else at once; undefined when all are in use. */
  take(): string | undefined;
  giveBack(address: string): void;
}

export function createAddressPool(name: string, first: string, last: string): AddressPool {
  const from = toNumber(first);
  const count = toNumber(last) - from + 1;
  const used = new Set<string>();
  let next = 0;
  return {
    name,
    ranges: `${first}-${last}`,
    take() {
      for (let tried = 0; tried < count; tried++) {
        const address = toText(from + next);
        next = (next + 1) % count;
        if (used.has(address)) continue;
        used.add(address);
        return address;
      }
      return undefined;
    },
    giveBack: (address) => void used.delete(address),
  };
}

function toNumber(address: string): number {
  const octets = parseIpv4(address);
  if (!octets) throw new RangeError(`not an IPv4 address: ${address}`);
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

function toText(value: number): string {
  return ipv4Text(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value), 0);
}
