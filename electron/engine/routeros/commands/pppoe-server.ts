import type { CommandOptions, RouterCall } from '../connection.ts';
import { parseUptimeSeconds } from '../values.ts';
import { isOneOf, printWords, type Row } from '../words.ts';
import { type Listing, readListing } from './listing.ts';

/** Which interface carries which user: the only place that says so, names must not be taken apart (routeros.md §4). */
export interface PppoeBinding {
  readonly interfaceName: string;
  readonly user: string;
  /** Client MAC in upper case; undefined for a static binding without a session. */
  readonly remoteAddress: string | undefined;
  readonly uptimeSeconds: number | undefined;
}

export function parsePppoeBinding(row: Row): PppoeBinding | undefined {
  const { name, user, uptime } = row;
  if (!name || user === undefined) return undefined;
  return {
    interfaceName: name,
    user,
    remoteAddress: row['remote-address']?.toUpperCase() || undefined,
    uptimeSeconds: uptime === undefined ? undefined : parseUptimeSeconds(uptime),
  };
}

/** The PPPoE server's interfaces in one print: all of them, or only those of `users` (which must not be empty). */
export function readPppoeServer(
  call: RouterCall,
  options: CommandOptions & { readonly users?: readonly string[] } = {},
): Promise<Listing<PppoeBinding>> {
  const { users, ...callOptions } = options;
  const where = users ? isOneOf('user', users) : [];
  const words = printWords('/interface/pppoe-server', ['name', 'user', 'remote-address', 'uptime'], where);
  return readListing(call, words, parsePppoeBinding, callOptions);
}
