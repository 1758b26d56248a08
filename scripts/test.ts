/**
 * `npm test`: every check in order of cost, ending at the first that fails with the command that repeats it.
 *
 *   npm test                 all stages
 *   npm test -- unit engine  only these
 *
 * Each stage ends with one line and its time. After test stages the last line is `N passed, N failed`; a stage that
 * failed without a failed test (a type error, a crash) counts as one failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, renderer } from './built.mjs';
import { ensurePrerequisites, type Prerequisite } from './prerequisites.ts';
import { findCommand, root } from './runtime.mjs';

interface Stage {
  readonly name: string;
  readonly what: string;
  /** Commands as node24.mjs takes them: a dependency's command or a source file, and its arguments. */
  readonly commands: readonly (readonly string[])[];
  /** Where its tests lie: while there are none, the stage says so and passes. */
  readonly tests?: { readonly folders: readonly string[]; readonly ending: RegExp };
  readonly needs?: readonly Prerequisite[];
  readonly needsRenderer?: boolean;
}

const report = mkdtempSync(join(tmpdir(), 'lastmile-test-'));
const reportFile = join(report, 'report.json');

/** `.only` left behind would turn the rest off in silence. */
const vitest = (name: string): string[] => [
  ...['vitest', 'run', '--project', name, '--allowOnly=false'],
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
];
const testFile = /\.test\.tsx?$/;

const stages: readonly Stage[] = [
  {
    name: 'lint',
    what: 'format, lint and walls',
    commands: [['biome', 'check', '--error-on-warnings', '.'], ['scripts/check-walls.ts']],
  },
  {
    name: 'types',
    what: 'types',
    commands: ['shared', 'engine', 'renderer', 'unit'].map((part) => ['tsc', '-p', `tsconfig.${part}.json`]),
  },
  {
    name: 'unit',
    what: 'unit tests',
    commands: [vitest('unit')],
    tests: { folders: ['shared', 'electron', 'renderer', 'tests/repo', 'tests/shell', 'tests/fuzz'], ending: testFile },
    needs: ['openssl', 'radclient'],
  },
  {
    name: 'engine',
    what: 'engine tests',
    commands: [vitest('engine')],
    tests: { folders: ['tests/engine', 'tests/migrations'], ending: testFile },
    needs: ['openssl', 'radclient', 'radsecproxy', 'cc'],
    needsRenderer: true,
  },
  {
    name: 'simulation',
    what: 'simulation tests',
    commands: [vitest('simulation')],
    tests: { folders: ['tests/sim'], ending: testFile },
  },
  {
    name: 'browser',
    what: 'browser tests',
    commands: [['playwright', 'test', '--forbid-only', '--reporter=list,json']],
    tests: { folders: ['tests/e2e'], ending: /\.spec\.ts$/ },
    needs: ['chromium', 'openssl'],
    needsRenderer: true,
  },
];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function hasTests({ folders, ending }: NonNullable<Stage['tests']>): boolean {
  return folders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .some((folder) => readdirSync(folder, { recursive: true }).some((name) => ending.test(String(name))));
}

function run([command = '', ...args]: readonly string[]): boolean {
  const script = command.endsWith('.ts') ? join(root, command) : findCommand(command);
  if (!script) throw new Error(`no direct dependency has the command ${command}`);
  const child = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile },
  });
  return child.status === 0;
}

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Reads the report that Vitest or Playwright left; none where the runner did not get that far. */
function takeCount(): Count {
  if (!existsSync(reportFile)) return { passed: 0, failed: 0, skipped: 0 };
  const told = JSON.parse(readFileSync(reportFile, 'utf8'));
  rmSync(reportFile);
  if (!told.stats) {
    return {
      passed: told.numPassedTests,
      failed: told.numFailedTests,
      skipped: told.numPendingTests + told.numTodoTests,
    };
  }
  const { expected, unexpected, flaky, skipped } = told.stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/** Runs one stage. The count is of its tests; `isOk` is the verdict. */
function runStage(stage: Stage): Count & { isOk: boolean; remark: string } {
  const none = { passed: 0, failed: 0, skipped: 0 };
  if (stage.tests && !hasTests(stage.tests)) return { ...none, isOk: true, remark: `no ${stage.what} yet` };
  if (stage.needs && !ensurePrerequisites(stage.needs)) return { ...none, failed: 1, isOk: false, remark: '' };
  if (stage.needsRenderer) ensureBuilt(renderer, process.execPath);
  const isOk = stage.commands.every(run);
  const count = takeCount();
  const remark = [
    stage.tests && `${count.passed} passed`,
    count.failed > 0 && `${count.failed} failed`,
    count.skipped > 0 && `${count.skipped} skipped`,
  ];
  return {
    ...count,
    failed: isOk ? count.failed : Math.max(1, count.failed),
    isOk,
    remark: remark.filter(Boolean).join(', '),
  };
}

const wanted = process.argv.slice(2).filter((argument) => argument !== '--');
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  process.stderr.write(`No stage "${unknown.join(', ')}". Stages: ${stages.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}
const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const summary: string[] = [];
let passed = 0;
let failed = 0;
for (const stage of chosen) {
  say(`\n── ${stage.what}`);
  const startedAt = performance.now();
  const result = runStage(stage);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  passed += result.passed;
  failed += result.failed;
  const line = `${result.isOk ? 'ok    ' : 'FAILED'}  ${stage.what.padEnd(24)}${seconds.padStart(7)} s${result.remark && `  ${result.remark}`}`;
  say(line);
  summary.push(line);
  if (!result.isOk) {
    summary.push(`        repeat it with: npm test -- ${stage.name}`);
    break;
  }
}
rmSync(report, { recursive: true, force: true });
say(`\n${summary.join('\n')}`);
if (chosen.some((stage) => stage.tests)) say(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
