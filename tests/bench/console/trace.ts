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
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** µs of a clock that all events share. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly startTime?: number } };
}

/** A mark in the page, by which its thread is known, and when its time began. */
const pageMark = 'lastmile-probe';

/** Runs `use` on the page and gives what it gave, and the tasks of the page meanwhile. */
export async function traced<T>(browser: Browser, page: Page, use: () => Promise<T>): Promise<[T, readonly Task[]]> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  const result = await use();
  // At the end: a process that was just made for the page is not being traced yet when its first script runs.
  await page.evaluate((mark) => void performance.mark(mark), pageMark);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const mark = traceEvents.findLast(({ name }) => name === pageMark);
  if (!mark) throw new Error('the trace has no mark of the page');
  const origin = mark.ts - (mark.args.data?.startTime ?? 0) * 1000;
  const tasks = traceEvents
    .filter(({ name, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && pid === mark.pid && tid === mark.tid)
    .map(({ ts, dur = 0, tdur = 0 }) => ({ at: (ts - origin) / 1000, ms: dur / 1000, cpuMs: tdur / 1000 }));
  return [result, tasks];
}
