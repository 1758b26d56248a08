/**
 * QuotaSync (F068, F092): every cycle, each router's sessions and counters are read in a few bulk prints, all routers
 * side by side, and folded. One router's trouble delays nobody else: a router that is still busy with the last cycle
 * is skipped, one that does not answer loses nothing (its counters go on; RADIUS interims carry the usage meanwhile).
 *
 * Whatever fails is in the cycle's report; the next cycle comes on time all the same.
 */
import type { SessionRound } from '../routeros/commands/session-reader.ts';
import type { RouterListing } from '../usage/usage-service.ts';

export interface SyncRouter {
  readonly id: number;
  readonly tenantId: number;
  readonly name: string;
}

/** One round over a router, and how long ago it booted where it said so. */
export interface RouterRound extends SessionRound {
  readonly routerUptimeSeconds?: number | undefined;
}

export interface QuotaSyncPorts {
  /** Routers with API access, now. */
  readonly routers: () => readonly SyncRouter[];
  /** One round over one router. @throws RouterUnreachable, RouterRefused */
  readonly read: (router: SyncRouter) => Promise<RouterRound>;
  readonly observe: (router: SyncRouter, listing: RouterListing, at: number) => Promise<void>;
  /** What follows once a router's listing is folded: rates of new sessions are looked at (X42). Its router is free again. */
  readonly afterListing?: (router: SyncRouter) => Promise<void>;
  /** What every cycle does beside the routers: resets that are due, pending pushes. Not begun again while it runs. */
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
  /** What failed beside the routers' reads: housekeeping, what follows a listing. Somebody must log it. */
  readonly troubles: readonly Error[];
}

export interface QuotaSync {
  start(): void;
  /** Runs one cycle now and resolves when it is folded. Never rejects. */
  cycle(): Promise<Cycle>;
  readonly last: Cycle | undefined;
  /** Nothing is begun any more, and what a router still answers is not folded. */
  stop(): Promise<void>;
}

/** The first cycle comes when routers have had a second to connect. */
const firstMs = 1000;

export function createQuotaSync(ports: QuotaSyncPorts): QuotaSync {
  const { now, setTimer = setTimeout } = ports;
  const busy = new Set<number>();
  let isKeepingHouse = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Cycle | undefined;
  let isStopped = false;

  async function syncRouter(router: SyncRouter, troubles: Error[]): Promise<RouterCycle> {
    const askedAt = now();
    busy.add(router.id);
    let answer: RouterRound;
    try {
      answer = await ports.read(router);
    } catch (cause) {
      busy.delete(router.id);
      const at = now();
      return { nasId: router.id, at, ms: at - askedAt, sessions: 0, withoutReading: 0, error: asError(cause) };
    }
    const at = now();
    // The router has answered: what fails from here on is ours, and is not told as its trouble.
    const isFolded =
      !isStopped && (await quietly(() => ports.observe(router, listingOf(answer, askedAt, at), at), troubles));
    busy.delete(router.id);
    const ms = now() - askedAt;
    if (isFolded && !isStopped) await quietly(() => ports.afterListing?.(router), troubles);
    const withoutReading = Object.values(answer.skipped).reduce((sum, n) => sum + n, 0);
    return { nasId: router.id, at, ms, sessions: answer.active.rows.length, withoutReading, error: undefined };
  }

  async function keepHouse(troubles: Error[]): Promise<void> {
    if (isKeepingHouse) return;
    isKeepingHouse = true;
    await quietly(ports.housekeeping, troubles);
    isKeepingHouse = false;
  }

  async function cycle(): Promise<Cycle> {
    const at = now();
    const troubles: Error[] = [];
    const all = routersNow(troubles);
    const free = all.filter(({ id }) => !busy.has(id));
    const [routers] = await Promise.all([
      Promise.all(free.map((router) => syncRouter(router, troubles))),
      keepHouse(troubles),
    ]);
    const done: Cycle = { at, ms: now() - at, routers, skipped: all.length - free.length, troubles };
    last = done;
    if (!isStopped) await quietly(async () => ports.onCycle(done), troubles);
    return done;
  }

  function routersNow(troubles: Error[]): readonly SyncRouter[] {
    try {
      return ports.routers();
    } catch (cause) {
      troubles.push(asError(cause));
      return [];
    }
  }

  return {
    start() {
      const tick = (): void => {
        if (isStopped) return;
        // The next cycle starts on time even when a router holds this one: it is skipped as busy then.
        timer = setTimer(tick, ports.intervalMs);
        void cycle();
      };
      timer = setTimer(tick, Math.min(ports.intervalMs, firstMs));
    },
    cycle,
    get last() {
      return last;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** The join's words into the fold's. */
function listingOf({ readings, active, routerUptimeSeconds }: RouterRound, askedAt: number, at: number): RouterListing {
  const present = new Map<string, string>();
  for (const { acctSessionId, user } of active.rows) if (acctSessionId) present.set(acctSessionId.toLowerCase(), user);
  return {
    readings: readings.map(({ user, address = '', ...reading }) => ({ ...reading, username: user, address })),
    present,
    isComplete: active.isComplete,
    askedAt,
    bootedAt: routerUptimeSeconds === undefined ? undefined : at - routerUptimeSeconds * 1000,
  };
}

/** False when it failed; then it is one of the troubles. */
async function quietly(work: () => Promise<void> | undefined, troubles: Error[]): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    troubles.push(asError(cause));
    return false;
  }
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));
