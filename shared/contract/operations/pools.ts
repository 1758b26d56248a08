/** IP pools of our own, and who has their addresses (F052, X33). */
import { z } from 'zod';
import { type AddressQuery, coveringPrefixes, parseAddressQuery } from '../../domain/address-query.ts';
import { leaseStates } from '../../domain/ip-lease.ts';
import { At } from '../fields.ts';
import { Done, operation } from '../operation.ts';
import { IdParams, listQuery, page, wholeNumber } from '../page.ts';

/** What an operator can see an address as; `granted` and `idle` are free. */
const shownStates = leaseStates.filter((state) => state !== 'granted');

const Ranges = z
  .array(z.string().trim().min(1).max(100))
  .min(1, 'must name at least one range')
  .max(256)
  .describe('Blocks, FIRST-LAST, or single addresses; of prefixes: the blocks they are cut from');

const PoolBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(63)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .describe('What Framed-Pool, or an IPv6 pool attribute, of a subscriber or group says to get an address from it'),
  kind: z.enum(['ipv4', 'ipv6-prefix']).nullish(),
  ranges: Ranges,
  prefixLength: z.int().min(8).max(128).nullish().describe('Of prefixes: the length that each customer gets'),
  reserved: z.array(z.string().trim().min(1).max(100)).max(256).nullish().describe('Never given: gateways, servers'),
  isSticky: z.boolean().nullish().describe('A subscriber gets its last address back while nobody else has it'),
  coolDownSeconds: z.int().min(0).max(604_800).nullish().describe('How long an address rests after its session'),
  nasIds: z.array(z.int().min(1)).max(1000).nullish().describe('Routers that it is for; empty is every one'),
});
export type PoolBody = z.output<typeof PoolBody>;

export const IpPool = z
  .object({
    id: z.int(),
    name: z.string(),
    kind: z.enum(['ipv4', 'ipv6-prefix']),
    ranges: z.array(z.string()),
    prefixLength: z.int().nullable(),
    reserved: z.array(z.string()),
    isSticky: z.boolean(),
    coolDownSeconds: z.int(),
    nasIds: z.array(z.int()),
    usable: z.int().describe('Addresses that can be given at all'),
    taken: z.int().describe('Not free at the moment, for whatever reason'),
    inUse: z.int().describe('Of sessions, and of logins that no accounting has confirmed'),
    resting: z.int().describe('Cooling down, or kept back after a crash'),
    fixed: z.int().describe('Static addresses of subscribers inside the ranges'),
    createdAt: At,
    revision: z.int().describe('Counts its changes'),
  })
  .meta({ id: 'IpPool' });
export type IpPool = z.output<typeof IpPool>;

export const IpLease = z
  .object({
    id: z.int(),
    poolId: z.int(),
    poolName: z.string(),
    address: z.string(),
    state: z
      .enum(leaseStates)
      .describe('given: no accounting has confirmed it yet; idle: free, kept for its last holder'),
    subscriberId: z.int().nullable(),
    username: z.string(),
    nasId: z.int().nullable(),
    nasName: z.string().nullable(),
    since: At,
    until: At.nullable().describe('When the rest ends'),
  })
  .meta({ id: 'IpLease' });
export type IpLease = z.output<typeof IpLease>;

const PoolMap = z
  .object({
    size: z.int(),
    addresses: z
      .array(
        z.object({
          index: z.int().describe('Place in the pool, from 0'),
          address: z.string(),
          state: z.enum([...leaseStates, 'fixed', 'reserved']),
          username: z.string(),
          until: At.nullable(),
        }),
      )
      .describe('Those that are not simply free'),
  })
  .meta({ id: 'IpPoolMap' });
export type PoolMap = z.output<typeof PoolMap>;

/** As leases are written; of IPv6 every prefix that it lies in. */
const LeasedAddress = z
  .string()
  .max(60)
  .transform((text, context): readonly string[] => {
    const parsed = parseAddressQuery(text);
    if (parsed.ok) return leaseTexts(parsed.value);
    context.addIssue({ code: 'custom', message: parsed.fault.message });
    return z.NEVER;
  })
  .describe('Only this address; of IPv6 the prefix that it lies in');

const leaseTexts = (query: AddressQuery): readonly string[] =>
  query.kind === 'ipv4' ? [query.address] : coveringPrefixes(query);

export const RouterPool = z
  .object({
    name: z.string(),
    ranges: z.array(z.string()),
    nextPool: z.string().nullable(),
  })
  .meta({ id: 'RouterPool' });
export type RouterPool = z.output<typeof RouterPool>;

export const pools = {
  'pool.list': operation({
    method: 'GET',
    path: '/ip-pools',
    permission: 'pools.view',
    summary: 'IP pools, with how full they are',
    query: listQuery(['name', 'taken', 'usable', 'createdAt'], {}),
    output: page(IpPool),
  }),
  'pool.get': operation({
    method: 'GET',
    path: '/ip-pools/:id',
    permission: 'pools.view',
    summary: 'One IP pool',
    params: IdParams,
    output: IpPool,
  }),
  'pool.map': operation({
    method: 'GET',
    path: '/ip-pools/:id/map',
    permission: 'pools.view',
    summary: 'Every address of a pool that is not free, and why',
    params: IdParams,
    output: PoolMap,
  }),
  'pool.create': operation({
    method: 'POST',
    path: '/ip-pools',
    permission: 'pools.create',
    summary: 'Add an IP pool; logins whose Framed-Pool names it get an address from it at once',
    body: PoolBody,
    output: IpPool,
    status: 201,
  }),
  'pool.update': operation({
    method: 'PATCH',
    path: '/ip-pools/:id',
    permission: 'pools.edit',
    summary: 'Change an IP pool; absent fields stay, null sets the default value. Sessions keep what they have',
    params: IdParams,
    body: PoolBody.partial().extend({
      revision: wholeNumber(1)
        .optional()
        .describe('Of the pool as the change was made on it: when it has changed since, 409 and nothing is written'),
    }),
    output: IpPool,
  }),
  'pool.remove': operation({
    method: 'DELETE',
    path: '/ip-pools/:id',
    permission: 'pools.delete',
    summary: 'Remove an IP pool that no session has an address of',
    params: IdParams,
    output: Done,
  }),
  'lease.list': operation({
    method: 'GET',
    path: '/ip-leases',
    permission: 'pools.view',
    summary: 'Leases: who has which address of the pools, and since when',
    query: listQuery(['address', 'username', 'since'], {
      poolId: wholeNumber(1).optional(),
      username: z
        .string()
        .min(1)
        .max(253)
        .optional()
        .describe('Only what this user name has or had, exactly as the NAS knows it'),
      address: LeasedAddress.optional(),
      state: z.enum(shownStates as [(typeof shownStates)[number], ...(typeof shownStates)[number][]]).optional(),
    }),
    output: page(IpLease),
  }),
  'lease.release': operation({
    method: 'POST',
    path: '/ip-leases/:id/release',
    permission: 'pools.release',
    summary: 'Take an address away from whoever has it. It rests first; a session that still has it takes it back',
    params: IdParams,
    output: Done,
  }),
  'nas.ip-pools': operation({
    method: 'GET',
    path: '/nas/:id/ip-pools',
    permission: 'pools.view',
    summary: 'The pools that a router has of its own (/ip pool), to take them over',
    params: IdParams,
    output: z.object({ items: z.array(RouterPool) }),
  }),
};
