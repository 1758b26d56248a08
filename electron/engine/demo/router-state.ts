/** What the parts of one simulated router share: the API's menus, the NAS and the CoA listener all look at this. */
import type { Timers } from '../routeros/timers.ts';
import type { AddressPool } from './address-pool.ts';
import type { RouterConfig } from './config.ts';
import type { Faults } from './faults.ts';
import type { RouterLog } from './router-log.ts';
import type { SessionTable } from './session-table.ts';

/** What is written on the box. */
export interface RouterModel {
  /** `/system/identity`, also NAS-Identifier. */
  readonly name: string;
  /** `7.21.3`. From 7.18 on the API says `!empty`. */
  readonly version: string;
  readonly board: string;
  readonly architecture: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  /** Sessions at which one core is fully busy; decides `cpu-load`. */
  readonly sessionsPerCpu: number;
  /** Physical ports, the first is the uplink; subscribers' lines end at the second. */
  readonly ports: readonly string[];
  /** Its own loopback address: source of RADIUS, destination of API and CoA. */
  readonly address: string;
}

/** A user of the router: `/user` and the policies of its group. */
export interface ApiUser {
  readonly name: string;
  readonly password: string;
  readonly policies: readonly ApiPolicy[];
}
export type ApiPolicy = 'api' | 'read' | 'write' | 'reboot' | 'test' | 'sniff' | 'sensitive';
export const allPolicies: readonly ApiPolicy[] = ['api', 'read', 'write', 'reboot', 'test', 'sniff', 'sensitive'];

/** `/radius/monitor`, over all entries. */
export interface RadiusCounters {
  pending: number;
  requests: number;
  accepts: number;
  rejects: number;
  resends: number;
  timeouts: number;
  badReplies: number;
  lastRttMs: number;
}

export const noRadiusCounts = (): RadiusCounters => ({
  pending: 0,
  requests: 0,
  accepts: 0,
  rejects: 0,
  resends: 0,
  timeouts: 0,
  badReplies: 0,
  lastRttMs: 0,
});

/** `/radius/incoming/monitor`. */
export interface IncomingCounters {
  requests: number;
  badRequests: number;
  acks: number;
  naks: number;
}

export const noIncomingCounts = (): IncomingCounters => ({ requests: 0, badRequests: 0, acks: 0, naks: 0 });

/** What the API has cost since the start: connections, commands and octets sent (spec X41, pain 21). */
export interface ApiMeter {
  connections: number;
  /** Commands answered, by path. */
  commands: Record<string, number>;
  sentBytes: number;
}

export interface RouterState {
  readonly model: RouterModel;
  readonly timers: Timers;
  readonly faults: Faults;
  readonly sessions: SessionTable;
  readonly config: RouterConfig;
  readonly log: RouterLog;
  readonly pool: AddressPool;
  readonly radiusCounters: RadiusCounters;
  readonly incomingCounters: IncomingCounters;
  /** Minutes that the ISP's wall clock is ahead of UTC. */
  readonly utcOffsetMinutes: number;
  /** What the router believes the time to be, UTC ms. */
  clock(): number;
  /** Since it was switched on. */
  uptimeMs(): number;
  /** Switched on, with its ports open. */
  readonly isUp: boolean;
  /** Times it was switched on again, which its session ids show. */
  readonly reboots: number;
  /** A number that was not given out since the start, for ids of dynamic rows. */
  nextNumber(): number;
}

/** 7.18 and later answer `!empty` where there are no rows. */
export function hasEmptyReply({ version }: RouterModel): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 7 || (major === 7 && minor >= 18);
}
