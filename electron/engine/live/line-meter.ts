/**
 * Measures lines where they are: one call a second and router for all lines that are watched there, while the router is
 * up. A router that will say no again is left alone for a while; one that is slow is not asked twice at a time.
 */
import { type InterfaceTraffic, readInterfaceTraffic } from '../routeros/commands/interface-traffic.ts';
import { RouterRefused } from '../routeros/errors.ts';
import type { LiveFleet } from './ports.ts';

export interface LineMeterPorts {
  readonly fleet: Pick<LiveFleet, 'state' | 'pool'>;
  readonly now: () => number;
}

/** The next call is due in a second; an answer this late is still worth drawing. */
const deadlineMs = 2_000;
/** Names in one call; a sentence of this many is some 10 kB. Lines beyond it are drawn from the polls. */
const namesMax = 256;
/** The poller's user lacks the right, or the router the command: a person has to change that. */
const forbiddenMs = 300_000;
/** An interface went while it was asked for, or the like. */
const refusedMs = 5_000;

export type LineMeter = ReturnType<typeof createLineMeter>;

export function createLineMeter({ fleet, now }: LineMeterPorts) {
  const busy = new Set<number>();
  const refusedUntil = new Map<number, number>();

  const canAsk = (nasId: number): boolean =>
    fleet.state(nasId)?.kind === 'up' && (refusedUntil.get(nasId) ?? 0) <= now();

  return {
    canAsk,

    /**
     * Rates by interface name; an interface that the router does not have is absent. Undefined when the router cannot be
     * asked, is still busy with the last call, or did not answer. Never rejects.
     */
    async measure(nasId: number, names: readonly string[]): Promise<ReadonlyMap<string, InterfaceTraffic> | undefined> {
      if (busy.has(nasId) || !canAsk(nasId)) return undefined;
      busy.add(nasId);
      try {
        return await readInterfaceTraffic(
          (words, options) => fleet.pool.command(nasId, words, options),
          names.slice(0, namesMax),
          { deadlineMs },
        );
      } catch (error) {
        // Whatever else happened is told by the router's own health; the next second asks again.
        if (error instanceof RouterRefused) {
          const isForbidden = error.kind === 'permission' || error.kind === 'no-such-command';
          refusedUntil.set(nasId, now() + (isForbidden ? forbiddenMs : refusedMs));
        }
        return undefined;
      } finally {
        busy.delete(nasId);
      }
    },
  };
}
