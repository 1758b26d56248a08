/** Settings of the installation. What is absent from an answer has never been set: its owner's default holds. */
import { z } from 'zod';
import {
  type MaintenanceWindow,
  maintenanceFault,
  maintenanceNoteMax,
  maintenanceWindowsMax,
} from '../../domain/maintenance.ts';
import { At, TimeOfDay, TimeZone } from '../fields.ts';
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
    summary: 'Change settings; absent ones stay',
    body: z
      .strictObject({
        name: z.string().trim().min(1).max(100),
        timeZone: TimeZone,
        dailyResetTime: TimeOfDay,
        currency: Currency,
        volumeBase: VolumeBase,
        maintenance: Maintenance,
      })
      .partial(),
    output: Settings,
  }),
};
