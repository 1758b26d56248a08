/**
 * The duplicate cache: a retransmission gets the identical reply, or nothing while the first copy is still at work
 * (RFC 5080 §2.2.2). One slot per source address, source port and identifier; a new authenticator replaces it.
 *
 * A NAS uses few source ports, so slots live in one array of 256 per (address, port): no key strings on the hot path.
 * Bounded twice: at `maxPorts` ports and at `maxOctets` of kept replies the port that was quiet longest is forgotten,
 * found at once because ports hang in a chain by their last use. `sweep` drops what nobody can ask for any more.
 */
export interface Slot {
  /** UTC ms of the request. */
  readonly at: number;
  /** The reply as sent; undefined while the request is being worked on (accounting waiting for its commit). */
  readonly reply: Uint8Array | undefined;
}

interface OpenSlot extends Slot {
  reply: Uint8Array | undefined;
}

/** The requests of one source port. `quieter` and `busier` are its neighbours by last use. */
interface PortSlots {
  readonly address: string;
  readonly port: number;
  readonly slots: (OpenSlot | undefined)[];
  /** 16 octets per identifier. Copied: a view would keep every datagram alive. */
  readonly authenticators: Uint8Array;
  usedAt: number;
  octets: number;
  quieter: PortSlots | undefined;
  busier: PortSlots | undefined;
}

/** Longer than a NAS retries one request (RouterOS: at most some seconds), shorter than it takes to reuse all 256 ids. */
const replyLifeMs = 10_000;

export interface DuplicateLimits {
  readonly maxPorts?: number;
  /** Of replies: 64 MB are some 300,000 usual ones, or 16,000 of the longest there are. */
  readonly maxOctets?: number;
}

export class DuplicateCache {
  readonly #sources = new Map<string, Map<number, PortSlots>>();
  readonly #maxPorts: number;
  readonly #maxOctets: number;
  #quietest: PortSlots | undefined;
  #busiest: PortSlots | undefined;
  #ports = 0;
  #octets = 0;

  constructor({ maxPorts = 4096, maxOctets = 64 * 1024 * 1024 }: DuplicateLimits = {}) {
    this.#maxPorts = maxPorts;
    this.#maxOctets = maxOctets;
  }

  get ports(): number {
    return this.#ports;
  }

  /** Octets of the replies that are kept. */
  get octets(): number {
    return this.#octets;
  }

  /** The slot of an identical earlier request, if there is one that has not expired. */
  find(address: string, port: number, identifier: number, authenticator: Uint8Array, now: number): Slot | undefined {
    const entry = this.#sources.get(address)?.get(port);
    const slot = entry?.slots[identifier];
    if (!entry || !slot || now - slot.at > replyLifeMs) return undefined;
    // What is compared is sent in the clear: its time may tell where it differs.
    for (let i = 0, at = identifier * 16; i < 16; i++) {
      if (entry.authenticators[at + i] !== authenticator[i]) return undefined;
    }
    return slot;
  }

  /** Opens the slot of a new request; an older request with the same identifier is forgotten. */
  open(address: string, port: number, identifier: number, authenticator: Uint8Array, now: number): Slot {
    const entry = this.#sources.get(address)?.get(port) ?? this.#addPort(address, port, now);
    entry.usedAt = now;
    this.#moveToBusiest(entry);
    this.#clear(entry, identifier);
    const slot: OpenSlot = { at: now, reply: undefined };
    entry.slots[identifier] = slot;
    entry.authenticators.set(authenticator, identifier * 16);
    return slot;
  }

  /** Keeps the reply of a request for its retransmissions, unless another request has taken its slot since. */
  answer(address: string, port: number, identifier: number, slot: Slot, reply: Uint8Array): void {
    const entry = this.#sources.get(address)?.get(port);
    const open = entry?.slots[identifier];
    if (!entry || !open || open !== slot || open.reply) return;
    open.reply = reply;
    entry.octets += reply.length;
    this.#octets += reply.length;
    while (this.#octets > this.#maxOctets && this.#quietest) this.#drop(this.#quietest);
  }

  /** Forgets a request that will not be answered, so that its retransmission is worked on again. */
  close(address: string, port: number, identifier: number, slot: Slot): void {
    const entry = this.#sources.get(address)?.get(port);
    if (entry?.slots[identifier] === slot) this.#clear(entry, identifier);
  }

  /** Drops ports that are quiet for `idleMs`, and of the others the replies that have expired. Call it every few seconds. */
  sweep(now: number, idleMs = 2 * replyLifeMs): void {
    while (this.#quietest && now - this.#quietest.usedAt > idleMs) this.#drop(this.#quietest);
    for (let entry = this.#quietest; entry; entry = entry.busier) {
      if (entry.octets === 0) continue;
      for (let identifier = 0; identifier < 256; identifier++) {
        const slot = entry.slots[identifier];
        if (slot && now - slot.at > replyLifeMs) this.#clear(entry, identifier);
      }
    }
  }

  #addPort(address: string, port: number, now: number): PortSlots {
    while (this.#ports >= this.#maxPorts && this.#quietest) this.#drop(this.#quietest);
    let ports = this.#sources.get(address);
    if (!ports) {
      ports = new Map();
      this.#sources.set(address, ports);
    }
    const entry: PortSlots = {
      ...{ address, port, usedAt: now, octets: 0, quieter: undefined, busier: undefined },
      slots: new Array<OpenSlot | undefined>(256).fill(undefined),
      authenticators: new Uint8Array(256 * 16),
    };
    ports.set(port, entry);
    this.#ports++;
    return entry;
  }

  #clear(entry: PortSlots, identifier: number): void {
    const octets = entry.slots[identifier]?.reply?.length ?? 0;
    entry.octets -= octets;
    this.#octets -= octets;
    entry.slots[identifier] = undefined;
  }

  #drop(entry: PortSlots): void {
    this.#unchain(entry);
    const ports = this.#sources.get(entry.address);
    ports?.delete(entry.port);
    if (ports?.size === 0) this.#sources.delete(entry.address);
    this.#ports--;
    this.#octets -= entry.octets;
    // Whoever still holds it (an accounting request at work) must not count its reply again.
    entry.octets = 0;
  }

  #unchain(entry: PortSlots): void {
    if (entry.quieter) entry.quieter.busier = entry.busier;
    else if (this.#quietest === entry) this.#quietest = entry.busier;
    if (entry.busier) entry.busier.quieter = entry.quieter;
    else if (this.#busiest === entry) this.#busiest = entry.quieter;
    entry.quieter = undefined;
    entry.busier = undefined;
  }

  #moveToBusiest(entry: PortSlots): void {
    if (this.#busiest === entry) return;
    this.#unchain(entry);
    entry.quieter = this.#busiest;
    if (this.#busiest) this.#busiest.busier = entry;
    else this.#quietest = entry;
    this.#busiest = entry;
  }
}
