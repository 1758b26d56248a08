/**
 * Which attributes an operator may write into an Access-Accept, and what a request may be checked by. The dictionary
 * says how a value looks; this says what it is for.
 */
import { checkAttributes } from '../../../shared/domain/check-row.ts';
import type { Attribute } from './attribute.ts';
import { attributeByName, attributes } from './dictionary.ts';
import { encodeText, type TextFault } from './encode-attributes.ts';
import * as forms from './forms.ts';

/**
 * May stand several times in an Access-Accept: RFC 2865 §5.44, RFC 3162 §3, RFC 4818 §4, RFC 6911 §3. Everything else
 * is sent once: a second Session-Timeout or pool name is undefined behaviour. Class could repeat, and is ours (X47).
 * A RouterOS session has one address list, so Mikrotik-Address-List does not repeat.
 */
const repeating = new Set([
  'Filter-Id',
  'Framed-Compression',
  'Login-IP-Host',
  'Login-IPv6-Host',
  'Reply-Message',
  'Framed-Route',
  'Framed-IPv6-Route',
  'Framed-IPv6-Prefix',
  'Framed-IPv6-Address',
  'Delegated-IPv6-Prefix',
  'DNS-Server-IPv6-Address',
  'Route-IPv6-Information',
]);

/** An attribute that the dictionary does not know (`Vendor-…`, `Attr-…`) may repeat: most such are lists. */
export const mayRepeat = (name: string): boolean => repeating.has(name) || attributeByName(name) === undefined;

const ofSpeed =
  'is the speed: set it in the service, its tiers or the subscriber, so that quotas and CoA know of it too';
const ofServer = 'is made by the server for each login';
const ofRequest = 'is what the router sends: use it as a check attribute';
const ofAccounting = 'belongs to accounting, not to a reply';

/** Not writable though the codec could, with the reason as the rest of a sentence that begins with the name. */
const reserved: Readonly<Record<string, string>> = {
  'Mikrotik-Rate-Limit': ofSpeed,
  Class: ofServer,
  State: ofServer,
  'Proxy-State': ofServer,
  'User-Name': 'would rename the session, and its accounting would find no subscriber',
  'Framed-IP-Address': 'belongs to one subscriber: set its static IP, or name a Framed-Pool here',
  'NAS-IP-Address': ofRequest,
  'NAS-IPv6-Address': ofRequest,
  'NAS-Identifier': ofRequest,
  'NAS-Port': ofRequest,
  'NAS-Port-Type': ofRequest,
  'NAS-Port-Id': ofRequest,
  'Called-Station-Id': ofRequest,
  'Calling-Station-Id': ofRequest,
  'Connect-Info': ofRequest,
  'Event-Timestamp': ofAccounting,
  'Error-Cause': 'belongs to CoA, not to a reply',
};

/** Why this attribute cannot be a reply attribute; undefined when it can. */
export function whyNotReply(name: string): string | undefined {
  if (Object.hasOwn(reserved, name)) return reserved[name];
  const attribute = attributeByName(name);
  if (!attribute) return undefined;
  if (attribute.isComputed) return 'is made by the server from keys and passwords, never by hand';
  if (attribute.isSecret) return 'is a secret, and would be stored in clear text';
  if (name.startsWith('Acct-') && name !== 'Acct-Interim-Interval') return ofAccounting;
  if (name.startsWith('MS-RAS-') || name.startsWith('MS-Acct-')) return ofRequest;
  return undefined;
}

/** How a value is written, for whoever writes one. */
const formNames = new Map<unknown, string>([
  [forms.uint32, 'a whole number, 0 to 4294967295'],
  [forms.text, 'text, at most 253 octets'],
  [forms.octets, 'octets as 0x and two digits each'],
  [forms.ipv4, 'an IPv4 address'],
  [forms.ipv6, 'an IPv6 address'],
  [forms.ipv6Prefix, 'an IPv6 prefix such as 2001:db8:1::/48'],
  [forms.interfaceId, 'an interface identifier such as 0000:0000:0000:0001'],
  [forms.unixSeconds, 'a time such as 2026-12-31T21:59:00Z'],
]);

export function formOf({ form, vendor }: Attribute): string {
  if (form.names) return `one of ${form.names.length} names, or a number`;
  if (form === forms.text && vendor !== 0) return 'text, at most 247 octets';
  return formNames.get(form) ?? 'a value';
}

export interface DictionaryRow {
  readonly name: string;
  readonly form: string;
  readonly values: readonly string[];
  readonly repeats: boolean;
  readonly whyNot: string | null;
  readonly isCheck: boolean;
}

/** The dictionary as the editor shows it, by name. */
export const dictionaryRows: readonly DictionaryRow[] = (Object.values(attributes) as Attribute[])
  .map((attribute) => ({
    name: attribute.name,
    form: formOf(attribute),
    values: attribute.form.names ?? [],
    repeats: mayRepeat(attribute.name),
    whyNot: whyNotReply(attribute.name) ?? null,
    isCheck: (checkAttributes as readonly string[]).includes(attribute.name),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The rest of a sentence that begins with the attribute's name; undefined when name and value make an attribute. */
export function replyFault(name: string, value: string): string | undefined {
  const why = whyNotReply(name);
  if (why !== undefined) return why;
  const encoded = encodeText(name, value);
  return encoded.ok ? undefined : textFault(encoded.fault, name, value);
}

function textFault(fault: TextFault, name: string, value: string): string {
  switch (fault) {
    case 'unknown-name':
      return unknownName(name);
    case 'not-settable':
      return 'is made by the server, never by hand';
    case 'value':
      return valueFault(name, value);
  }
}

/** `value` is not what the attribute takes. */
export function valueFault(name: string, value: string): string {
  const attribute = attributeByName(name);
  const wanted = attribute ? formOf(attribute) : 'octets as 0x and two digits each';
  const near = attribute?.form.names ? nearest(value, attribute.form.names) : [];
  return `must be ${wanted}, not "${value}"${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''}`;
}

export function unknownName(name: string): string {
  const near = nearest(name, Object.keys(attributes));
  const hint =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'write Vendor-<number>-<type> with a value of 0x…';
  return `is not in the dictionary; ${hint}`;
}

const suggestions = 3;

/** The names that are most like what was typed, at most three, none that is far from it. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase().slice(0, 64);
  return names
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ far, name }) => far <= Math.max(2, Math.floor(name.length / 3)))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, suggestions)
    .map(({ name }) => name);
}

/** Levenshtein's: how many characters must be added, taken away or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
