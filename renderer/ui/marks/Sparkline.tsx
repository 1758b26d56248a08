import { memo } from 'react';
import { sparkArea, sparkLine } from './spark-path.ts';
import './marks.css';

export interface SparklineProps {
  /** Oldest first; null is a gap. */
  readonly values: readonly (number | null)[];
  /** A second, thin line on the same scale: upload beside download. */
  readonly beside?: readonly (number | null)[];
  readonly width: number;
  readonly height: number;
  /** Top of the scale, e.g. the limit; by default a little above the largest value. */
  readonly max?: number;
  /** A CSS colour token without the dashes. */
  readonly tone?: 'down' | 'up' | 'text-2' | 'sev-ok' | 'sev-warn' | 'sev-high' | 'sev-crit';
  /** Fills below the line; download is area and line, everything else line only. */
  readonly area?: boolean;
}

/** The shape of the last minutes, no axis. Decoration beside its number, so hidden from screen readers. */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { values, beside, width, height, tone = 'down', area = tone === 'down' } = props;
  const max = props.max ?? topOf(values, beside);
  return (
    <svg className="spark" width={width} height={height} aria-hidden="true" focusable="false">
      {area && <path d={sparkArea(values, width, height, max)} className={`spark-area ${tone}`} />}
      <path d={sparkLine(values, width, height, max)} className={`spark-line ${tone}`} />
      {beside && <path d={sparkLine(beside, width, height, max)} className="spark-line up" />}
    </svg>
  );
});

function topOf(...rows: readonly (readonly (number | null)[] | undefined)[]): number {
  let top = 0;
  for (const row of rows) for (const value of row ?? []) if (value !== null && value > top) top = value;
  return top * 1.05;
}
