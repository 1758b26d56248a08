import type uPlot from 'uplot';
import type { ChartData } from './chart-data.ts';
import { colour } from './colours.ts';
import type { ChartModel } from './series.ts';

/** Canvas pixels per CSS pixel; uPlot draws in canvas pixels. */
const ratio = (): number => devicePixelRatio || 1;

function font(ctx: CanvasRenderingContext2D): void {
  ctx.font = `${11 * ratio()}px Inter, system-ui, sans-serif`;
  ctx.textBaseline = 'alphabetic';
}

/** Behind the lines: the bands of gaps, so that nothing looks like zero. */
export function drawBehind(u: uPlot, data: ChartData): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.fillStyle = colour('surface-2');
  for (const gap of data.gaps ?? []) {
    const left = Math.max(bbox.left, u.valToPos(gap.fromMs, 'x', true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(gap.toMs, 'x', true));
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

/** Over the lines: zero of a mirrored chart, limits, events and the words of gaps. */
export function drawOver(u: uPlot, model: ChartModel, data: ChartData): void {
  const { ctx } = u;
  ctx.save();
  font(ctx);
  if (model.series.some((series) => series.mirrored)) drawZero(u);
  for (const limit of model.limits ?? []) drawLimit(u, limit);
  for (const gap of data.gaps ?? []) if (gap.label) drawWords(u, gap.toMs, gap.label);
  for (const event of data.events ?? []) drawEvent(u, event.atMs, event.label);
  ctx.restore();
}

function drawZero(u: uPlot): void {
  const { ctx, bbox } = u;
  const y = Math.round(u.valToPos(0, 'y', true)) + 0.5;
  ctx.strokeStyle = colour('line-2');
  ctx.lineWidth = ratio();
  line(ctx, bbox.left, y, bbox.left + bbox.width, y);
}

function drawLimit(u: uPlot, limit: NonNullable<ChartModel['limits']>[number]): void {
  const { ctx, bbox } = u;
  const y = Math.round(u.valToPos(limit.value, 'y', true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  const ink = colour(limit.colour ?? 'text-2');
  ctx.strokeStyle = ink;
  ctx.lineWidth = ratio();
  ctx.setLineDash([4 * ratio(), 3 * ratio()]);
  line(ctx, bbox.left, y, bbox.left + bbox.width, y);
  ctx.setLineDash([]);
  if (!limit.label) return;
  ctx.fillStyle = ink;
  const atStart = limit.side === 'start';
  ctx.textAlign = atStart ? 'left' : 'right';
  // Above the line where there is room, else below it.
  const above = y - bbox.top > 12 * ratio();
  ctx.fillText(
    limit.label,
    atStart ? bbox.left + 6 * ratio() : bbox.left + bbox.width - 4 * ratio(),
    y + (above ? -5 : 13) * ratio(),
  );
}

function drawEvent(u: uPlot, atMs: number, words: string): void {
  const { ctx, bbox } = u;
  const x = Math.round(u.valToPos(atMs, 'x', true)) + 0.5;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.strokeStyle = colour('text-3');
  ctx.lineWidth = ratio();
  ctx.setLineDash([2 * ratio(), 3 * ratio()]);
  line(ctx, x, bbox.top, x, bbox.top + bbox.height);
  ctx.setLineDash([]);
  drawWords(u, atMs, words);
}

/** Words at the top beside a moment, on its right unless they would leave the chart. */
function drawWords(u: uPlot, atMs: number, words: string): void {
  const { ctx, bbox } = u;
  const x = u.valToPos(atMs, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const away = 5 * ratio();
  const fits = x + away + ctx.measureText(words).width < bbox.left + bbox.width;
  ctx.fillStyle = colour('text-2');
  ctx.textAlign = fits ? 'left' : 'right';
  ctx.fillText(words, fits ? x + away : x - away, bbox.top + 11 * ratio());
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
