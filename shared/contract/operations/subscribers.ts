/** Subscribers: who dials in, on which service, what they used and why their speed is what it is. */
import { z } from 'zod';
import { MAC_LIMIT_MAX, macModes } from '../../domain/mac-binding.ts';
import { At, Day, Expiry, MacAddress, period, SubscriberAddress, SubscriberPassword, Username } from '../fields.ts';
import { judged } from '../judged.ts';
import { Done, operation } from '../operation.ts';
import { flag, IdParams, listQuery, page, wholeNumber } from '../page.ts';
import { Session } from './sessions.ts';

const Status = z.enum(['active', 'inactive', 'suspended']);
const ServiceId = z.int().min(1);
const MacMode = z.enum(macModes);
const Macs = z.array(MacAddress).max(16, 'must have at most 16 addresses');

const optionalFields = {
  fullName: z.string().trim().max(200).nullish(),
  phone: z.string().trim().max(40).nullish(),
  macs: Macs.nullish(),
  staticIp: SubscriberAddress.nullish(),
  expiresAt: Expiry.nullish().describe('UTC ms, a time such as 2026-12-31T21:59:00Z, or a day (until its end)'),
  simultaneousUse: z.int().min(1).max(100).nullish(),
  macMode: MacMode.nullish().describe('MAC binding (W9); null: as the service says'),
  macLimit: z.int().min(1).max(MAC_LIMIT_MAX).nullish().describe('How many devices are learned; null: as the service'),
  status: Status.nullish(),
  billingDay: z.int().min(1).max(31).nullish(),
  resellerId: z.int().min(1).nullish(),
};

const portalPassword = z.string().min(8).max(128).nullish().describe("The portal's own password (Z2)");

const SubscriberBody = z.strictObject({
  username: Username,
  password: SubscriberPassword,
  serviceId: ServiceId,
  ...optionalFields,
  portalPassword,
});
export type SubscriberBody = z.output<typeof SubscriberBody>;

const SubscriberPatch = SubscriberBody.partial();
export type SubscriberPatch = z.output<typeof SubscriberPatch>;

/** A row of a bulk: the same as one subscriber, except that the service may be given by name (CSV files do). */
const SubscriberRowIn = z
  .strictObject({
    username: Username,
    password: SubscriberPassword,
    serviceId: ServiceId.optional(),
    service: z.string().trim().min(1).max(100).optional().describe('Name of the service, instead of serviceId'),
    ...optionalFields,
  })
  .refine((row) => (row.serviceId === undefined) !== (row.service === undefined), {
    error: 'is required: serviceId, or service with its name, not both',
    path: ['serviceId'],
  });
export type SubscriberRowIn = z.output<typeof SubscriberRowIn>;

/** 20,000 rows at once: more than any ISP this product is for, and 20 MB of CSV hold them. */
export const bulkRowsMax = 20_000;

const UsageOf = z.object({
  downBytes: z.int(),
  upBytes: z.int(),
  countedBytes: z.int().describe('What tiers and quota bars use; free hours make it less than down + up (X6)'),
  quotaBytes: z.int().describe('0 is unlimited'),
  sinceAt: At.describe('The last reset: the period began here'),
});

export const Subscriber = z
  .object({
    id: z.int(),
    username: z.string(),
    fullName: z.string(),
    phone: z.string(),
    status: Status,
    isExpired: z.boolean(),
    serviceId: z.int(),
    serviceName: z.string(),
    resellerId: z.int().nullable(),
    resellerName: z.string().nullable(),
    macs: z.array(z.string()),
    staticIp: z.string().nullable(),
    expiresAt: At.nullable(),
    simultaneousUse: z.int(),
    macMode: MacMode.nullable(),
    macLimit: z.int().nullable(),
    billingDay: z.int().nullable(),
    balanceMinor: z.int(),
    passwordSet: z.boolean(),
    portalPasswordSet: z.boolean(),
    fupLevel: z.int(),
    monthlyFupLevel: z.int(),
    daily: UsageOf,
    monthly: UsageOf,
    bonusBytes: z.int(),
    rateLimit: z.string().describe('Mikrotik-Rate-Limit (up/down) that the next Access-Accept carries'),
    isOnline: z.boolean().describe('All three conditions of F031'),
    openSessions: z.int(),
    framedIpAddress: z.string().nullable(),
    nasId: z.int().nullable(),
    lastSeenAt: At.nullable(),
    createdAt: At,
    updatedAt: At,
  })
  .meta({ id: 'Subscriber' });
export type Subscriber = z.output<typeof Subscriber>;

/** One line of "why this speed" (N11), by rank; `text` is the sentence, the rest is for drawing it. */
export const SpeedReason = z.object({
  kind: z.string(),
  rank: z.int(),
  text: z.string(),
  applies: z.boolean().describe('It decided at least one direction'),
  appliesDown: z.boolean(),
  appliesUp: z.boolean(),
  outrankedBy: z.string().nullable(),
  downKbps: z.int().describe('What this rule alone would give'),
  upKbps: z.int(),
});

export const Speed = z
  .object({
    downKbps: z.int(),
    upKbps: z.int(),
    rateLimit: z.string().describe('Mikrotik-Rate-Limit (up/down), burst included'),
    access: z.enum(['full', 'suspended', 'walled', 'refused']),
    dailyLevel: z.int().describe('In force now: 0 while bonus bytes are left'),
    monthlyLevel: z.int(),
    dailyTierCount: z.int(),
    monthlyTierCount: z.int(),
    because: z.array(SpeedReason),
  })
  .meta({ id: 'Speed' });

const Device = z.object({
  mac: z.string(),
  isLearned: z.boolean().describe('Taken from a login; typed otherwise'),
  firstSeenAt: At.nullable().describe('Of logins that were let in'),
  lastSeenAt: At.nullable(),
});

const SubscriberDetail = Subscriber.extend({
  speed: Speed,
  sessions: z.array(Session),
  macBinding: z
    .object({ mode: MacMode, limit: z.int(), devices: z.array(Device) })
    .describe('In force: the subscriber’s own, or the service’s'),
});

/** The fields by which subscribers are filtered, in lists and in bulk actions. */
export const subscriberFilter = {
  status: z.enum(['active', 'inactive', 'suspended', 'expired', 'expiring']).optional(),
  serviceId: wholeNumber(1).optional(),
  resellerId: wholeNumber(1).optional(),
  nasId: wholeNumber(1).optional(),
  fupLevel: wholeNumber(0, 6).optional(),
  monthlyFupLevel: wholeNumber(0, 6).optional(),
  effectiveLevel: wholeNumber(0, 6).optional().describe('The higher of daily and monthly level (X9)'),
  fup: z
    .enum(['active', 'monthly-active', 'effective-active', 'normal'])
    .optional()
    .describe('active and normal: by daily level (F082); the others by monthly level, by the higher of both'),
  quota: z.enum(['daily-exceeded', 'monthly-exceeded', 'exceeded', 'warning', 'unlimited']).optional(),
};

export const subscriberSorts = [
  'username',
  'fullName',
  'phone',
  'status',
  'service',
  'reseller',
  'dailyUsed',
  'monthlyUsed',
  'dailyPercent',
  'monthlyPercent',
  'fupLevel',
  'monthlyFupLevel',
  'fup',
  'online',
  'lastSeen',
  'lastDailyReset',
  'expiresAt',
  'balance',
  'createdAt',
] as const;

const wholePeriod = z.strictObject(period);

const UsageDay = z.object({
  day: z.string(),
  downBytes: z.int(),
  upBytes: z.int(),
  countedBytes: z.int(),
  forgivenBytes: z.int(),
  correctionBytes: z.int(),
});

const UsageHour = z.object({ hourAt: At, downBytes: z.int(), upBytes: z.int(), countedBytes: z.int() });

const Receipt = z.object({
  sessionKey: z.string(),
  at: At,
  source: z.enum(['interim', 'stop', 'poll']),
  downBytes: z.int(),
  upBytes: z.int(),
  countedBytes: z.int(),
  freePercent: z.number(),
  decision: z.string(),
});

/** What a login would meet now (its checks without the password), and what its Access-Accept would say. */
const LoginCheck = z.object({
  result: z.enum(['accept', 'walled', 'reject']).describe('walled reaches the portal and payment pages only (X55)'),
  reason: z.string().nullable().describe('Of a reject, as in the auth log'),
  detail: z.string().nullable().describe('What is wrong; what to do'),
  replyMessage: z.string().nullable().describe('What the subscriber’s CPE would be told'),
  sessionSeconds: z.int().nullable().describe('Session-Timeout; null: nothing ends it'),
  learns: z.string().nullable().describe('The device that would be learned (W9)'),
  rateLimit: z.string().nullable(),
  framedIpAddress: z.string().nullable(),
  pool: z.string().nullable(),
  pools: z
    .array(
      z.object({
        attribute: z.string(),
        name: z.string(),
        isOurs: z.boolean().describe('Otherwise it is one of the router’s, to which the name is sent'),
        address: z
          .string()
          .nullable()
          .describe('What it would give, without giving it; null: a pool of the router, or not known at the moment'),
      }),
    )
    .describe('Every pool that the reply names'),
  addressList: z.string().nullable(),
  nasId: z.int(),
  nasName: z.string(),
  station: z.string().describe('Calling-Station-Id that was taken; empty: none is known'),
});

export const subscribers = {
  'subscriber.list': operation({
    method: 'GET',
    path: '/subscribers',
    permission: 'subscribers.view',
    summary: 'Subscribers; q looks into username, name, phone, MAC and address',
    query: listQuery(subscriberSorts, { ...subscriberFilter, online: flag.optional() }),
    output: page(Subscriber),
  }),
  'subscriber.get': operation({
    method: 'GET',
    path: '/subscribers/:id',
    permission: 'subscribers.view',
    summary: 'One subscriber: usage, level, effective speed and why',
    params: IdParams,
    output: SubscriberDetail,
  }),
  'subscriber.create': operation({
    method: 'POST',
    path: '/subscribers',
    permission: 'subscribers.create',
    summary: 'Add a subscriber',
    body: SubscriberBody,
    output: Subscriber,
    status: 201,
  }),
  'subscriber.bulk': operation({
    method: 'POST',
    path: '/subscribers/bulk',
    permission: 'subscribers.create',
    summary: 'Add many subscribers, all or none; errors name their row. With dryRun nothing is written',
    query: z.strictObject({ dryRun: flag.optional().describe('For text/csv, which has no place for it') }),
    body: z.strictObject({
      rows: z.array(judged(SubscriberRowIn)).min(1, 'must have at least one row').max(bulkRowsMax),
      dryRun: z.boolean().optional(),
    }),
    output: z.object({ created: z.int(), dryRun: z.boolean(), ids: z.array(z.int()) }),
    bodyLimitBytes: 20 * 1024 * 1024,
    acceptsCsv: true,
  }),
  'subscriber.update': operation({
    method: 'PATCH',
    path: '/subscribers/:id',
    permission: 'subscribers.edit',
    summary: 'Change a subscriber; absent fields stay, null clears',
    params: IdParams,
    body: SubscriberPatch,
    output: Subscriber,
  }),
  'subscriber.remove': operation({
    method: 'DELETE',
    path: '/subscribers/:id',
    permission: 'subscribers.delete',
    summary: 'Remove a subscriber; past sessions and usage stay',
    params: IdParams,
    output: Done,
  }),
  'subscriber.login-check': operation({
    method: 'GET',
    path: '/subscribers/:id/login-check',
    permission: 'subscribers.view',
    summary: 'What would happen if it dialled in now with the right password; nothing is changed by asking',
    params: IdParams,
    query: z.strictObject({
      nasId: wholeNumber(1).optional().describe('Where; absent: where it is, or was last, or the first router'),
      mac: MacAddress.optional().describe('From which device; absent: the one it uses, or used last'),
    }),
    output: LoginCheck,
  }),
  'subscriber.clear-macs': operation({
    method: 'POST',
    path: '/subscribers/:id/clear-macs',
    permission: 'subscribers.edit',
    summary: 'Forget the devices of a subscriber, typed or learned: its CPE was swapped (W9)',
    params: IdParams,
    output: z.object({ macs: z.array(z.string()).describe('Those that were there') }),
  }),
  'subscriber.usage': operation({
    method: 'GET',
    path: '/subscribers/:id/usage',
    permission: 'subscribers.view',
    summary: 'Usage by quota day, both ends included',
    params: IdParams,
    query: z.strictObject({ fromDay: Day, toDay: Day }),
    output: z.object({ items: z.array(UsageDay) }),
  }),
  'subscriber.hours': operation({
    method: 'GET',
    path: '/subscribers/:id/hours',
    permission: 'subscribers.view',
    summary: 'Usage by hour; hours without usage are absent',
    params: IdParams,
    query: wholePeriod,
    output: z.object({ items: z.array(UsageHour) }),
  }),
  'subscriber.sessions': operation({
    method: 'GET',
    path: '/subscribers/:id/sessions',
    permission: 'subscribers.view',
    summary: 'Sessions that touch the period, newest first, open ones included',
    params: IdParams,
    query: wholePeriod,
    output: z.object({ items: z.array(Session) }),
  }),
  'subscriber.receipts': operation({
    method: 'GET',
    path: '/subscribers/:id/receipts',
    permission: 'subscribers.view',
    summary: 'The counted readings behind a usage figure, in order of time (N1)',
    params: IdParams,
    query: wholePeriod,
    output: z.object({ items: z.array(Receipt) }),
  }),
};
