/** Finds the programs of others that tests and screenshots use. Looks only; nothing is started or fetched. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of `names` on PATH (with `.exe` on Windows), as a path. */
export function findOnPath(names: readonly string[], env: NodeJS.ProcessEnv = process.env): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))))
    .find(isExecutable);
}

/**
 * A Chromium to drive: `LASTMILE_CHROMIUM`, else a distribution's, else an installed Chrome. (Debian's is preferred to
 * a downloaded one: it is there on a bare server and gets security updates with the system.)
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.LASTMILE_CHROMIUM) return isExecutable(env.LASTMILE_CHROMIUM) ? env.LASTMILE_CHROMIUM : undefined;
  return (
    findOnPath(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'], env) ??
    [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ].find(isExecutable)
  );
}

/** Chromium's sandbox refuses to start as root (containers, build machines). */
export const chromiumFlags = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);
