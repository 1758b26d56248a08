/** What the fold notices and an operator should know: findings, usage in quarantine, clocks, records left uncounted. */
import type { Logger } from 'pino';
import type { Directory } from '../directory/directory.ts';
import type { Store } from '../store/client.ts';
import { installationTenantId } from '../store/installation.ts';
import type { UsageListeners } from '../usage/usage-service.ts';
import {
  clockAlerts,
  clockFinding,
  findingAlert,
  findingAlertKey,
  quarantineAlert,
  quarantineAlertKey,
} from './finding-alerts.ts';
import type { Alerts } from './service.ts';

const unfoldedRecords = 'usage.unfolded';

/** A NAS that counts oddly does so for every session: one line of the log tells it for this long. */
const quietMs = 60_000;

export interface UsageAlertsPorts {
  readonly alerts: Alerts;
  readonly store: Pick<Store, 'command'>;
  readonly directory: Pick<Directory, 'nas'>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  /** UTC ms. */
  readonly now: () => number;
}

type Listeners = 'onFinding' | 'onHoldDecided' | 'onClockFinding' | 'onClockRight' | 'onUnfolded';

export function usageAlerts({
  alerts,
  store,
  directory,
  log,
  now,
}: UsageAlertsPorts): Required<Pick<UsageListeners, Listeners>> {
  const toldAt = new Map<string, number>();
  return {
    onUnfolded(count) {
      if (count === 0) return alerts.resolve(installationTenantId, unfoldedRecords);
      alerts.raise(installationTenantId, {
        ...{ key: unfoldedRecords, severity: 'crit', title: `${count} accounting records could not be counted` },
        detail:
          'They hit a fault in Lastmile, are kept, and are tried again at each start. Update Lastmile, or report the lines of the log.',
      });
    },

    onClockFinding(nasId) {
      const nas = directory.nas(nasId);
      if (!nas) return;
      const said = findingAlert('clock', nas.name);
      if (said) alerts.raise(nas.tenantId, { key: clockAlerts.ofNas(nasId), severity: 'warn', ...said });
      store
        .command('finding.note', clockFinding(nas, now()))
        .catch((error: unknown) => log.error({ err: error }, 'a finding could not be kept'));
    },

    onClockRight(nasId) {
      const nas = directory.nas(nasId);
      if (!nas) return;
      const { tenantId } = nas;
      alerts.resolve(tenantId, clockAlerts.ofNas(nasId));
      store
        .command('finding.over', { tenantId, nasId, kind: 'clock', at: now() })
        .catch((error: unknown) => log.error({ err: error }, 'a finding could not be ended'));
    },

    onFinding({ row }, { findings, quarantined }) {
      for (const { kind, source } of findings) {
        const key = `${row.nasId}:${kind}`;
        if (now() - (toldAt.get(key) ?? 0) < quietMs) continue;
        toldAt.set(key, now());
        const nas = directory.nas(row.nasId)?.name ?? `NAS ${row.nasId}`;
        log.warn({ nas, username: row.username, kind, source }, 'usage finding');
        const said = findingAlert(kind, nas);
        if (said) alerts.raise(row.tenantId, { key: findingAlertKey(kind, row.nasId), severity: 'warn', ...said });
      }
      if (quarantined) {
        const said = quarantineAlert(row.username, quarantined);
        alerts.raise(row.tenantId, { key: quarantineAlertKey(row.sessionKey), severity: 'high', ...said });
      }
    },

    onHoldDecided({ row, usage: { holds } }) {
      if (holds.some(({ decision }) => decision === 'pending')) return;
      alerts.resolve(row.tenantId, quarantineAlertKey(row.sessionKey));
    },
  };
}
