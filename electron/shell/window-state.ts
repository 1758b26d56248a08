/** Where the window was, so that it opens there again: as data, checked against the screens that exist now. */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const Rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) });
const WindowState = z.object({ bounds: Rectangle, isMaximized: z.boolean() });
export type Rectangle = z.output<typeof Rectangle>;
export type WindowState = z.output<typeof WindowState>;

/** The size that the console is designed for. */
const defaultSize = { width: 1600, height: 1000 };
/** So much of the window must lie on a screen that its title bar can be caught. */
const visiblePx = 100;

/** What was saved, or undefined where it is absent or unreadable: a lost position is not worth an error. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Written beside and moved into place, so that a power cut leaves the old one. */
export async function saveWindowState(file: string, state: WindowState): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(state));
  await rename(`${file}.new`, file);
}

/**
 * The bounds to open with. `screens` are the work areas that exist now, the primary one first: a window that was on a
 * screen since unplugged comes back to the middle of the primary one, and never larger than it.
 */
export function boundsToOpen(saved: WindowState | undefined, screens: readonly Rectangle[]): Rectangle {
  if (saved && screens.some((screen) => isCatchable(saved.bounds, screen))) return saved.bounds;
  const screen = screens[0];
  if (!screen) return { x: 0, y: 0, ...defaultSize };
  const width = Math.min(saved?.bounds.width ?? defaultSize.width, screen.width);
  const height = Math.min(saved?.bounds.height ?? defaultSize.height, screen.height);
  const x = screen.x + Math.round((screen.width - width) / 2);
  const y = screen.y + Math.round((screen.height - height) / 2);
  return { x, y, width, height };
}

function isCatchable(bounds: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
  const isTitleOn = bounds.y >= screen.y && bounds.y < screen.y + screen.height - visiblePx;
  return across >= visiblePx && isTitleOn;
}
