/** The open sessions of one router, found by id, by user and by interface, and what those that ended have moved. */
import type { SimSession } from './session.ts';
import type { LineLimit, Volume } from './traffic.ts';

export interface SessionTable {
  readonly size: number;
  /** In the order of dialling in. */
  all(): Iterable<SimSession>;
  byId(id: string): SimSession | undefined;
  byInterface(name: string): SimSession | undefined;
  byItemId(itemId: string): SimSession | undefined;
  /** Oldest first. */
  ofUser(user: string): readonly SimSession[];
  /** `<pppoe-USER>`, or the first free `<pppoe-USER-1>` … when that is still there. */
  freeInterfaceName(user: string): string;
  add(session: SimSession): void;
  remove(session: SimSession): void;
  /** Bytes of all sessions since the router's start, those that ended too. */
  totals(at: number): Volume;
  /** What all sessions do now, bit/s. */
  speed(at: number): LineLimit;
  /** Forgets everything, as a reboot does. */
  clear(): void;
}

export function createSessionTable(): SessionTable {
  const byId = new Map<string, SimSession>();
  const byInterface = new Map<string, SimSession>();
  const byItemId = new Map<string, SimSession>();
  const byUser = new Map<string, SimSession[]>();
  let past: Volume = { downBytes: 0, upBytes: 0 };
  const plus = (sum: Volume, { downBytes, upBytes }: Volume): Volume => ({
    downBytes: sum.downBytes + downBytes,
    upBytes: sum.upBytes + upBytes,
  });

  return {
    get size() {
      return byId.size;
    },
    all: () => byId.values(),
    byId: (id) => byId.get(id),
    byInterface: (name) => byInterface.get(name),
    byItemId: (itemId) => byItemId.get(itemId),
    ofUser: (user) => byUser.get(user) ?? [],
    freeInterfaceName(user) {
      for (let number = 0; ; number++) {
        const name = number === 0 ? `<pppoe-${user}>` : `<pppoe-${user}-${number}>`;
        if (!byInterface.has(name)) return name;
      }
    },
    add(session) {
      byId.set(session.id, session);
      byInterface.set(session.start.interfaceName, session);
      byItemId.set(session.start.itemId, session);
      byUser.set(session.user, [...(byUser.get(session.user) ?? []), session]);
    },
    remove(session) {
      if (byId.get(session.id) !== session) return;
      past = plus(past, session);
      byId.delete(session.id);
      byInterface.delete(session.start.interfaceName);
      byItemId.delete(session.start.itemId);
      const others = (byUser.get(session.user) ?? []).filter((other) => other !== session);
      if (others.length > 0) byUser.set(session.user, others);
      else byUser.delete(session.user);
    },
    totals: (at) => [...byId.values()].reduce((sum, session) => plus(sum, session.settle(at)), past),
    speed(at) {
      let [downBps, upBps] = [0, 0];
      for (const session of byId.values()) {
        const speed = session.speed(at);
        downBps += speed.downBps;
        upBps += speed.upBps;
      }
      return { downBps, upBps };
    },
    clear() {
      for (const map of [byId, byInterface, byItemId, byUser]) map.clear();
      past = { downBytes: 0, upBytes: 0 };
    },
  };
}
