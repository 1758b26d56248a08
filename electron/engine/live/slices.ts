/**
 * Long loops in short slices: the control plane may be blocked for 20 ms, and it folds accounting and talks to routers
 * between two slices. A slice ends after `sliceMs`, which leaves room for what is sent at its end.
 */
export interface SlicePorts {
  /** Milliseconds since an arbitrary start; never goes back. */
  readonly elapsed: () => number;
  /** Lets the event loop go round once. */
  readonly breathe: () => Promise<void>;
}

export const systemSlices: SlicePorts = {
  elapsed: () => performance.now(),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
};

const sliceMs = 5;
/** Items between two looks at the clock. */
const itemsPerLook = 64;

export type Slices = ReturnType<typeof createSlices>;

export function createSlices({ elapsed, breathe }: SlicePorts = systemSlices) {
  return {
    breathe,

    /**
     * Calls `visit` for each item. `items` may change meanwhile where its iterator allows that (a Map's does).
     * `atBreath` runs at the end of each slice but the last.
     */
    async each<T>(items: Iterable<T>, visit: (item: T) => void, atBreath?: () => void): Promise<void> {
      let began = elapsed();
      let visited = 0;
      for (const item of items) {
        visit(item);
        visited += 1;
        if (visited % itemsPerLook !== 0 || elapsed() - began < sliceMs) continue;
        atBreath?.();
        await breathe();
        began = elapsed();
      }
    },
  };
}
