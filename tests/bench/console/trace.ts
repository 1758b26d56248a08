/**
 * The browser's own record of the page's tasks, with the processor time of each: on a machine that does other things too,
 * a task of the page may stand still for longer than it works, and only its work is the console's.
 */
import type { Browser, Page } from '@playwright/test';

/** A task of the page's thread, ms; `at` since the navigation. */
export interface Task {
  readonly at: number;
  readonly ms: number;
  readonly cpuMs: number;
  /** What it did by the browser's account, dearest first, as `18 ms EvaluateScript index.js`; only where it was asked for. */
  readonly parts: readonly string[];
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** µs of a clock that all events share. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: {
    readonly data?: { readonly startTime?: number; readonly url?: string; readonly functionName?: string };
    /** The file of a compilation. */
    readonly fileName?: string;
  };
}

/** A mark in the page, by which its thread is known, and when its time began. */
const pageMark = 'lastmile-probe';

const always = ['toplevel', 'blink.user_timing', 'disabled-by-default-v8.compile'];
/** Dearer to write down, so only for whoever looks for a cause. */
const forBlame = ['devtools.timeline', 'v8'];

/** Runs `use` on the page and gives what it gave, and the tasks of the page meanwhile. */
export async function traced<T>(
  browser: Browser,
  page: Page,
  isBlaming: boolean,
  use: () => Promise<T>,
): Promise<[T, readonly Task[]]> {
  await browser.startTracing(page, { categories: isBlaming ? [...always, ...forBlame] : always });
  const result = await use();
  // At the end: a process that was just made for the page is not being traced yet when its first script runs.
  await page.evaluate((mark) => void performance.mark(mark), pageMark);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const mark = traceEvents.findLast(({ name }) => name === pageMark);
  if (!mark) throw new Error('the trace has no mark of the page');
  const origin = mark.ts - (mark.args.data?.startTime ?? 0) * 1000;
  const own = traceEvents
    .filter(({ pid, tid, dur }) => pid === mark.pid && tid === mark.tid && dur !== undefined)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const noted = own.filter(({ name }) => name === 'V8.CollectSourcePositions');
  const tasks = own
    .filter(({ name }) => name === taskName)
    .map((task) => ({
      at: (task.ts - origin) / 1000,
      ms: (task.dur ?? 0) / 1000,
      cpuMs: ((task.tdur ?? 0) - watchedOf(task, noted)) / 1000,
      parts: isBlaming && (task.tdur ?? 0) > 20_000 ? partsOf(task, own) : [],
    }));
  return [result, tasks];
}

const taskName = 'ThreadControllerImpl::RunTask';

/**
 * µs of the task that are the benchmark's own: a browser that is driven from outside notes where each Error is made, and
 * reads the script again for it. React makes five while it is loaded, 90 ms and more in the task before the first paint;
 * the same page opened by nobody (`--trace-startup`) has none of it.
 */
function watchedOf(task: TraceEvent, noted: readonly TraceEvent[]): number {
  const end = task.ts + (task.dur ?? 0);
  let upTo = task.ts;
  let sum = 0;
  for (const { ts, dur = 0, tdur = 0 } of noted) {
    if (ts < upTo || ts >= end) continue;
    upTo = ts + dur;
    sum += tdur;
  }
  return sum;
}

/** What lies within the task and took more than 2 ms of the processor. Parts lie within each other: they are no sum. */
function partsOf(task: TraceEvent, own: readonly TraceEvent[]): string[] {
  const end = task.ts + (task.dur ?? 0);
  return own
    .filter(({ name, ts, tdur = 0 }) => ts >= task.ts && ts < end && tdur > 2000 && name !== taskName)
    .toSorted((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
    .slice(0, 12)
    .map(({ name, tdur = 0, args: { data, fileName } }) => {
      const file = (data?.url ?? fileName)?.split('/').at(-1);
      return [`${(tdur / 1000).toFixed(0)} ms`, name, data?.functionName, file].filter(Boolean).join(' ');
    });
}
