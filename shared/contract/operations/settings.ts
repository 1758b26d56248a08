/** Settings of the installation. What is absent from an answer has never been set: its owner's default holds. */
import { z } from 'zod';
import { TimeOfDay, TimeZone } from '../fields.ts';
import { operation } from '../operation.ts';

const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD');
const VolumeBase = z.enum(['decimal', 'binary']);

export const Settings = z
  .object({
    name: z.string().describe('Of the ISP, as the console and the portal show it'),
    timeZone: z.string().describe('IANA name, or a fixed UTC offset'),
    dailyResetTime: z.string().describe('When the quota day begins (F088), local time'),
    currency: z.string(),
    volumeBase: VolumeBase.describe('What GB means: 10^9 (decimal) or 2^30 (binary) bytes (X21)'),
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
      })
      .partial(),
    output: Settings,
  }),
};
