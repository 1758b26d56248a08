import type { CSSProperties, ReactNode } from 'react';
import { usedPercent } from '../formats/quantity.ts';
import { Value } from '../formats/Value.tsx';
import type { Severity } from '../marks/severity.ts';
import './states.css';

export interface JobProgressProps {
  readonly title: ReactNode;
  /** 0…1; null while the end is not known. */
  readonly done: number | null;
  /** `1.24 of 2.00 M rows, 14 s left`; the result when it is over. */
  readonly detail: ReactNode;
  /** While it runs the bar is in the accent; `ok` when all of it worked, `high` when some is open, `crit` failed. */
  readonly result?: Severity;
  /** Cancel, Show 3, Undo. */
  readonly action?: ReactNode;
}

/** A job: progress, what is left, and a result that stays. It goes on when the view is left. */
export function JobProgress({ title, done, detail, result, action }: JobProgressProps) {
  const colour = result ? `var(--sev-${result}-fill)` : 'var(--accent)';
  const percent = done === null ? undefined : Math.round(Math.min(1, done) * 100);
  return (
    <div className="job">
      <div className="job-head">
        <b>{title}</b>
        <span className="grow" />
        {done !== null && <Value of={usedPercent(done)} />}
      </div>
      <div
        className="job-track"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-label={typeof title === 'string' ? title : 'Progress'}
        style={{ '--c': colour } as CSSProperties}
      >
        <span className={done === null ? 'job-fill unknown' : 'job-fill'} style={{ width: `${percent ?? 100}%` }} />
      </div>
      <div className="job-foot">
        <span>{detail}</span>
        <span className="grow" />
        {action}
      </div>
    </div>
  );
}
