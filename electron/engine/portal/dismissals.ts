/**
 * Notices that a subscriber has put away, each for 24 hours (F030). Kept by subscriber, so that the phone and the
 * laptop agree, and in the store, so that a restart of the engine brings none back.
 */
import type { PortalStore } from './ports.ts';

export const dismissMs = 24 * 3_600_000;

export interface DismissalPorts {
  readonly store: PortalStore;
  readonly tenantId: number;
  readonly now: () => number;
}

export type Dismissals = ReturnType<typeof createDismissals>;

export function createDismissals({ store, tenantId, now }: DismissalPorts) {
  return {
    /** Until when keys are hidden, UTC ms; a key that is shown is absent. */
    async of(subscriberId: number): Promise<ReadonlyMap<string, number>> {
      const rows = await store.reads.portal.dismissals({ tenantId }, subscriberId);
      return new Map(rows.map(({ key, until }) => [key, until]));
    },

    async dismiss(subscriberId: number, key: string): Promise<number> {
      const at = now();
      const until = at + dismissMs;
      await store.command('portal.dismiss', { tenantId, subscriberId, key, at, until });
      return until;
    },
  };
}
