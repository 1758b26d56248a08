/** Z2: the portal leaves public addresses out unless one is asked for; which, why, and the flag that opens it. */
import type { Logger } from 'pino';
import { installationTenantId } from '../store/installation.ts';
import type { Alerts } from './service.ts';

const key = 'portal.public-address';

export interface PortalAlerts {
  leftOut(addresses: readonly string[]): void;
  /** What the last start left out may be gone, or asked for by now; what is left out today is told anew. */
  forget(): void;
}

export function createPortalAlerts(alerts: Alerts, log: Pick<Logger, 'warn'>): PortalAlerts {
  return {
    leftOut(addresses) {
      const list = addresses.join(', ');
      const title = 'The portal does not listen on public addresses';
      const detail = `${list} can be reached from the Internet, so subscribers do not find the portal there. Start with --bind ${addresses[0]} to serve it on that address, or with --bind 0.0.0.0 on every one.`;
      log.warn({ addresses }, `${title}: ${detail}`);
      alerts.raise(installationTenantId, { key, severity: 'warn', title, detail });
    },
    forget: () => alerts.resolve(installationTenantId, key),
  };
}
