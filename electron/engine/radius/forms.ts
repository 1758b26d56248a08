import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from './address.ts';
import type { Form } from './attribute.ts';

/** The value of an attribute is at most 253 octets (RFC 2865 §5); inside Vendor-Specific the encoder allows 247. */
const MAX_VALUE_OCTETS = 253;

const MAX_UINT32 = 0xffff_ffff;

function readUint32(octets: Buffer, from: number, to: number): number | undefined {
  if (to - from !== 4) return undefined;
  return ((octets[from]! << 24) | (octets[from + 1]! << 16) | (octets[from + 2]! << 8) | octets[from + 3]!) >>> 0;
}

function parseUint32(text: string): number | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_UINT32 ? value : undefined;
}

/** Unsigned 32-bit integer, most significant octet first. */
export const uint32: Form<number> = {
  read: readUint32,
  write(value, into, at) {
    if (!Number.isInteger(value)) throw new RangeError(`not an integer: ${value}`);
    into.writeUInt32BE(value, at); // throws a RangeError out of range
    return 4;
  },
  print: String,
  parse: parseUint32,
};

/**
 * An integer whose values have names: reads as the name, or as the number when the dictionary has none.
 * Both are accepted on the way in.
 */
export function oneOf<const V extends Readonly<Record<string, number>>>(values: V): Form<(keyof V & string) | number> {
  const names = new Map(Object.entries(values).map(([name, value]) => [value, name as keyof V & string]));
  return {
    read(octets, from, to) {
      const value = readUint32(octets, from, to);
      return value === undefined ? undefined : (names.get(value) ?? value);
    },
    write(value, into, at) {
      const number = typeof value === 'string' ? values[value] : value;
      if (number === undefined) throw new RangeError(`no value is named ${String(value)}`);
      return uint32.write(number, into, at);
    },
    print: String,
    names: Object.keys(values),
    parse: (text) => (Object.hasOwn(values, text) ? (text as keyof V & string) : parseUint32(text)),
  };
}

/** UTF-8 text without a terminator (RFC 2865 §5). Octets that are not UTF-8 read as U+FFFD: `rawAttribute` has them. */
export const text: Form<string> = {
  read: (octets, from, to) => octets.toString('utf8', from, to),
  write(value, into, at) {
    // Half of a surrogate pair has no UTF-8: written as U+FFFD it would come back as another name.
    if (!value.isWellFormed()) throw new RangeError('text holds half of a surrogate pair');
    // Three octets per UTF-16 unit is the worst case; only long values need an exact count.
    if (value.length * 3 > MAX_VALUE_OCTETS) checkLength(Buffer.byteLength(value));
    return into.write(value, at);
  },
  print: (value) => value,
  parse: (value) => (value.isWellFormed() ? value : undefined),
};

/** Octets with no meaning to us: State, Class, keys. Reads as a view into the packet. Written as `0x…`. */
export const octets: Form<Uint8Array> = {
  read: (packet, from, to) => packet.subarray(from, to),
  write(value, into, at) {
    checkLength(value.length);
    into.set(value, at);
    return value.length;
  },
  print: hexText,
  parse: parseHex,
};

/** An IPv4 address as text. */
export const ipv4: Form<string> = {
  read: (packet, from, to) => (to - from === 4 ? ipv4Text(packet, from) : undefined),
  write(value, into, at) {
    into.set(parseIpv4(value) ?? refuse('IPv4 address', value), at);
    return 4;
  },
  print: (value) => value,
  parse: (value) => (parseIpv4(value) ? value : undefined),
};

/** An IPv6 address as text (RFC 3162 §2.1). */
export const ipv6: Form<string> = {
  read: (packet, from, to) => (to - from === 16 ? ipv6Text(packet, from) : undefined),
  write(value, into, at) {
    into.set(parseIpv6(value) ?? refuse('IPv6 address', value), at);
    return 16;
  },
  print: (value) => value,
  parse: (value) => (parseIpv6(value) ? value : undefined),
};

const widest = new Uint8Array(16);

/** `2001:db8:1::/48`: a reserved octet, the prefix length, then as many octets as needed (RFC 3162 §2.3). */
export const ipv6Prefix: Form<string> = {
  read(packet, from, to) {
    const bits = packet[from + 1]!;
    if (to - from < 2 || to - from > 18 || bits > 128 || bits > (to - from - 2) * 8) return undefined;
    // Bits beyond the prefix are cleared: some senders leave a host part there.
    for (let i = 0; i < 16; i++) widest[i] = from + 2 + i < to ? packet[from + 2 + i]! & ~hostBits(bits, i) : 0;
    return `${ipv6Text(widest, 0)}/${bits}`;
  },
  write(value, into, at) {
    const prefix = parsePrefix(value) ?? refuse('IPv6 prefix', value);
    into[at] = 0;
    into[at + 1] = prefix.bits;
    const used = Math.ceil(prefix.bits / 8);
    into.set(prefix.octets.slice(0, used), at + 2);
    return 2 + used;
  },
  print: (value) => value,
  parse: (value) => (parsePrefix(value) ? value : undefined),
};

/** Address and length; undefined when bits beyond the length are set, which RFC 3162 §2.3 forbids. */
function parsePrefix(value: string): { octets: number[]; bits: number } | undefined {
  const [address = '', length = '', ...rest] = value.split('/');
  const address16 = parseIpv6(address);
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : 129;
  if (rest.length > 0 || !address16 || bits > 128) return undefined;
  return address16.every((octet, i) => (octet & hostBits(bits, i)) === 0) ? { octets: address16, bits } : undefined;
}

/** The bits of octet `i` that a prefix of `bits` leaves to the host. */
function hostBits(bits: number, i: number): number {
  return 0xff >> Math.min(8, Math.max(0, bits - i * 8));
}

/** An IPv6 interface identifier, `0000:0000:0000:0001` (RFC 3162 §2.2). */
export const interfaceId: Form<string> = {
  read(packet, from, to) {
    if (to - from !== 8) return undefined;
    return packet.toString('hex', from, to).replace(/(....)(?=.)/g, '$1:');
  },
  write(value, into, at) {
    into.write(parseInterfaceId(value) ?? refuse('interface identifier', value), at, 'hex');
    return 8;
  },
  print: (value) => value,
  parse: (value) => (parseInterfaceId(value) ? value : undefined),
};

function parseInterfaceId(value: string): string | undefined {
  return /^[0-9a-f]{4}(:[0-9a-f]{4}){3}$/i.test(value) ? value.replaceAll(':', '') : undefined;
}

/** Whole seconds since 1970 UTC (RFC 2869 §5.3). Printed as ISO 8601, and parsed from it or from the number. */
export const unixSeconds: Form<number> = {
  read: readUint32,
  write: uint32.write,
  print: (value) => new Date(value * 1000).toISOString().replace('.000Z', 'Z'),
  parse(value) {
    const asNumber = parseUint32(value);
    if (asNumber !== undefined) return asNumber;
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return undefined;
    const seconds = Date.parse(value) / 1000;
    return seconds >= 0 && seconds <= MAX_UINT32 ? seconds : undefined;
  },
};

/** `0x` and two lower-case digits per octet. */
export function hexText(value: Uint8Array): string {
  return `0x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}`;
}

/** The octets of `0x…`, at most 253 of them, or undefined. */
export function parseHex(value: string): Uint8Array | undefined {
  if (!/^0x([0-9a-f]{2}){0,253}$/i.test(value)) return undefined;
  return Buffer.from(value.slice(2), 'hex');
}

function checkLength(length: number): void {
  if (length > MAX_VALUE_OCTETS) throw new RangeError(`${length} octets do not fit into one attribute`);
}

function refuse(what: string, value: string): never {
  throw new RangeError(`not an ${what}: ${value}`);
}
