/** What the portal may ask of the control plane, and nothing else of it. */
import type { ControlPlane } from './control-plane.ts';
import type { PortalControl } from './portal/ports.ts';
import { readInterfaceTraffic } from './routeros/commands/interface-traffic.ts';
import type { Reads } from './store/reads.ts';

/** A page waits for its number, and the next call comes 3 s later. */
const measureDeadlineMs = 2_500;

export function portalControl(control: ControlPlane, reads: Reads): PortalControl {
  const { directory, usage, fleet, enforcement } = control;
  return {
    directory,
    async account(subscriberId) {
      const known = usage.accounts.get(subscriberId);
      if (known || !directory.subscriber(subscriberId)) return known;
      await usage.change(() => undefined); // a subscriber of this moment: the fold has it after the steps that wait
      return usage.accounts.get(subscriberId);
    },
    sessionsOf: (subscriberId) => usage.book.ofSubscriber(subscriberId),
    router: (nasId) => fleet.state(nasId),
    rateOf: (sessionKey) => enforcement.stateOf(sessionKey),
    measure: (nasId, interfaceNames) =>
      readInterfaceTraffic((words, options) => fleet.pool.command(nasId, words, options), interfaceNames, {
        deadlineMs: measureDeadlineMs,
      }),
    async balanceMinor(tenantId, subscriberId) {
      return (await reads.subscribers.byId({ tenantId }, subscriberId))?.balanceMinor ?? 0;
    },
    portalPasswordHash: (tenantId, subscriberId) => reads.subscribers.portalPasswordHash({ tenantId }, subscriberId),
  };
}
