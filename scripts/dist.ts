/**
 * `npm run dist`: installers into dist/, for this system unless electron-builder's own flags say otherwise
 * (`npm run dist -- --win`). electron-builder downloads Electron where it is not in its cache.
 */
import { spawnSync } from 'node:child_process';
import { desktop, ensureBuilt } from './built.mjs';
import { findCommand, quit, root } from './runtime.mjs';

ensureBuilt(desktop, process.execPath, { force: true });
const builder = findCommand('electron-builder') ?? quit('electron-builder is not installed. Run `npm ci` first.', 1);
const { status } = spawnSync(
  process.execPath,
  [builder, '--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
