/**
 * What can go wrong with a router, as two members of the engine's closed set of errors.
 *
 * `RouterUnreachable` means that no usable answer came, whatever the cause; `RouterRefused` means that the router
 * understood and said no. Both carry a closed word (`reason`, `kind`) to decide by, so nobody reads a message to decide.
 */
export type UnreachableReason =
  | 'refused' // nothing listens on the port
  | 'no-route'
  | 'unknown-host'
  | 'timeout' // TCP, TLS or login took longer than the connect deadline
  | 'certificate' // not the pinned certificate or CA
  | 'tls'
  | 'reset'
  | 'ended' // the router closed the connection
  | 'fatal' // the router said !fatal
  | 'silent' // a liveness probe or a /cancel stayed unanswered
  | 'protocol' // octets that are not the API
  | 'deadline' // one command took longer than its own deadline; the connection may be fine
  | 'reply-too-large'
  | 'busy' // our own queue for this router is full
  | 'closed' // by us: engine stops, router removed
  | 'replaced'; // by us: host or credentials changed

export class RouterUnreachable extends Error {
  override readonly name = 'RouterUnreachable';
  readonly reason: UnreachableReason;
  /** True when the command had been sent: its effect on the router is unknown and must be read back. */
  readonly mayHaveRun: boolean;
  /** With `certificate`: SHA-256 of what the router presented (64 lower-case hex digits), to be compared by a person. */
  readonly presentedSha256: string | undefined;

  constructor(
    message: string,
    details: { reason: UnreachableReason; mayHaveRun?: boolean; presentedSha256?: string | undefined; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = details.reason;
    this.mayHaveRun = details.mayHaveRun ?? false;
    this.presentedSha256 = details.presentedSha256;
  }
}

export type RefusalKind =
  | 'login' // wrong user or password, or a login style that we do not speak
  | 'permission' // the user's group lacks a policy
  | 'no-such-item'
  | 'no-such-command'
  | 'unknown-parameter'
  | 'bad-value'
  | 'already-exists'
  | 'dynamic-row' // made by the router itself, cannot be changed
  | 'interrupted' // by /cancel
  | 'other';

export class RouterRefused extends Error {
  override readonly name = 'RouterRefused';
  readonly kind: RefusalKind;
  /** The router's own words, unchanged. */
  readonly trap: string;
  /** 0 missing item … 7 value of :return; often absent (MikroTik manual, API). */
  readonly category: number | undefined;

  constructor(message: string, details: { kind: RefusalKind; trap: string; category?: number | undefined }) {
    super(message);
    this.kind = details.kind;
    this.trap = details.trap;
    this.category = details.category;
  }
}

export type RouterError = RouterUnreachable | RouterRefused;

/** Parts of trap messages as routers write them, lower-cased: the wording varies between versions, these parts do not. */
const REFUSALS: readonly (readonly [part: string, kind: RefusalKind])[] = [
  ['invalid user name or password', 'login'],
  ['cannot log in', 'login'],
  ['not enough permissions', 'permission'],
  ['no such item', 'no-such-item'],
  ['no such command', 'no-such-command'],
  ['unknown parameter', 'unknown-parameter'],
  ['already have', 'already-exists'],
  ['already exists', 'already-exists'],
  ['dynamic', 'dynamic-row'],
  ['input does not match', 'bad-value'],
  ['invalid value', 'bad-value'],
  ['interrupted', 'interrupted'],
];

/**
 * Names a trap of the router. `category` decides where no known words do: 0 is a missing item or command, 1 a bad
 * value, 2 an interruption.
 */
export function refusalKind(trap: string, category: number | undefined): RefusalKind {
  const text = trap.toLowerCase();
  const known = REFUSALS.find(([part]) => text.includes(part));
  if (known) return known[1];
  if (category === 1) return 'bad-value';
  if (category === 2) return 'interrupted';
  return 'other';
}
