import type { CommandOptions, RouterCall } from '../connection.ts';
import { printWords, type Row } from '../words.ts';
import { type Listing, readListing } from './listing.ts';

/** A pool that the router has of its own. */
export interface RouterIpPool {
  readonly name: string;
  /** `FIRST-LAST`, blocks or single addresses, as `/ip pool` writes them. */
  readonly ranges: readonly string[];
  readonly nextPool: string | null;
}

export function parseIpPool(row: Row): RouterIpPool | undefined {
  if (!row.name || !row.ranges) return undefined;
  const { 'next-pool': nextPool } = row;
  return {
    name: row.name,
    ranges: row.ranges.split(',').map((range) => range.trim()),
    nextPool: nextPool && nextPool !== 'none' ? nextPool : null,
  };
}

export const readIpPools = (call: RouterCall, options: CommandOptions = {}): Promise<Listing<RouterIpPool>> =>
  readListing(call, printWords('/ip/pool', ['name', 'ranges', 'next-pool']), parseIpPool, options);
