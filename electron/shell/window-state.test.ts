import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boundsToOpen, readWindowState, saveWindowState } from './window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastmile-window-'));
afterAll(() => rmSync(folder, { recursive: true }));
const laptop = { x: 0, y: 0, width: 1920, height: 1040 };
const wall = { x: 1920, y: 0, width: 2560, height: 1400 };
const at = (x: number, y: number, width = 1200, height = 800) => ({
  bounds: { x, y, width, height },
  isMaximized: false,
});

describe('the window opens', () => {
  it.each([
    ['in the middle at first, at the size the console is drawn for', undefined, [laptop], [160, 20, 1600, 1000]],
    ['no larger than a small screen', undefined, [{ ...laptop, width: 1280, height: 760 }], [0, 0, 1280, 760]],
    ['where it was', at(2000, 100), [laptop, wall], [2000, 100, 1200, 800]],
    ['in the middle when its screen is gone', at(2000, 100), [laptop], [360, 120, 1200, 800]],
    ['in the middle when its title bar is above the screen', at(100, -300), [laptop], [360, 120, 1200, 800]],
    ['where it was, half out of the screen', at(1800, 100), [laptop], [1800, 100, 1200, 800]],
    ['in the middle when less than a hand of it is visible', at(1821, 100), [laptop], [360, 120, 1200, 800]],
  ])('%s', (_case, saved, screens, [x, y, width, height]) => {
    expect(boundsToOpen(saved, screens)).toEqual({ x, y, width, height });
  });
});

describe('the saved position', () => {
  const file = join(folder, 'window.json');

  it('comes back as it was saved', async () => {
    const state = { bounds: { x: 1, y: 2, width: 1200, height: 800 }, isMaximized: true };
    await saveWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
  });

  it.each([
    ['absent', undefined],
    ['cut off', '{"bounds":{"x":1'],
    ['of another shape', '{"bounds":{"x":"1"},"isMaximized":1}'],
    ['too small to see', '{"bounds":{"x":1,"y":1,"width":3,"height":3},"isMaximized":false}'],
  ])('that is %s is no position', (_case, text) => {
    const other = join(folder, 'other.json');
    rmSync(other, { force: true });
    if (text !== undefined) writeFileSync(other, text);
    expect(readWindowState(other)).toBeUndefined();
  });
});
