import type { CommandOptions, RouterCall } from '../connection.ts';
import { RouterRefused } from '../errors.ts';
import { epochMs, parseCount, parseDateTime, parseOffsetSeconds, parseUptimeSeconds } from '../values.ts';
import { printWords, type Row } from '../words.ts';
import { readSettings } from './listing.ts';

/** `/system/identity`: the router's name for itself. */
export function readIdentity(call: RouterCall, options?: CommandOptions): Promise<string | undefined> {
  return readSettings(call, printWords('/system/identity', ['name']), (row) => row.name, options);
}

export interface SystemResource {
  readonly uptimeSeconds: number;
  /** `7.16.1 (stable)` */
  readonly version: string;
  readonly boardName: string | undefined;
  readonly architecture: string | undefined;
  readonly cpuCount: number | undefined;
  /** 0…100, all cores together. */
  readonly cpuLoadPercent: number | undefined;
  readonly freeMemoryBytes: number | undefined;
  readonly totalMemoryBytes: number | undefined;
  readonly freeDiskBytes: number | undefined;
  readonly totalDiskBytes: number | undefined;
}

const RESOURCE = printWords('/system/resource', [
  'uptime',
  'version',
  'board-name',
  'architecture-name',
  'cpu-count',
  'cpu-load',
  'free-memory',
  'total-memory',
  'free-hdd-space',
  'total-hdd-space',
]);

export function parseSystemResource(row: Row): SystemResource | undefined {
  const uptimeSeconds = parseUptimeSeconds(row.uptime ?? '');
  if (uptimeSeconds === undefined || !row.version) return undefined;
  const count = (name: string) => parseCount(row[name] ?? '');
  return {
    uptimeSeconds,
    version: row.version,
    boardName: row['board-name'],
    architecture: row['architecture-name'],
    cpuCount: count('cpu-count'),
    cpuLoadPercent: count('cpu-load'),
    freeMemoryBytes: count('free-memory'),
    totalMemoryBytes: count('total-memory'),
    freeDiskBytes: count('free-hdd-space'),
    totalDiskBytes: count('total-hdd-space'),
  };
}

export function readResource(call: RouterCall, options?: CommandOptions): Promise<SystemResource | undefined> {
  return readSettings(call, RESOURCE, parseSystemResource, options);
}

/** Only the version; undefined when the user's group may not read it. */
export async function readVersion(call: RouterCall, options?: CommandOptions): Promise<string | undefined> {
  try {
    return await readSettings(call, printWords('/system/resource', ['version']), (row) => row.version, options);
  } catch (error) {
    if (error instanceof RouterRefused) return undefined;
    throw error;
  }
}

export interface RouterClock {
  /** What the router believes the time to be, UTC epoch ms, whole seconds. */
  readonly atMs: number;
  /** Seconds ahead of UTC, daylight saving included. */
  readonly offsetSeconds: number;
  /** IANA name, or `manual`. */
  readonly timeZone: string | undefined;
}

export function parseRouterClock(row: Row): RouterClock | undefined {
  const local = parseDateTime(`${row.date} ${row.time}`);
  const offsetSeconds = parseOffsetSeconds(row['gmt-offset'] ?? '');
  if (!local || offsetSeconds === undefined) return undefined;
  return { atMs: epochMs(local, offsetSeconds), offsetSeconds, timeZone: row['time-zone-name'] };
}

/** The router's clock, for its skew (N20): compare `atMs` with the middle between asking and answer. */
export function readClock(call: RouterCall, options?: CommandOptions): Promise<RouterClock | undefined> {
  const words = printWords('/system/clock', ['date', 'time', 'time-zone-name', 'gmt-offset']);
  return readSettings(call, words, parseRouterClock, options);
}
