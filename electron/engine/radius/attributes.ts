import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import type { Attribute } from './attribute.ts';
import { type AttributeName, attributes, type ValueOf } from './dictionary.ts';
import { HEADER_OCTETS, type RadiusPacket } from './packet.ts';

/** Vendor-Specific: four octets of enterprise number, then the vendor's own attributes (RFC 2865 §5.26). */
export const VENDOR_SPECIFIC = 26;

export interface RawAttribute {
  readonly type: number;
  readonly value: Uint8Array;
}
export interface AttributeFault {
  readonly kind: 'attribute-length';
  /** Offset of the attribute within the octets given. */
  readonly at: number;
}

/**
 * Splits the octets after the 20-octet header into attributes, in order, repeats kept (RFC 2865 §5).
 *
 * Values are views into `octets`, not copies. Malformed input is expected on an open UDP port, so it comes back as a
 * fault with its offset; nothing is thrown. Vendor-Specific stays one attribute. Made for tools and tests: what a
 * server asks of every packet goes through `read`, which makes no views.
 */
export function splitAttributes(octets: Uint8Array): Result<RawAttribute[], AttributeFault> {
  const found: RawAttribute[] = [];
  for (let at = 0; at < octets.length; ) {
    const length = octets[at + 1] ?? 0; // counts the type and length octets too
    if (length < 2 || at + length > octets.length) return fault({ kind: 'attribute-length', at });
    found.push({ type: octets[at]!, value: octets.subarray(at + 2, at + length) });
    at += length;
  }
  return ok(found);
}

/**
 * Offset in `packet.octets` of the first occurrence of `attribute`, or -1.
 *
 * The offset is that of the type octet; the length octet follows and the value starts two further, inside
 * Vendor-Specific as well.
 */
export function findAttribute(packet: RadiusPacket, attribute: Attribute): number {
  const { octets } = packet;
  const { vendor, type } = attribute;
  const end = octets.length;
  for (let at = HEADER_OCTETS; at < end; at += octets[at + 1]!) {
    if (vendor === 0) {
      if (octets[at] === type) return at;
    } else if (octets[at] === VENDOR_SPECIFIC) {
      const inner = findInVendor(octets, at, vendor, type, at + 6);
      if (inner >= 0) return inner;
    }
  }
  return -1;
}

/** The next `type` at or after `from` (a boundary) in the Vendor-Specific at `at`, or -1; also when it does not split. */
function findInVendor(octets: Buffer, at: number, vendor: number, type: number, from: number): number {
  const end = at + octets[at + 1]!;
  if (end - at < 8 || vendorAt(octets, at) !== vendor) return -1;
  for (let inner = from; inner + 2 <= end; ) {
    const length = octets[inner + 1]!;
    if (length < 2 || inner + length > end) return -1;
    if (octets[inner] === type) return inner;
    inner += length;
  }
  return -1;
}

/** The enterprise number of the Vendor-Specific attribute at `at`, which is at least 6 octets long. */
export function vendorAt(octets: Uint8Array, at: number): number {
  return (octets[at + 2]! * 0x1000000 + ((octets[at + 3]! << 16) | (octets[at + 4]! << 8) | octets[at + 5]!)) >>> 0;
}

/**
 * The first value of `attribute`; undefined when it is absent or its octets do not fit its form.
 *
 * For hot paths: take the definition once (`attributes['User-Name']`) and pass it here.
 */
export function read<T>(packet: RadiusPacket, attribute: Attribute<T>): T | undefined {
  const at = findAttribute(packet, attribute);
  return at < 0 ? undefined : attribute.form.read(packet.octets, at + 2, at + packet.octets[at + 1]!);
}

/** `read` by the RFC's name. */
export function readAttribute<N extends AttributeName>(packet: RadiusPacket, name: N): ValueOf<N> | undefined {
  return read(packet, attributes[name] as unknown as Attribute<ValueOf<N>>);
}

/** Every value of the attribute in order. Occurrences whose octets do not fit the form are left out. */
export function readAll<N extends AttributeName>(packet: RadiusPacket, name: N): ValueOf<N>[] {
  const { vendor, type, form } = attributes[name] as unknown as Attribute<ValueOf<N>>;
  const { octets } = packet;
  const values: ValueOf<N>[] = [];
  const take = (at: number) => {
    const value = form.read(octets, at + 2, at + octets[at + 1]!);
    if (value !== undefined) values.push(value);
  };
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1]!) {
    if (vendor === 0 && octets[at] === type) take(at);
    if (vendor === 0 || octets[at] !== VENDOR_SPECIFIC) continue;
    let inner = findInVendor(octets, at, vendor, type, at + 6);
    while (inner >= 0) {
      take(inner);
      inner = findInVendor(octets, at, vendor, type, inner + octets[inner + 1]!);
    }
  }
  return values;
}

/** The octets of the first occurrence, a view into the packet, whatever the form says; undefined when absent. */
export function rawAttribute(packet: RadiusPacket, name: AttributeName): Uint8Array | undefined {
  const at = findAttribute(packet, attributes[name]);
  return at < 0 ? undefined : packet.octets.subarray(at + 2, at + packet.octets[at + 1]!);
}

export function hasAttribute(packet: RadiusPacket, name: AttributeName): boolean {
  return findAttribute(packet, attributes[name]) >= 0;
}
