/** RADIUS itself: its thread died, or its TLS port cannot be served. */
import type { RadsecState } from '../aaa/client.ts';
import { installationTenantId } from '../store/installation.ts';
import type { AlertText } from './finding-alerts.ts';
import type { Alerts } from './service.ts';

const trouble = 'radius.trouble';
const radsec = 'radius.radsec';

export interface RadiusAlerts {
  troubled(what: string): void;
  serving(): void;
  radsec(state: RadsecState): void;
}

export function createRadiusAlerts(alerts: Alerts): RadiusAlerts {
  return {
    troubled(what) {
      const title = 'RADIUS is in trouble';
      alerts.raise(installationTenantId, { key: trouble, severity: 'crit', title, detail: what });
    },
    serving: () => alerts.resolve(installationTenantId, trouble),
    radsec(state) {
      const said = radsecAlert(state);
      if (said) alerts.raise(installationTenantId, { key: radsec, severity: 'crit', ...said });
      else alerts.resolve(installationTenantId, radsec);
    },
  };
}

/** Undefined when all is well. */
export function radsecAlert(state: RadsecState): AlertText | undefined {
  if (state.kind !== 'failed') return undefined;
  const title = `RADIUS over TLS cannot serve on port ${state.port}`;
  if (state.code === 'EADDRINUSE') {
    return {
      title,
      detail: `Port ${state.port} is taken by another program. Stop it, or choose another port with --radsec-port; it is tried again every few seconds.`,
    };
  }
  return { title, detail: `${state.message}. Check --radsec-port and --bind; it is tried again every few seconds.` };
}
