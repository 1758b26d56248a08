/**
 * What a walled login is told (X55): the subscriber's own attributes without those that lead past the wall, and the
 * tenant's pool, address list and rate.
 *
 * With a pool, a static address is not given: the address that customers and routes know must not reach the wall's
 * side half-open, and the pool is what the router's wall can match. Without a pool it stays, and the address list
 * alone makes the wall. IPv6 is left out either way, because the wall's rules are IPv4's.
 */
import type { GroupEntry, SubscriberEntry, TenantEntry } from './protocol.ts';

const always: ReadonlySet<string> = new Set([
  'Mikrotik-Rate-Limit',
  'Mikrotik-Address-List',
  'Mikrotik-Group',
  'Session-Timeout',
  'Framed-IPv6-Address',
  'Framed-IPv6-Prefix',
  'Framed-IPv6-Pool',
  'Framed-IPv6-Route',
  'Delegated-IPv6-Prefix',
  'Delegated-IPv6-Prefix-Pool',
  'Stateful-IPv6-Address-Pool',
  'Route-IPv6-Information',
  'Mikrotik-Delegated-IPv6-Pool',
]);
const withPool: ReadonlySet<string> = new Set([
  'Framed-IP-Address',
  'Framed-IP-Netmask',
  'Framed-Pool',
  'Framed-Route',
]);

/** Whether a row of the subscriber's or a group's reply is sent to a walled login too. */
export const staysBehindWall = (name: string, { login }: TenantEntry): boolean =>
  !always.has(name) && (login.walled.pool === null || !withPool.has(name));

/** The subscriber as its walled reply is encoded from. */
export function walledEntry(subscriber: SubscriberEntry, tenant: TenantEntry): SubscriberEntry {
  const { pool, addressList } = tenant.login.walled;
  return {
    ...subscriber,
    staticIp: pool === null ? subscriber.staticIp : null,
    reply: [
      ...subscriber.reply.filter(([name]) => staysBehindWall(name, tenant)),
      ...(pool === null ? [] : [['Framed-Pool', pool] as const]),
      ['Mikrotik-Address-List', addressList],
      ['Mikrotik-Rate-Limit', tenant.walledRate],
    ],
  };
}

/** Its groups likewise. What restricts its logins is not asked of the reply. */
export const walledGroups = (groups: readonly GroupEntry[], tenant: TenantEntry): readonly GroupEntry[] =>
  groups.map((group) => ({ ...group, reply: group.reply.filter(([name]) => staysBehindWall(name, tenant)) }));
