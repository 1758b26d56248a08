/** Services (plans): speeds, quotas, FUP tiers, free hours, burst. Speeds are kbps, or text such as `2M` (P01). */
import { z } from 'zod';
import { expiredPolicies } from '../../domain/login-policy.ts';
import { MAC_LIMIT_MAX, macModes } from '../../domain/mac-binding.ts';
import { TIERS_MAX } from '../../domain/tiers.ts';
import { At, Kbps, PriceMinor, QuotaBytes, ThresholdBytes, TimeOfDay } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { IdParams, listQuery, page } from '../page.ts';

/** A tier; a direction that is null or absent inherits the base speed (X49). */
const Tier = z.strictObject({
  fromBytes: ThresholdBytes,
  downKbps: Kbps.nullish(),
  upKbps: Kbps.nullish(),
});

/** X2: 0–6 tiers per period. That they rise is checked with the rest of the service. */
const Tiers = z.array(Tier).max(TIERS_MAX, `must have at most ${TIERS_MAX} tiers`);

const FreeHours = z.strictObject({
  from: TimeOfDay,
  to: TimeOfDay,
  percent: z.int().min(0).max(100),
});

const Burst = z.strictObject({
  downKbps: Kbps,
  upKbps: Kbps,
  thresholdDownKbps: Kbps,
  thresholdUpKbps: Kbps,
  seconds: z.int(),
});

const MonthlyReset = z.enum(['renew', 'anniversary', 'calendar']);

const ExpiredPolicy = z.enum(expiredPolicies);
const MacMode = z.enum(macModes);

const ServiceBody = z.strictObject({
  name: z.string().trim().min(1).max(100),
  downKbps: Kbps,
  upKbps: Kbps,
  dailyQuotaBytes: QuotaBytes.nullish(),
  monthlyQuotaBytes: QuotaBytes.nullish(),
  priceMinor: PriceMinor.nullish(),
  dailyTiers: Tiers.nullish(),
  monthlyTiers: Tiers.nullish(),
  freeHours: FreeHours.nullish(),
  burst: Burst.nullish(),
  softFup: z.boolean().nullish(),
  monthlyReset: MonthlyReset.nullish(),
  expiredPolicy: ExpiredPolicy.nullish().describe('What an expired login meets (X55); null: as the settings say'),
  macMode: MacMode.nullish().describe('MAC binding of subscribers that do not say otherwise (W9)'),
  macLimit: z.int().min(1).max(MAC_LIMIT_MAX).nullish().describe('How many devices are learned'),
  groupId: z.int().min(1).nullish(),
});

/** The fields of a new service as parsed: speeds are kbps. */
export type ServiceBody = z.output<typeof ServiceBody>;

const TierOut = z.object({
  fromBytes: z.int(),
  downKbps: z.int().nullable(),
  upKbps: z.int().nullable(),
});

export const Service = z
  .object({
    id: z.int(),
    name: z.string(),
    downKbps: z.int(),
    upKbps: z.int(),
    dailyQuotaBytes: z.int().describe('0 is unlimited'),
    monthlyQuotaBytes: z.int().describe('0 is unlimited'),
    priceMinor: z.int(),
    dailyTiers: z.array(TierOut),
    monthlyTiers: z.array(TierOut),
    freeHours: z.object({ from: z.string(), to: z.string(), percent: z.int() }).nullable(),
    burst: z
      .object({
        downKbps: z.int(),
        upKbps: z.int(),
        thresholdDownKbps: z.int(),
        thresholdUpKbps: z.int(),
        seconds: z.int(),
      })
      .nullable(),
    softFup: z.boolean(),
    monthlyReset: MonthlyReset,
    expiredPolicy: ExpiredPolicy.nullable(),
    macMode: MacMode,
    macLimit: z.int(),
    groupId: z.int().nullable().describe('Group of RADIUS attributes that its subscribers are in'),
    subscribers: z.int().describe('Subscribers on this service, of those the caller may see'),
    createdAt: At,
  })
  .meta({ id: 'Service' });
export type Service = z.output<typeof Service>;

export const services = {
  'service.list': operation({
    method: 'GET',
    path: '/services',
    permission: 'services.view',
    summary: 'Services',
    query: listQuery(
      ['name', 'downKbps', 'upKbps', 'dailyQuotaBytes', 'monthlyQuotaBytes', 'priceMinor', 'subscribers', 'createdAt'],
      {},
    ),
    output: page(Service),
  }),
  'service.get': operation({
    method: 'GET',
    path: '/services/:id',
    permission: 'services.view',
    summary: 'One service',
    params: IdParams,
    output: Service,
  }),
  'service.create': operation({
    method: 'POST',
    path: '/services',
    permission: 'services.create',
    summary: 'Add a service',
    body: ServiceBody,
    output: Service,
    status: 201,
  }),
  'service.update': operation({
    method: 'PATCH',
    path: '/services/:id',
    permission: 'services.edit',
    summary: 'Change a service; absent fields stay, null clears. Rates of its subscribers are computed anew',
    params: IdParams,
    body: ServiceBody.partial(),
    output: Service.extend({
      recomputedSubscribers: z.int().describe('Subscribers whose level and rate were evaluated again'),
      changedRates: z.int().describe('Of those, how many get another rate'),
    }),
  }),
  'service.remove': operation({
    method: 'DELETE',
    path: '/services/:id',
    permission: 'services.delete',
    summary: 'Remove a service that no subscriber is on',
    params: IdParams,
    output: Done,
  }),
};
