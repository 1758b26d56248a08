/**
 * NAS that told a time which cannot be (X46): told once when it begins, and once when it is over. It is over when half
 * an hour has brought records and none of them wrong: a NAS with a wrong clock sends right ones in between, those
 * without an Event-Timestamp. The first quiet half hour after a start is told as well, because an alert from before may
 * be open.
 */
export interface NasClocks {
  /** `at`: when the record or listing arrived, UTC ms. */
  judge(nasId: number, isRight: boolean, at: number): void;
}

export interface NasClockEvents {
  clockFinding(nasId: number): void;
  clockRight(nasId: number): void;
}

/** Several interims of most NAS. */
export const quietMs = 30 * 60_000;

interface Known {
  /** Since when nothing wrong was seen. */
  quietSince: number;
  state: 'unknown' | 'wrong' | 'right';
}

export function createNasClocks(events: NasClockEvents): NasClocks {
  const known = new Map<number, Known>();
  return {
    judge(nasId, isRight, at) {
      let clock = known.get(nasId);
      if (!clock) {
        clock = { quietSince: at, state: 'unknown' };
        known.set(nasId, clock);
      }
      if (!isRight) {
        const isNew = clock.state !== 'wrong';
        clock.state = 'wrong';
        clock.quietSince = Math.max(clock.quietSince, at);
        if (isNew) events.clockFinding(nasId);
      } else if (clock.state !== 'right' && at - clock.quietSince >= quietMs) {
        clock.state = 'right';
        events.clockRight(nasId);
      }
    },
  };
}
