/**
 * The ladder that brings one rate to one running session (N2, X45): CoA → read the dynamic queue back → identify the
 * session again and retry → pending until the next login, which `radreply` makes right (X42). A session is never
 * disconnected to throttle it.
 */
import { sameRateLimit } from '../../../shared/domain/rate-limit.ts';
import type { CoaOutcome, CoaRequest, CoaTarget } from '../coa/client.ts';
import { encodeAttributes } from '../radius/encode-attributes.ts';
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import { rateTextOfQueue } from './queue-rate.ts';

/** What names a session to its NAS (routeros.md §8: all three, and no NAS attributes). */
export interface SessionIdentity {
  readonly username: string;
  readonly acctSessionId: string;
  readonly framedIpAddress: string;
  /** Acct-Session-Ids (lower case) of the user's other sessions: they are not this one under another name (X44). */
  readonly otherIds?: readonly string[] | undefined;
}

export interface PushTarget {
  readonly nasName: string;
  readonly address: string;
  readonly secret: string;
  readonly localAddress: string | undefined;
  /** Ports to try in order; the first is the one that answered last, or the router's own setting (X36). */
  readonly ports: readonly number[];
}

export interface PushPorts {
  readonly send: (target: CoaTarget, request: CoaRequest) => Promise<CoaOutcome>;
  /** The session's queue as the router has it; null when it has none, undefined when it cannot be asked. */
  readonly readQueue: () => Promise<DynamicQueue | null | undefined>;
  /** Acct-Session-Ids (lower case) of the user's sessions on the router; undefined when it cannot be asked. */
  readonly findSessionIds: () => Promise<readonly string[] | undefined>;
  /** The NAS answered on this port: try it first from now on. */
  readonly onAnswer: (port: number) => void;
  readonly wait: (ms: number) => Promise<void>;
}

export type PushResult =
  /** The router was read back and has the rate. */
  | 'verified'
  /** The NAS said yes; it could not be read back. */
  | 'acknowledged'
  /** Tried again by the sweeper, and right at the next login anyway. */
  | 'pending'
  /** The router has no such session. */
  | 'gone';

export interface PushStep {
  readonly what: string;
  readonly ms: number;
}

export interface PushOutcome {
  readonly result: PushResult;
  /** What the router was last known to apply. */
  readonly appliedRate: string | undefined;
  readonly steps: readonly PushStep[];
}

/** RouterOS remakes the queue within milliseconds; a busy one gets a second look. */
const readBackWaitsMs = [0, 150, 600];

export const identityAttributes = (session: SessionIdentity): Uint8Array =>
  encodeAttributes([
    ['User-Name', session.username],
    ['Acct-Session-Id', session.acctSessionId],
    ...(session.framedIpAddress === '' ? [] : [['Framed-IP-Address', session.framedIpAddress] as const]),
  ]);

/** Climbs the ladder once. Never rejects for what a NAS or router does; the steps say what each of them did. */
export async function pushRate(
  session: SessionIdentity,
  rate: string,
  target: PushTarget,
  ports: PushPorts,
): Promise<PushOutcome> {
  const steps: PushStep[] = [];
  const note = (what: string, ms = 0): void => {
    steps.push({ what, ms: Math.round(ms) });
  };
  let applied: string | undefined;
  const done = (result: PushResult): PushOutcome => ({ result, appliedRate: applied, steps });

  let identity = session;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const answer = await ask(identity, rate, target, ports, note);
    if (answer.kind === 'timeout' || answer.kind === 'not-sent') return done('pending');
    if (answer.kind === 'ack') {
      const seen = await readBack(rate, ports);
      applied = seen?.rate ?? rate;
      if (!seen) return done('acknowledged');
      note(seen.isRight ? `Read back ${seen.rate}` : `Acknowledged, but the queue says ${seen.rate}`);
      if (seen.isRight) return done('verified');
    } else if (!isUnknownSession(answer)) {
      return done('pending');
    }
    if (attempt === 2) break;
    // The NAS does not know the session by that name, or changed another one: look it up again (X45).
    const ids = await ports.findSessionIds();
    const own = ids?.filter((id) => !session.otherIds?.includes(id.toLowerCase()));
    if (own?.length === 0) {
      note('The router has no such session of this user');
      return done('gone');
    }
    const next = nextIdentity(identity, own);
    if (next === undefined) break;
    note(`Identified again as ${next.acctSessionId}`);
    identity = next;
  }
  return done('pending');
}

/** 503, or a NAK that RouterOS sends without a reason (routeros.md §8). */
const isUnknownSession = (answer: CoaOutcome): boolean =>
  answer.kind === 'nak' && (answer.errorCause === undefined || answer.errorCause === 'Session-Context-Not-Found');

/** Another id that the router lists; where it lists this one, or cannot be asked, the same in the other letter case. */
function nextIdentity(identity: SessionIdentity, ids: readonly string[] | undefined): SessionIdentity | undefined {
  const { acctSessionId } = identity;
  const isKept = ids === undefined || ids.some((id) => id.toLowerCase() === acctSessionId.toLowerCase());
  const other = isKept ? otherCase(acctSessionId) : ids.at(-1);
  return other === undefined || other === acctSessionId ? undefined : { ...identity, acctSessionId: other };
}

const otherCase = (id: string): string => (id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase());

async function ask(
  session: SessionIdentity,
  rate: string,
  target: PushTarget,
  ports: PushPorts,
  note: (what: string, ms?: number) => void,
): Promise<CoaOutcome> {
  const attributes = Buffer.concat([identityAttributes(session), encodeAttributes([['Mikrotik-Rate-Limit', rate]])]);
  let outcome: CoaOutcome = { kind: 'not-sent', tries: 0, ms: 0, message: 'no CoA port is known' };
  if (target.ports.length === 0) note('No CoA port is known');
  for (const port of target.ports) {
    const { address, secret, localAddress } = target;
    outcome = await ports.send({ address, port, secret, localAddress }, { code: 'CoA-Request', attributes });
    note(describeOutcome(outcome, target.nasName, port, rate), outcome.ms);
    if (outcome.kind === 'ack' || outcome.kind === 'nak') {
      ports.onAnswer(port);
      return outcome;
    }
  }
  return outcome;
}

/** What the router has after an ACK; undefined when it has no queue of the session, or cannot be asked. */
async function readBack(
  rate: string,
  { readQueue, wait }: PushPorts,
): Promise<{ readonly isRight: boolean; readonly rate: string } | undefined> {
  let seen: { readonly isRight: boolean; readonly rate: string } | undefined;
  for (const waitMs of readBackWaitsMs) {
    if (waitMs > 0) await wait(waitMs);
    const queue = await readQueue();
    if (queue === undefined) return seen;
    if (queue === null) continue;
    const text = rateTextOfQueue(queue);
    seen = { isRight: sameRateLimit(text, rate), rate: text };
    if (seen.isRight) return seen;
  }
  return seen;
}

/** One sentence for the audit: who answered what, on which port. */
export function describeOutcome(outcome: CoaOutcome, nasName: string, port: number, rate?: string): string {
  const subject = rate === undefined ? 'Disconnect-Request' : `CoA-Request ${rate}`;
  switch (outcome.kind) {
    case 'ack':
      return `${nasName}:${port} acknowledged ${subject}`;
    case 'nak':
      return `${nasName}:${port} refused ${subject}: ${outcome.errorCause ?? 'no Error-Cause given'}`;
    case 'timeout':
      return `${nasName}:${port} did not answer ${subject} (${outcome.tries} tries)`;
    case 'not-sent':
      return `${subject} to ${nasName}:${port} could not be sent: ${outcome.message}`;
  }
}
