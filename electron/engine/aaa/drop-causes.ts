/**
 * Why a datagram gets no answer: the reason that the auth log filters by, and a sentence for the operator that says
 * what is wrong and what to do next. The names after "on the router" are those of RouterOS's `/radius` menu.
 */
import type { DropReason, OmissionReason } from '../../../shared/domain/auth-reasons.ts';
import type { PacketFault } from '../radius/packet.ts';
import type { CounterName } from './counters.ts';
import type { DropEvent } from './protocol.ts';

/** Every reason with the counter that `/metrics` shows it by: a reason without one does not compile. */
export const dropCounters = {
  'unknown-source': 'dropUnknownSource',
  'wrong-secret': 'dropWrongSecret',
  unsigned: 'dropUnsigned',
  malformed: 'dropMalformed',
  'unexpected-code': 'dropUnexpectedCode',
  incomplete: 'dropIncomplete',
  'no-room': 'dropNoRoom',
  overload: 'dropOverload',
  'not-stored': 'dropNotStored',
  'pool-refill': 'dropPoolRefill',
  'tls-refused': 'dropTlsRefused',
  'tls-cut': 'dropTlsCut',
  bug: 'handlerErrors',
} as const satisfies Readonly<Record<DropReason, CounterName>>;

export interface DropCause extends Pick<DropEvent, 'detail'> {
  readonly reason: DropReason;
}

/** Something left out of an accept, told beside the drops because it needs the operator just as much. */
export interface Omission extends Pick<DropEvent, 'detail'> {
  readonly reason: OmissionReason;
}

/** A link-local source (fe80::/10) belongs to a wire, not to a router: it cannot be registered. */
export const unknownSource = (address: string): DropCause => ({
  reason: 'unknown-source',
  detail: /^fe[89ab]/i.test(address)
    ? `${address} is a link-local address, which cannot be registered; set the router’s src-address to a global or local (fd…) one`
    : `No NAS is registered with the address ${address}; add it, or set the router’s src-address`,
});

export const wrongSecret = (nas: { readonly name: string }, how: string): DropCause => ({
  reason: 'wrong-secret',
  detail: `${how}: the shared secret of ${nas.name} differs from the one here. Set the same secret on both sides`,
});

/** Z5. `require-message-auth` makes RouterOS (7.15 and later) send it; its default is yes-for-request-resp. */
export const unsigned = (nas: { readonly name: string }): DropCause => ({
  reason: 'unsigned',
  detail: `An Access-Request without Message-Authenticator, which ${nas.name} must send: somebody may be forging its requests, or its setting changed. On the router: /radius set [find] require-message-auth=yes-for-request-resp; if it cannot sign, set Message-Authenticator to “not required” here`,
});

const notRadius: Readonly<Record<PacketFault['kind'], string>> = {
  'too-short': 'it is shorter than a header',
  'packet-length': 'its length is not the one it names',
  'attribute-length': 'an attribute has an impossible length',
};

export const notAPacket = (fault: PacketFault): DropCause => ({
  reason: 'malformed',
  detail: `Not a RADIUS packet: ${notRadius[fault.kind]}. See what else on the router sends to this port, or cuts packets on the way`,
});

/** RFC 2865 §5.33: a reply repeats every Proxy-State, in at most 4,096 octets. */
export const noRoomForReply: DropCause = {
  reason: 'no-room',
  detail: 'Its Proxy-State leaves no room for a reply; let the router ask here without RADIUS proxies in between',
};

export const unexpectedCode = (code: string, service: 'auth' | 'acct'): DropCause => ({
  reason: 'unexpected-code',
  detail:
    service === 'auth'
      ? `${code} came to the authentication port, which takes Access-Request; check authentication-port and accounting-port on the router`
      : `${code} came to the accounting port, which takes Accounting-Request; check authentication-port and accounting-port on the router`,
});

export const noSessionId = (status: string): DropCause => ({
  reason: 'incomplete',
  detail: `${status} without Acct-Session-Id cannot be told from other sessions; update the router, or what rewrites its accounting`,
});

export const overload: DropCause = {
  reason: 'overload',
  detail:
    'More accounting waits for the disk than fits in memory, so the router will repeat it; free the disk, or move the data folder to a faster one',
};

/** `reason` is the store's sentence; undefined where its writer was being started again. */
export const notStored = (reason = 'The database was being opened again'): DropCause => ({
  reason: 'not-stored',
  detail: `${reason}. The record was not acknowledged, so the router will repeat it`,
});

/** A storm of logins was faster than addresses could be put on record. */
export const poolRefill = (pool: string): DropCause => ({
  reason: 'pool-refill',
  detail: `Free addresses of pool ${pool} are being put on record and will be given when the router asks again. If this goes on, the disk is slow or full`,
});

export const bug = (error: unknown): DropCause => ({
  reason: 'bug',
  detail: `A packet could not be handled: ${error instanceof Error ? error.message : String(error)}. The fault is in Lastmile; please report it with this text`,
});

/** The login was accepted: only this row of its `radreply` was left out. */
export const replyAttribute = (username: string, fault: string): Omission => ({
  reason: 'reply-attribute',
  detail: `${username} was let in, but ${fault}; correct that row or remove it`,
});
