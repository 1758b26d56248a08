/**
 * Builds what is not built or whose sources changed since, and says so on standard error.
 *
 * "Changed" is a hash of contents, not of times: a checkout touches files without changing them. The stamp lies beside
 * what was built and is written last, so an interrupted build is built again. Plain JavaScript for Node ≥ 20.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { quit, root } from './runtime.mjs';

/**
 * @typedef {object} Target
 * @property {string} what in words, for the line that says so
 * @property {string} builder the script that builds it, run by Node 24
 * @property {string} output its folder
 * @property {readonly string[]} sources what it depends on; a folder counts with everything in it
 */

/** @type {Target} */
export const renderer = {
  what: 'the console and the portal',
  builder: 'scripts/build-renderer.mjs',
  output: 'out/renderer',
  sources: [
    ...['renderer', 'shared', 'resources', 'package-lock.json'],
    ...['scripts/build-renderer.mjs', 'vite.renderer.config.ts', 'tsconfig.renderer.json'],
  ],
};

/** @type {Target} */
export const desktop = {
  what: 'the desktop shell',
  builder: 'scripts/build-desktop.ts',
  output: 'out/desktop',
  sources: [
    ...['electron', 'package-lock.json', 'package.json', 'scripts/build-desktop.ts', 'scripts/carry.ts'],
    ...renderer.sources,
  ],
};

/** @type {Target} */
export const engine = {
  what: 'the engine',
  builder: 'scripts/build-engine.ts',
  output: 'out/engine',
  sources: ['electron', 'shared', 'package.json', 'package-lock.json', 'scripts/build-engine.ts', 'scripts/carry.ts'],
};

/** No build of ours takes this long: an older lock was left by a build that was killed. */
const lockStaleMs = 5 * 60_000;

/** @param {string} path  @returns {string[]} the file itself, or every file below the folder, in a stable order */
const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true })
        .map((name) => join(path, String(name)))
        .filter((file) => !/\.test\.tsx?$/.test(file) && statSync(file).isFile())
        .sort()
    : [path];

/**
 * The hash of every source file's path and contents, tests left out.
 *
 * @param {readonly string[]} sources paths below `folder`; what is absent counts as nothing
 */
export function hashSources(sources, folder = root) {
  const hash = createHash('sha256');
  const present = sources.map((source) => join(folder, source)).filter((path) => existsSync(path));
  for (const file of present.flatMap(filesOf)) {
    hash
      .update(`${relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {Target} target */
const stampOf = (target) => join(root, target.output, '.sources.sha256');

/** @param {Target} target  @param {string} hash */
const isFresh = (target, hash) => existsSync(stampOf(target)) && readFileSync(stampOf(target), 'utf8') === hash;

/**
 * Two starts at once must not build into one folder: the second waits and usually finds the work done.
 *
 * @param {string} lock
 */
function take(lock) {
  mkdirSync(join(root, 'out'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > lockStaleMs) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200); // a synchronous pause
  }
}

/**
 * Builds `target` unless what is built is fresh. Exits with 1 when the build fails.
 *
 * @param {Target} target
 * @param {string} node the Node 24 to build with
 */
export function ensureBuilt(target, node, { force = false } = {}) {
  if (!existsSync(join(root, target.builder))) {
    process.stderr.write(`No ${target.builder}: ${target.what} are not part of this version yet.\n`);
    return;
  }
  if (!force && isFresh(target, hashSources(target.sources))) return;
  const lock = join(root, `${target.output}.lock`);
  take(lock);
  let code = 0;
  try {
    const hash = hashSources(target.sources);
    if (!force && isFresh(target, hash)) return; // the build that we waited for
    const startedAt = Date.now();
    process.stderr.write(`Building ${target.what} (first start, or the sources changed) …\n`);
    rmSync(stampOf(target), { force: true });
    // The builder's standard output goes to our standard error: ours carries the ready line only.
    const flags = ['--disable-warning=ExperimentalWarning']; // stripTypeScriptTypes, in Node 24
    code = spawnSync(node, [...flags, join(root, target.builder)], { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1;
    if (code === 0) {
      writeFileSync(stampOf(target), hash);
      process.stderr.write(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  if (code !== 0) quit(`Could not build ${target.what}; the reason is above.`, 1);
}
