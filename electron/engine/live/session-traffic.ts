/** One session's rate as its router measures it: finds the interface, then follows it until told to stop. */
import type { RouterCall } from '../routeros/connection.ts';
import { RouterRefused } from '../routeros/errors.ts';
import { findInterface, monitorWords, parseTraffic, type TrafficRate } from './interface-traffic.ts';
import type { LiveFleet, OpenSession } from './ports.ts';

export interface TrafficPorts {
  readonly pool: LiveFleet['pool'];
  readonly session: OpenSession;
  readonly now: number;
  readonly onRate: (rate: TrafficRate) => void;
  /** Stops the command on the router. */
  readonly signal: AbortSignal;
}

/** Why the rate is not followed any more. `refused`: the router will say no again, so there is no hurry to ask. */
export type TrafficEnd = 'ended' | 'no-interface' | 'refused';

/** Never rejects: whatever a router does, the graph goes on without it. */
export async function followTraffic({ pool, session, now, onRate, signal }: TrafficPorts): Promise<TrafficEnd> {
  const { nasId, username, callingStationId, startAt } = session.row;
  const call: RouterCall = (words, options) => pool.command(nasId, words, { ...options, signal });
  try {
    const uptimeSeconds = Math.round((now - startAt) / 1000);
    const interfaceName = await findInterface(call, { username, mac: callingStationId, uptimeSeconds });
    if (interfaceName === undefined) return 'no-interface';
    if (signal.aborted) return 'ended';
    const stream = pool.stream(nasId, monitorWords(interfaceName), (row) => {
      const rate = parseTraffic(row);
      if (rate) onRate(rate);
    });
    signal.addEventListener('abort', () => void stream.stop(), { once: true });
    const end = await stream.ended;
    return end.kind === 'failed' ? howFailed(end.error) : 'ended';
  } catch (error) {
    return howFailed(error);
  }
}

const howFailed = (error: unknown): TrafficEnd =>
  error instanceof RouterRefused && (error.kind === 'permission' || error.kind === 'no-such-command')
    ? 'refused'
    : 'ended';
