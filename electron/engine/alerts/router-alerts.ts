/** A router's API does not answer: an alert from the first failed attempt until it answers or is gone. */
import type { Logger } from 'pino';
import type { Directory } from '../directory/directory.ts';
import type { FleetPorts } from '../fleet/fleet.ts';
import type { Alerts } from './service.ts';

const routerDown = (nasId: number): string => `router.down.${nasId}`;

export interface RouterAlertsPorts {
  readonly alerts: Alerts;
  readonly directory: Pick<Directory, 'nas'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

export function routerAlerts({ alerts, directory, log }: RouterAlertsPorts): Pick<FleetPorts, 'onState' | 'onGone'> {
  return {
    onState(nasId, state) {
      const nas = directory.nas(nasId);
      if (!nas) return;
      const { name, tenantId } = nas;
      if (state.kind === 'down' && state.failedAttempts === 1) {
        log.warn({ router: name, err: state.error.message }, 'router is not reachable');
        const title = `${name} does not answer its API`;
        alerts.raise(tenantId, { key: routerDown(nasId), severity: 'crit', title, detail: state.error.message });
      } else if (state.kind === 'up') {
        log.info({ router: name, version: state.version }, 'router is up');
        alerts.resolve(tenantId, routerDown(nasId));
      }
    },
    onGone: ({ id, tenantId }) => alerts.resolve(tenantId, routerDown(id)),
  };
}
