/**
 * How many sessions of one NAS may be disconnected without anybody's word (X45): a wave of clients that dial in again at
 * once is what a router and its RADIUS suffer from. What finds no place is tried again by the sweeper.
 *
 * An operator's own disconnect is not counted: the confirmation says how many it will hit, and an urgent kick must not
 * wait behind the expired of the minute.
 */
export interface DisconnectBudget {
  /** Takes a place of this NAS; false: there is none in the running minute. */
  take(nasId: number): boolean;
}

const windowMs = 60_000;

/** `now` is monotonic, ms. */
export function createDisconnectBudget(now: () => number, perMinute = 10): DisconnectBudget {
  const taken = new Map<number, number[]>();
  return {
    take(nasId) {
      const at = now();
      const recent = (taken.get(nasId) ?? []).filter((then) => at - then < windowMs);
      const isFree = recent.length < perMinute;
      if (isFree) recent.push(at);
      taken.set(nasId, recent);
      return isFree;
    },
  };
}
