/**
 * Makes out/desktop/: the folder that Electron runs and that the installers carry. Shell, engine and rules go over one
 * to one, types stripped and imports pointed at the new names. Not bundled: the engine starts its threads by file, and
 * a stack trace names the line of the source. Only the preload is one CommonJS file, as the sandbox asks.
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { carry } from './carry.ts';
import { root } from './runtime.mjs';

const output = join(root, 'out', 'desktop');

if (import.meta.main) {
  rmSync(output, { recursive: true, force: true });
  for (const folder of ['electron', 'shared']) carry(folder, output);
  cpSync(join(root, 'resources'), join(output, 'resources'), { recursive: true });
  if (existsSync(join(root, 'out/renderer')))
    cpSync(join(root, 'out/renderer'), join(output, 'out/renderer'), { recursive: true });
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'electron/preload.ts'),
      outDir: join(output, 'electron'),
      emptyOutDir: false,
      rollupOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  });
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = { name, version, license, private: true, type: 'module', main: 'electron/main.js' };
  writeFileSync(join(output, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
