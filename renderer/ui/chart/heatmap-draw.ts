import type { Quantity } from '../formats/quantity.ts';
import { type HeatCell, heatStep } from './heatmap-model.ts';

/** The measures of a heatmap in CSS px. */
export interface HeatmapLook {
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowHeight: number;
}

const LEFT = 40;
const TOP = 18;
const GAP = 1;
const FONT = '11px Inter, system-ui, sans-serif';
/** From this width on a cell's own number fits in it. */
const NUMBER_WIDTH = 36;

const columnWidth = ({ width, columns }: HeatmapLook): number => (width - LEFT) / columns;

export const heatmapHeight = ({ rows, rowHeight }: HeatmapLook): number => TOP + rows * rowHeight;

/** Top middle of a cell. */
export function placeOf(look: HeatmapLook, { row, column }: HeatCell): { readonly x: number; readonly y: number } {
  return { x: LEFT + (column + 0.5) * columnWidth(look), y: TOP + row * look.rowHeight };
}

/** The cell under a point of the canvas; null beside the grid. */
export function cellAt(look: HeatmapLook, x: number, y: number): HeatCell | null {
  const column = Math.floor((x - LEFT) / columnWidth(look));
  const row = Math.floor((y - TOP) / look.rowHeight);
  return column >= 0 && column < look.columns && row >= 0 && row < look.rows ? { row, column } : null;
}

export interface HeatmapScene {
  readonly look: HeatmapLook;
  readonly rows: readonly { readonly short: string }[];
  readonly columns: readonly { readonly short: string | null }[];
  readonly cells: readonly (readonly (number | null)[])[];
  readonly max: number;
  readonly format: (value: number | null) => Quantity;
  readonly chosen: HeatCell | null;
}

/** Paints the whole grid: 168 rectangles cost well under a millisecond, so nothing is kept between paints. */
export function drawHeatmap(canvas: HTMLCanvasElement, scene: HeatmapScene): void {
  const { look, cells, max, chosen } = scene;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(look.width * ratio);
  canvas.height = Math.round(heatmapHeight(look) * ratio);
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.scale(ratio, ratio);
  // Read from the element, not from the cache of all charts: an upload heatmap has a ramp of its own.
  const style = getComputedStyle(canvas);
  const ink = (token: string) => style.getPropertyValue(`--${token}`).trim();
  const wide = columnWidth(look);

  ctx.font = FONT;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = ink('text-3');
  ctx.textAlign = 'right';
  scene.rows.forEach(({ short }, row) => {
    ctx.fillText(short, LEFT - 8, TOP + (row + 0.5) * look.rowHeight);
  });
  ctx.textAlign = 'left';
  scene.columns.forEach(({ short }, column) => {
    if (short !== null) ctx.fillText(short, LEFT + column * wide, TOP / 2 - 1);
  });

  const ramp = Array.from({ length: 7 }, (_, step) => ink(`heat-${step}`));
  const dim = ink('text-1');
  const onBright = ink('on-accent');
  const hole = ink('line');
  cells.forEach((line, row) => {
    line.forEach((value, column) => {
      // Whole pixels: edges between cells stay one pixel wide wherever they fall.
      const left = Math.round(LEFT + column * wide);
      const right = Math.round(LEFT + (column + 1) * wide) - GAP;
      const top = TOP + row * look.rowHeight;
      const tall = look.rowHeight - GAP;
      const step = heatStep(value, max);
      if (step === null) {
        ctx.strokeStyle = hole;
        ctx.strokeRect(left + 0.5, top + 0.5, right - left - 1, tall - 1);
        return;
      }
      ctx.fillStyle = ramp[step] ?? '';
      ctx.fillRect(left, top, right - left, tall);
      if (wide >= NUMBER_WIDTH && value) {
        ctx.fillStyle = step >= 5 ? onBright : dim;
        ctx.textAlign = 'center';
        ctx.fillText(scene.format(value).parts[0]?.figures ?? '', (left + right) / 2, top + tall / 2 + 0.5);
      }
    });
  });
  if (chosen) {
    ctx.lineWidth = 2;
    ctx.strokeStyle = dim;
    const left = Math.round(LEFT + chosen.column * wide);
    const right = Math.round(LEFT + (chosen.column + 1) * wide) - GAP;
    ctx.strokeRect(left, TOP + chosen.row * look.rowHeight, right - left, look.rowHeight - GAP);
  }
}
