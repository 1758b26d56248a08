import type { CSSProperties, ReactNode } from 'react';
import { integer, percent } from '../formats/quantity.ts';
import { Value } from '../formats/Value.tsx';
import './distribution.css';

export interface DistributionRow {
  readonly id: string;
  /** What the bar counts: a TierLadder, a name. */
  readonly label: ReactNode;
  /** The same in words, for the screen reader: `Level 3`. */
  readonly name: string;
  readonly count: number;
  /** CSS colour of the bar, a token: `var(--sev-warn-fill)`. */
  readonly fill: string;
  /** Last column: a change, a share. By default the share of the total. */
  readonly note?: ReactNode;
}

export interface DistributionBarsProps {
  readonly rows: readonly DistributionRow[];
  /** 100 %; the sum of the rows unless given. */
  readonly total?: number;
  /** Logarithmic bars keep 8 visible beside 11,070; say so in the pane's head. */
  readonly scale?: 'log' | 'linear';
  /** Which row filters now. */
  readonly selected?: string | null;
  /** A click on a row filters by it; the same row again takes the filter away (null). */
  readonly onSelect?: (id: string | null) => void;
}

/** Counts by class as bars, one 28 px line each, clickable as filters. */
export function DistributionBars({ rows, total, scale = 'log', selected = null, onSelect }: DistributionBarsProps) {
  const sum = total ?? rows.reduce((all, row) => all + row.count, 0);
  const top = Math.max(1, ...rows.map((row) => row.count));
  const share = (count: number) => (scale === 'log' ? Math.log10(count + 1) / Math.log10(top + 1) : count / top);
  return (
    <div className="dist">
      {rows.map((row) => {
        const line = (
          <>
            <span className="dist-label">
              <span className="sr-only">{row.name}: </span>
              {row.label}
            </span>
            <span className="dist-track" aria-hidden="true">
              <span
                className="dist-fill"
                style={{ '--w': `${share(row.count) * 100}%`, '--c': row.fill } as CSSProperties}
              />
            </span>
            <span className="dist-count">{integer(row.count)}</span>
            <span className="dist-note">{row.note ?? <Value of={percent(sum > 0 ? row.count / sum : null)} />}</span>
          </>
        );
        if (!onSelect) {
          return (
            <div key={row.id} className="dist-row">
              {line}
            </div>
          );
        }
        const on = row.id === selected;
        return (
          <button
            key={row.id}
            type="button"
            className={on ? 'dist-row on' : 'dist-row'}
            aria-pressed={on}
            onClick={() => onSelect(on ? null : row.id)}
          >
            {line}
          </button>
        );
      })}
    </div>
  );
}
