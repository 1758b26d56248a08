/**
 * Notices that a subscriber has put away, each for 24 hours (F030). Kept by subscriber, so that the phone and the
 * laptop agree; in memory, so that a restart of the engine shows them again, which is harmless.
 */
export const dismissMs = 24 * 3_600_000;

/** Keys are the page's own few; a subscriber beyond this many is trying something. */
const keysMax = 32;

export type Dismissals = ReturnType<typeof createDismissals>;

export function createDismissals(now: () => number) {
  const bySubscriber = new Map<number, Map<string, number>>();

  function live(subscriberId: number): Map<string, number> | undefined {
    const keys = bySubscriber.get(subscriberId);
    for (const [key, until] of keys ?? []) if (until <= now()) keys?.delete(key);
    if (keys?.size === 0) bySubscriber.delete(subscriberId);
    return keys;
  }

  return {
    /** Until when `key` is hidden, UTC ms; null: it is shown. */
    until: (subscriberId: number, key: string): number | null => live(subscriberId)?.get(key) ?? null,

    dismiss(subscriberId: number, key: string): number {
      const keys = live(subscriberId) ?? new Map<string, number>();
      const until = now() + dismissMs;
      keys.set(key, until);
      bySubscriber.set(subscriberId, keys);
      const [oldest] = keys.keys();
      if (keys.size > keysMax && oldest !== undefined) keys.delete(oldest);
      return until;
    },

    /** The subscriber is gone. */
    forget: (subscriberId: number): void => {
      bySubscriber.delete(subscriberId);
    },
  };
}
