import type { ReactNode } from 'react';
import type { Severity } from './severity.ts';
import './marks.css';

export interface RingProps {
  /** Used of the whole; everything from 1 up is a full ring. */
  readonly ratio: number;
  /** Outer diameter in px. */
  readonly size?: number;
  readonly thickness?: number;
  /** `quotaSeverity` in the console (F081), `ringSeverity` in the portal (F012). */
  readonly severity: Severity;
  /** What the ring says to a screen reader: `193 of 80 GB, 241 %`. */
  readonly label: string;
  /** Inside the ring: the number and a small line below it. */
  readonly children?: ReactNode;
}

/** A quota as a ring that starts at twelve o'clock. */
export function Ring({ ratio, size = 88, thickness = 8, severity, label, children }: RingProps) {
  const radius = (size - thickness) / 2;
  const length = 2 * Math.PI * radius;
  const middle = size / 2;
  const shown = Math.min(1, Math.max(0, ratio));
  return (
    <span className="ring" role="img" aria-label={label} style={{ width: size, height: size }}>
      <svg width={size} height={size} aria-hidden="true" focusable="false">
        <circle cx={middle} cy={middle} r={radius} fill="none" className="ring-track" strokeWidth={thickness} />
        <circle
          cx={middle}
          cy={middle}
          r={radius}
          fill="none"
          className={`ring-used ${severity}`}
          strokeWidth={thickness}
          strokeDasharray={`${length * shown} ${length}`}
          transform={`rotate(-90 ${middle} ${middle})`}
        />
      </svg>
      <span className="ring-text" aria-hidden="true">
        {children}
      </span>
    </span>
  );
}
