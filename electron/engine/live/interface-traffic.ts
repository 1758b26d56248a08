/**
 * `/interface/monitor-traffic` of one session's interface (routeros.md §4). The router sends what the subscriber
 * downloads: tx is down.
 */
import { normaliseMac } from '../../../shared/domain/mac.ts';
import { readPppoeServer } from '../routeros/commands/pppoe-server.ts';
import type { RouterCall } from '../routeros/connection.ts';
import { parseCount } from '../routeros/values.ts';
import type { Row } from '../routeros/words.ts';

export interface TrafficRate {
  /** bit/s */
  readonly downBps: number;
  readonly upBps: number;
}

/** Runs until it is stopped; one row a second. */
export const monitorWords = (interfaceName: string): string[] => [
  '/interface/monitor-traffic',
  `=interface=${interfaceName}`,
  '=interval=1s',
];

export function parseTraffic(row: Row): TrafficRate | undefined {
  const downBps = parseCount(row['tx-bits-per-second'] ?? '');
  const upBps = parseCount(row['rx-bits-per-second'] ?? '');
  return downBps === undefined || upBps === undefined ? undefined : { downBps, upBps };
}

/** Somebody waits in front of an empty graph. */
const lookupDeadlineMs = 4_000;
/** A name stored in windows-1252 would not equal the same name in UTF-8: then all interfaces are read. */
const canAskFor = /^[ -~]+$/;

/**
 * The dynamic interface of a PPPoE session: same user and MAC; of a redial and its ghost, the one whose uptime is
 * nearest (X44). Undefined when the router has none. The name says nothing about the user and is never taken apart.
 *
 * @throws RouterUnreachable, RouterRefused
 */
export async function findInterface(
  call: RouterCall,
  session: { readonly username: string; readonly mac: string; readonly uptimeSeconds: number },
): Promise<string | undefined> {
  const { username, uptimeSeconds } = session;
  const mac = normaliseMac(session.mac);
  if (!mac.ok) return undefined;
  const whose = canAskFor.test(username) ? { users: [username] } : {};
  const { rows } = await readPppoeServer(call, { ...whose, deadlineMs: lookupDeadlineMs });
  const own = rows.filter(({ user, remoteAddress }) => user === username && remoteAddress === mac.value);
  const distance = (uptime: number | undefined): number => Math.abs((uptime ?? uptimeSeconds) - uptimeSeconds);
  return own.toSorted((a, b) => distance(a.uptimeSeconds) - distance(b.uptimeSeconds))[0]?.interfaceName;
}
