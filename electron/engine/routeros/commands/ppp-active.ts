import type { CommandOptions, RouterCall } from '../connection.ts';
import { parseBoolean, parseUptimeSeconds } from '../values.ts';
import { printWords, type Row } from '../words.ts';
import { type Listing, readListing } from './listing.ts';

/** An open PPP session as the router lists it. There are no byte counters in this menu on RouterOS 7 (X41). */
export interface PppActive {
  readonly user: string;
  /** `pppoe`, `l2tp`, `pptp`, `sstp`, `ovpn`, `async` */
  readonly service: string;
  /** Client MAC in upper case for PPPoE, the peer's address for others. */
  readonly callerId: string;
  /** Undefined while IPCP is unfinished. */
  readonly address: string | undefined;
  readonly uptimeSeconds: number;
  /** The router's own Acct-Session-Id, see `acctSessionId`; undefined when there is none of that form. */
  readonly acctSessionId: string | undefined;
  /** False: a local PPP secret, which has no RADIUS context, so no CoA. */
  readonly isRadius: boolean;
}

export const pppActivePrint = printWords('/ppp/active', [
  'name',
  'service',
  'caller-id',
  'address',
  'uptime',
  'session-id',
  'radius',
]);

export function parsePppActive(row: Row): PppActive | undefined {
  const { name, service, address } = row;
  const uptimeSeconds = parseUptimeSeconds(row.uptime ?? '');
  if (!name || !service || uptimeSeconds === undefined) return undefined;
  return {
    user: name,
    service,
    callerId: (row['caller-id'] ?? '').toUpperCase(),
    address: address && address !== '0.0.0.0' ? address : undefined,
    uptimeSeconds,
    acctSessionId: acctSessionId(row['session-id'] ?? ''),
    isRadius: parseBoolean(row.radius ?? '') ?? false,
  };
}

/**
 * `0x81D00000` → `81d00000`: Acct-Session-Id as the router writes it in RADIUS, eight hex digits. Which letter case it
 * uses there is not documented, so compare without case and try upper case when a CoA answers 503.
 */
export function acctSessionId(sessionId: string): string | undefined {
  const form = /^0x([0-9a-f]{1,8})$/i.exec(sessionId);
  return form?.[1]?.toLowerCase().padStart(8, '0');
}

/** Every open PPP session in one print. */
export function readPppActive(call: RouterCall, options?: CommandOptions): Promise<Listing<PppActive>> {
  return readListing(call, pppActivePrint, parsePppActive, options);
}
