import type { Timers } from '../timers.ts';

export interface ManualTimers extends Timers {
  /** Moves time on, running what falls due in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Timers not yet due or called off. */
  pending(): number;
}

/** Time that stands still until a test moves it. */
export function createManualTimers(startMs = Date.UTC(2026, 0, 1)): ManualTimers {
  const due = new Map<object, { at: number; task: () => void }>();
  let elapsedMs = 0;
  return {
    now: () => startMs + elapsedMs,
    elapsed: () => elapsedMs,
    after(delayMs, task) {
      const key = {};
      due.set(key, { at: elapsedMs + delayMs, task });
      return () => due.delete(key);
    },
    async advance(ms) {
      const until = elapsedMs + ms;
      for (;;) {
        await settled();
        const [next] = [...due].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        const [key, { at, task }] = next;
        due.delete(key);
        elapsedMs = Math.max(elapsedMs, at);
        task();
      }
      elapsedMs = until;
      await settled();
    },
    pending: () => due.size,
  };
}

/** Lets all promise callbacks that are ready run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
