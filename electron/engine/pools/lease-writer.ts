import type { LeaseChange } from '../../../shared/domain/ip-lease.ts';
import type { Store } from '../store/client.ts';

/** The writer holds its transaction about two milliseconds for these. */
const changesPerCommand = 200;

/**
 * Changes of leases on their way to the disk: of one address only the last. What fails stays and goes with the next
 * flush. Bounded by the number of addresses of all pools.
 */
export function createLeaseWriter(store: Pick<Store, 'command'>, onTrouble: (error: unknown) => void) {
  const waiting = new Map<string, LeaseChange>();
  let running: Promise<boolean> | undefined;

  async function write(): Promise<boolean> {
    while (waiting.size > 0) {
      const part = [...waiting].slice(0, changesPerCommand);
      for (const [key] of part) waiting.delete(key);
      try {
        await store.command('lease.note', { changes: part.map(([, change]) => change) });
      } catch (error) {
        for (const [key, change] of part) if (!waiting.has(key)) waiting.set(key, change);
        onTrouble(error);
        return false;
      }
    }
    return true;
  }

  return {
    add(changes: readonly LeaseChange[]): void {
      for (const change of changes) waiting.set(`${change.tenantId} ${change.address}`, change);
    },

    /** True when everything that was added before the call is on record. */
    async flush(): Promise<boolean> {
      await running;
      running = write();
      const isWritten = await running;
      running = undefined;
      return isWritten;
    },
  };
}
