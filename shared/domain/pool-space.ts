/**
 * The addresses of an IP pool in order, each with a number from 0: IPv4 addresses, or delegated IPv6 prefixes of one
 * length. Ranges are written `100.64.0.0/22`, `100.64.0.10-100.64.0.99` or a single address; prefixes as a block that
 * is cut into parts (`2001:db8:1000::/40` into /56).
 */
import ipaddr from 'ipaddr.js';
import { formatIpv4, parseCidr, parseIpv4 } from './ip.ts';
import { fault, ok, type Result } from './result.ts';

export type PoolKind = 'ipv4' | 'ipv6-prefix';

/** What of a pool makes its addresses. */
export interface PoolShape {
  readonly kind: PoolKind;
  readonly ranges: readonly string[];
  /** Bits of each delegated prefix; null of IPv4. */
  readonly prefixLength: number | null;
  /** Addresses inside the ranges that are never given: gateways, servers. */
  readonly reserved: readonly string[];
}

/** First and last of consecutive units, as numbers: IPv4 addresses, or prefixes counted in units of their length. */
interface Span {
  readonly first: bigint;
  readonly last: bigint;
  /** Network and broadcast address of a block are nobody's. */
  readonly hasEdges: boolean;
}

/** More than that is neither drawn nor searched quickly; a larger network is several pools. */
export const poolSizeMax = 65_536;

/** A /48 over a pool of /56. */
const touchedMax = 256n;

export class PoolSpace {
  readonly kind: PoolKind;
  readonly prefixLength: number | null;
  readonly size: number;
  readonly #spans: readonly (Span & { readonly from: number })[];
  readonly #reserved: ReadonlySet<number>;

  constructor(kind: PoolKind, prefixLength: number | null, spans: readonly Span[], reserved: readonly string[]) {
    this.kind = kind;
    this.prefixLength = prefixLength;
    let from = 0;
    this.#spans = spans.map((span) => {
      const placed = { ...span, from };
      from += lengthOf(span);
      return placed;
    });
    this.size = from;
    const kept = new Set(reserved.flatMap((address) => this.indexOf(address) ?? []));
    for (const span of this.#spans) {
      if (span.hasEdges) kept.add(span.from).add(span.from + lengthOf(span) - 1);
    }
    this.#reserved = kept;
  }

  /** How many can be given at all. */
  get usable(): number {
    return this.size - this.#reserved.size;
  }

  isReserved(index: number): boolean {
    return this.#reserved.has(index);
  }

  /** The address, or prefix with its length, of a number below `size`. */
  at(index: number): string {
    const span = this.#spans.findLast(({ from }) => from <= index)!;
    return textOf(this.kind, this.prefixLength, span.first + BigInt(index - span.from));
  }

  /** Undefined for what is not one of the pool's addresses, also for a prefix of another length. */
  indexOf(text: string): number | undefined {
    const unit = unitOf(this.kind, this.prefixLength, text);
    if (unit === undefined) return undefined;
    const span = this.#spans.find(({ first, last }) => first <= unit && unit <= last);
    return span && span.from + Number(unit - span.first);
  }

  has(text: string): boolean {
    return this.indexOf(text) !== undefined;
  }

  /**
   * The pool's own addresses that `text`, an address or a prefix of any length, lies over. None of a prefix that is
   * wider than any customer's: a router that says one session has `::/0` would take the whole pool by it.
   */
  touchedBy(text: string): string[] {
    const [first, last] = unitsUnder(this.kind, this.prefixLength, text) ?? [1n, 0n];
    if (last - first >= touchedMax) return [];
    return this.#spans.flatMap((span) => {
      const from = first > span.first ? first : span.first;
      const to = last < span.last ? last : span.last;
      const found: string[] = [];
      for (let unit = from; unit <= to; unit++) found.push(textOf(this.kind, this.prefixLength, unit));
      return found;
    });
  }

  /** One address that both have, the first of it. */
  overlap(other: PoolSpace): string | undefined {
    if (this.kind !== other.kind) return undefined;
    for (const span of this.#spans) {
      const own = bounds(this, span);
      for (const [first, last] of other.#spans.map((theirs) => bounds(other, theirs))) {
        if (own[0] > last || first > own[1]) continue;
        const common = own[0] > first ? own[0] : first;
        return this.kind === 'ipv4' ? formatIpv4(Number(common)) : ipv6Text(common);
      }
    }
    return undefined;
  }
}

const lengthOf = ({ first, last }: Span): number => Number(last - first) + 1;

/** In whole addresses, whatever the units are. */
function bounds({ prefixLength }: PoolSpace, { first, last }: Span): [bigint, bigint] {
  if (prefixLength === null) return [first, last];
  const width = BigInt(128 - prefixLength);
  return [first << width, ((last + 1n) << width) - 1n];
}

/** RFC 5952. Written here because a pool has tens of thousands, and a library takes 20 µs for each. */
const ipv6Text = (value: bigint): string => {
  const groups: number[] = [];
  for (let shift = 96n; shift >= 0n; shift -= 32n) {
    const two = Number((value >> shift) & 0xffff_ffffn);
    groups.push(two >>> 16, two & 0xffff);
  }
  let [start, length] = [0, 1]; // the first of the longest runs of two or more zero groups
  for (let at = 0, run = 0; at < 8; at++) {
    run = groups[at] === 0 ? run + 1 : 0;
    if (run > length) [start, length] = [at - run + 1, run];
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
};

const ipv6Number = (text: string): bigint | undefined => {
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.IPv6.parse(text)
    .toByteArray()
    .reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
};

const textOf = (kind: PoolKind, prefixLength: number | null, unit: bigint): string =>
  kind === 'ipv4'
    ? formatIpv4(Number(unit))
    : `${ipv6Text(unit << BigInt(128 - (prefixLength ?? 128)))}/${prefixLength ?? 128}`;

function unitOf(kind: PoolKind, prefixLength: number | null, text: string): bigint | undefined {
  if (kind === 'ipv4') {
    const address = parseIpv4(text);
    return address.ok ? BigInt(address.value) : undefined;
  }
  const [address = '', bits] = text.split('/');
  const value = Number(bits) === prefixLength ? ipv6Number(address) : undefined;
  return value === undefined ? undefined : value >> BigInt(128 - (prefixLength ?? 128));
}

function unitsUnder(kind: PoolKind, prefixLength: number | null, text: string): [bigint, bigint] | undefined {
  if (kind === 'ipv4') {
    const unit = unitOf(kind, null, text);
    return unit === undefined ? undefined : [unit, unit];
  }
  const [address = '', length = '128'] = text.split('/');
  const value = ipv6Number(address);
  const bits = Number(length);
  if (value === undefined || !(bits >= 0 && bits <= 128)) return undefined;
  const width = BigInt(128 - (prefixLength ?? 128));
  const host = BigInt(128 - bits);
  const first = (value >> host) << host;
  return [first >> width, (first + (1n << host) - 1n) >> width];
}

/** What is wrong with one range; `field` is as the API spells it. */
export interface PoolFault {
  readonly field: string;
  readonly message: string;
}

/** The pool's addresses, or everything that keeps its shape from being one. */
export function poolSpace({
  kind,
  ranges,
  prefixLength,
  reserved,
}: PoolShape): Result<PoolSpace, readonly PoolFault[]> {
  const faults: PoolFault[] = [];
  if (kind === 'ipv6-prefix' && prefixLength === null) {
    return fault([{ field: 'prefixLength', message: 'is required: the length that each customer gets, such as 56' }]);
  }
  if (ranges.length === 0) return fault([{ field: 'ranges', message: 'must name at least one range' }]);
  const spans: Span[] = [];
  for (const [index, text] of ranges.entries()) {
    const span = kind === 'ipv4' ? ipv4Span(text) : prefixSpan(text, prefixLength!);
    const field = `ranges[${index}]`;
    if (!span.ok) faults.push({ field, message: span.fault });
    else {
      const other = spans.findIndex(({ first, last }) => first <= span.value.last && span.value.first <= last);
      if (other !== -1) faults.push({ field, message: `overlaps ranges[${other}]` });
      spans.push(span.value);
    }
  }
  if (faults.length > 0) return fault(faults);
  const size = spans.reduce((sum, { first, last }) => sum + (last - first) + 1n, 0n);
  if (size > BigInt(poolSizeMax)) {
    const message = `hold ${size} ${kind === 'ipv4' ? 'addresses' : 'prefixes'}, and a pool at most ${poolSizeMax}: make several pools`;
    return fault([{ field: 'ranges', message }]);
  }
  const space = new PoolSpace(kind, kind === 'ipv4' ? null : prefixLength, spans, reserved);
  for (const [index, address] of reserved.entries()) {
    if (!space.has(address)) faults.push({ field: `reserved[${index}]`, message: 'is not an address of this pool' });
  }
  if (faults.length > 0) return fault(faults);
  if (space.usable === 0) return fault([{ field: 'ranges', message: 'leave no address to give' }]);
  return ok(space);
}

function ipv4Span(text: string): Result<Span, string> {
  const typed = text.trim();
  if (typed.includes('/')) {
    const parsed = parseCidr(typed);
    if (!parsed.ok) return fault(parsed.fault.message);
    const { cidr, hadHostBits } = parsed.value;
    if (hadHostBits) return fault(`has host bits set: the block is ${formatIpv4(cidr.first)}/${cidr.prefix}`);
    return ok({ first: BigInt(cidr.first), last: BigInt(cidr.last), hasEdges: cidr.prefix < 31 });
  }
  const [from = '', to = from, ...rest] = typed.split('-').map((part) => part.trim());
  if (rest.length > 0) return fault('must be FIRST-LAST, such as 100.64.0.10-100.64.0.99');
  const [first, last] = [parseIpv4(from), parseIpv4(to)];
  if (!first.ok) return fault(first.fault.message);
  if (!last.ok) return fault(last.fault.message);
  if (first.value > last.value) return fault('ends before it begins');
  return ok({ first: BigInt(first.value), last: BigInt(last.value), hasEdges: false });
}

function prefixSpan(text: string, prefixLength: number): Result<Span, string> {
  const [address = '', length = '', ...rest] = text.trim().split('/');
  const value = ipv6Number(address);
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : 129;
  if (value === undefined || bits > 128 || rest.length > 0) return fault('must be an IPv6 block such as 2001:db8::/40');
  if (bits > prefixLength) return fault(`is smaller than the /${prefixLength} that each customer gets`);
  const host = BigInt(128 - bits);
  const block = (value >> host) << host;
  if (block !== value) return fault(`has host bits set: the block is ${ipv6Text(block)}/${bits}`);
  const width = BigInt(128 - prefixLength);
  return ok({ first: value >> width, last: (value + (1n << host) - 1n) >> width, hasEdges: false });
}
