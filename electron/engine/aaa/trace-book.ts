/**
 * The last exchanges of each NAS and each subscriber, for the RADIUS trace: octets as they came and went, not decoded.
 *
 * At most `keptPerSecond` are taken; beyond, under a flood or a benchmark, the trace is a sample.
 *
 * Interim-Updates have places of their own, so that a day of them does not push out the login. Memory has a bound per
 * table (octets, and `exchangeOctets` for each entry): beyond it whoever was quiet for long is forgotten. Names that are
 * nobody's, which anybody on the network can invent, have a table of their own.
 */
import type { Exchange, TraceQuery } from './exchange.ts';

/** Places per NAS and per name: interims, and everything else. */
const places = {
  nas: { interim: 32, other: 96 },
  subscriber: { interim: 3, other: 9 },
  stranger: { interim: 0, other: 4 },
};
const MB = 1024 * 1024;
export interface TraceLimits {
  readonly nas: number;
  readonly subscribers: number;
  readonly strangers: number;
}
/** In octets; 20 MB are three exchanges of each of 10,000 subscribers. */
export const traceLimits: TraceLimits = { nas: 8 * MB, subscribers: 20 * MB, strangers: 1 * MB };
/** What an entry costs beside its request and the Proxy-State in its reply: objects, and the attributes that we send. */
const exchangeOctets = 450;

type Lane = 'interim' | 'other';

/** The last `size` of something, in a circle. */
class Circle {
  readonly items: Exchange[] = [];
  #next = 0;
  readonly #size: number;
  constructor(size: number) {
    this.#size = size;
  }

  /** Puts one in; returns the one that made room. */
  push(item: Exchange): Exchange | undefined {
    if (this.items.length < this.#size) {
      this.items.push(item);
      return undefined;
    }
    const gone = this.items[this.#next];
    this.items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#size;
    return gone;
  }
}

interface Holder {
  readonly interim: Circle;
  readonly other: Circle;
  octets: number;
  /** It got something since eviction last looked at it. */
  isWarm: boolean;
}

const weigh = ({ request }: Exchange): number => exchangeOctets + 2 * request.length;

class Table<K> {
  readonly #holders = new Map<K, Holder>();
  readonly #places: Readonly<Record<Lane, number>>;
  readonly #limit: number;
  octets = 0;

  constructor(size: Readonly<Record<Lane, number>>, limit: number) {
    this.#places = size;
    this.#limit = limit;
  }

  add(key: K, lane: Lane, exchange: Exchange): void {
    if (this.#places[lane] === 0) return; // a holder of nothing would never be evicted
    let holder = this.#holders.get(key);
    if (!holder) {
      const { interim, other } = this.#places;
      holder = { interim: new Circle(interim), other: new Circle(other), octets: 0, isWarm: false };
      this.#holders.set(key, holder);
    }
    holder.isWarm = true;
    const gone = holder[lane].push(exchange);
    const more = weigh(exchange) - (gone ? weigh(gone) : 0);
    holder.octets += more;
    this.octets += more;
    while (this.octets > this.#limit && this.#holders.size > 1) this.#evict();
  }

  of(key: K): readonly Exchange[] {
    const holder = this.#holders.get(key);
    return holder ? [...holder.other.items, ...holder.interim.items] : [];
  }

  /** The first in the map that was not touched since it was looked at last; those that were get another round. */
  #evict(): void {
    for (const [key, holder] of this.#holders) {
      this.#holders.delete(key);
      if (holder.isWarm) {
        holder.isWarm = false;
        this.#holders.set(key, holder);
        continue;
      }
      this.octets -= holder.octets;
      return;
    }
  }
}

/** More than a town does when it dials in at once; a trace of more than that is a sample of it. */
const keptPerSecond = 500;

export class TraceBook {
  #second = 0;
  #keptInSecond = 0;
  readonly #nas: Table<number>;
  readonly #subscribers: Table<number>;
  readonly #strangers: Table<string>;

  constructor(limits: TraceLimits = traceLimits) {
    this.#nas = new Table(places.nas, limits.nas);
    this.#subscribers = new Table(places.subscriber, limits.subscribers);
    this.#strangers = new Table(places.stranger, limits.strangers);
  }

  /** Octets held, entries counted; what the limits bound. */
  get octets(): number {
    return this.#nas.octets + this.#subscribers.octets + this.#strangers.octets;
  }

  /**
   * Whether there is room for one more exchange in this second of `at` (UTC ms). What is kept outlives the young
   * generation, so it costs more than the login itself: 16 of 44 µs where all of 25,000 logins a second were kept.
   */
  admits(at: number): boolean {
    const second = Math.floor(at / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#keptInSecond = 0;
    }
    return this.#keptInSecond++ < keptPerSecond;
  }

  /** `subscriberId` only where the packet was believed: a claim goes to the strangers. */
  add(exchange: Exchange, tenantId: number, subscriberId: number | undefined, isInterim = false): void {
    const lane = isInterim ? 'interim' : 'other';
    this.#nas.add(exchange.nasId, lane, exchange);
    if (subscriberId !== undefined) this.#subscribers.add(subscriberId, lane, exchange);
    else if (exchange.username !== '') this.#strangers.add(strangerKey(tenantId, exchange.username), lane, exchange);
  }

  /** Oldest first. */
  find({ tenantId, nasId, subscriberId, username }: TraceQuery): Exchange[] {
    const found = [
      ...(nasId === undefined ? [] : this.#nas.of(nasId)),
      ...(subscriberId === undefined ? [] : this.#subscribers.of(subscriberId)),
      ...(username === undefined ? [] : this.#strangers.of(strangerKey(tenantId, username))),
    ];
    return found.sort((a, b) => a.at - b.at);
  }
}

const strangerKey = (tenantId: number, username: string): string => `${tenantId} ${username}`;
