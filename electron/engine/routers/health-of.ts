/** The health of a registered router from what the fleet remembers: the list is right without asking anybody. */
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { type Hearing, notListening, routerHealth } from '../fleet/health.ts';
import type { NasView } from '../store/reads.ts';

export type RouterLoads = Pick<Fleet, 'state' | 'resource'>;

/** Without `loads` a router with API access counts as not connected yet, without `hearing` nobody as silent. */
export const createHealthOf =
  (loads: RouterLoads | undefined, now: () => number, hearing: Hearing = notListening(now)) =>
  ({ id, name, api, seen }: NasView): Nas['health'] => {
    const load = api === null ? undefined : loads?.resource(id);
    const state = routerHealth({
      name,
      api: api === null ? undefined : (loads?.state(id) ?? { kind: 'connecting', since: now() }),
      radiusSeenAt: hearing.lastAt(id) ?? seen.lastSeenAt,
      listeningSince: hearing.since,
      openOnIt: () => hearing.openOn(id),
      cpuPercent: load?.resource.cpuLoadPercent,
      answerMs: load?.answerMs,
      coaAccepts: seen.coaAccepts,
      clockSkewMs: seen.clockSkewMs,
      now: now(),
    });
    return {
      ...state,
      cpuPercent: load?.resource.cpuLoadPercent ?? null,
      uptimeSeconds: load?.resource.uptimeSeconds ?? null,
      answerMs: load?.answerMs === undefined ? null : Math.round(load.answerMs),
      readAt: load?.at ?? null,
    };
  };
