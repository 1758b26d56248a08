/**
 * Runs a package's command or a source file of ours under the pinned Node 24, whatever Node started npm.
 *
 *   node scripts/node24.mjs vitest run          a command of a direct dependency
 *   node scripts/node24.mjs electron/x.ts -- …  a source file (Node 24 strips the types itself)
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { become, findCommand, quit, requireNode24, root } from './runtime.mjs';

const [target = '', ...rest] = process.argv.slice(2);
const node = requireNode24();
const isFile = /\.(ts|mjs|js)$/.test(target);
const script = isFile ? resolve(root, target) : findCommand(target);
if (!script || !existsSync(script)) {
  const known = isFile ? 'no such file' : 'no direct dependency has this command; run `npm ci` first';
  quit(`Cannot run "${target}": ${known}.`, 1);
}
// A lone `--` only separates npm's arguments from ours.
become(node, [script, ...(isFile && rest[0] === '--' ? rest.slice(1) : rest)]);
