/**
 * Whether a desktop window can be opened here, found by looking only: asking the `electron` package for its path
 * would start a download that nobody asked for. Plain JavaScript for Node ≥ 20.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

/**
 * @param {{ folder?: string, platform?: string, env?: NodeJS.ProcessEnv }} [where]
 * @returns {{ found: true, electron: string } | { found: false, why: string }} `why` is a sentence with the remedy.
 */
export function findDesktop({ folder = root, platform = process.platform, env = process.env } = {}) {
  const package_ = join(folder, 'node_modules', 'electron');
  const pathFile = join(package_, 'path.txt'); // written by Electron's own installer when it is done
  const electron = existsSync(pathFile) ? join(package_, 'dist', readFileSync(pathFile, 'utf8').trim()) : undefined;
  if (!electron || !existsSync(electron)) {
    return { found: false, why: "Electron's program is not on this disk; `npm run install-electron` fetches it." };
  }
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return { found: false, why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).' };
  }
  return { found: true, electron };
}
