/** The map of a pool: one square per address, row by row, as wide as there is room. */
import { type CellState, stateToken } from './pool-words.ts';

export interface MapLook {
  readonly width: number;
  readonly size: number;
}

const gap = 1;

/** Large squares while they fit into a few rows; a /16 is a texture. */
export function cellSize({ width, size }: MapLook): number {
  for (const cell of [14, 11, 8, 6, 4])
    if (Math.ceil(size / Math.max(1, Math.floor(width / cell))) * cell <= 150) return cell;
  return 3;
}

export const columnsOf = (look: MapLook): number => Math.max(1, Math.floor(look.width / cellSize(look)));

export const mapHeight = (look: MapLook): number => Math.ceil(look.size / columnsOf(look)) * cellSize(look);

/** The place under a point; null where there is none. */
export function indexAt(look: MapLook, x: number, y: number): number | null {
  const cell = cellSize(look);
  const column = Math.floor(x / cell);
  if (column < 0 || column >= columnsOf(look) || y < 0) return null;
  const index = Math.floor(y / cell) * columnsOf(look) + column;
  return index < look.size ? index : null;
}

export function drawMap(
  canvas: HTMLCanvasElement,
  look: MapLook,
  states: ReadonlyMap<number, CellState>,
  chosen: number | null,
): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(look.width * ratio);
  canvas.height = Math.round(mapHeight(look) * ratio);
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const inks = new Map<string, string>();
  const ink = (token: string): string => {
    let value = inks.get(token);
    if (value === undefined) {
      value = style.getPropertyValue(`--${token}`).trim();
      inks.set(token, value);
    }
    return value;
  };
  const cell = cellSize(look);
  const columns = columnsOf(look);
  for (let index = 0; index < look.size; index++) {
    ctx.fillStyle = ink(stateToken[states.get(index) ?? 'free']);
    ctx.fillRect((index % columns) * cell, Math.floor(index / columns) * cell, cell - gap, cell - gap);
  }
  if (chosen === null) return;
  ctx.lineWidth = 2;
  ctx.strokeStyle = ink('text-1');
  ctx.strokeRect((chosen % columns) * cell, Math.floor(chosen / columns) * cell, cell - gap, cell - gap);
}
