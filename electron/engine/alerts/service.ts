/**
 * Alerts as the engine's parts raise and resolve them: by tenant and key, in the background. A failed write is logged
 * and ends nothing; what raised it will see its cause again.
 */
import type { Logger } from 'pino';
import type { Store } from '../store/client.ts';
import type { CommandInput } from '../store/commands.ts';

export type RaisedAlert = Pick<CommandInput<'alert.raise'>, 'key' | 'severity' | 'title' | 'detail'>;

export interface Alerts {
  /** Opens it, or renews the one that is open under the same key. */
  raise(tenantId: number, alert: RaisedAlert): void;
  /** Its cause is over; nothing where none is open. */
  resolve(tenantId: number, key: string): void;
}

export interface AlertsPorts {
  readonly store: Pick<Store, 'command'>;
  readonly log: Pick<Logger, 'error'>;
  /** UTC ms. */
  readonly now: () => number;
}

export function createAlerts({ store, log, now }: AlertsPorts): Alerts {
  return {
    raise(tenantId, alert) {
      store
        .command('alert.raise', { tenantId, ...alert, at: now() })
        .catch((error: unknown) => log.error({ err: error, key: alert.key }, 'an alert could not be kept'));
    },
    resolve(tenantId, key) {
      store
        .command('alert.resolve', { tenantId, key, at: now() })
        .catch((error: unknown) => log.error({ err: error, key }, 'an alert could not be resolved'));
    },
  };
}
