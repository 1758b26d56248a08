/** Settings of the installation. What is absent from an answer has never been set: its owner's default holds. */
import { z } from 'zod';
import { expiredPolicies, stoppedPolicies } from '../../domain/login-policy.ts';
import { macPasswords } from '../../domain/mac-auth.ts';
import {
  type MaintenanceWindow,
  maintenanceFault,
  maintenanceNoteMax,
  maintenanceWindowsMax,
} from '../../domain/maintenance.ts';
import { retentionBounds } from '../../domain/retention.ts';
import { At, Kbps, TimeOfDay, TimeZone } from '../fields.ts';
import { operation } from '../operation.ts';

const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD');
const VolumeBase = z.enum(['decimal', 'binary']);

/** 9999-12-31T23:59:59.999Z. */
const momentMax = 253_402_300_799_999;
const Moment = z.int().min(0).max(momentMax).describe('UTC ms');

/** Length and order are the rule's (`shared/domain/maintenance.ts`); the fault names the field. */
const Maintenance = z
  .array(
    z
      .strictObject({ from: Moment, to: Moment, note: z.string().trim().max(maintenanceNoteMax).default('') })
      .superRefine((window: MaintenanceWindow, context) => {
        const wrong = maintenanceFault(window);
        if (wrong) context.addIssue({ code: 'custom', path: [wrong.field], message: wrong.message });
      }),
  )
  .max(maintenanceWindowsMax)
  .describe('All windows (F028): what is not in the list is gone, and so is what is over');

const ExpiredPolicy = z.enum(expiredPolicies);
const StoppedPolicy = z.enum(stoppedPolicies);
const MacPassword = z.enum(macPasswords);

/** A name on the router: RouterOS takes any text, but one with a quote or a line break is a mistake. */
const routerName = z
  .string()
  .trim()
  .min(1)
  .max(63)
  .regex(/^[\w .:@-]+$/, 'must be letters, digits and . _ - : @');

/** Where a walled login lands (X55). */
const Walled = z.strictObject({
  pool: routerName.nullable().describe('Framed-Pool: a pool that exists on the routers; null gives none'),
  addressList: routerName.describe('Mikrotik-Address-List: what the wall’s firewall rules match'),
  downKbps: Kbps,
  upKbps: Kbps,
});
const WalledOut = z.object({
  pool: z.string().nullable(),
  addressList: z.string(),
  downKbps: z.int(),
  upKbps: z.int(),
});

const MacAuth = z
  .strictObject({
    nasIds: z.array(z.int().min(1)).max(1000).describe('Routers whose MAC logins are taken; none is off'),
    password: MacPassword.describe('The MAC again, the router’s RADIUS secret, or nothing'),
  })
  .describe('A device’s MAC as the user name (hotspot, DHCP) means the subscriber it is bound to');

const days = ({ least, most }: { readonly least: number; readonly most: number }) => z.int().min(least).max(most);
/** How long the past is kept (W4). */
const Retention = z
  .strictObject({
    sessionsDays: days(retentionBounds.sessionsDays).nullable().describe('Closed sessions; null keeps them for ever'),
    authLogDays: days(retentionBounds.authLogDays),
    hourlyDays: days(retentionBounds.hourlyDays),
    auditDays: days(retentionBounds.auditDays),
    legalDays: days(retentionBounds.legalDays)
      .nullable()
      .describe('What your law asks for sessions: a shorter sessionsDays is warned of; null: not said'),
  })
  .describe('Days; what is older is deleted in small steps. The law may ask for more than you set');

export const Settings = z
  .object({
    name: z.string().describe('Of the ISP, as the console and the portal show it'),
    timeZone: z.string().describe('IANA name, or a fixed UTC offset'),
    dailyResetTime: z.string().describe('When the quota day begins (F088), local time'),
    currency: z.string(),
    volumeBase: VolumeBase.describe('What GB means: 10^9 (decimal) or 2^30 (binary) bytes (X21)'),
    maintenance: z
      .array(z.object({ from: At, to: At, note: z.string() }))
      .describe('Announced downtime that is not over, by its beginning; subscribers see it on the portal (F028)'),
    expiredPolicy: ExpiredPolicy.describe('What an expired login meets, unless its service says otherwise (X55)'),
    suspendedPolicy: StoppedPolicy,
    inactivePolicy: StoppedPolicy,
    walled: WalledOut,
    macAuth: z.object({ nasIds: z.array(z.int()), password: MacPassword }),
    retention: Retention,
  })
  .meta({ id: 'Settings' });
export type Settings = z.output<typeof Settings>;

export const settings = {
  'settings.get': operation({
    method: 'GET',
    path: '/settings',
    permission: 'settings.view',
    summary: 'Settings, defaults filled in',
    output: Settings,
  }),
  'settings.set': operation({
    method: 'PATCH',
    path: '/settings',
    permission: 'settings.edit',
    summary: 'Change settings; absent ones stay, also within walled, macAuth and retention',
    body: z
      .strictObject({
        name: z.string().trim().min(1).max(100),
        timeZone: TimeZone,
        dailyResetTime: TimeOfDay,
        currency: Currency,
        volumeBase: VolumeBase,
        maintenance: Maintenance,
        expiredPolicy: ExpiredPolicy,
        suspendedPolicy: StoppedPolicy,
        inactivePolicy: StoppedPolicy,
        walled: Walled.partial(),
        macAuth: MacAuth.partial(),
        retention: Retention.partial(),
      })
      .partial(),
    output: Settings,
  }),
};
