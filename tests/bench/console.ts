/**
 * The console in a real Chromium on a built engine with 20,000 subscribers while 10,000 sessions report every second:
 * first paint, tasks that hold the page, views switched. The reference is the same with 100 sessions, and an empty page
 * of the same engine. The page observes itself (console/probe.ts) and the browser says what each task cost
 * (console/trace.ts); browser, engine and the reporting NAS share the machine's cores, and nothing is throttled. So a
 * task stands still for longer than it works: its processor time is the console's, its clock time is the machine's too.
 *
 *   npm run bench -- console           three visits of each view, watched for 20 s
 *   npm run bench -- console --quick   each view visited once, watched for 5 s
 *   npm run bench -- console --blame   says what the long tasks did
 */
import { availableParallelism, loadavg } from 'node:os';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../scripts/find-program.ts';
import { type Figures, median, ms, print, report } from './console/report.ts';
import { type Browsing, emptyVisit, type Path, switchViews, type Visit, visit } from './console/visit.ts';
import { startWorld } from './console/world.ts';

const subscribers = 20_000;
const manySessions = 10_000;
const fewSessions = 100;
const isQuick = process.argv.includes('--quick');
const isBlaming = process.argv.includes('--blame');
const visits = isQuick ? 1 : 3;
const watchSeconds = isQuick ? 5 : 20;
const rounds = isQuick ? 2 : 4;
const visited = ['/', '/sessions', '/subscribers'] as const satisfies readonly Path[];
const isWatched = (path: Path): boolean => path !== '/subscribers';

const began = performance.now();
const say = (text: string): boolean =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);

async function measure(browsing: Browsing, sessions: number): Promise<Figures> {
  const byPath = new Map<Path, Visit[]>();
  let movedPerSecond = 0;
  for (const path of visited) {
    say(`${sessions} sessions: ${path}`);
    const runs: Visit[] = [];
    for (let run = 0; run < visits; run++) {
      const seconds = run === 0 && isWatched(path) ? watchSeconds : 0;
      runs.push(await visit(browsing, path, seconds));
    }
    byPath.set(path, runs);
  }
  movedPerSecond = await browsing.world.movedPerSecond(2);
  say(`${sessions} sessions: the doors of the rail`);
  return { movedPerSecond, visits: byPath, switches: await switchViews(browsing, rounds) };
}

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('Chromium is not installed; `npm test` says how to get it.\n');
  process.exit(1);
}
const loadOf = (): string => (loadavg()[0] ?? 0).toFixed(1);
const loadBefore = loadOf();
const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
say(`starting an engine with ${subscribers} subscribers`);
const world = await startWorld(subscribers);
try {
  const browsing: Browsing = { browser, world, isBlaming };
  say('an empty page');
  const empties = [await emptyVisit(browsing), await emptyVisit(browsing), await emptyVisit(browsing)];
  const empty = median(empties);
  await world.open(fewSessions);
  const few = await measure(browsing, fewSessions);
  say(`opening ${manySessions} sessions`);
  await world.open(manySessions - fewSessions);
  const many = await measure(browsing, manySessions);
  print(
    `${availableParallelism()} cores, shared by browser, engine and the reporting NAS; machine load before ${loadBefore}, after ${loadOf()}`,
  );
  print(
    `${subscribers} subscribers, ${manySessions} open sessions, of which ${ms(many.movedPerSecond)} move a second;`,
  );
  print(`the reference: ${fewSessions} sessions, of which ${ms(few.movedPerSecond)} move\n`);
  report({ many, few, fewSessions, empty, watchSeconds });
} finally {
  await world.stop();
  await browser.close();
}
