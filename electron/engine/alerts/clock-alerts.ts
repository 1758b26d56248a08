/** This computer's clock is not believed (X46): said once, and ended when it is believed again. */
import { installationTenantId } from '../store/installation.ts';
import { clockAlerts } from './finding-alerts.ts';
import type { Alerts } from './service.ts';

export interface ClockAlerts {
  /** `jumpMs`: how far the wall clock went beyond the time that passed. */
  held(jumpMs: number): void;
  released(): void;
}

export function createClockAlerts(alerts: Alerts): ClockAlerts {
  return {
    held(jumpMs) {
      const title = 'The clock of this computer is wrong';
      const detail = `It went ${jumpMs < 0 ? 'back' : 'forward'} by ${Math.round(Math.abs(jumpMs) / 60_000)} min, and neither NTP nor most of the routers agree. Resets and expiry wait; logins go on. Set this computer's time and switch NTP on.`;
      alerts.raise(installationTenantId, { key: clockAlerts.own, severity: 'crit', title, detail });
    },
    released: () => alerts.resolve(installationTenantId, clockAlerts.own),
  };
}
