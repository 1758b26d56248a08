import type uPlot from 'uplot';
import { plain, type Quantity } from '../formats/quantity.ts';
import { clock, day } from '../formats/times.ts';
import type { ChartData } from './chart-data.ts';
import type { ChartModel } from './series.ts';

/** The box beside the crosshair with every value at that moment. Plain DOM: it moves with the pointer, 60 times a second. */
export interface Readout {
  readonly element: HTMLElement;
  readonly show: (u: uPlot, data: ChartData) => void;
  /** What it says now, for the screen reader. */
  readonly text: () => string;
}

export function readoutOf(model: ChartModel, zone: string): Readout {
  const element = document.createElement('div');
  element.className = 'readout';
  element.hidden = true;
  const moment = element.appendChild(document.createElement('strong'));
  const cells = model.series.map((series) => {
    const label = element.appendChild(document.createElement('span'));
    const arrow = series.direction === 'down' ? '↓ ' : series.direction === 'up' ? '↑ ' : '';
    label.textContent = `${arrow}${series.label}`;
    const value = element.appendChild(document.createElement('b'));
    if (series.direction) value.className = series.direction === 'down' ? 'dn' : 'up';
    return value;
  });
  let said = '';

  const show = (u: uPlot, data: ChartData) => {
    const place = u.cursor.idx;
    const left = u.cursor.left ?? -1;
    const at = place == null ? undefined : data.timesMs[place];
    if (place == null || at === undefined || left < 0) {
      element.hidden = true;
      said = '';
      return;
    }
    moment.textContent = momentText(at, data, zone);
    const words = [moment.textContent];
    model.series.forEach((series, index) => {
      const shown = (series.format ?? model.format)(data.values[index]?.[place] ?? null);
      const cell = cells[index];
      if (cell) draw(cell, shown);
      words.push(`${series.label} ${plain(shown)}`);
    });
    said = words.join(', ');
    element.hidden = false;
    // Past seven tenths the box goes to the other side of the crosshair, so that it never leaves the chart.
    const x = u.valToPos(at, 'x');
    const right = x > u.over.clientWidth * 0.7;
    element.style.left = right ? 'auto' : `${x + 10}px`;
    element.style.right = right ? `${u.over.clientWidth - x + 10}px` : 'auto';
  };
  return { element, show, text: () => said };
}

/** The clock, with the day when the chart is longer than one. */
function momentText(at: number, data: ChartData, zone: string): string {
  const first = data.domain?.[0] ?? data.timesMs[0] ?? at;
  const last = data.domain?.[1] ?? data.timesMs.at(-1) ?? at;
  const seconds = last - first < 3 * 3_600_000;
  const time = clock(at, zone, seconds);
  return last - first > 12 * 3_600_000 ? `${time}, ${day(at, last, zone)}` : time;
}

function draw(cell: HTMLElement, shown: Quantity): void {
  const nodes = shown.parts.flatMap(({ figures, unit }) => {
    const text = document.createTextNode(figures);
    if (!unit) return [text];
    const dim = document.createElement('span');
    dim.className = 'unit';
    dim.textContent = unit;
    return [text, dim];
  });
  cell.replaceChildren(...nodes);
}
