/** Addresses as octets and as people write them. IPv6 text follows RFC 5952 on the way out, RFC 4291 §2.2 on the way in. */

/** `192.0.2.1`, from 4 octets at `at`. */
export function ipv4Text(octets: Uint8Array, at: number): string {
  return `${octets[at]}.${octets[at + 1]}.${octets[at + 2]}.${octets[at + 3]}`;
}

/** Four octets of strict dotted-decimal text (no leading zeros, which some readers take for octal), or undefined. */
export function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const octets = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return octets.every((octet) => octet < 256) ? octets : undefined;
}

/** The shortest lower-case form: the longest run of two or more zero groups (the first of equals) becomes `::`. */
export function ipv6Text(octets: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => (octets[at + 2 * i]! << 8) | octets[at + 2 * i + 1]!);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) [bestStart, bestLength] = [start, length];
  }
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return text(groups);
  return `${text(groups.slice(0, bestStart))}::${text(groups.slice(bestStart + bestLength))}`;
}

/** Sixteen octets, or undefined. A zone (`%eth0`) is refused: it means nothing on the wire. */
export function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupOctets(halves[0]!);
  const tail = groupOctets(halves[1] ?? '');
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  // `::` stands for at least one group.
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  // An embedded IPv4 address is only legal as the last 32 bits.
  if (halves.length === 2 && halves[0]!.includes('.')) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function groupOctets(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const octets: number[] = [];
  for (const [i, group] of groups.entries()) {
    if (i === groups.length - 1 && group.includes('.')) {
      const embedded = parseIpv4(group);
      if (!embedded) return undefined;
      octets.push(...embedded);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      octets.push(value >> 8, value & 255);
    }
  }
  return octets;
}
