import type { CommandOptions, RouterCall } from '../connection.ts';
import { parseRatePair, parseSecondsPair, type UpDown } from '../values.ts';
import { printWords, type Row } from '../words.ts';
import { type Listing, readListing } from './listing.ts';

/** A simple queue that the router made for a session; cannot be set, only read back (X45). 0 bit/s is unlimited. */
export interface DynamicQueue {
  /** `<pppoe-USER>` or `<hotspot-USER>` */
  readonly name: string;
  /** Interfaces and prefixes; for PPP the session's interface. */
  readonly targets: readonly string[];
  readonly maxLimitBitsPerSecond: UpDown;
  readonly burstLimitBitsPerSecond: UpDown | undefined;
  readonly burstThresholdBitsPerSecond: UpDown | undefined;
  readonly burstTimeSeconds: UpDown | undefined;
}

const PROPLIST = ['name', 'target', 'max-limit', 'burst-limit', 'burst-threshold', 'burst-time'];

export function parseDynamicQueue(row: Row): DynamicQueue | undefined {
  const maxLimitBitsPerSecond = parseRatePair(row['max-limit'] ?? '');
  if (!row.name || !maxLimitBitsPerSecond) return undefined;
  return {
    name: row.name,
    targets: row.target ? row.target.split(',') : [],
    maxLimitBitsPerSecond,
    burstLimitBitsPerSecond: parseRatePair(row['burst-limit'] ?? ''),
    burstThresholdBitsPerSecond: parseRatePair(row['burst-threshold'] ?? ''),
    burstTimeSeconds: parseSecondsPair(row['burst-time'] ?? ''),
  };
}

/** The dynamic queues in one print: all of them, or the one called `name` (after a CoA). */
export function readDynamicQueues(
  call: RouterCall,
  options: CommandOptions & { readonly name?: string } = {},
): Promise<Listing<DynamicQueue>> {
  const { name, ...callOptions } = options;
  const where = name === undefined ? ['dynamic=true'] : ['dynamic=true', `name=${name}`];
  return readListing(call, printWords('/queue/simple', PROPLIST, where), parseDynamicQueue, callOptions);
}
