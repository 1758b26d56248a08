/**
 * Times work that runs in slices: how long the thread was held in all, and the longest without a breath. It counts the
 * thread's own processor time, because what else the machine does is no cost of ours.
 */
import type { SlicePorts } from '../slices.ts';

export interface Held {
  readonly totalMs: number;
  readonly longestMs: number;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export function createStopwatch() {
  let totalMs = 0;
  let longestMs = 0;
  let breathing = 0;
  let onIdle = (): void => undefined;

  /** A slice is what runs from here until the event loop goes round: an immediate queued now comes right after it. */
  function begin(): void {
    const began = threadMs();
    setImmediate(() => {
      const heldMs = threadMs() - began;
      totalMs += heldMs;
      longestMs = Math.max(longestMs, heldMs);
      if (breathing === 0) onIdle();
    });
  }

  const slices: SlicePorts = {
    elapsed: () => performance.now(),
    breathe: () => {
      breathing += 1;
      return new Promise((resolve) => {
        setImmediate(() => {
          breathing -= 1;
          begin();
          resolve();
        });
      });
    },
  };

  return {
    slices,

    /** Runs `work` and resolves when it and everything that it went on with after a breath is over. */
    run(work: () => void): Promise<Held> {
      totalMs = 0;
      longestMs = 0;
      return new Promise((resolve) => {
        onIdle = () => resolve({ totalMs, longestMs });
        begin();
        work();
      });
    },
  };
}
