/**
 * X42: a session that nobody has seen at its rate yet is looked at once, after a listing showed it: a new login, a
 * running session after a start of the engine, an acknowledged push. What differs is pushed.
 *
 * A few are asked by name, many in one print (`Fleet.readQueues`). A round in which many logins already cost the
 * bindings' bulk print leaves this one to the next: three bulk prints are what a router is asked per cycle (pain 21).
 */
import type { DynamicQueue } from '../routeros/commands/simple-queues.ts';
import type { EnforcedSession, Enforcement } from './enforcement.ts';
import { rateTextOfQueue } from './queue-rate.ts';

/** An open session that the last listing of its router had. */
export interface ListedSession extends EnforcedSession {
  /** The rate that it should have: its subscriber's. */
  readonly wanted: string;
  /** Of its dynamic queue; see `queueNameOf`. */
  readonly queueName: string;
  /** The last listing was the first that had it. */
  readonly isNew: boolean;
}

export interface RateCheckPorts {
  /** Sessions of a router that CoA can reach, with their subscriber's rate. */
  readonly listedOn: (nasId: number) => readonly ListedSession[];
  readonly enforcement: Pick<Enforcement, 'isUnverified' | 'noteSeen'>;
  /** The queues of these names; what the router does not have is missing. @throws RouterUnreachable, RouterRefused */
  readonly readQueues: (nasId: number, names: readonly string[]) => Promise<ReadonlyMap<string, DynamicQueue>>;
}

/** More new sessions than this, and the session reader printed all bindings in this round. */
const newBeforeBulk = 32;

/** Looks at the unverified sessions of one router. @throws what `readQueues` throws; they are looked at next time */
export type RateCheck = (nasId: number) => Promise<void>;

export function createRateCheck({ listedOn, enforcement, readQueues }: RateCheckPorts): RateCheck {
  const running = new Set<number>();
  const putOff = new Set<number>();

  return async function check(nasId) {
    if (running.has(nasId)) return;
    const due = listedOn(nasId).filter(({ sessionKey, wanted }) => enforcement.isUnverified(sessionKey, wanted));
    if (due.length === 0) return;
    const hadBulk = due.filter(({ isNew }) => isNew).length > newBeforeBulk;
    if (hadBulk && !putOff.has(nasId)) {
      putOff.add(nasId);
      return;
    }
    putOff.delete(nasId);
    running.add(nasId);
    try {
      const names = due.map(({ queueName }) => queueName);
      const queues = await readQueues(nasId, names);
      for (const session of due) {
        // Its rate may have changed while the router was asked: then a push is under way, or the next round looks.
        if (!enforcement.isUnverified(session.sessionKey, session.wanted)) continue;
        const queue = queues.get(session.queueName);
        enforcement.noteSeen(session, session.wanted, queue && rateTextOfQueue(queue));
      }
    } finally {
      running.delete(nasId);
    }
  };
}
