/**
 * How many sessions of one NAS are worked on at a time (pain 10), and what a NAS that does not answer costs: nothing is
 * won by waiting 12 s for each of 300 sessions, so whoever still waits when the first went unheard is told at once, and
 * the NAS is asked about one session at a time until it answers again.
 */
export interface NasPace {
  /** Runs `climb` once there is a place; undefined: the NAS went silent while this one waited. */
  run<T extends { readonly isSilent?: boolean }>(nasId: number, climb: () => Promise<T>): Promise<T | undefined>;
  /** Working and waiting, of all NAS. */
  readonly pending: number;
}

interface Lane {
  working: number;
  isSilent: boolean;
  readonly waiting: ((mayGo: boolean) => void)[];
}

export function createNasPace(perNas = 20): NasPace {
  const lanes = new Map<number, Lane>();

  const laneOf = (nasId: number): Lane => {
    const lane = lanes.get(nasId) ?? { working: 0, isSilent: false, waiting: [] };
    lanes.set(nasId, lane);
    return lane;
  };
  const hasPlace = ({ working, isSilent }: Lane): boolean => working < (isSilent ? 1 : perNas);

  function noteOutcome(lane: Lane, isSilent: boolean): void {
    lane.isSilent = isSilent;
    if (isSilent) for (const tell of lane.waiting.splice(0)) tell(false);
  }

  function leave(lane: Lane): void {
    lane.working--;
    while (lane.waiting.length > 0 && hasPlace(lane)) {
      lane.working++;
      lane.waiting.shift()!(true);
    }
  }

  return {
    async run(nasId, climb) {
      const lane = laneOf(nasId);
      if (hasPlace(lane)) lane.working++;
      else if (!(await new Promise<boolean>((resolve) => lane.waiting.push(resolve)))) return undefined;
      try {
        const outcome = await climb();
        noteOutcome(lane, outcome.isSilent === true);
        return outcome;
      } finally {
        leave(lane);
      }
    },

    get pending() {
      let pending = 0;
      for (const { working, waiting } of lanes.values()) pending += working + waiting.length;
      return pending;
    },
  };
}
