import { type CSSProperties, memo } from 'react';
import { type Quantity, usedPercent } from '../formats/quantity.ts';
import { usedOf } from '../formats/units.ts';
import { Value } from '../formats/Value.tsx';
import { quotaSeverity, type Severity } from './severity.ts';
import './marks.css';

export interface BarCellProps {
  /** Used of the whole, 0…1 and beyond. Null draws –. */
  readonly ratio: number | null;
  readonly severity: Severity;
  /** The figures before the bar, `107 / 40 GB`; right-aligned in `figuresWidth` px. */
  readonly figures?: Quantity;
  readonly figuresWidth?: number;
  /** Hatches the end of a bar that is more than full. */
  readonly over?: boolean;
}

/** A number over its track. The ticks at 60 and 80 % and the hatched end are the second sign of the colour. */
export const BarCell = memo(function BarCell({ ratio, severity, figures, figuresWidth = 96, over }: BarCellProps) {
  if (ratio === null) return <span className="zero">–</span>;
  const style = { '--p': `${Math.min(100, ratio * 100)}%`, '--c': `var(--sev-${severity}-fill)` } as CSSProperties;
  return (
    <span className={over ? 'bar over' : 'bar'} style={style}>
      {figures && (
        <span className="bar-figures" style={{ width: figuresWidth }}>
          <Value of={figures} />
        </span>
      )}
      <span className="bar-track" aria-hidden="true" />
      <span className="bar-percent">
        <Value of={usedPercent(ratio)} />
      </span>
    </span>
  );
});

export interface QuotaBarProps {
  readonly usedBytes: number | null;
  /** Null or 0: unlimited, only the volume is written. */
  readonly quotaBytes: number | null;
  readonly figuresWidth?: number;
}

/** How much of a quota is used, on the scale of F081. */
export function QuotaBar({ usedBytes, quotaBytes, figuresWidth = 104 }: QuotaBarProps) {
  if (usedBytes === null) return <span className="zero">–</span>;
  if (!quotaBytes) {
    return (
      <span className="bar">
        <span className="bar-figures" style={{ width: figuresWidth }}>
          <Value of={usedOf(usedBytes, null)} />
        </span>
        <span className="t3">no quota</span>
      </span>
    );
  }
  return (
    <BarCell
      ratio={usedBytes / quotaBytes}
      severity={quotaSeverity(usedBytes, quotaBytes)}
      figures={usedOf(usedBytes, quotaBytes)}
      figuresWidth={figuresWidth}
      over={usedBytes >= quotaBytes}
    />
  );
}
