/**
 * The ladder that brings a change to one running session (N2, X45): CoA → read the dynamic queue back → identify the
 * session again and retry → pending until the next login, which `radreply` makes right (X42). `endSession` is the same
 * ladder with a Disconnect-Request; who may be disconnected for what is not decided here.
 */
import { sameRateLimit } from '../../../shared/domain/rate-limit.ts';
import type { CoaOutcome, CoaRequest, CoaTarget } from '../coa/client.ts';
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import type { ChangeAttributes } from './change-attributes.ts';
import {
  identityAttributes,
  isNameable,
  isUnknownSession,
  nameOf,
  otherIdentities,
  type SessionIdentity,
} from './identify.ts';
import { rateTextOfQueue } from './queue-rate.ts';

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
  | 'gone'
  /** Disconnected: its client dials in again, or is refused. */
  | 'ended';

export interface PushStep {
  readonly what: string;
  readonly ms: number;
}

export interface PushOutcome {
  readonly result: PushResult;
  /** What the router was last known to apply. */
  readonly appliedRate: string | undefined;
  readonly steps: readonly PushStep[];
  /** Nobody could be reached, or answered, on any port: asking again at once is of no use. */
  readonly isSilent?: boolean;
  /** The NAS answered, and knows no session by any of its names. */
  readonly isUnknown?: boolean;
}

/** RouterOS remakes the queue within milliseconds; a busy one gets a second look. */
const lookWaitsMs = [0, 150, 600];
/** An ACK without effect: the session is looked up once more, and then it is the router's doing. */
const mostWithoutEffect = 2;

/** Climbs the ladder once. Never rejects for what a NAS or router does; the steps say what each of them did. */
export function pushRate(
  session: SessionIdentity,
  change: ChangeAttributes,
  target: PushTarget,
  ports: PushPorts,
): Promise<PushOutcome> {
  return climb(session, target, ports, {
    request: { code: 'CoA-Request', subject: `CoA-Request ${change.text}`, attributes: change.attributes },
    async look(_identity, note) {
      const seen = await readBack(change.rate, ports);
      if (!seen) return { result: 'acknowledged', applied: change.rate };
      note(seen.isRight ? `Read back ${seen.rate}` : `Acknowledged, but the queue says ${seen.rate}`);
      return { result: seen.isRight ? 'verified' : undefined, applied: seen.rate };
    },
  });
}

/** Ends the session by Disconnect-Request (RFC 5176 §2.1) and looks whether the router still lists it. */
export function endSession(session: SessionIdentity, target: PushTarget, ports: PushPorts): Promise<PushOutcome> {
  return climb(session, target, ports, {
    request: { code: 'Disconnect-Request', subject: 'Disconnect-Request', attributes: new Uint8Array(0) },
    async look(identity, note) {
      const isListed = await staysListed(identity, ports);
      if (isListed) note('Acknowledged, but the router still lists the session');
      return { result: isListed ? undefined : 'ended', applied: undefined };
    },
  });
}

interface Ladder {
  readonly request: { readonly code: CoaRequest['code']; readonly subject: string; readonly attributes: Uint8Array };
  /** What an ACK was worth; no result: it had no effect. */
  readonly look: (
    identity: SessionIdentity,
    note: (what: string) => void,
  ) => Promise<{ readonly result: PushResult | undefined; readonly applied: string | undefined }>;
}

async function climb(
  session: SessionIdentity,
  target: PushTarget,
  ports: PushPorts,
  { request, look }: Ladder,
): Promise<PushOutcome> {
  const steps: PushStep[] = [];
  const note = (what: string, ms = 0): void => {
    steps.push({ what, ms: Math.round(ms) });
  };
  let applied: string | undefined;
  const done = (result: PushResult): PushOutcome => ({ result, appliedRate: applied, steps });

  const ask = async (identity: SessionIdentity): Promise<CoaOutcome> => {
    const attributes = Buffer.concat([identityAttributes(identity), request.attributes]);
    let outcome: CoaOutcome = { kind: 'not-sent', tries: 0, ms: 0, message: 'no CoA port is known' };
    if (target.ports.length === 0) note('No CoA port is known');
    for (const port of target.ports) {
      const { address, secret, localAddress } = target;
      outcome = await ports.send({ address, port, secret, localAddress }, { code: request.code, attributes });
      note(describeOutcome(outcome, target.nasName, port, request.subject), outcome.ms);
      if (outcome.kind !== 'ack' && outcome.kind !== 'nak') continue;
      ports.onAnswer(port);
      break;
    }
    return outcome;
  };

  if (!isNameable(session)) {
    note('Nothing that its records say names the session: no Acct-Session-Id, and no user name with an address');
    return done('pending');
  }
  const names: SessionIdentity[] = [session];
  let isLookedUp = false;
  let withoutEffect = 0;
  let isUnknown = true;
  for (let name = names.shift(); name; name = names.shift()) {
    if (name !== session) note(`Identified again as ${nameOf(name)}`);
    const answer = await ask(name);
    if (answer.kind === 'timeout' || answer.kind === 'not-sent') return { ...done('pending'), isSilent: true };
    if (answer.kind === 'ack') {
      const seen = await look(name, note);
      applied = seen.applied;
      isUnknown = false;
      if (seen.result) return done(seen.result);
      withoutEffect++;
      if (withoutEffect === mostWithoutEffect) break;
    } else if (!isUnknownSession(answer)) {
      return done('pending');
    }
    if (isLookedUp) continue;
    // The NAS does not know the session by that name, or changed another one: look it up again (X45).
    isLookedUp = true;
    const ids = await ports.findSessionIds();
    const others = otherIdentities(session, ids);
    if (others.length === 0 && ids !== undefined) {
      note('The router has no such session of this user');
      return done('gone');
    }
    names.push(...others);
  }
  return isUnknown ? { ...done('pending'), isUnknown } : done('pending');
}

/** What the router has after an ACK; undefined when it has no queue of the session, or cannot be asked. */
async function readBack(
  rate: string,
  { readQueue, wait }: PushPorts,
): Promise<{ readonly isRight: boolean; readonly rate: string } | undefined> {
  let seen: { readonly isRight: boolean; readonly rate: string } | undefined;
  for (const waitMs of lookWaitsMs) {
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

/** Whether the router lists the very session after some looks; false where it cannot be asked. */
async function staysListed(identity: SessionIdentity, { findSessionIds, wait }: PushPorts): Promise<boolean> {
  const id = identity.acctSessionId.toLowerCase();
  for (const waitMs of lookWaitsMs) {
    if (waitMs > 0) await wait(waitMs);
    // A client that has dialled in again is listed under another id.
    if (!(await findSessionIds())?.includes(id)) return false;
  }
  return true;
}

/** One sentence for the audit: who answered what, on which port. */
export function describeOutcome(outcome: CoaOutcome, nasName: string, port: number, subject: string): string {
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
