/**
 * The duplicate cache: a retransmission gets the identical reply, or nothing while the first copy is still at work
 * (RFC 5080 §2.2.2). One slot per source address, source port and identifier; a new authenticator replaces it.
 *
 * A NAS uses few source ports, so slots live in one array of 256 per (address, port): no key strings on the hot path.
 * Bounded: at `maxPorts` the port that was quiet longest is forgotten; `sweep` drops ports quiet for `idleMs`.
 */
export interface Slot {
  /** The request's 16-octet authenticator. */
  readonly authenticator: Uint8Array;
  readonly at: number;
  /** The reply as sent; undefined while the request is being worked on (accounting waiting for its commit). */
  reply: Uint8Array | undefined;
}

interface PortSlots {
  readonly slots: (Slot | undefined)[];
  usedAt: number;
}

/** Longer than a NAS retries one request (RouterOS: at most some seconds), shorter than it takes to reuse all 256 ids. */
const replyLifeMs = 10_000;

const sameOctets = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let i = 0; i < 16; i++) if (a[i] !== b[i]) return false;
  return true;
};

export class DuplicateCache {
  readonly #sources = new Map<string, Map<number, PortSlots>>();
  readonly #maxPorts: number;
  #ports = 0;

  constructor(maxPorts = 4096) {
    this.#maxPorts = maxPorts;
  }

  /** The slot of an identical earlier request, if there is one that has not expired. */
  find(address: string, port: number, identifier: number, authenticator: Uint8Array, now: number): Slot | undefined {
    const slot = this.#sources.get(address)?.get(port)?.slots[identifier];
    if (!slot || now - slot.at > replyLifeMs) return undefined;
    return sameOctets(slot.authenticator, authenticator) ? slot : undefined;
  }

  /** Opens the slot of a new request; an older request with the same identifier is forgotten. */
  open(address: string, port: number, identifier: number, authenticator: Uint8Array, now: number): Slot {
    let ports = this.#sources.get(address);
    if (!ports) {
      ports = new Map();
      this.#sources.set(address, ports);
    }
    let entry = ports.get(port);
    if (!entry) {
      if (this.#ports >= this.#maxPorts) this.#forgetQuietest();
      // The eviction may have removed this source's map: make sure that it is listed.
      this.#sources.set(address, ports);
      entry = { slots: new Array<Slot | undefined>(256).fill(undefined), usedAt: now };
      ports.set(port, entry);
      this.#ports++;
    }
    entry.usedAt = now;
    const slot: Slot = { authenticator, at: now, reply: undefined };
    entry.slots[identifier] = slot;
    return slot;
  }

  /** Forgets a request that will not be answered, so that its retransmission is worked on again. */
  close(address: string, port: number, identifier: number, slot: Slot): void {
    const slots = this.#sources.get(address)?.get(port)?.slots;
    if (slots?.[identifier] === slot) slots[identifier] = undefined;
  }

  /** Drops what nobody can ask for any more; call it every few seconds. */
  sweep(now: number, idleMs = 2 * replyLifeMs): void {
    for (const [address, ports] of this.#sources) {
      for (const [port, entry] of ports) if (now - entry.usedAt > idleMs) this.#drop(address, ports, port);
    }
  }

  get ports(): number {
    return this.#ports;
  }

  #drop(address: string, ports: Map<number, PortSlots>, port: number): void {
    ports.delete(port);
    this.#ports--;
    if (ports.size === 0) this.#sources.delete(address);
  }

  #forgetQuietest(): void {
    let quietest: { address: string; ports: Map<number, PortSlots>; port: number; usedAt: number } | undefined;
    for (const [address, ports] of this.#sources) {
      for (const [port, entry] of ports) {
        if (!quietest || entry.usedAt < quietest.usedAt) quietest = { address, ports, port, usedAt: entry.usedAt };
      }
    }
    if (quietest) this.#drop(quietest.address, quietest.ports, quietest.port);
  }
}
