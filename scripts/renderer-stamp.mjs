/**
 * Builds the console and the portal when their sources changed since the last build, and says so on standard error.
 *
 * "Changed" is a hash of contents, not of times: a checkout touches files without changing them. The stamp lies beside
 * what was built and is written last, so an interrupted build is built again. Plain JavaScript for Node ≥ 20.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { quit, root } from './runtime.mjs';

const builder = 'scripts/build-renderer.mjs';
/** What the built files depend on, as paths under `root`; a folder counts with everything in it. */
const sources = [
  'renderer',
  'shared',
  'resources',
  builder,
  'vite.renderer.config.ts',
  'tsconfig.renderer.json',
  'package-lock.json',
];
const built = join(root, 'out', 'renderer');
const stampFile = join(built, '.sources.sha256');
const lock = join(root, 'out', '.renderer-lock');
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

/** The hash of every source file's path and contents, tests left out. */
export function hashSources(folder = root) {
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

/** @param {string} hash */
const isFresh = (hash) => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;

/** Two starts at once must not build into one folder: the second waits and usually finds the work done. */
function takeLock() {
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
 * Builds unless what is built is fresh. Exits with 1 when the build fails.
 *
 * @param {string} node the Node 24 to build with
 */
export function ensureRenderer(node, { force = false } = {}) {
  if (!existsSync(join(root, builder))) {
    process.stderr.write(`No ${builder}: the console and the portal are not part of this version yet.\n`);
    return;
  }
  if (!force && isFresh(hashSources())) return;
  takeLock();
  let code = 0;
  try {
    const hash = hashSources();
    if (!force && isFresh(hash)) return; // the build that we waited for
    const startedAt = Date.now();
    process.stderr.write('Building the console and the portal (first start, or their sources changed) …\n');
    rmSync(stampFile, { force: true });
    // The builder's standard output goes to our standard error: ours carries the ready line only.
    code = spawnSync(node, [join(root, builder)], { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1;
    if (code === 0) {
      writeFileSync(stampFile, hash);
      process.stderr.write(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  if (code !== 0) quit('The console could not be built (see above). After `npm ci` it should; is the disk full?', 1);
}
