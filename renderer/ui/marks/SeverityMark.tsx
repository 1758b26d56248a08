import type { ReactNode } from 'react';
import { type Severity, severityWord } from './severity.ts';
import './marks.css';

const shapes: Readonly<Record<Severity, ReactNode>> = {
  ok: <circle cx="5" cy="5" r="3" />,
  warn: <path d="M5 1.2 9.3 8.8H.7z" />,
  high: <path d="M5 .5 9.5 5 5 9.5.5 5z" />,
  crit: <path d="M1 1h8v8H1z" />,
  none: <circle cx="5" cy="5" r="2.6" fill="none" stroke="currentColor" strokeWidth="1.4" />,
};

export interface SeverityMarkProps {
  readonly severity: Severity;
  /** Edge in px; 8 in text, 10 in lists, 20 in states. */
  readonly size?: number;
  /** Said by screen readers. Leave it out where the words beside the mark already say it. */
  readonly label?: string;
}

/** The second sign of severity: the shape alone tells the level (● ok, ▲ warn, ◆ high, ■ crit, ○ none). */
export function SeverityMark({ severity, size = 8, label }: SeverityMarkProps) {
  return (
    <>
      <svg
        className={severity}
        width={size}
        height={size}
        viewBox="0 0 10 10"
        fill="currentColor"
        aria-hidden="true"
        focusable="false"
      >
        {shapes[severity]}
      </svg>
      {label !== undefined && <span className="sr-only">{label || severityWord[severity]}</span>}
    </>
  );
}

/** Shape and word on a tint of the level's colour. */
export function Badge({ severity, children }: { readonly severity: Severity; readonly children: ReactNode }) {
  return (
    <span className={`badge ${severity}`}>
      <SeverityMark severity={severity} />
      {children}
    </span>
  );
}

/** Shape and word without the tint: a state inside a table cell. */
export function Status({ severity, children }: { readonly severity: Severity; readonly children: ReactNode }) {
  return (
    <span className={`status ${severity === 'ok' ? '' : severity}`}>
      <SeverityMark severity={severity} />
      {children}
    </span>
  );
}
