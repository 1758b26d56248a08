/**
 * Whether a desktop window can be opened here, found by looking only: asking the `electron` package for its path
 * would start a download that nobody asked for. Plain JavaScript for Node ≥ 20.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

/** What the shell starts (electron/main.ts). */
const engineHost = 'electron/engine/host/utility.ts';

/**
 * @param {{ folder?: string, platform?: string, env?: NodeJS.ProcessEnv, isRoot?: boolean }} [where]
 * @returns {{ found: true, electron: string } | { found: false, why: string }} `why` is a sentence with the remedy.
 */
export function findDesktop(where = {}) {
  const { folder = root, platform = process.platform, env = process.env, isRoot = process.getuid?.() === 0 } = where;
  if (!existsSync(join(folder, engineHost))) {
    return { found: false, why: `this version has no engine for it yet (no ${engineHost}).` };
  }
  const package_ = join(folder, 'node_modules', 'electron');
  const pathFile = join(package_, 'path.txt'); // written by Electron's own installer when it is done
  const electron = existsSync(pathFile) ? join(package_, 'dist', readFileSync(pathFile, 'utf8').trim()) : undefined;
  if (!electron || !existsSync(electron)) {
    return { found: false, why: "Electron's program is not on this disk; `npm run install-electron` fetches it." };
  }
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return { found: false, why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).' };
  }
  if (platform === 'linux' && isRoot) {
    return { found: false, why: "Chromium's sandbox does not run as root; start Lastmile as an ordinary user." };
  }
  return { found: true, electron };
}
