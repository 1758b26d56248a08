import type { CommandOptions, RouterCall } from '../connection.ts';
import { parseBoolean, parseCount } from '../values.ts';
import { printWords, type Row } from '../words.ts';
import { readSettings } from './listing.ts';

/** Where the router takes CoA and Disconnect requests. Its default port differs between versions: never assume it (X36). */
export interface RadiusIncoming {
  readonly isAccepting: boolean;
  readonly port: number;
}

export function parseRadiusIncoming(row: Row): RadiusIncoming | undefined {
  const isAccepting = parseBoolean(row.accept ?? '');
  const port = parseCount(row.port ?? '');
  if (isAccepting === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { isAccepting, port };
}

export function readRadiusIncoming(call: RouterCall, options?: CommandOptions): Promise<RadiusIncoming | undefined> {
  return readSettings(call, printWords('/radius/incoming', ['accept', 'port']), parseRadiusIncoming, options);
}
