import type { CommandOptions, RouterCall } from '../connection.ts';
import { parseCount } from '../values.ts';
import { isOneOf, printWords, type Row } from '../words.ts';
import { type Listing, readListing } from './listing.ts';

/** Counters of a session's interface, 0 when the session began. The router sends what the subscriber downloads. */
export interface InterfaceCounters {
  readonly interfaceName: string;
  /** `tx-byte` */
  readonly downBytes: number;
  /** `rx-byte` */
  readonly upBytes: number;
}

/** Dynamic interface types of server sessions. */
export type SessionInterfaceType = 'pppoe-in' | 'l2tp-in' | 'pptp-in' | 'sstp-in' | 'ovpn-in';

export function parseInterfaceCounters(row: Row): InterfaceCounters | undefined {
  const downBytes = parseCount(row['tx-byte'] ?? '');
  const upBytes = parseCount(row['rx-byte'] ?? '');
  if (!row.name || downBytes === undefined || upBytes === undefined) return undefined;
  return { interfaceName: row.name, downBytes, upBytes };
}

/** Byte counters of all session interfaces of the given types (default PPPoE) in one print. */
export function readInterfaceCounters(
  call: RouterCall,
  options: CommandOptions & { readonly types?: readonly SessionInterfaceType[] } = {},
): Promise<Listing<InterfaceCounters>> {
  const { types = ['pppoe-in'], ...callOptions } = options;
  const words = printWords('/interface', ['name', 'rx-byte', 'tx-byte'], isOneOf('type', types));
  return readListing(call, words, parseInterfaceCounters, callOptions);
}
