/**
 * What `npm start`, `serve`, `demo`, `dev`, `cli`, `bench`, `build` and `dist` run: builds what is missing, then becomes the
 * entry point. Standard output belongs to the entry point alone; everything said here goes to standard error.
 *
 * Plain JavaScript for Node ≥ 20, like runtime.mjs. A new command is one line in `entries`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { desktop, ensureBuilt, renderer } from './built.mjs';
import { findDesktop } from './desktop.mjs';
import { become, quit, requireNode24, root } from './runtime.mjs';

const headless = { file: 'electron/engine/host/headless.ts', needsRenderer: true };
/** @type {Record<string, { file: string, needsRenderer: boolean }>} */
const entries = {
  start: headless, // or the desktop window, below
  serve: headless,
  demo: { file: 'electron/engine/demo/main.ts', needsRenderer: true },
  dev: { file: 'scripts/dev.ts', needsRenderer: false },
  cli: { file: 'electron/cli/main.ts', needsRenderer: false },
  bench: { file: 'scripts/bench.ts', needsRenderer: false },
  dist: { file: 'scripts/dist.ts', needsRenderer: true },
};

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
  become(node, [file, ...args]);
}
