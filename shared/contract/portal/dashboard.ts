/**
 * What the portal's page shows of one subscriber: facts, no prose. The words are the page's, in the subscriber's
 * language; no name of a router, a rule or an operator is in here. Directions are the subscriber's.
 */
import { z } from 'zod';
import { At } from '../fields.ts';
import { portalContract } from './paths.ts';

const Kbps = z.int().describe('kbit/s');
const Bytes = z.int().describe('bytes');
const Rate = z.object({ downKbps: Kbps, upKbps: Kbps });
/** Which of both counters: the quota day, or the monthly period. */
const Period = z.enum(['day', 'period']);

/** The session as it is now. Every time is the engine's clock: compare with `at`, never with the device's. */
export const Live = z.object({
  at: At,
  state: z
    .enum(['online', 'offline', 'router-silent'])
    .describe('router-silent: the router does not answer, so nobody knows (X12); shown as offline (F008)'),
  onlineSinceAt: At.nullable(),
  address: z.string().nullable().describe('The address that the session has'),
  downBps: z.number().nullable().describe('bit/s; null: not measured, which is not zero'),
  upBps: z.number().nullable(),
  measuredAt: At.nullable(),
});
export type Live = z.output<typeof Live>;

/** A ring. */
export const QuotaUse = z.object({
  usedBytes: Bytes.describe('Counted towards the quota; without a quota everything that was moved'),
  quotaBytes: Bytes.describe('Of the plan; 0 is unlimited (F010)'),
  totalBytes: Bytes.describe('Quota and what is left of the bought bytes (X19); 0 is unlimited'),
  sinceAt: At.describe('When the counter began (X14)'),
  untilAt: At.nullable().describe('When it begins again; null: with the next renewal'),
});
export type QuotaUse = z.output<typeof QuotaUse>;

/** What decided a direction; null: this step does not apply. */
const Decides = z.enum(['both', 'down', 'up']).nullable();
/** Why a step that could apply does not: something before or beside it decided, or bought bytes are used first. */
const SkippedFor = z.enum(['account', 'boost', 'own-rule', 'lower-cap', 'cap', 'rule', 'bonus']).nullable();

const step = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) =>
  z.object({
    kind: z.literal(kind),
    decides: Decides,
    skippedFor: SkippedFor,
    downKbps: Kbps.nullable(),
    upKbps: Kbps.nullable(),
    ...shape,
  });

/** One link of the chain from the plan to the speed in force (N11), in this order. */
export const SpeedStep = z.discriminatedUnion('kind', [
  step('plan', { name: z.string() }),
  step('rule', { isOwn: z.boolean(), downPercent: z.number(), upPercent: z.number() }),
  step('cap', {
    period: Period,
    level: z.int().describe('Tiers passed; 0: none'),
    tierCount: z.int(),
    usedBytes: Bytes,
    fromBytes: Bytes.describe('Where the tier reached begins; at level 0 where the first one will'),
  }),
  step('boost', { percent: z.number(), untilAt: At }),
  step('expired', { expiredAt: At.nullable(), isKeptRunning: z.boolean() }),
  step('stopped', {}),
]);
export type SpeedStep = z.output<typeof SpeedStep>;

/** When the plan's speed is back. */
export const FullSpeed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }),
  z.object({ kind: z.literal('at'), at: At }),
  z.object({ kind: z.literal('renewal') }),
  z.object({ kind: z.literal('unknown') }).describe('Only the provider knows'),
]);
export type FullSpeed = z.output<typeof FullSpeed>;

/** What the router was told for the running session. */
export const NetworkRate = Rate.extend({
  state: z.enum(['checked', 'set', 'pending']).describe('checked: read back from the router (N2)'),
  at: At,
});
export type NetworkRate = z.output<typeof NetworkRate>;

export const Plan = z.object({
  name: z.string(),
  ...Rate.shape,
  now: Rate.describe('The speed in force (F018)'),
  tier: z.object({ level: z.int(), count: z.int() }).describe('The higher of both levels, of how many (F019)'),
  status: z.enum(['Active', 'Inactive', 'Expired', 'Stopped']),
  expiresAt: At.nullable(),
  daysLeft: z.int().nullable().describe('Whole days by the calendar of the provider; 0: today; null: never'),
  balanceMinor: z.int(),
});
export type Plan = z.output<typeof Plan>;

const bannerKey = z
  .string()
  .regex(/^[a-z]+(-[a-z]+)*(-\d{1,15})?$/)
  .max(32);

const banner = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) =>
  z.object({
    kind: z.literal(kind),
    key: bannerKey,
    severity: z.enum(['crit', 'high', 'warn', 'none']),
    dismissedUntil: At.nullable().describe('Not shown before (F030)'),
    ...shape,
  });

/** What still opens for an account that is stopped or has ended: all, the portal and the payment pages (X55), nothing. */
export const Reach = z.enum(['all', 'walled', 'nothing']);
export type Reach = z.output<typeof Reach>;

/** Conditions that hold now, worst first. */
export const Banner = z.discriminatedUnion('kind', [
  banner('stopped', { reach: Reach.exclude(['all']) }),
  banner('expired', { expiredAt: At.nullable(), reach: Reach }),
  banner('expiring', { daysLeft: z.int(), expiresAt: At }),
  banner('cap', {
    period: Period,
    slowedTo: Rate.nullable().describe('null: this cap does not slow the line now'),
    untilAt: At.nullable(),
  }),
  banner('tier', {
    period: Period,
    level: z.int(),
    tierCount: z.int(),
    slowedTo: Rate.nullable(),
    untilAt: At.nullable(),
  }),
  banner('balance', { balanceMinor: z.int(), priceMinor: z.int() }),
  banner('maintenance', {
    fromAt: At,
    toAt: At,
    note: z.string().describe('What the provider says of it; may be empty'),
  }),
]);
export type Banner = z.output<typeof Banner>;

/** All of the page in one answer. */
export const Dashboard = z.object({
  contract: z
    .literal(portalContract)
    .describe('Another number: the page is older than the engine and loads itself anew'),
  at: At,
  csrf: z.string().describe('For the x-csrf header of calls that change something'),
  username: z.string(),
  provider: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  volumeBase: z.enum(['decimal', 'binary']),
  live: Live,
  usageAt: At.describe('How far the counters reach'),
  day: QuotaUse,
  period: QuotaUse,
  plan: Plan,
  steps: z.array(SpeedStep),
  network: NetworkRate.nullable(),
  fullSpeed: FullSpeed,
  banners: z.array(Banner),
});
export type Dashboard = z.output<typeof Dashboard>;
