/** What `/healthz` says: each part in one word, and in one sentence when it is not well. */
import type { HealthCheck } from '../api/probes.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { Store } from '../store/client.ts';

/** Facts that may wait for the fold before it counts as behind: a few seconds of a large ISP's accounting. */
const lagLimit = 20_000;

export function createHealthChecks({
  store,
  control,
}: {
  readonly store: Pick<Store, 'metrics'>;
  readonly control: ControlPlane;
}) {
  return async function health(): Promise<Readonly<Record<string, HealthCheck>>> {
    const { diskFull, walBytes, isWalTooLong, integrity } = store.metrics();
    const { dataPlane, usage, fleet, clock } = control;
    const waiting = dataPlane.counters.get('accountingWaiting');
    const down = fleet.members.filter(({ id }) => fleet.state(id)?.kind === 'down').map(({ name }) => name);
    return {
      database: degradedIf([
        [diskFull, 'The disk is full; accounting is kept in the reserve. Free space now'],
        [integrity === 'damaged', 'The database is damaged; restore a backup'],
        [isWalTooLong, `The write-ahead log has ${Math.round(walBytes / 1e6)} MB; a reader holds it`],
      ]),
      radius: degradedIf([
        [dataPlane.servingAt === undefined, 'RADIUS does not answer'],
        [waiting > lagLimit, `${waiting} accounting records wait for the disk`],
      ]),
      usage: degradedIf([[usage.lag > lagLimit, `${usage.lag} accounting records wait to be counted`]]),
      clock: degradedIf([
        [clock.isHeld, 'The clock of this computer is not believed: resets and expiry wait. Set it and switch NTP on'],
      ]),
      routers: degradedIf([[down.length > 0, `Not answering: ${down.join(', ')}`]]),
    };
  };
}

function degradedIf(troubles: readonly (readonly [isTrue: boolean, detail: string])[]): HealthCheck {
  const told = troubles.filter(([isTrue]) => isTrue).map(([, detail]) => detail);
  return told.length === 0 ? { status: 'ok' } : { status: 'degraded', detail: told.join('. ') };
}
