import type { CSSProperties, ReactNode } from 'react';
import './pane.css';

export interface PanesProps {
  /** CSS grid of the view: `288px 308px minmax(0,1fr) / repeat(12,minmax(0,1fr))`. */
  readonly template: string;
  /** How the panes stack below 1440 px; default one column. */
  readonly narrow?: string;
  readonly children: ReactNode;
}

/** A view is panes divided by 1 px lines: no gutters, no card in a card. */
export function Panes({ template, narrow, children }: PanesProps) {
  return (
    <div
      className="panes"
      style={{ '--panes': template, '--panes-narrow': narrow ?? 'none / minmax(0,1fr)' } as CSSProperties}
    >
      {children}
    </div>
  );
}

export interface PaneProps {
  readonly title: ReactNode;
  /** Words right after the title: what is counted, `30 d`. */
  readonly note?: ReactNode;
  /** A ChartLegend or the pane's own numbers. */
  readonly legend?: ReactNode;
  /** At the right: links, a Seg, the stale badge. */
  readonly end?: ReactNode;
  /** How many of the twelve columns; any CSS grid-column value. */
  readonly column?: string;
  readonly row?: string;
  /** 16 px at the sides, for text; tables and charts go to the edge. */
  readonly padded?: boolean;
  /** Old numbers stay readable, dimmed, with their age in the head. */
  readonly stale?: boolean;
  readonly children: ReactNode;
}

/** A pane of a view: a 32 px head and a body that fills the rest. */
export function Pane({ title, note, legend, end, column, row, padded, stale, children }: PaneProps) {
  return (
    <section className="pane" style={{ '--column': column, '--row': row } as CSSProperties}>
      <header>
        <h2>{title}</h2>
        {note && <span className="t3 fs11 ellip">{note}</span>}
        {legend}
        {end && <div className="pane-end">{end}</div>}
      </header>
      <div className={`pane-body${padded ? ' padded' : ''}${stale ? ' is-stale' : ''}`}>{children}</div>
    </section>
  );
}

export interface PaneStackProps {
  readonly column?: string;
  readonly row?: string;
  /** CSS rows: `auto minmax(0,1fr)` lets the first be as high as its content. Equal shares unless given. */
  readonly rows?: string;
  readonly children: ReactNode;
}

/** Panes that share one cell of the view's grid, one above the other. */
export function PaneStack({ column, row, rows, children }: PaneStackProps) {
  const style = { '--column': column, '--row': row, '--rows': rows } as CSSProperties;
  return (
    <div className="pane-stack" style={style}>
      {children}
    </div>
  );
}
