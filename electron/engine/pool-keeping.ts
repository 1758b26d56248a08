/** The keeper of leases with its ports, its alerts and its clockwork. */
import type { Logger } from 'pino';
import type { DataPlane } from './aaa/client.ts';
import type { Directory } from './directory/directory.ts';
import { interimSeconds } from './interim.ts';
import { createPoolKeeper } from './pools/keeper.ts';
import type { Store } from './store/client.ts';
import type { UsageService } from './usage/usage-service.ts';

/** How soon a full pool is an alert, and how soon a session that ended without a Stop gives its address back. */
const roundEveryMs = 5000;
const sweepEveryMs = 60_000;

interface Ports {
  readonly store: Store;
  readonly directory: Directory;
  readonly usage: UsageService;
  readonly dataPlane: () => DataPlane;
  /** Runs a write that nobody waits for; says what failed. */
  readonly background: (what: string, work: Promise<unknown>) => void;
  readonly now: () => number;
  readonly log: Logger;
}

export function keepPools({ store, directory, usage, dataPlane, background, now, log }: Ports) {
  const keeper = createPoolKeeper({
    ...{ store, directory, dataPlane, interimSeconds, now, log },
    open: () => usage.book.open(),
    settle: () => usage.idle(),
    raise: (tenantId, key, severity, title, detail) =>
      background(
        'an alert could not be kept',
        store.command('alert.raise', { tenantId, key, severity, title, detail, at: now() }),
      ),
    resolve: (tenantId, key) =>
      background('an alert could not be resolved', store.command('alert.resolve', { tenantId, key, at: now() })),
  });
  return {
    ...keeper,
    /** Begins the rounds; returns the way to stop. */
    startRounds(): () => void {
      const timers = [setInterval(keeper.round, roundEveryMs), setInterval(keeper.sweep, sweepEveryMs)];
      for (const timer of timers) timer.unref();
      return () => {
        for (const timer of timers) clearInterval(timer);
      };
    },
  };
}
