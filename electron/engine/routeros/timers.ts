import { performance } from 'node:perf_hooks';

/** Time as a port, so that tests and the simulator can own it. */
export interface Timers {
  /** UTC epoch milliseconds, for what people read. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back, whatever happens to the wall clock. */
  elapsed(): number;
  /** Runs `task` once after `delayMs`; the returned function calls it off and may be called any number of times. */
  after(delayMs: number, task: () => void): () => void;
}

/** Node runs a timer beyond 2^31 − 1 ms (25 days) at once instead; "never" must not become "now". */
const LONGEST_MS = 2_147_483_647;

export const systemTimers: Timers = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, Math.min(delayMs, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};
