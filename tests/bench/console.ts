/**
 * The console in a real Chromium on a built engine with 20,000 subscribers while 10,000 sessions report every second:
 * first paint, tasks that hold the page, views switched. The reference is the same with 100 sessions, and an empty page.
 * The page observes itself (console/probe.ts) and the browser says what each task cost (console/trace.ts); browser,
 * engine and the reporting NAS share the machine's cores, and nothing is throttled.
 *
 *   npm run bench -- console           about four minutes
 *   npm run bench -- console --quick   fewer loads, shorter windows
 *   npm run bench -- console --blame   says what ran in the long frames
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, loadavg } from 'node:os';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../scripts/find-program.ts';
import { type FirstPaint, installProbe, type LongTask, type Messages, type ViewSwitch } from './console/probe.ts';
import { type Task, traced } from './console/trace.ts';
import { startWorld, type World } from './console/world.ts';

const subscribers = 20_000;
const manySessions = 10_000;
const fewSessions = 100;
const isQuick = process.argv.includes('--quick');
const isBlaming = process.argv.includes('--blame');
const loads = isQuick ? 2 : 3;
const windowSeconds = isQuick ? 10 : 30;
const rounds = isQuick ? 2 : 4;
/** After the first rows: the snapshot's last part and what it sets off. */
const settleMs = 2_000;
/** A machine that is busy with other work is slow, not broken. */
const patienceMs = 120_000;
/** What the Long Tasks API calls long. */
const longMs = 50;

const views = [
  ['/', 'Overview'],
  ['/sessions', 'Live sessions'],
  ['/cdr', 'Call records'],
  ['/subscribers', 'Subscribers'],
  ['/fup', 'FUP counters'],
  ['/auth-log', 'Auth log'],
  ['/routers', 'Routers'],
  ['/services', 'Services'],
] as const;
type Path = (typeof views)[number][0];
const opened = ['/', '/sessions', '/subscribers'] as const satisfies readonly Path[];
const watched = ['/', '/sessions'] as const satisfies readonly Path[];

const print = (text = ''): boolean => process.stdout.write(`${text}\n`);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const most = (values: readonly number[]): number => (values.length === 0 ? 0 : Math.max(...values));
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const ms = (value: number | null | undefined): string =>
  value == null || Number.isNaN(value) ? '–' : value.toFixed(0);
const ratio = (value: number, reference: number): string =>
  reference > 0 ? `${(value / reference).toFixed(2)} ×` : '–';

/** What held the page for a while. */
interface Held {
  readonly long: readonly LongTask[];
  readonly tasks: readonly Task[];
  readonly messages: Messages;
}

interface Load extends Held {
  readonly first: FirstPaint;
}

interface Switch extends ViewSwitch {
  /** Of the page's thread from the click until the view was filled. */
  readonly cpuMs: number;
}

interface Figures {
  /** Told on the live socket while `/sessions` was watched. */
  readonly movedPerSecond: number;
  readonly loads: ReadonlyMap<Path, readonly Load[]>;
  readonly windows: ReadonlyMap<Path, Held>;
  readonly switches: ReadonlyMap<Path, readonly Switch[]>;
}

/** A page of a browser that was never here before: nothing is in its cache. `use` gets it when its view is filled. */
async function opening<T>(
  browser: Browser,
  world: World,
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
    return await traced(browser, page, async () => {
      await page.goto(`${world.console}${path}`, { waitUntil: 'commit' });
      await page.waitForFunction(
        () => {
          const { contentful, strip, filled } = window.lastmileProbe.first();
          return contentful !== null && strip !== null && filled !== null;
        },
        null,
        { timeout: patienceMs },
      );
      const result = await use(page);
      await blame(page, path);
      return result;
    });
  } finally {
    await context.close().catch(() => undefined); // a browser that is gone has told why already
  }
}

async function blame(page: Page, path: Path): Promise<void> {
  if (!isBlaming) return;
  for (const { at, ms: held, scripts } of await page.evaluate(() => window.lastmileProbe.longFrames()))
    process.stderr.write(`  opened on ${path}: frame of ${ms(held)} ms at ${ms(at)} ms: ${scripts.join('; ')}\n`);
}

async function load(browser: Browser, world: World, path: Path): Promise<Load> {
  const [found, tasks] = await opening(browser, world, path, async (page) => {
    await page.waitForTimeout(settleMs);
    return page.evaluate(() => ({
      first: window.lastmileProbe.first(),
      long: window.lastmileProbe.longTasks(),
      messages: window.lastmileProbe.takeMessages(),
    }));
  });
  return { ...found, tasks };
}

async function watch(browser: Browser, world: World, path: Path): Promise<Held> {
  const [found, tasks] = await opening(browser, world, path, async (page) => {
    await page.waitForTimeout(settleMs);
    const from = await page.evaluate(() => {
      window.lastmileProbe.takeMessages();
      return performance.now();
    });
    await page.waitForTimeout(windowSeconds * 1000);
    const held = await page.evaluate(() => ({
      long: window.lastmileProbe.longTasks(),
      messages: window.lastmileProbe.takeMessages(),
    }));
    return { ...held, from };
  });
  const { from, messages } = found;
  return {
    messages,
    long: found.long.filter(({ at }) => at >= from),
    tasks: tasks.filter(({ at }) => at >= from),
  };
}

/** Through all doors of the rail, by the mouse; the first round loads each view's code and stands first. */
async function switchViews(browser: Browser, world: World): Promise<Map<Path, Switch[]>> {
  const order = [...views.slice(1), views[0]];
  const [found, tasks] = await opening(browser, world, '/', async (page) => {
    const taken: (readonly [Path, ViewSwitch])[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [path, heading] of order) {
        const done = page.evaluate((wanted) => window.lastmileProbe.nextSwitch(wanted), heading);
        await page.locator(`nav.rail a.door[href="${path}"]`).click();
        taken.push([path, await done]);
        await page.waitForTimeout(700); // what the view began is over, as it is for a person
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

async function emptyPage(browser: Browser): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Empty</title><p>Empty');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const paints: number[] = [];
  for (let run = 0; run < loads; run++) {
    const page = await browser.newPage();
    await page.addInitScript(installProbe, '');
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => window.lastmileProbe.first().contentful !== null);
    paints.push((await page.evaluate(() => window.lastmileProbe.first().contentful)) ?? Number.NaN);
    await page.close();
  }
  await new Promise((resolve) => server.close(resolve));
  return median(paints);
}

async function measure(browser: Browser, sessions: number): Promise<Figures> {
  const world = await startWorld(subscribers, sessions);
  try {
    const byPath = new Map<Path, Load[]>();
    for (const path of opened) {
      const runs: Load[] = [];
      for (let run = 0; run < loads; run++) runs.push(await load(browser, world, path));
      byPath.set(path, runs);
    }
    const windows = new Map<Path, Held>();
    let movedPerSecond = 0;
    for (const path of watched) {
      const [held, moved] = await Promise.all([watch(browser, world, path), world.movedPerSecond(windowSeconds)]);
      windows.set(path, held);
      movedPerSecond = moved;
    }
    return { movedPerSecond, loads: byPath, windows, switches: await switchViews(browser, world) };
  } finally {
    await world.stop();
  }
}

/** A row of a table: what it is of, then its figures. */
const row = (label: string, cells: readonly string[]): boolean =>
  print(`  ${label.padEnd(34)}${cells.map((cell) => cell.padStart(13)).join('')}`);

function reportPaint(many: Figures, few: Figures, empty: number): void {
  row('first visit, ms (median)', ['paint', 'strip', 'filled', 'slowest', 'CPU', `of ${fewSessions}`, 'of empty']);
  const filledIn = (runs: readonly Load[]): number[] => runs.map(({ first }) => first.filled ?? Number.NaN);
  for (const [path, runs] of many.loads) {
    const filled = median(filledIn(runs));
    const cpu = ({ first, tasks }: Load): number =>
      sum(tasks.filter(({ at }) => at < (first.filled ?? 0)).map(({ cpuMs }) => cpuMs));
    row(path, [
      ms(median(runs.map(({ first }) => first.contentful ?? Number.NaN))),
      ms(median(runs.map(({ first }) => first.strip ?? Number.NaN))),
      ms(filled),
      ms(most(filledIn(runs))),
      ms(median(runs.map(cpu))),
      ratio(filled, median(filledIn(few.loads.get(path) ?? []))),
      ratio(filled, empty),
    ]);
  }
}

/** The part of a load that lies before its first paint, or after. */
const part =
  (isBefore: boolean) =>
  (run: Load): Held => {
    const paintedAt = run.first.contentful ?? 0;
    const isIn = ({ at }: { readonly at: number }): boolean => at < paintedAt === isBefore;
    return { ...run, long: run.long.filter(isIn), tasks: run.tasks.filter(isIn) };
  };

function reportTasks(many: Figures, few: Figures): void {
  row(`tasks of ${longMs} ms and more`, ['how many', 'longest', 'by CPU', 'longest', `in ${fewSessions}`, 'longest']);
  const tasks = (label: string, runs: readonly Held[], reference: readonly Held[]): void => {
    const long = runs.flatMap((run) => run.long);
    const cpu = runs.flatMap((run) => run.tasks.map(({ cpuMs }) => cpuMs));
    const before = reference.flatMap((run) => run.tasks.map(({ cpuMs }) => cpuMs));
    const count = (values: readonly number[]): string => String(values.filter((value) => value >= longMs).length);
    row(label, [
      String(long.length),
      ms(most(long.map((task) => task.ms))),
      count(cpu),
      ms(most(cpu)),
      count(before),
      ms(most(before)),
    ]);
  };
  for (const [path, runs] of many.loads) {
    const reference = few.loads.get(path) ?? [];
    tasks(`${path} until first paint, ${loads} times`, runs.map(part(true)), reference.map(part(true)));
    tasks(`${path} from there, ${loads} times`, runs.map(part(false)), reference.map(part(false)));
  }
  for (const [path, window] of many.windows) {
    tasks(
      `${path} during ${windowSeconds} s`,
      [window],
      [few.windows.get(path)].filter((known) => known !== undefined),
    );
  }
}

function reportMessages(many: Figures): void {
  row('messages of the live socket', ['a second', 'kB a second', 'largest kB', 'longest ms']);
  for (const [path, { messages }] of many.windows) {
    row(`${path} during ${windowSeconds} s`, [
      ms(messages.count / windowSeconds),
      ms(messages.chars / windowSeconds / 1000),
      ms(messages.mostChars / 1000),
      ms(messages.mostMs),
    ]);
  }
  for (const [path, runs] of many.loads) {
    row(`${path} with the snapshot`, [
      '',
      '',
      ms(most(runs.map(({ messages }) => messages.mostChars)) / 1000),
      ms(median(runs.map(({ messages }) => messages.mostMs))),
    ]);
  }
}

function reportSwitches(many: Figures, few: Figures): void {
  row('a view switched, ms (median)', ['heading', 'filled', 'slowest', 'CPU', 'first time', `of ${fewSessions}`]);
  for (const [path, [first, ...again]] of many.switches) {
    const filled = median(again.map(({ filledMs }) => filledMs));
    row(path, [
      ms(median(again.map(({ headingMs }) => headingMs))),
      ms(filled),
      ms(most(again.map(({ filledMs }) => filledMs))),
      ms(median(again.map(({ cpuMs }) => cpuMs))),
      ms(first?.filledMs),
      ratio(filled, median((few.switches.get(path) ?? []).slice(1).map(({ filledMs }) => filledMs))),
    ]);
  }
}

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('Chromium is not installed; `npm test` says how to get it.\n');
  process.exit(1);
}
const loadOf = (): string => (loadavg()[0] ?? 0).toFixed(1);
const loadBefore = loadOf();
const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
try {
  print(`${availableParallelism()} cores, shared by browser, engine and the reporting NAS; ${subscribers} subscribers`);
  const empty = await emptyPage(browser);
  const few = await measure(browser, fewSessions);
  const many = await measure(browser, manySessions);
  print(`machine load before ${loadBefore}, after ${loadOf()}; an empty page's first paint: ${ms(empty)} ms`);
  print(`${manySessions} open sessions, of which ${ms(many.movedPerSecond)} move per second;`);
  print(`the reference: ${fewSessions}, of which ${ms(few.movedPerSecond)} move\n`);
  reportPaint(many, few, empty);
  print();
  reportTasks(many, few);
  print();
  reportMessages(many);
  print();
  reportSwitches(many, few);
} finally {
  await browser.close();
}
