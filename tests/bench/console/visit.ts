/** What is done in the browser, and what is seen meanwhile: a first visit, a while of watching, doors clicked through. */
import type { Browser, Page } from '@playwright/test';
import { type FirstPaint, installProbe, type LongTask, type Messages, type ViewSwitch } from './probe.ts';
import { type Task, traced } from './trace.ts';
import type { World } from './world.ts';

export const views = [
  ['/', 'Overview'],
  ['/sessions', 'Live sessions'],
  ['/cdr', 'Call records'],
  ['/subscribers', 'Subscribers'],
  ['/fup', 'FUP counters'],
  ['/auth-log', 'Auth log'],
  ['/routers', 'Routers'],
  ['/services', 'Services'],
] as const;
export type Path = (typeof views)[number][0];

/** What held the page for a while. */
export interface Held {
  readonly long: readonly LongTask[];
  readonly tasks: readonly Task[];
  readonly messages: Messages;
}

/** A first visit, until the snapshot is in and what it set off is over. */
export interface Visit extends Held {
  readonly first: FirstPaint;
  /** The time after it, where it was watched. */
  readonly watched: Held | null;
}

export interface Switch extends ViewSwitch {
  /** Of the page's thread from the click until the view was filled. */
  readonly cpuMs: number;
}

export interface Browsing {
  readonly browser: Browser;
  readonly world: World;
  readonly isBlaming: boolean;
}

/** After the first rows: the snapshot's last part and what it sets off. */
const settleMs = 1500;
/** Between two doors: what the view began is over, as it is for a person. */
const pauseMs = 400;
/** A machine that is busy with other work is slow, not broken. */
const patienceMs = 120_000;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** A page of a browser that was never here before: nothing is in its cache. `use` gets it when its view is filled. */
async function opening<T>(
  { browser, world, isBlaming }: Browsing,
  path: Path,
  use: (page: Page) => Promise<T>,
): Promise<[T, readonly Task[]]> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const at = world.cookie.indexOf('=');
  const [name, value] = [world.cookie.slice(0, at), world.cookie.slice(at + 1)];
  await context.addCookies([{ name, value, url: world.console, httpOnly: true }]);
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.addInitScript(installProbe, views.find(([known]) => known === path)?.[1] ?? '');
  try {
    const [result, tasks] = await traced(browser, page, isBlaming, async () => {
      await page.goto(`${world.console}${path}`, { waitUntil: 'commit' });
      await page.waitForFunction(
        () => {
          const { contentful, strip, filled } = window.lastmileProbe.first();
          return contentful !== null && strip !== null && filled !== null;
        },
        null,
        { timeout: patienceMs },
      );
      return use(page);
    });
    if (isBlaming) blame(path, tasks);
    return [result, tasks];
  } finally {
    await context.close().catch(() => undefined); // a browser that is gone has told why already
  }
}

function blame(path: Path, tasks: readonly Task[]): void {
  for (const { at, ms, cpuMs, parts } of tasks.filter(({ parts }) => parts.length > 0)) {
    process.stderr.write(
      `  opened on ${path}: ${cpuMs.toFixed(0)} ms by CPU (${ms.toFixed(0)}) at ${at.toFixed(0)} ms: ${parts.join('; ')}\n`,
    );
  }
}

/** A first visit; its view is watched for `watchSeconds` more. */
export async function visit(browsing: Browsing, path: Path, watchSeconds: number): Promise<Visit> {
  const [{ first, upTo, long, messages, watched }, tasks] = await opening(browsing, path, async (page) => {
    const look = () =>
      page.evaluate(() => ({
        first: window.lastmileProbe.first(),
        upTo: performance.now(),
        long: window.lastmileProbe.longTasks(),
        messages: window.lastmileProbe.takeMessages(),
      }));
    await page.waitForTimeout(settleMs);
    const visited = await look();
    if (watchSeconds === 0) return { ...visited, watched: null };
    await page.waitForTimeout(watchSeconds * 1000);
    return { ...visited, watched: await look() };
  });
  const [before, after] = [
    ({ at }: { readonly at: number }): boolean => at < upTo,
    ({ at }: { readonly at: number }): boolean => at >= upTo,
  ];
  return {
    first,
    messages,
    long: long.filter(before),
    tasks: tasks.filter(before),
    watched: watched && {
      messages: watched.messages,
      long: watched.long.filter(after),
      tasks: tasks.filter(after),
    },
  };
}

/** Through all doors of the rail, by the mouse; the first round loads each view's code and stands first. */
export async function switchViews(browsing: Browsing, rounds: number): Promise<Map<Path, Switch[]>> {
  const order = [...views.slice(1), views[0]];
  const [found, tasks] = await opening(browsing, '/', async (page) => {
    const taken: (readonly [Path, ViewSwitch])[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [path, heading] of order) {
        const done = page.evaluate((wanted) => window.lastmileProbe.nextSwitch(wanted), heading);
        await page.locator(`nav.rail a.door[href="${path}"]`).click();
        taken.push([path, await done]);
        await page.waitForTimeout(pauseMs);
      }
    }
    return taken;
  });
  const byPath = new Map<Path, Switch[]>(views.map(([path]) => [path, []]));
  for (const [path, taken] of found) {
    const own = tasks.filter(({ at }) => at >= taken.at && at < taken.at + taken.filledMs);
    byPath.get(path)?.push({ ...taken, cpuMs: sum(own.map(({ cpuMs }) => cpuMs)) });
  }
  return byPath;
}

/** First paint, ms, of a page of the same engine that holds one line of text: what the machine takes before any of ours. */
export async function emptyVisit({ browser, world }: Browsing): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.addInitScript(installProbe, '');
  try {
    await page.goto(`${world.console}/healthz`, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.lastmileProbe.first().contentful !== null);
    return await page.evaluate(() => window.lastmileProbe.first().contentful ?? Number.NaN);
  } finally {
    await context.close();
  }
}
