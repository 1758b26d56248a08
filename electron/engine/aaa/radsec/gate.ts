/**
 * Who may begin a TLS handshake: it costs the RADIUS thread about a millisecond of RSA, so strangers get few. Per
 * address a bucket of tokens, and over all addresses a limit on handshakes that are under way. Bounded: `maxAddresses`
 * buckets; above it strangers wait for one to fill up.
 */

export interface GateLimits {
  /** Handshakes under way, over all addresses. */
  readonly underWay: number;
  /** Handshakes that an address may begin at once, and how many more each second. */
  readonly burst: number;
  readonly perSecond: number;
  readonly maxAddresses: number;
}

/** A router reconnects once in a while; 20 behind one address may all come back after a power cut. */
export const gateLimits: GateLimits = { underWay: 128, burst: 40, perSecond: 4, maxAddresses: 4096 };

interface Bucket {
  tokens: number;
  at: number;
}

export class HandshakeGate {
  readonly #limits: GateLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: GateLimits = gateLimits) {
    this.#limits = limits;
  }

  /** `underWay` handshakes are not finished now; `now` in ms. Takes a token when the answer is yes. */
  admits(address: string, underWay: number, now: number): boolean {
    if (underWay >= this.#limits.underWay) return false;
    let bucket = this.#buckets.get(address);
    if (!bucket) {
      if (this.#buckets.size >= this.#limits.maxAddresses) return false;
      bucket = { tokens: this.#limits.burst, at: now };
      this.#buckets.set(address, bucket);
    }
    this.#fill(bucket, now);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
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
