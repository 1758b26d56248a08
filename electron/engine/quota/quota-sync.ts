/**
 * QuotaSync (F068, F092): every cycle, each router's sessions and counters are read in a few bulk prints, all routers
 * side by side, and folded. One router's trouble delays nobody else: a router that is still busy with the last cycle
 * is skipped, one that does not answer loses nothing (its counters go on; RADIUS interims carry the usage meanwhile).
 */
import type { SessionRound } from '../routeros/commands/session-reader.ts';
import type { RouterListing } from '../usage/usage-service.ts';

export interface SyncRouter {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
}

export interface QuotaSyncPorts {
  /** Routers with API access, now. */
  readonly routers: () => readonly SyncRouter[];
  /** One round over one router. @throws RouterUnreachable, RouterRefused */
  readonly read: (router: SyncRouter) => Promise<SessionRound>;
  readonly observe: (router: SyncRouter, listing: RouterListing, at: number) => Promise<void>;
  /** What every cycle does beside the routers: resets that are due, pending pushes. */
  readonly housekeeping: () => Promise<void>;
  readonly onCycle: (cycle: Cycle) => void;
  readonly now: () => number;
  readonly intervalMs: number;
  readonly setTimer?: (run: () => void, ms: number) => NodeJS.Timeout;
}

export interface RouterCycle {
  readonly nasId: number;
  readonly at: number;
  readonly ms: number;
  readonly sessions: number;
  readonly withoutReading: number;
  /** Why there is no listing; undefined when there is one. */
  readonly error: Error | undefined;
}

export interface Cycle {
  readonly at: number;
  readonly ms: number;
  readonly routers: readonly RouterCycle[];
  /** Routers that were still busy with an earlier cycle. */
  readonly skipped: number;
}

export interface QuotaSync {
  start(): void;
  /** Runs one cycle now and resolves when it is folded. */
  cycle(): Promise<Cycle>;
  readonly last: Cycle | undefined;
  /** The last round of each router, by NAS. */
  lastOf(nasId: number): RouterCycle | undefined;
  stop(): Promise<void>;
}

export function createQuotaSync(ports: QuotaSyncPorts): QuotaSync {
  const busy = new Set<number>();
  const rounds = new Map<number, RouterCycle>();
  const { setTimer = setTimeout } = ports;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let last: Cycle | undefined;
  let isStopped = false;

  async function syncRouter(router: SyncRouter): Promise<RouterCycle> {
    const began = ports.now();
    busy.add(router.id);
    let round: RouterCycle;
    try {
      const { readings, active, skipped } = await ports.read(router);
      const at = ports.now();
      const listing: RouterListing = {
        readings: readings.map((reading) => ({ ...reading, username: reading.user, address: reading.address ?? '' })),
        presentIds: new Set(active.rows.flatMap((row) => (row.acctSessionId ? [row.acctSessionId.toLowerCase()] : []))),
        isComplete: active.isComplete,
      };
      await ports.observe(router, listing, at);
      const withoutReading = Object.values(skipped).reduce((sum, n) => sum + n, 0);
      round = { nasId: router.id, at, ms: at - began, sessions: active.rows.length, withoutReading, error: undefined };
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const at = ports.now();
      round = { nasId: router.id, at, ms: at - began, sessions: 0, withoutReading: 0, error };
    } finally {
      busy.delete(router.id);
    }
    rounds.set(router.id, round);
    return round;
  }

  async function cycle(): Promise<Cycle> {
    const at = ports.now();
    const all = ports.routers();
    const free = all.filter((router) => !busy.has(router.id));
    const routers = await Promise.all(free.map(syncRouter));
    await ports.housekeeping();
    const done: Cycle = { at, ms: ports.now() - at, routers, skipped: all.length - free.length };
    last = done;
    ports.onCycle(done);
    return done;
  }

  return {
    start() {
      const tick = (): void => {
        if (isStopped) return;
        // The next cycle starts on time even when a router holds this one: it is skipped as busy then.
        timer = setTimer(tick, ports.intervalMs);
        running = cycle();
      };
      timer = setTimer(tick, Math.min(ports.intervalMs, 1000));
    },
    cycle,
    get last() {
      return last;
    },
    lastOf: (nasId) => rounds.get(nasId),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running.catch(() => undefined);
    },
  };
}
