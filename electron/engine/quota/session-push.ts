/** One session's way up the ladder with everything around it: which NAS, which ports, which router to ask. */
import type { CoaClient } from '../coa/client.ts';
import type { Directory } from '../directory/directory.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Store } from '../store/client.ts';
import type { NasSnapshot } from '../store/reads.ts';
import type { SessionBook } from '../usage/session-book.ts';
import type { EnforcedSession } from './enforcement.ts';
import { type PushOutcome, pushRate } from './rate-push.ts';

export interface SessionPushPorts {
  readonly book: SessionBook;
  readonly directory: Directory;
  readonly fleet: Fleet;
  readonly coa: CoaClient;
  readonly localAddressOf: (nasId: number) => string | undefined;
  readonly store: Pick<Store, 'command'>;
  readonly background: (what: string, work: Promise<unknown>) => void;
}

/** RFC 5176's port, then the one that some RouterOS versions default to (X36). */
const usualPorts = [3799, 1700];

export function createSessionPush(ports: SessionPushPorts) {
  const { book, directory, fleet, coa, localAddressOf, store, background } = ports;
  const answered = new Map<number, number>();

  return async function push(session: EnforcedSession, rate: string): Promise<PushOutcome> {
    const live = book.byKey(session.sessionKey);
    const nas = directory.nas(session.nasId);
    if (!live || !nas) return { result: 'gone', appliedRate: undefined, steps: [] };
    const { username, acctSessionId, framedIpAddress } = live.row;
    return pushRate(
      { username, acctSessionId, framedIpAddress },
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
        readQueue: (user) => fleet.readQueue(nas.id, user),
        findSessionIds: (user) => fleet.findSessionIds(nas.id, user),
        onAnswer: (port) => {
          if (answered.get(nas.id) === port) return;
          answered.set(nas.id, port);
          if (nas.seen.coaPortSeen === port) return;
          const seen = { coaPortSeen: port };
          background('the CoA port could not be kept', store.command('nas.observe', { id: nas.id, seen }));
        },
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      },
    );
  };
}

/** A port that the operator set is the only one; otherwise what answered or what the router says comes first (X36). */
export function coaPorts(nas: Pick<NasSnapshot, 'coaPort' | 'seen'>, answered: number | undefined): readonly number[] {
  if (nas.coaPort !== null) return [nas.coaPort];
  const known = answered ?? nas.seen.coaPortSeen;
  return known === null ? usualPorts : [known, ...usualPorts.filter((port) => port !== known)];
}
