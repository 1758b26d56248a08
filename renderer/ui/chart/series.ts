import type { Quantity } from '../formats/quantity.ts';
import type { AxisUnit } from '../formats/units.ts';
import type { ChartData } from './chart-data.ts';
import type { ColourToken } from './colours.ts';

/** One line, area or row of bars. */
export interface ChartSeries {
  readonly id: string;
  /** In the readout and the CSV: `Ingress`. */
  readonly label: string;
  /** Before the label in the readout: ↓ or ↑. */
  readonly direction?: 'down' | 'up';
  readonly colour: ColourToken;
  /** `area` line and fill, `line`, `dash` thin and dashed (last week), `bars`. */
  readonly kind: 'area' | 'line' | 'dash' | 'bars';
  /** Draws it below zero: upload under download. */
  readonly mirrored?: boolean;
  /** Bars on top of the bars of that series. */
  readonly stackedOn?: string;
  /** Not drawn, only read: `Online` beside the traffic. Its values do not touch the y axis. */
  readonly readoutOnly?: boolean;
  /** The value in the readout; the chart's own format unless given. */
  readonly format?: (value: number | null) => Quantity;
}

/** A horizontal line that must not be crossed. */
export interface ChartLimit {
  readonly value: number;
  readonly label: string;
  readonly colour?: ColourToken;
  /** Where the words stand. */
  readonly side?: 'start' | 'end';
}

/** What a chart is, apart from its data. Must be stable: a new object is a new chart. */
export interface ChartModel {
  /** For the screen reader and the exported file: `Traffic, 24 hours`. */
  readonly label: string;
  readonly unit: AxisUnit;
  readonly format: (value: number | null) => Quantity;
  readonly series: readonly ChartSeries[];
  readonly limits?: readonly ChartLimit[];
  /** Fixed top of the y axis: 100 for per cent. */
  readonly top?: number;
  /** `data`: the y axis need not show zero. */
  readonly base?: 'zero' | 'data';
  /** px of the y axis; equal numbers line stacked charts up. */
  readonly axisWidth?: number;
  /** `ago` counts back from the right edge: −2 min … now. */
  readonly timeAxis?: 'clock' | 'ago' | 'none';
}

/** What is plotted: mirrored series negative, stacked ones on their base. `null` stays a gap. */
export function plotted(model: ChartModel, data: ChartData): (number | null)[][] {
  return model.series.map((series, place) => {
    const values = data.values[place] ?? [];
    const base = model.series.findIndex((other) => other.id === series.stackedOn);
    const sign = series.mirrored ? -1 : 1;
    return data.timesMs.map((_, at) => {
      const value = values[at] ?? null;
      if (value === null) return null;
      return sign * (value + (base >= 0 ? (data.values[base]?.[at] ?? 0) : 0));
    });
  });
}

/** Series in the order of drawing: what stands on another is drawn first and covered by it. */
export function drawOrder(series: readonly ChartSeries[]): number[] {
  const places = series.map((_, place) => place);
  return [
    ...places.filter((place) => series[place]?.stackedOn),
    ...places.filter((place) => !series[place]?.stackedOn),
  ];
}

/**
 * Samples that a line would not show: those in a run, from gap to gap, that is shorter than `leastMs`. They are drawn as
 * points, else the first minute of a day of minutes would be an empty chart.
 */
export function lonePoints(
  timesMs: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
  leastMs: number,
): number[] {
  const found: number[] = [];
  let run: number[] = [];
  const end = () => {
    const [first = 0, last = first] = [timesMs[run[0] ?? 0], timesMs[run.at(-1) ?? 0]];
    if (last - first < leastMs) found.push(...run);
    run = [];
  };
  for (let place = 0; place < timesMs.length; place++) {
    if (values[place] == null) end();
    else run.push(place);
  }
  end();
  return found;
}

/** The chart as CSV: ISO time, then one column for each series, in the chart's base unit. */
export function chartCsv(model: ChartModel, data: ChartData): string {
  const head = ['time', ...model.series.map((series) => `${series.label} (${model.unit})`)];
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = data.timesMs.map((at, place) =>
    [new Date(at).toISOString(), ...model.series.map((_, series) => data.values[series]?.[place] ?? '')].join(','),
  );
  return `${[head.map(quoted).join(','), ...lines].join('\r\n')}\r\n`;
}
