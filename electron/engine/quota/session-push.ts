/** One session's way up the ladder with everything around it: which NAS, which ports, which router to ask. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CoaClient } from '../coa/client.ts';
import type { Directory } from '../directory/directory.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Store } from '../store/client.ts';
import type { NasSnapshot } from '../store/reads.ts';
import type { SessionBook } from '../usage/session-book.ts';
import type { UsageService } from '../usage/usage-service.ts';
import type { EnforcedSession } from './enforcement.ts';
import type { ListedSession } from './rate-check.ts';
import { type PushOutcome, pushRate } from './rate-push.ts';

/** As the book has it; the name is the contract's too. */
type LiveSession = ReturnType<SessionBook['ofNas']>[number];

export interface SessionPushPorts {
  readonly book: SessionBook;
  readonly directory: Pick<Directory, 'nas'>;
  readonly fleet: Pick<Fleet, 'readQueue' | 'findSessionIds'>;
  readonly coa: Pick<CoaClient, 'send'>;
  readonly localAddressOf: (nasId: number) => string | undefined;
  readonly store: Pick<Store, 'command'>;
  readonly background: (what: string, work: Promise<unknown>) => void;
  readonly wait?: (ms: number) => Promise<void>;
}

/** RFC 5176's port, then the one that some RouterOS versions default to (X36). */
const usualPorts = [3799, 1700];

export function createSessionPush(ports: SessionPushPorts) {
  const { book, directory, fleet, coa, localAddressOf, store, background, wait = delay } = ports;
  const answered = new Map<number, number>();

  return async function push(session: EnforcedSession, rate: string): Promise<PushOutcome> {
    const live = book.byKey(session.sessionKey);
    const nas = directory.nas(session.nasId);
    if (!live || !nas) return { result: 'gone', appliedRate: undefined, steps: [] };
    if (live.listed?.isRadius === false) {
      const what = `${nas.name} let this user in by a local PPP secret: no CoA reaches the session`;
      return { result: 'pending', appliedRate: undefined, steps: [{ what, ms: 0 }] };
    }
    const { username, acctSessionId, framedIpAddress } = live.row;
    const otherIds = book
      .ofUser(nas.id, username)
      .filter((other) => other !== live)
      .map((other) => routerIdOf(other));
    return pushRate(
      { username, acctSessionId, framedIpAddress, otherIds },
      rate,
      {
        nasName: nas.name,
        address: nas.address,
        secret: nas.secret,
        localAddress: localAddressOf(nas.id),
        ports: coaPorts(nas, answered.get(nas.id)),
      },
      {
        send: (target, request) => coa.send(target, request),
        readQueue: () => fleet.readQueue(nas.id, queueNameOf(live)),
        findSessionIds: () => fleet.findSessionIds(nas.id, username),
        onAnswer: (port) => {
          if (answered.get(nas.id) === port) return;
          answered.set(nas.id, port);
          if (nas.seen.coaPortSeen === port) return;
          const seen = { coaPortSeen: port };
          background('the CoA port could not be kept', store.command('nas.observe', { id: nas.id, seen }));
        },
        wait,
      },
    );
  };
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
