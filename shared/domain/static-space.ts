/**
 * Addresses and prefixes that belong to somebody by name, asked for by what lies over them: a customer's static /48 is
 * many prefixes of a pool of /56, and however it is written it is the same one.
 */
import ipaddr from 'ipaddr.js';

/** Reply attributes that give an address or a prefix to a subscriber by name. */
export const ownAddressAttributes: readonly string[] = [
  'Framed-IP-Address',
  'Framed-IPv6-Address',
  'Framed-IPv6-Prefix',
  'Delegated-IPv6-Prefix',
];

interface OfLength {
  /** Prefixes of one length as numbers of that many bits; two subscribers may have been given one, so they are counted. */
  readonly counts: Map<bigint, number>;
  /** The same cut to shorter lengths, made when it is asked for, until the counts change. */
  readonly cut: Map<number, ReadonlySet<bigint>>;
}

export class StaticSpace {
  /** IPv4 addresses, and whatever is no IPv6 text. */
  readonly #texts = new Map<string, number>();
  readonly #byLength = new Map<number, OfLength>();

  add(text: string): void {
    const prefix = ipv6Prefix(text);
    if (!prefix) {
      count(this.#texts, text, 1);
      return;
    }
    let known = this.#byLength.get(prefix.bits);
    if (!known) {
      known = { counts: new Map(), cut: new Map() };
      this.#byLength.set(prefix.bits, known);
    }
    count(known.counts, prefix.value, 1);
    known.cut.clear();
  }

  remove(text: string): void {
    const prefix = ipv6Prefix(text);
    if (!prefix) {
      count(this.#texts, text, -1);
      return;
    }
    const known = this.#byLength.get(prefix.bits);
    if (!known) return;
    count(known.counts, prefix.value, -1);
    known.cut.clear();
    if (known.counts.size === 0) this.#byLength.delete(prefix.bits);
  }

  /** Whether anything in it lies over an IPv4 address, or over an IPv6 prefix with its length. */
  touches(text: string): boolean {
    if (this.#byLength.size === 0) return this.#texts.has(text);
    const asked = ipv6Prefix(text);
    if (!asked) return this.#texts.has(text);
    for (const [bits, known] of this.#byLength) {
      if (bits <= asked.bits) {
        if (known.counts.has(asked.value >> BigInt(asked.bits - bits))) return true;
        continue;
      }
      let cut = known.cut.get(asked.bits);
      if (!cut) {
        const away = BigInt(bits - asked.bits);
        cut = new Set([...known.counts.keys()].map((value) => value >> away));
        known.cut.set(asked.bits, cut);
      }
      if (cut.has(asked.value)) return true;
    }
    return false;
  }
}

function count<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now > 0) counts.set(key, now);
  else counts.delete(key);
}

/** The bits of an IPv6 prefix as a number; undefined for everything else. */
function ipv6Prefix(text: string): { readonly value: bigint; readonly bits: number } | undefined {
  if (!text.includes(':') || text.includes('%')) return undefined;
  const [address = '', length = '128'] = text.split('/');
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : 129;
  if (bits > 128 || !ipaddr.IPv6.isValid(address)) return undefined;
  let value = 0n;
  for (const octet of ipaddr.IPv6.parse(address).toByteArray()) value = (value << 8n) | BigInt(octet);
  return { value: value >> BigInt(128 - bits), bits };
}
