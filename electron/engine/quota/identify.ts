/** How a session is named to its NAS, and how else it may be called there (routeros.md §8, X45). */
import type { CoaOutcome } from '../coa/client.ts';
import { parseIpv4 } from '../radius/address.ts';
import { encodeAttributes } from '../radius/encode-attributes.ts';

/** What names a session to its NAS: all three, and no NAS attributes. */
export interface SessionIdentity {
  readonly username: string;
  /** Empty: named by user and address alone. */
  readonly acctSessionId: string;
  readonly framedIpAddress: string;
  /** Acct-Session-Ids (lower case) of the user's other sessions: they are not this one under another name (X44). */
  readonly otherIds?: readonly string[] | undefined;
}

/**
 * What of a session can be said to its NAS. Texts that were not UTF-8 when they came are lost, and said otherwise they
 * would name another session; what a router lists as an address need not be an IPv4 one.
 */
function sayable({ username, acctSessionId, framedIpAddress }: SessionIdentity) {
  const text = (value: string): string =>
    value.includes('\uFFFD') || Buffer.byteLength(value) > textMaxOctets ? '' : value;
  return {
    username: text(username),
    acctSessionId: text(acctSessionId),
    framedIpAddress: parseIpv4(framedIpAddress) ? framedIpAddress : '',
  };
}

/** An attribute's value (RFC 2865 §5). */
const textMaxOctets = 253;

/** Whether it names one session: a user or an address alone may be another's by now. */
export function isNameable(session: SessionIdentity): boolean {
  const { username, acctSessionId, framedIpAddress } = sayable(session);
  return acctSessionId !== '' || (username !== '' && framedIpAddress !== '');
}

export function identityAttributes(session: SessionIdentity): Uint8Array {
  const { username, acctSessionId, framedIpAddress } = sayable(session);
  return encodeAttributes([
    ...(username === '' ? [] : [['User-Name', username] as const]),
    ...(acctSessionId === '' ? [] : [['Acct-Session-Id', acctSessionId] as const]),
    ...(framedIpAddress === '' ? [] : [['Framed-IP-Address', framedIpAddress] as const]),
  ]);
}

/** 503, or a NAK that RouterOS sends without a reason (routeros.md §8). */
export const isUnknownSession = (answer: CoaOutcome): boolean =>
  answer.kind === 'nak' && (answer.errorCause === undefined || answer.errorCause === 'Session-Context-Not-Found');

/**
 * The other names to try, likeliest first: an id that the router lists now, this one in the other letter case, user and
 * address without an id. `ids` (lower case) are those of the user's sessions on the router; undefined: it cannot be
 * asked. Empty where the router has no such session.
 */
export function otherIdentities(
  session: SessionIdentity,
  ids: readonly string[] | undefined,
): readonly SessionIdentity[] {
  const { acctSessionId } = session;
  const own = ids?.filter((id) => !session.otherIds?.includes(id.toLowerCase()));
  if (own?.length === 0) return [];
  const isKept = own === undefined || own.some((id) => id.toLowerCase() === acctSessionId.toLowerCase());
  const listed = isKept ? [] : own.slice(-1);
  const names = isKept ? [otherCase(acctSessionId)] : [...listed, ...listed.map(otherCase)];
  const tried = new Set([acctSessionId]);
  const byId = names.flatMap((id) => {
    if (tried.has(id)) return [];
    tried.add(id);
    return [{ ...session, acctSessionId: id }];
  });
  return [...byId, { ...session, acctSessionId: '' }].filter(isNameable);
}

/** For the audit. */
export const nameOf = ({ acctSessionId, username, framedIpAddress }: SessionIdentity): string =>
  acctSessionId === '' ? `${username} at ${framedIpAddress}` : acctSessionId;

const otherCase = (id: string): string => (id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase());
