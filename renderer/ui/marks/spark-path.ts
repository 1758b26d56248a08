type Samples = readonly (number | null)[];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** px of the dash that stands for a sample without neighbours. */
const LONE = 3;

/** Cuts samples into runs without gaps, in pixels; `max` is the top of the scale, 1 px is kept free at both edges. */
function runsOf(values: Samples, width: number, height: number, max: number): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  const last = Math.max(1, values.length - 1);
  // The only sample there is was taken now, and now is at the right.
  const from = values.length === 1 ? width - LONE : 0;
  values.forEach((value, place) => {
    if (value === null) {
      if (run.length > 0) runs.push(run);
      run = [];
      return;
    }
    const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
    run.push({ x: from + (place / last) * width, y: height - 1 - share * (height - 2) });
  });
  if (run.length > 0) runs.push(run);
  return runs;
}

const px = (value: number) => (Math.round(value * 10) / 10).toString();
const lineOf = (run: readonly Point[]) => run.map(({ x, y }, i) => `${i ? 'L' : 'M'}${px(x)} ${px(y)}`).join('');

/** The line through the samples as an SVG path; a gap lifts the pen, a lone sample becomes a dash. */
export function sparkLine(values: Samples, width: number, height: number, max: number): string {
  return runsOf(values, width, height, max)
    .map((run) => (run.length === 1 ? `${lineOf(run)}h${LONE}` : lineOf(run)))
    .join('');
}

/** The area below that line, one closed figure for each run. */
export function sparkArea(values: Samples, width: number, height: number, max: number): string {
  return runsOf(values, width, height, max)
    .map((run) => `${lineOf(run)}L${px(run.at(-1)?.x ?? 0)} ${height}L${px(run[0]?.x ?? 0)} ${height}Z`)
    .join('');
}
