import { type Sample, spanMs, stepMs } from '../session/samples.ts';

export interface MinutePaths {
  readonly downLine: string;
  readonly downArea: string;
  readonly upLine: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Two calls that were never made, or brought no number, are a gap and no line. */
const gapMs = 2.5 * stepMs;

const px = (value: number): string => (Math.round(value * 10) / 10).toString();

/** The last minute up to `at` as SVG paths, time from left to right; `topBps` is the height of the scale. */
export function minutePaths(
  samples: readonly Sample[],
  at: number,
  { width, height, topBps }: { readonly width: number; readonly height: number; readonly topBps: number },
): MinutePaths {
  const runs = (of: (sample: Sample) => number | null): Point[][] => {
    const found: Point[][] = [];
    let last: number | undefined;
    for (const sample of samples) {
      const value = of(sample);
      if (value === null) {
        last = undefined;
        continue;
      }
      if (last === undefined || sample.at - last > gapMs) found.push([]);
      last = sample.at;
      const share = topBps > 0 ? Math.min(1, value / topBps) : 0;
      found.at(-1)?.push({ x: width * (1 - (at - sample.at) / spanMs), y: height - 1 - share * (height - 2) });
    }
    return found;
  };
  // A lone sample is a dash of 1 px, so that it can be seen at all.
  const line = (run: readonly Point[]): string =>
    run.map(({ x, y }, place) => `${place > 0 ? 'L' : 'M'}${px(x)} ${px(y)}`).join('') + (run.length === 1 ? 'h1' : '');
  const area = (run: readonly Point[]): string =>
    `${line(run)}L${px(run.at(-1)?.x ?? 0)} ${height}L${px(run[0]?.x ?? 0)} ${height}Z`;
  const down = runs(({ downBps }) => downBps);
  return {
    downLine: down.map(line).join(''),
    downArea: down
      .filter((run) => run.length > 1)
      .map(area)
      .join(''),
    upLine: runs(({ upBps }) => upBps)
      .map(line)
      .join(''),
  };
}
