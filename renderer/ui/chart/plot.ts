import uPlot from 'uplot';
import { axisLabel } from '../formats/units.ts';
import { agoLabels, agoSplits, NOTHING_TOP, timeLabels, yRange, ySplits } from './axes.ts';
import type { ChartData } from './chart-data.ts';
import { colour } from './colours.ts';
import { drawBehind, drawOver } from './draw.ts';
import { type Readout, readoutOf } from './readout.ts';
import { type ChartModel, type ChartSeries, drawOrder, lonePoints, plotted } from './series.ts';

const FONT = '11px Inter, system-ui, sans-serif';
const MINUTE = 60_000;
const DAY = 86_400_000;
/** A line that is shorter is not seen as one. */
const LEAST_LINE_PX = 4;

export interface PlotOptions {
  readonly model: ChartModel;
  /** The operator's IANA zone. */
  readonly zone: string;
  /** Charts with the same key share crosshair and zoom. */
  readonly syncKey?: string | undefined;
  readonly onZoom?: ((range: readonly [fromMs: number, toMs: number] | null) => void) | undefined;
}

/** A living chart: made once for its element, then fed. */
export interface Plot {
  readonly set: (data: ChartData) => void;
  readonly resize: (width: number, height: number) => void;
  /** After a change of theme or when the font has arrived. */
  readonly repaint: () => void;
  readonly resetZoom: () => void;
  /** Moves the crosshair by samples (keyboard) and returns what the readout says; null takes it away. */
  readonly step: (by: number | null) => string | null;
  readonly canvas: () => HTMLCanvasElement;
  readonly destroy: () => void;
}

/** Makes the uPlot of one chart. All data go through `set`; nothing here is React's. */
export function createPlot(host: HTMLElement, { model, zone, syncKey, onZoom }: PlotOptions): Plot {
  const order = drawOrder(model.series);
  let data: ChartData = { timesMs: [], values: [] };
  let zoom: readonly [number, number] | null = null;
  const readout: Readout = readoutOf(model, zone);

  const stepMs = () => {
    const { timesMs } = data;
    const [first = 0, second = first] = timesMs;
    return second - first;
  };
  const domain = (): [number, number] => {
    if (zoom) return [zoom[0], zoom[1]];
    if (data.domain) return [data.domain[0], data.domain[1]];
    const first = data.timesMs[0] ?? 0;
    if (data.timesMs.length === 1) return [first - MINUTE, first + MINUTE];
    const last = data.timesMs.at(-1) ?? first + 1;
    const bars = model.series.some((series) => series.kind === 'bars') ? stepMs() : 0; // a bar stands after its time
    return [first, Math.max(last + bars, first + 1)];
  };
  const setZoom = (u: uPlot, range: readonly [number, number] | null) => {
    zoom = range;
    const [min, max] = domain();
    u.setScale('x', { min, max });
    onZoom?.(range);
  };

  const options: uPlot.Options = {
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, host.clientHeight),
    ms: 1,
    padding: [8, 16, model.timeAxis === 'none' ? 8 : 0, 0],
    legend: { show: false },
    tzDate: (at) => uPlot.tzDate(new Date(at), zone),
    scales: {
      x: { time: true, range: () => domain() },
      y: {
        range: (u, min, max) => {
          const limits = (model.limits ?? []).map((limit) => limit.value);
          // A line comes in from the sample before the edge: where that is higher it must not leave the chart.
          const beside = besideSight(u, domain());
          const [low, high] = yRange({
            min: min === null ? min : Math.min(min, ...beside),
            max: max === null ? max : Math.max(max, ...beside),
            ...{ limits, top: model.top, base: model.base },
          });
          return [low, high];
        },
      },
    },
    axes: [timeAxis(model, zone, domain), valueAxis(model)],
    series: [{}, ...order.map((place) => seriesOptions(model.series[place] as ChartSeries))],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 5 },
      points: {
        size: 7,
        width: 1.5,
        fill: () => colour('surface-1'),
        stroke: (_, series) => colour(model.series[order[series - 1] ?? 0]?.colour ?? 'text-1'),
      },
      bind: {
        dblclick: (u) => () => {
          setZoom(u, null);
          return null;
        },
      },
      ...(syncKey ? { sync: { key: syncKey, setSeries: false } } : {}),
    },
    hooks: {
      drawClear: [(u) => drawBehind(u, data)],
      draw: [(u) => drawOver(u, model, data)],
      setCursor: [(u) => readout.show(u, data)],
      setSelect: [
        (u) => {
          const { left, width } = u.select;
          if (width < 5) return;
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          setZoom(u, [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')]);
        },
      ],
    },
  };

  const u = new uPlot(options, aligned(), host);
  u.over.append(readout.element);

  function aligned(): uPlot.AlignedData {
    const rows = plotted(model, data);
    return [
      data.timesMs as number[],
      ...order.map((place) => (model.series[place]?.readoutOnly ? [] : (rows[place] ?? []))),
    ];
  }

  return {
    set: (next) => {
      data = next;
      u.setData(aligned(), false);
      const [min, max] = domain();
      u.setScale('x', { min, max });
      readout.show(u, data);
    },
    resize: (width, height) => u.setSize({ width: Math.max(1, width), height: Math.max(1, height) }),
    repaint: () => u.redraw(false, true),
    resetZoom: () => setZoom(u, null),
    step: (by) => {
      if (by === null || data.timesMs.length === 0) {
        u.setCursor({ left: -10, top: -10 });
        return null;
      }
      const now = u.cursor.idx ?? data.timesMs.length - 1;
      const [from, to] = domain();
      const inSight = (at: number) => at >= from && at <= to;
      let next = Math.max(0, Math.min(data.timesMs.length - 1, u.cursor.idx == null ? now : now + by));
      if (!inSight(data.timesMs[next] ?? 0)) next = now;
      u.setCursor({ left: u.valToPos(data.timesMs[next] ?? 0, 'x'), top: 0 });
      return readout.text();
    },
    canvas: () => u.ctx.canvas,
    destroy: () => u.destroy(),
  };
}

function timeAxis(model: ChartModel, zone: string, domain: () => [number, number]): uPlot.Axis {
  const none = model.timeAxis === 'none';
  const ago = model.timeAxis === 'ago';
  return {
    font: FONT,
    stroke: () => colour('text-3'),
    size: none ? 0 : 22,
    gap: 6,
    space: 72,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
    values: (u, ticks, __, ___, stepMs) => {
      if (none) return ticks.map(() => null);
      if (ago) return agoLabels(ticks, domain()[1]);
      // A label centred on the right edge would touch the next pane.
      const labels = timeLabels(ticks, stepMs, zone);
      return labels.map((label, place) => (u.valToPos(ticks[place] ?? 0, 'x') > u.over.clientWidth - 8 ? null : label));
    },
    ...(ago ? { splits: (_u: uPlot, _axis: number, min: number, max: number) => agoSplits(min, max) } : {}),
    // Without this uPlot would label the year below the first tick of the day.
    incrs: [1, 5, 10, 15, 30]
      .map((seconds) => seconds * 1000)
      .concat(
        [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * 60_000),
        [1, 2, 7, 14, 28].map((days) => days * DAY),
      ),
  };
}

function valueAxis(model: ChartModel): uPlot.Axis {
  const least = model.unit === 'percent' || model.unit === 'ms' ? 0 : 1;
  return {
    font: FONT,
    stroke: () => colour('text-3'),
    size: model.axisWidth ?? 48,
    gap: 8,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
    splits: (u, _axis, min, max) =>
      min === 0 && max === NOTHING_TOP ? [0] : ySplits(min, max, u.bbox.height / devicePixelRatio, least),
    values: (_, ticks) => ticks.map((tick) => axisLabel(tick, model.unit)),
  };
}

function seriesOptions(series: ChartSeries): uPlot.Series {
  const stroke = () => colour(series.colour);
  const common = { label: series.label, spanGaps: false, points: { show: false } as uPlot.Series.Points };
  if (series.readoutOnly) return { ...common, scale: 'y', auto: false, show: false };
  switch (series.kind) {
    case 'bars': {
      const paths = uPlot.paths.bars?.({ size: [0.8, 44], align: 1 });
      return { ...common, fill: stroke, alpha: 0.85, width: 0, ...(paths ? { paths } : {}) };
    }
    case 'dash':
      return { ...common, stroke, width: 1, dash: [3, 3], points: lone(stroke) };
    case 'area':
      return { ...common, stroke, width: 1.4, fill: () => areaColour(series.colour), points: lone(stroke) };
    case 'line':
      return { ...common, stroke, width: 1.4, points: lone(stroke) };
  }
}

/** What the lines come from and go to: the samples next to those in sight. */
function besideSight(u: uPlot, [min, max]: readonly [number, number]): number[] {
  const times = u.data[0];
  let first = 0;
  while (first < times.length && (times[first] ?? 0) < min) first++;
  let last = times.length - 1;
  while (last >= 0 && (times[last] ?? 0) > max) last--;
  return u.data.slice(1).flatMap((row) => [row?.[first - 1], row?.[last + 1]].filter((value) => value != null));
}

/** Points where the line is too short to be seen, and nowhere else. */
function lone(fill: () => string): uPlot.Series.Points {
  return {
    show: false,
    size: 5,
    width: 0,
    fill,
    filter: (u, series) => {
      const { min = 0, max = 0 } = u.scales.x ?? {};
      const leastMs = (((max ?? 0) - (min ?? 0)) / Math.max(1, u.over.clientWidth)) * LEAST_LINE_PX;
      return lonePoints(u.data[0], u.data[series] ?? [], leastMs);
    },
  };
}

/** The tint that goes with a line: --down-area, --sev-high-bg; text colours have none of their own. */
function areaColour(token: string): string {
  if (token === 'down' || token === 'up') return colour(`${token}-area`);
  return token.startsWith('sev-') ? colour(`${token.replace('-fill', '')}-bg`) : colour('line');
}
