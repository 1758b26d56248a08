/**
 * `npm run bench`: every benchmark, one after the other; `npm run bench -- radius-codec` runs one, flags are
 * passed on. A benchmark is a file
 * right in tests/bench/ that measures itself beside a reference in the same run and prints ratios; what several share
 * lies in folders below.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { quit, root } from './runtime.mjs';

const folder = join(root, 'tests/bench');
const known = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
  .map(({ name }) => name.replace(/\.ts$/, ''));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) quit(`No benchmark "${unknown.join(', ')}". There are: ${known.join(', ')}.`, 2);

const failed = known
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .filter((name) => {
    process.stdout.write(`\n── ${name}\n`);
    return (
      spawnSync(process.execPath, [join(folder, `${name}.ts`), ...flags], { cwd: root, stdio: 'inherit' }).status !== 0
    );
  });
if (failed.length > 0) quit(`Failed: ${failed.join(', ')}.`, 1);
