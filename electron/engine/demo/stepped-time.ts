/** Time that a test moves by hand, and time that runs faster than the wall's. */
import { systemTimers, type Timers } from '../routeros/timers.ts';

export interface SteppedTime extends Timers {
  /**
   * Moves time on by `ms`, running what falls due in order.
   *
   * `settle` is awaited at the start, at the end, and before time has moved more than `grainMs` since it was last
   * awaited: it lets real sockets answer what the tasks have sent, as if the network took no time at all.
   */
  advance(ms: number, settle?: () => Promise<void>): Promise<void>;
  /** Tasks not yet due or called off. */
  readonly pending: number;
}

interface Task {
  readonly at: number;
  /** Breaks ties: what was asked for first runs first. */
  readonly order: number;
  run: (() => void) | undefined;
}

/** Below the shortest answer time-out that a router has (1100 ms), so that no packet is repeated while its reply is on the way. */
const GRAIN_MS = 500;

/** `startMs` is UTC epoch ms. A heap, because ten thousand sessions mean ten thousand interim timers. */
export function createSteppedTime(startMs: number, grainMs = GRAIN_MS): SteppedTime {
  const heap: Task[] = [];
  let elapsedMs = 0;
  let order = 0;
  let pending = 0;

  return {
    now: () => startMs + elapsedMs,
    elapsed: () => elapsedMs,
    after(delayMs, run) {
      const task: Task = { at: elapsedMs + Math.max(0, delayMs), order: order++, run };
      push(heap, task);
      pending += 1;
      return () => {
        if (task.run) pending -= 1;
        task.run = undefined; // stays in the heap until its time: removing it there would cost more
      };
    },
    async advance(ms, settle = tick) {
      const until = elapsedMs + ms;
      let settledAt = elapsedMs;
      await settle();
      for (let next = heap[0]; next && next.at <= until; next = heap[0]) {
        if (next.run && next.at - settledAt > grainMs) {
          // What settles here may ask for something earlier, so the heap is looked at again.
          settledAt = next.at;
          await settle();
          continue;
        }
        pop(heap);
        if (!next.run) continue;
        elapsedMs = Math.max(elapsedMs, next.at);
        pending -= 1;
        const { run } = next;
        next.run = undefined;
        run();
        await promisesSettled();
      }
      elapsedMs = until;
      await settle();
    },
    get pending() {
      return pending;
    },
  };
}

/** Lets callbacks that are ready run. */
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Lets every promise callback run that is ready, and no I/O: Node runs a tick only when no callback is left. So what a task
 * sets off happens at the task's own time, and what comes from the network only where `settle` waits for it, which is what
 * makes a run repeatable.
 */
async function promisesSettled(): Promise<void> {
  await null; // into the phase of promise callbacks, should this be the first call of a turn
  await new Promise<void>((resolve) => process.nextTick(resolve));
}

const isBefore = (a: Task, b: Task) => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Task[], task: Task): void {
  let at = heap.length;
  heap.push(task);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(task, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = task;
}

function pop(heap: Task[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}

/**
 * Time that runs `factor` times as fast as `timers`, from now on.
 *
 * Only for an ISP that is watched alone: an engine on the wall's clock would see lines faster than their rate limits and
 * hold the counters back as implausible (spec X28).
 */
export function scaledTime(factor: number, timers: Timers = systemTimers): Timers {
  const startNow = timers.now();
  const startElapsed = timers.elapsed();
  const passed = () => (timers.elapsed() - startElapsed) * factor;
  return {
    now: () => startNow + passed(),
    elapsed: passed,
    after: (delayMs, task) => timers.after(delayMs / factor, task),
  };
}
