/**
 * Why a login or a packet failed, in words: what happened and what to do. The one table of the API, the console and
 * `docs/auth-log.md`; what an entry of the log says beside is about its own case.
 */
export interface ReasonWords {
  /** A few words, for filters and columns. */
  readonly label: string;
  readonly happened: string;
  readonly remedy: string;
}

/** Answered with Access-Reject. */
export const rejectReasons = {
  'wrong-password': {
    label: 'Wrong password',
    happened: 'The name is right and the password is not.',
    remedy: 'Type the password anew on the CPE, or set a new one on the subscriber’s page.',
  },
  'unknown-user': {
    label: 'Unknown user',
    happened: 'No subscriber has this name.',
    remedy: 'Add the subscriber, or correct the name on the CPE.',
  },
  'shared-mac': {
    label: 'MAC of several',
    happened: 'A device logged in by its MAC, which several subscribers have.',
    remedy: 'Remove the MAC from all but one of the subscribers that the entry names.',
  },
  'no-credentials': {
    label: 'No credentials',
    happened: 'The request has no password that can be checked: PAP, CHAP and MS-CHAP can, EAP cannot.',
    remedy: 'Choose PAP, CHAP or MS-CHAPv2 in the PPP profile or the hotspot of the router.',
  },
  'method-not-allowed': {
    label: 'Method not allowed',
    happened: 'The realm does not allow the method that the password came by.',
    remedy: 'Allow it under Realms, or choose another one on the router.',
  },
  expired: {
    label: 'Expired',
    happened: 'The account has ended, and expired accounts are not let in.',
    remedy: 'Renew it, or let expired accounts in behind the wall (Settings, or their service).',
  },
  suspended: {
    label: 'Suspended',
    happened: 'An operator has suspended the account.',
    remedy: 'Activate it on the subscriber’s page when the matter is settled.',
  },
  inactive: {
    label: 'Inactive',
    happened: 'The account was never activated, or was switched off.',
    remedy: 'Activate it on the subscriber’s page.',
  },
  'wrong-mac': {
    label: 'Wrong MAC',
    happened: 'The device is none of the subscriber’s, whose devices are locked or complete.',
    remedy: 'Clear its MACs if the CPE was swapped, or add this one.',
  },
  'already-online': {
    label: 'Already online',
    happened: 'As many devices as the account may have are online, by the routers’ own lists.',
    remedy: 'Disconnect the other session, or allow more at once on the subscriber’s page.',
  },
  'unknown-realm': {
    label: 'Unknown realm',
    happened: 'There is no realm of the name after the @.',
    remedy: 'Add the realm, or correct the name on the CPE.',
  },
  'realm-inactive': {
    label: 'Realm is off',
    happened: 'The realm is switched off.',
    remedy: 'Switch it on under Realms.',
  },
  'check-failed': {
    label: 'Check attribute',
    happened: 'A check attribute of the subscriber or of one of its groups does not hold.',
    remedy: 'Correct the check, or what the router sends.',
  },
  'nas-not-allowed': {
    label: 'Router not allowed',
    happened: 'A group of the subscriber allows other routers only.',
    remedy: 'Add the router to the group, or take the subscriber out of it.',
  },
  'outside-login-hours': {
    label: 'Outside login hours',
    happened: 'A group of the subscriber allows other hours only.',
    remedy: 'Nothing if that is meant; else change the hours of the group.',
  },
  'pool-exhausted': {
    label: 'No free address in pool',
    happened: 'The address pool that the login is to be given from has none left.',
    remedy: 'Add a range to the pool, or release leases of sessions that are over.',
  },
  'pool-not-here': {
    label: 'Pool of other routers',
    happened: 'The address pool that the login is to be given from is not for this router.',
    remedy: 'Allow the router in the pool, or give the subscriber another pool.',
  },
} as const satisfies Readonly<Record<string, ReasonWords>>;

/** Not answered at all: the router says "RADIUS timeout". */
export const dropReasons = {
  'unknown-source': {
    label: 'Unknown source',
    happened: 'No router is registered with the address that the packet came from.',
    remedy: 'Add it under Routers, or set src-address in /radius on the router to the registered one.',
  },
  'wrong-secret': {
    label: 'Wrong secret',
    happened: 'The shared secret of the router differs from the one here.',
    remedy: 'Set the same secret on both sides.',
  },
  unsigned: {
    label: 'Not signed',
    happened: 'A login without Message-Authenticator from a router that must sign (CVE-2024-3596).',
    remedy: 'Set require-message-auth on the router, or “not required” in its panel here if it cannot sign.',
  },
  malformed: {
    label: 'Malformed packet',
    happened: 'What came is no RADIUS packet.',
    remedy: 'See what else on the router sends to this port, or cuts packets on the way.',
  },
  'unexpected-code': {
    label: 'Unexpected packet',
    happened: 'A packet came to the port of the other kind: logins to accounting, or accounting to logins.',
    remedy: 'Check authentication-port and accounting-port in /radius on the router.',
  },
  incomplete: {
    label: 'Incomplete record',
    happened: 'Accounting without Acct-Session-Id, which cannot be told from other sessions.',
    remedy: 'Update the router, or what rewrites its accounting.',
  },
  'no-room': {
    label: 'No room for the reply',
    happened: 'Proxy-State fills the reply.',
    remedy: 'Let the router ask here without RADIUS proxies in between.',
  },
  overload: {
    label: 'Overload',
    happened: 'More accounting waits for the disk than fits in memory; the router repeats it.',
    remedy: 'Free the disk, or move the data folder to a faster one.',
  },
  'pool-refill': {
    label: 'Pool is refilled',
    happened: 'Logins came faster than free addresses could be put on record; the router asks again.',
    remedy: 'Nothing if it passes; else see the disk, which is slow or full.',
  },
  'not-stored': {
    label: 'Not stored',
    happened: 'An accounting record could not be kept, so it was not acknowledged; the router repeats it.',
    remedy: 'Nothing if it passes; else see the disk, as the entry says.',
  },
  'tls-refused': {
    label: 'TLS peer refused',
    happened: 'A RADIUS over TLS peer was turned away: no certificate, a wrong one, or too many attempts.',
    remedy: 'Issue a certificate for the router under Certificates, and import its bundle there.',
  },
  'tls-cut': {
    label: 'TLS connection cut',
    happened: 'A RADIUS over TLS connection was ended: revoked, silent, replaced, or not RADIUS.',
    remedy: 'The entry says which; a router connects again by itself.',
  },
  bug: {
    label: 'Fault of ours',
    happened: 'A packet could not be handled.',
    remedy: 'Please report it with the text of the entry.',
  },
} as const satisfies Readonly<Record<string, ReasonWords>>;

/** The login was accepted, and something was left out. */
export const omissionReasons = {
  'reply-attribute': {
    label: 'Reply attribute left out',
    happened: 'The login was accepted, but an attribute of its reply could not be sent.',
    remedy: 'Correct or remove the attribute that the entry names.',
  },
} as const satisfies Readonly<Record<string, ReasonWords>>;

export type RejectReason = keyof typeof rejectReasons;
export type DropReason = keyof typeof dropReasons;
export type OmissionReason = keyof typeof omissionReasons;
export type AuthReason = RejectReason | DropReason | OmissionReason;

export const authReasons: Readonly<Record<AuthReason, ReasonWords>> = {
  ...dropReasons,
  ...rejectReasons,
  ...omissionReasons,
};

/** `unknown` may come from a log that a newer version wrote: its reason is shown as it is. */
export const reasonLabel = (reason: string): string =>
  Object.hasOwn(authReasons, reason) ? authReasons[reason as AuthReason].label : reason;
