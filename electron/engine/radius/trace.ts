import { VENDOR_SPECIFIC, vendorAt } from './attributes.ts';
import { attributeByNumber, hasSecrets } from './dictionary.ts';
import { hexText } from './forms.ts';
import { HEADER_OCTETS, type RadiusPacket } from './packet.ts';

/** Stands for a value that must not be seen. Of one length for all, so that it tells nothing of the password's. */
export const MASK = '********';

export type TraceLine = readonly [name: string, text: string];

/**
 * The attributes as people read them, in order: `['Framed-IP-Address', '100.64.0.7']`.
 *
 * User-Password, CHAP, MS-CHAP, EAP, MPPE keys, tunnel and wireless passwords show `MASK` only (spec X61). What the
 * dictionary does not know is `Attr-<type>` or `Vendor-<enterprise>-<type>` in hexadecimal, and so is a known attribute
 * whose octets do not fit its form. A Vendor-Specific that does not split is one line, `Vendor-<enterprise>`.
 */
export function decodeForTrace(packet: RadiusPacket): TraceLine[] {
  const { octets } = packet;
  const lines: TraceLine[] = [];
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1]!) {
    const end = at + octets[at + 1]!;
    if (octets[at] === VENDOR_SPECIFIC && end - at >= 6) lines.push(...vendorLines(octets, at, end));
    else lines.push(line(octets, 0, at, end));
  }
  return lines;
}

function vendorLines(octets: Buffer, at: number, end: number): TraceLine[] {
  const vendor = vendorAt(octets, at);
  const lines: TraceLine[] = [];
  for (let inner = at + 6; inner < end; ) {
    const length = inner + 1 < end ? octets[inner + 1]! : 0;
    if (length < 2 || inner + length > end) {
      // Not split, so a password could stand anywhere in it.
      return [[`Vendor-${vendor}`, hasSecrets(vendor) ? MASK : hexText(octets.subarray(at + 6, end))]];
    }
    lines.push(line(octets, vendor, inner, inner + length));
    inner += length;
  }
  return lines.length > 0 ? lines : [[`Vendor-${vendor}`, hexText(octets.subarray(end, end))]];
}

function line(octets: Buffer, vendor: number, at: number, end: number): TraceLine {
  const type = octets[at]!;
  const attribute = attributeByNumber(vendor, type);
  if (!attribute) {
    return [vendor === 0 ? `Attr-${type}` : `Vendor-${vendor}-${type}`, hexText(octets.subarray(at + 2, end))];
  }
  if (attribute.isSecret) return [attribute.name, MASK];
  const value = attribute.form.read(octets, at + 2, end);
  return [attribute.name, value === undefined ? hexText(octets.subarray(at + 2, end)) : attribute.form.print(value)];
}
