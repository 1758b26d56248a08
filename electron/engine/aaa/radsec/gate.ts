/**
 * Who may begin a TLS handshake: it costs the RADIUS thread about a millisecond of RSA, so strangers get few. Per
 * address a bucket of tokens and a share of the handshakes that are under way. When all places are taken, one that
 * leads nowhere makes room, so that no few addresses can keep the others out by holding theirs open. Of IPv6 a /64 is
 * one address: whoever has one has all of it. Bounded: `maxAddresses` buckets; above it the address that
 * tried longest ago is forgotten. To refuse new ones instead would let a flood of addresses (one IPv6 /48 has 65,536 of
 * them) keep every router out, and bound nothing: as many buckets allow more handshakes than a thread can make.
 */
import ipaddr from 'ipaddr.js';

export interface GateLimits {
  /** Handshakes under way, over all addresses. */
  readonly underWay: number;
  /** And of one address. */
  readonly perAddress: number;
  /** Handshakes that an address may begin at once, and how many more each second. */
  readonly burst: number;
  readonly perSecond: number;
  readonly maxAddresses: number;
}

/** A router reconnects once in a while; 20 behind one address may all come back after a power cut. */
export const gateLimits: GateLimits = {
  underWay: 128,
  perAddress: 24,
  burst: 40,
  perSecond: 4,
  maxAddresses: 4096,
};

/** A handshake that is under way. */
export interface Handshake {
  /** As `networkOf` says. */
  readonly network: string;
  readonly since: number;
  /** Whether nothing has come from the peer yet. */
  readonly isSilent: () => boolean;
}

/** What is counted as one address: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const network = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return network.map((part) => part.toString(16)).join(':');
}

/**
 * The handshake that makes room for another: of the address that holds the most, its oldest silent one, else its
 * oldest. A router that is slow has one open, whoever floods has many. Undefined when there is none.
 */
export function leastPromising<H extends Handshake>(underWay: readonly H[]): H | undefined {
  const held = new Map<string, H[]>();
  for (const handshake of underWay) {
    const ofNetwork = held.get(handshake.network);
    if (ofNetwork) ofNetwork.push(handshake);
    else held.set(handshake.network, [handshake]);
  }
  const most = Math.max(...[...held.values()].map(({ length }) => length));
  const candidates = [...held.values()].filter(({ length }) => length === most).flat();
  const silent = candidates.filter((handshake) => handshake.isSilent());
  return (silent.length > 0 ? silent : candidates).toSorted((a, b) => a.since - b.since)[0];
}

interface Bucket {
  tokens: number;
  at: number;
}

export class HandshakeGate {
  readonly #limits: GateLimits;
  /** In the order of their last try. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: GateLimits = gateLimits) {
    this.#limits = limits;
  }

  /** Whether the peer may begin, `ofNetwork` handshakes of its own being under way; `now` in ms. A yes takes a token. */
  admits(network: string, ofNetwork: number, now: number): boolean {
    if (ofNetwork >= this.#limits.perAddress) return false;
    const bucket = this.#buckets.get(network) ?? { tokens: this.#limits.burst, at: now };
    this.#buckets.delete(network);
    const [longestAgo] = this.#buckets.keys();
    if (longestAgo !== undefined && this.#buckets.size >= this.#limits.maxAddresses) this.#buckets.delete(longestAgo);
    this.#buckets.set(network, bucket);
    this.#fill(bucket, now);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** The one that has to go before another begins; undefined while there is a place. */
  makesRoom<H extends Handshake>(underWay: readonly H[]): H | undefined {
    return underWay.length < this.#limits.underWay ? undefined : leastPromising(underWay);
  }

  /** Forgets addresses whose bucket is full again. */
  sweep(now: number): void {
    for (const [address, bucket] of this.#buckets) {
      this.#fill(bucket, now);
      if (bucket.tokens >= this.#limits.burst) this.#buckets.delete(address);
    }
  }

  get addresses(): number {
    return this.#buckets.size;
  }

  #fill(bucket: Bucket, now: number): void {
    const { burst, perSecond } = this.#limits;
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
  }
}
