/** The keeper of leases with its ports, its alerts and its clockwork. */
import type { Logger } from 'pino';
import type { DataPlane } from './aaa/client.ts';
import type { Alerts } from './alerts/service.ts';
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
  readonly alerts: Alerts;
  readonly now: () => number;
  readonly log: Logger;
}

export function keepPools({ store, directory, usage, dataPlane, alerts, now, log }: Ports) {
  const keeper = createPoolKeeper({
    ...{ store, directory, dataPlane, interimSeconds, now, log },
    open: () => usage.book.open(),
    settle: () => usage.idle(),
    raise: (tenantId, key, severity, title, detail) => alerts.raise(tenantId, { key, severity, title, detail }),
    resolve: (tenantId, key) => alerts.resolve(tenantId, key),
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
