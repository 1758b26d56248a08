import { fault, ok, type Result } from '../../../shared/domain/result.ts';
import type { Attribute } from './attribute.ts';
import { VENDOR_SPECIFIC } from './attributes.ts';
import { type AttributeName, attributeByName, attributeByNumber, attributes, type ValueOf } from './dictionary.ts';
import { octets as octetsForm } from './forms.ts';
import { HEADER_OCTETS, MAX_PACKET_OCTETS } from './packet.ts';

/** A name and a value of its type: `['Session-Timeout', 3600]`. */
export type AttributePair = { readonly [N in AttributeName]: readonly [name: N, value: ValueOf<N>] }[AttributeName];

const MAX_OCTETS = MAX_PACKET_OCTETS - HEADER_OCTETS;
// Attributes are laid out here and copied once; one more attribute than fits may be begun before the length is checked.
const scratch = Buffer.alloc(MAX_OCTETS + 512);

/**
 * Encodes attributes in the order given. One that has a vendor becomes a Vendor-Specific of its own (RFC 2865 §5.26).
 *
 * Throws a RangeError for a value that does not fit its form, a value above 253 octets (247 for a vendor's), or more
 * than a packet holds: what we encode is ours, so that is a bug. Text from outside goes through `encodeText`.
 */
export function encodeAttributes(pairs: readonly AttributePair[]): Buffer {
  let at = 0;
  for (const [name, value] of pairs) at = append(at, attributes[name] as Attribute, value);
  return Buffer.from(scratch.subarray(0, at));
}

/** Encodes one attribute by its definition: for callers that resolved it once. */
export function encodeAttribute<T>(attribute: Attribute<T>, value: T): Buffer {
  return Buffer.from(scratch.subarray(0, append(0, attribute as Attribute, value)));
}

function append(at: number, { name, vendor, type, form }: Attribute, value: unknown): number {
  const header = vendor === 0 ? 2 : 8;
  let valueOctets: number;
  try {
    valueOctets = form.write(value, scratch, at + header);
  } catch (error) {
    throw new RangeError(`${name} cannot be encoded`, { cause: error });
  }
  const length = header + valueOctets;
  if (length > 255) throw new RangeError(`${name} of ${valueOctets} octets does not fit into one attribute`);
  if (at + length > MAX_OCTETS) throw new RangeError(`${name} does not fit: a packet holds ${MAX_OCTETS} octets`);
  scratch[at] = vendor === 0 ? type : VENDOR_SPECIFIC;
  scratch[at + 1] = length;
  if (vendor !== 0) {
    scratch.writeUInt32BE(vendor, at + 2);
    scratch[at + 6] = type;
    scratch[at + 7] = length - 6;
  }
  return at + length;
}

/** Why a name and text (a `radreply` row, an operator's input) make no attribute. */
export type TextFault = 'unknown-name' | 'not-settable' | 'value';

/**
 * Encodes an attribute written as text: `encodeText('Framed-IP-Address', '100.64.0.7')`.
 *
 * Names as in the dictionary, or `Attr-<type>` and `Vendor-<enterprise>-<type>` with a value of `0x…`, as traces print
 * them. `not-settable` is for what only the codec can make, such as Message-Authenticator or an encrypted password.
 */
export function encodeText(name: string, text: string): Result<Buffer, TextFault> {
  const attribute = attributeByName(name) ?? numbered(name);
  if (!attribute) return fault('unknown-name');
  if (attribute.isComputed) return fault('not-settable');
  const value = attribute.form.parse(text);
  if (value === undefined) return fault('value');
  try {
    return ok(encodeAttribute(attribute, value));
  } catch (error) {
    if (error instanceof RangeError) return fault('value'); // too long
    throw error;
  }
}

/** `Attr-<type>` or `Vendor-<enterprise>-<type>`; those of a known attribute are refused, so that its form is checked. */
function numbered(name: string): Attribute | undefined {
  const match = /^(?:Attr-|Vendor-(\d{1,10})-)(\d{1,3})$/.exec(name);
  const vendor = Number(match?.[1] ?? 0);
  const type = Number(match?.[2] ?? 0);
  const isOurs = match?.[1] === undefined && type === VENDOR_SPECIFIC;
  if (!match || type < 1 || type > 255 || vendor > 0xffff_ffff || isOurs) return undefined;
  if (match[1] !== undefined && vendor === 0) return undefined;
  if (attributeByNumber(vendor, type)) return undefined;
  return { name, vendor, type, form: octetsForm, isSecret: false, isComputed: false };
}
