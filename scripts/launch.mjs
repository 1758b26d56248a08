/**
 * What `npm start`, `serve`, `demo`, `dev`, `cli`, `bench`, `build` and `dist` run: builds what is missing, then becomes the
 * entry point. Standard output belongs to the entry point alone; everything said here goes to standard error.
 *
 * Plain JavaScript for Node ≥ 20, like runtime.mjs. A new command is one line in `entries`.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { desktop, engine, ensureBuilt, renderer } from './built.mjs';
import { findDesktop } from './desktop.mjs';
import { become, quit, requireNode24, root } from './runtime.mjs';

/**
 * What an entry runs and what is built for it first; `isEngine` entries run from out/engine, see build-engine.ts.
 *
 * @typedef {{ file: string, isEngine?: boolean, needsRenderer?: boolean }} Entry
 * @type {Entry}
 */
const headless = { file: 'electron/engine/host/headless.ts', isEngine: true, needsRenderer: true };
/** @type {Record<string, Entry>} */
const entries = {
  start: headless, // or the desktop window, below
  serve: headless,
  demo: { file: 'electron/engine/demo/main.ts', isEngine: true, needsRenderer: true },
  dev: { file: 'scripts/dev.ts' },
  cli: { file: 'electron/cli/main.ts', isEngine: true },
  bench: { file: 'scripts/bench.ts' },
  dist: { file: 'scripts/dist.ts', needsRenderer: true },
};

/**
 * V8 lets the young generation of each of the engine's threads grow to 48 MB and keeps it; what the main thread makes
 * dies young. The other threads' are set by `engine/host/memory.ts`. `--optimize-for-size` would save some 70 MB more and
 * costs a third of the logins a second (docs/benchmarks.md).
 *
 * Four helpers for every collection are Node's default. On two cores they take the processor from the threads that
 * answer (docs/benchmarks.md, "Where the time of an Accounting-Request goes").
 */
const engineFlags = [
  '--max-semi-space-size=4',
  `--v8-pool-size=${Math.min(4, Math.max(1, availableParallelism() - 1))}`,
];

/**
 * glibc gives threads up to 16 malloc arenas here, each with holes of its own: 40 MB after half a million requests that
 * nobody uses. Other C libraries and systems do not know the variable.
 */
const engineEnvironment = { MALLOC_ARENA_MAX: '2' };

const [command = '', ...given] = process.argv.slice(2);
if (command === 'build') {
  ensureBuilt(renderer, requireNode24(), { force: true });
  process.exit(0);
}
const entry = entries[command];
if (!entry) quit(`Unknown command "${command}". Known: build, ${Object.keys(entries).join(', ')}.`, 2);
const file = join(root, entry.file);
if (!existsSync(file)) quit(`\`npm run ${command}\` is not part of this version yet (no ${entry.file}).`, 2);
const args = given[0] === '--' ? given.slice(1) : given;

const node = requireNode24();
if (entry.needsRenderer) ensureBuilt(renderer, node);
const window = command === 'start' ? findDesktop() : undefined;
if (window?.found) {
  ensureBuilt(desktop, node);
  become(window.electron, [join(root, desktop.output), ...args]);
} else {
  if (window) process.stderr.write(`No desktop window: ${window.why} Serving headless.\n`);
  if (!entry.isEngine) become(node, [file, ...args]);
  else {
    ensureBuilt(engine, node);
    become(
      node,
      [...engineFlags, join(root, engine.output, entry.file.replace(/\.ts$/, '.js')), ...args],
      engineEnvironment,
    );
  }
}
