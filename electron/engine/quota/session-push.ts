/** One session's way up the ladder with everything around it: which NAS, which ports, which router to ask. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeReason } from '../../../shared/domain/session-change.ts';
import type { CoaClient } from '../coa/client.ts';
import type { Directory } from '../directory/directory.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Store } from '../store/client.ts';
import type { NasSnapshot } from '../store/reads.ts';
import type { SessionBook } from '../usage/session-book.ts';
import type { UsageService } from '../usage/usage-service.ts';
import { changeAttributes } from './change-attributes.ts';
import type { DisconnectBudget } from './disconnect-budget.ts';
import type { EnforcedSession } from './enforcement.ts';
import type { SessionIdentity } from './identify.ts';
import { createNasPace, type NasPace } from './nas-pace.ts';
import type { ListedSession } from './rate-check.ts';
import { endSession, type PushOutcome, type PushPorts, type PushTarget, pushRate } from './rate-push.ts';
import type { SessionNeed, SessionNeeds } from './session-needs.ts';

/** As the book has it; the name is the contract's too. */
type LiveSession = ReturnType<SessionBook['ofNas']>[number];

export interface SessionPushPorts {
  readonly book: SessionBook;
  readonly directory: Pick<Directory, 'nas'>;
  readonly fleet: Pick<Fleet, 'readQueue' | 'findSessionIds' | 'readIncoming'>;
  readonly coa: Pick<CoaClient, 'send'>;
  readonly localAddressOf: (nasId: number) => string | undefined;
  readonly store: Pick<Store, 'command'>;
  readonly background: (what: string, work: Promise<unknown>) => void;
  readonly needs: Pick<SessionNeeds, 'of' | 'toldTimeout'>;
  /** Whether this NAS's sessions may be disconnected for it (X45). */
  readonly mayEnd: (nasId: number, reason: ChangeReason) => boolean;
  readonly budget: DisconnectBudget;
  readonly pace?: NasPace;
  readonly wait?: (ms: number) => Promise<void>;
}

/** RFC 5176's port, then the one that some RouterOS versions default to (X36). */
const usualPorts = [3799, 1700];

export interface SessionPush {
  /** Climbs the ladder for one session; see `Enforcement`. */
  push(session: EnforcedSession, rate: string): Promise<PushOutcome>;
  /** An operator's word: ends the session whatever its account says. Undefined when it is not open any more. */
  kick(sessionKey: string): Promise<PushOutcome | undefined>;
}

export function createSessionPush(ports: SessionPushPorts): SessionPush {
  const { book, directory, fleet, coa, localAddressOf, store, background, needs, mayEnd, budget } = ports;
  const { wait = delay, pace = createNasPace() } = ports;
  const answered = new Map<number, number>();

  function routerOf(nas: NasSnapshot, live: LiveSession): { readonly target: PushTarget; readonly ports: PushPorts } {
    return {
      target: {
        nasName: nas.name,
        address: nas.address,
        secret: nas.secret,
        localAddress: localAddressOf(nas.id),
        ports: coaPorts(nas, answered.get(nas.id)),
      },
      ports: {
        send: (target, request) => coa.send(target, request),
        readQueue: () => fleet.readQueue(nas.id, queueNameOf(live)),
        findSessionIds: () => fleet.findSessionIds(nas.id, live.row.username),
        onAnswer: (port) => {
          if (answered.get(nas.id) === port) return;
          answered.set(nas.id, port);
          if (nas.seen.coaPortSeen === port) return;
          const seen = { coaPortSeen: port };
          background('the CoA port could not be kept', store.command('nas.observe', { id: nas.id, seen }));
        },
        wait,
      },
    };
  }

  /** Climbs; where nobody answers, the router's API is asked where it listens (X36), and that port is tried too. */
  async function reach(
    nas: NasSnapshot,
    live: LiveSession,
    ladder: (target: PushTarget, router: PushPorts) => Promise<PushOutcome>,
  ): Promise<PushOutcome> {
    const { target, ports: router } = routerOf(nas, live);
    const outcome = await ladder(target, router);
    const said = outcome.isSilent ? await fleet.readIncoming(nas.id) : undefined;
    if (!said) return outcome;
    if (!said.isAccepting) return noted(outcome, `${nas.name} takes no CoA: /radius incoming set accept=yes`);
    if (target.ports.includes(said.port)) return outcome;
    const again = await ladder({ ...target, ports: [said.port] }, router);
    return { ...again, steps: [...outcome.steps, ...again.steps] };
  }

  /** Undefined where the session may not be ended for it, or not within this minute. */
  async function end(nas: NasSnapshot, live: LiveSession, { reason }: SessionNeed): Promise<PushOutcome | undefined> {
    if (!mayEnd(nas.id, reason) || !budget.take(nas.id)) return undefined;
    return reach(nas, live, (target, router) => endSession(identityOf(book, live), target, router));
  }

  async function kick(sessionKey: string): Promise<PushOutcome | undefined> {
    const live = book.byKey(sessionKey);
    const nas = live && directory.nas(live.row.nasId);
    if (!nas || live.row.stopAt !== null) return undefined;
    const ended = await pace.run(nas.id, () =>
      reach(nas, live, (target, router) => endSession(identityOf(book, live), target, router)),
    );
    return ended ?? unheard(nas);
  }

  async function push(session: EnforcedSession, rate: string): Promise<PushOutcome> {
    const live = book.byKey(session.sessionKey);
    const nas = directory.nas(session.nasId);
    if (!live || !nas) return { result: 'gone', appliedRate: undefined, steps: [] };
    if (live.listed?.isRadius === false) {
      return pendingFor(`${nas.name} let this user in by a local PPP secret: no CoA reaches the session`);
    }
    return (await pace.run(nas.id, () => climb(nas, live, rate))) ?? unheard(nas);
  }

  async function climb(nas: NasSnapshot, live: LiveSession, rate: string): Promise<PushOutcome> {
    const need = needs.of(live);
    const refused = need?.mustRedial ? await end(nas, live, need) : undefined;
    if (refused && (refused.result !== 'pending' || refused.isSilent || rate === '')) return refused;
    if (need?.mustRedial && rate === '') return pendingFor(waitsFor(nas, need));
    // Whoever cannot be disconnected is slowed to what the account has.
    const change = changeAttributes(rate, nas.vendor, need?.sessionSeconds);
    const pushed = withNote(
      await reach(nas, live, (target, router) => pushRate(identityOf(book, live), change, target, router)),
      need,
    );
    if (refused) return { ...pushed, result: 'pending', steps: [...refused.steps, ...pushed.steps] };
    const isTaken = pushed.result === 'verified' || pushed.result === 'acknowledged';
    if (isTaken && need?.sessionSeconds !== undefined) needs.toldTimeout(live, need);
    if (need?.mustRedial) return stillOpen(pushed, waitsFor(nas, need), mayEnd(nas.id, need.reason));
    // The last rung, where the policy has it for a speed. Whom nobody can reach cannot be disconnected either.
    const isRefused = pushed.result === 'pending' && !pushed.isSilent;
    const ended = isRefused && need ? await end(nas, live, need) : undefined;
    return ended ? { ...ended, steps: [...pushed.steps, ...ended.steps] } : pushed;
  }

  function waitsFor(nas: NasSnapshot, { reason }: SessionNeed): string {
    if (mayEnd(nas.id, reason)) return `${nas.name} had its disconnects of this minute: this session's turn comes`;
    return reason === 'restore'
      ? `It stays in ${nas.name}'s wall until it dials in again: CoA changes no address list and no pool`
      : `${nas.name} keeps its sessions for this reason: the next login is refused`;
  }

  return { push, kick };
}

/** It waited for its turn at a NAS that answered nobody. */
const unheard = ({ name }: NasSnapshot): PushOutcome => ({
  ...pendingFor(`${name} was not reached for others of its sessions either: nothing was sent`),
  isSilent: true,
});

/** What an acknowledged rate does not do. */
function withNote(pushed: PushOutcome, need: SessionNeed | undefined): PushOutcome {
  if (!need?.isOutsideWall || (pushed.result !== 'verified' && pushed.result !== 'acknowledged')) return pushed;
  return noted(pushed, 'Slowed to the wall’s rate; the router’s address list takes it in at its next login');
}

const noted = (outcome: PushOutcome, what: string): PushOutcome => ({
  ...outcome,
  steps: [...outcome.steps, { what, ms: 0 }],
});

/** Nothing was sent; why. */
const pendingFor = (what: string): PushOutcome => ({
  result: 'pending',
  appliedRate: undefined,
  steps: [{ what, ms: 0 }],
});

/** A session that has to dial in again and was only slowed: pending while its turn comes, else what the CoA became. */
const stillOpen = (pushed: PushOutcome, what: string, isTurnComing: boolean): PushOutcome => ({
  ...noted(pushed, what),
  result: isTurnComing && pushed.result !== 'gone' ? 'pending' : pushed.result,
});

function identityOf(book: SessionBook, live: LiveSession): SessionIdentity {
  const { nasId, username, acctSessionId, framedIpAddress } = live.row;
  const others = book.ofUser(nasId, username).filter((other) => other !== live);
  return { username, acctSessionId, framedIpAddress, otherIds: others.map(routerIdOf) };
}

/** What the router calls the session, lower case. */
const routerIdOf = ({ row, listed }: LiveSession): string => (listed?.acctSessionId ?? row.acctSessionId).toLowerCase();

/**
 * The name of a PPP session's dynamic queue: its interface's. A second session of one user is `<pppoe-USER-1>`, so the
 * name is composed only while no listing has told it.
 */
export const queueNameOf = ({ row, listed }: Pick<LiveSession, 'row' | 'listed'>): string =>
  listed?.interfaceName ?? `<pppoe-${row.username}>`;

/** A port that the operator set is the only one; otherwise what answered or what the router says comes first (X36). */
export function coaPorts(nas: Pick<NasSnapshot, 'coaPort' | 'seen'>, answered: number | undefined): readonly number[] {
  if (nas.coaPort !== null) return [nas.coaPort];
  const known = answered ?? nas.seen.coaPortSeen;
  return known === null ? usualPorts : [known, ...usualPorts.filter((port) => port !== known)];
}

/** Sessions of a NAS that its last listing had and that CoA can reach, for the rate check (X42). */
export function listedSessions(
  { book, accounts }: Pick<UsageService, 'book' | 'accounts'>,
  nasId: number,
): readonly ListedSession[] {
  const sessions = book.ofNas(nasId);
  const lastAt = sessions.reduce((latest, { listed }) => Math.max(latest, listed?.at ?? 0), 0);
  return sessions.flatMap((session) => {
    const { row, listed } = session;
    const account = row.subscriberId === null ? undefined : accounts.get(row.subscriberId);
    if (!account || !listed?.isRadius || listed.at !== lastAt) return [];
    const { sessionKey, subscriberId, tenantId, username } = row;
    const isNew = listed.sinceAt === listed.at;
    return [
      {
        sessionKey,
        subscriberId,
        tenantId,
        username,
        nasId,
        wanted: account.rate,
        queueName: queueNameOf(session),
        isNew,
      },
    ];
  });
}
