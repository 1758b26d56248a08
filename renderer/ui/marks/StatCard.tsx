import type { ReactNode } from 'react';
import { SeverityMark } from './SeverityMark.tsx';
import { type Severity, severityWord } from './severity.ts';
import './stat.css';

export interface StatCardProps {
  readonly label: ReactNode;
  /** The number, 20 px: text or a Value. */
  readonly value: ReactNode;
  /** One dim line below: share, change, what it counts. */
  readonly note?: ReactNode;
  readonly severity?: Severity;
  /** A Sparkline at the right, 72 × 28. */
  readonly trend?: ReactNode;
  /** With these two the card is a filter; without `onToggle` it only reads. */
  readonly on?: boolean;
  readonly onToggle?: () => void;
}

/** A number of the view, and the filter that shows the rows behind it. */
export function StatCard({ label, value, note, severity, trend, on = false, onToggle }: StatCardProps) {
  const content = (
    <>
      <span className="stat-label">
        {severity && <SeverityMark severity={severity} label={severityWord[severity]} />}
        {label}
      </span>
      <span className="stat-value">{value}</span>
      <span className="stat-note">{note}</span>
      {trend && <span className="stat-trend">{trend}</span>}
    </>
  );
  if (!onToggle) return <div className="stat">{content}</div>;
  return (
    <button type="button" className={on ? 'stat on' : 'stat'} aria-pressed={on} onClick={onToggle}>
      {content}
    </button>
  );
}

/** A row of stat cards, divided by lines, each as wide as the others. */
export function Stats({ children }: { readonly children: ReactNode }) {
  return <div className="stats">{children}</div>;
}
