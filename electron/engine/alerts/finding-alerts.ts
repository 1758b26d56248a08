/** Which findings are worth an alert: one per kind and NAS, because a NAS that counts oddly does so for every session. */
import type { Hold } from '../../../shared/domain/usage-session.ts';
import type { FindingInput } from '../store/findings.ts';

export interface AlertText {
  readonly title: string;
  readonly detail: string;
}

const texts: Readonly<Record<string, (nas: string) => AlertText>> = {
  'directions-swapped': (nas) => ({
    title: `${nas} reports upload as download`,
    detail:
      'RADIUS and the router’s own counters have the directions the other way round. Edit the NAS: Swap directions.',
  }),
  'counter-wrapped': (nas) => ({
    title: `${nas} counts modulo 4 GiB`,
    detail:
      'Its accounting has no Acct-Gigawords. Totals come from the router’s own counters: give it API access, or update it.',
  }),
  'stop-without-octets': (nas) => ({
    title: `${nas} sends Stops without octets`,
    detail: 'The last known totals of those sessions stand. What was moved after the last Interim-Update is lost.',
  }),
  'stop-below-live': (nas) => ({
    title: `Stops of ${nas} are below what was seen`,
    detail: 'The gap is too large to settle, so the live totals stand. Compare the findings of its sessions.',
  }),
  clock: (nas) => ({
    title: `The clock of ${nas} is wrong`,
    detail: 'Its accounting is kept by the time it arrived. Set the router’s time: /system/ntp/client set enabled=yes',
  }),
  'sources-disagree': (nas) => ({
    title: `Counters of ${nas} disagree`,
    detail: 'RADIUS, interface and queue counters of the same session differ by more than 2 % or 50 MB.',
  }),
};

export const findingAlertKey = (kind: string, nasId: number): string =>
  kind === 'clock' ? `nas.clock.${nasId}` : `usage.${kind}.${nasId}`;

/** Alerts that stand while a clock is wrong (X46): this computer's, and a NAS's. */
export const clockAlerts = { own: 'engine.clock', ofNas: (nasId: number) => findingAlertKey('clock', nasId) } as const;

/** X46: the clock of a NAS is wrong; one finding per NAS, counted each time it was right in between. */
export const clockFinding = (nas: { readonly id: number; readonly tenantId: number }, at: number): FindingInput => ({
  ...{ tenantId: nas.tenantId, nasId: nas.id, kind: 'clock', source: '', subscriberId: null, username: '' },
  ...{
    sessionKey: '',
    holdId: 0,
    evidence: { says: 'The time that this NAS tells cannot be right: receipt counts' },
    at,
  },
});

/** Undefined where the finding alone says enough. */
export const findingAlert = (kind: string, nas: string): AlertText | undefined => texts[kind]?.(nas);

export const quarantineAlertKey = (sessionKey: string): string => `usage.quarantine.${sessionKey}`;

export const quarantineAlert = (username: string, hold: Hold): AlertText => ({
  title: `Suspicious usage of ${username}`,
  detail: `${hold.downBytes} bytes down and ${hold.upBytes} up in ${Math.round(hold.elapsedMs / 1000)} s are held back, above the line's rate. Approve or void them on the subscriber's page; after 24 h RADIUS decides.`,
});
