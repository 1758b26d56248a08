/** A point in time is epoch milliseconds; a missing sample is null and is never drawn as zero. */
export interface ChartData {
  /** Rising. */
  readonly timesMs: readonly number[];
  /** One row for each series of the chart, in its order, as long as `timesMs`. Mirrored series are given positive. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Stretches without samples, drawn as a band with the reason. `withGaps` finds those that nobody explained. */
  readonly gaps?: readonly ChartGap[];
  /** Vertical lines with words: a CoA, a reset. */
  readonly events?: readonly ChartEvent[];
  /** The time axis from edge to edge; by default from the first to the last sample. */
  readonly domain?: readonly [fromMs: number, toMs: number];
}

export interface ChartGap {
  readonly fromMs: number;
  readonly toMs: number;
  /** Why there is nothing: `Engine asleep 06:20 – 06:40, no samples`. */
  readonly label?: string;
}

export interface ChartEvent {
  readonly atMs: number;
  readonly label: string;
}

export const EMPTY_CHART: ChartData = { timesMs: [], values: [] };

/** More than this many steps between two samples is a gap: one late poll is not. */
const LATE = 1.8;

/**
 * Makes missing samples visible: where two samples are further apart than a late poll, an empty one is put between
 * them, so that the line breaks, and the stretch is listed in `gaps` unless one with a reason covers it already.
 *
 * `stepMs` is the time between samples when all is well.
 */
export function withGaps(data: ChartData, stepMs: number): ChartData {
  const { timesMs, values } = data;
  const found: ChartGap[] = [];
  const times: number[] = [];
  const rows: (number | null)[][] = values.map(() => []);
  timesMs.forEach((at, place) => {
    const before = timesMs[place - 1];
    if (before !== undefined && at - before > stepMs * LATE) {
      times.push(before + stepMs);
      for (const row of rows) row.push(null);
      found.push({ fromMs: before, toMs: at });
    }
    times.push(at);
    rows.forEach((row, series) => {
      row.push(values[series]?.[place] ?? null);
    });
  });
  if (found.length === 0) return data;
  const explained = data.gaps ?? [];
  const unexplained = found.filter((gap) => !explained.some((known) => overlaps(known, gap)));
  return {
    ...data,
    timesMs: times,
    values: rows,
    gaps: [...explained, ...unexplained].sort((a, b) => a.fromMs - b.fromMs),
  };
}

const overlaps = (a: ChartGap, b: ChartGap) => a.fromMs < b.toMs && b.fromMs < a.toMs;

/** Adds one sample at the end and forgets what is older than `spanMs`: the data of a live chart. */
export function appended(data: ChartData, atMs: number, sample: readonly (number | null)[], spanMs: number): ChartData {
  const from = atMs - spanMs;
  // One sample before the edge is kept, so that the line reaches it.
  const first = Math.max(0, data.timesMs.findIndex((at) => at >= from) - 1);
  const kept = data.timesMs.every((at) => at < from) ? data.timesMs.length : first;
  return {
    ...data,
    timesMs: [...data.timesMs.slice(kept), atMs],
    values: sample.map((value, series) => [...(data.values[series] ?? []).slice(kept), value]),
    domain: [from, atMs],
  };
}

/** Where a chart's data come from: they reach the canvas without passing through React's render. */
export interface ChartFeed {
  readonly current: () => ChartData;
  readonly subscribe: (listener: () => void) => () => void;
  readonly set: (data: ChartData) => void;
}

/** A feed that its owner sets: a store, a live topic, a query. */
export function createChartFeed(initial: ChartData = EMPTY_CHART): ChartFeed {
  let data = initial;
  const listeners = new Set<() => void>();
  return {
    current: () => data,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      data = next;
      for (const listener of listeners) listener();
    },
  };
}
