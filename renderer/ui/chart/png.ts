import { colour } from './colours.ts';
import type { ChartModel } from './series.ts';

/** The chart as it is on the screen, on its surface, with title and legend above: fit for a mail or a report. */
export async function chartPng(model: ChartModel, canvas: HTMLCanvasElement): Promise<Blob> {
  const scale = devicePixelRatio || 1;
  const head = 32 * scale;
  const sheet = document.createElement('canvas');
  sheet.width = canvas.width;
  sheet.height = canvas.height + head;
  const ctx = sheet.getContext('2d');
  if (!ctx) throw new Error('The browser gave no canvas for the picture.');
  ctx.fillStyle = colour('surface-1');
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  ctx.textBaseline = 'middle';
  ctx.font = `600 ${12 * scale}px Inter, system-ui, sans-serif`;
  ctx.fillStyle = colour('text-1');
  ctx.fillText(model.label, 16 * scale, head / 2);
  let x = 16 * scale + ctx.measureText(model.label).width + 20 * scale;
  ctx.font = `${11 * scale}px Inter, system-ui, sans-serif`;
  for (const series of model.series) {
    if (series.readoutOnly) continue;
    ctx.fillStyle = colour(series.colour);
    ctx.fillRect(x, head / 2 - 1.5 * scale, 10 * scale, 3 * scale);
    ctx.fillStyle = colour('text-2');
    ctx.fillText(series.label, x + 16 * scale, head / 2);
    x += 16 * scale + ctx.measureText(series.label).width + 16 * scale;
  }
  ctx.drawImage(canvas, 0, head);
  return new Promise((resolve, reject) => {
    sheet.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser could not encode the picture.'))),
      'image/png',
    );
  });
}
