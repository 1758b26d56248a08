import type { ReactNode } from 'react';
import { Glyph } from '../controls/Glyph.tsx';
import { IconSearch, type IconType } from '../controls/icons.ts';
import { SeverityMark } from '../marks/SeverityMark.tsx';
import './states.css';

interface StateProps {
  readonly title: ReactNode;
  /** Why, and what is known: full sentences. */
  readonly children?: ReactNode;
  /** Buttons, the likeliest first and primary. */
  readonly actions?: ReactNode;
}

/** Nothing there yet: says why and offers the next useful act. */
export function EmptyState({ icon, title, children, actions }: StateProps & { readonly icon: IconType }) {
  return (
    <div className="state">
      <Glyph icon={icon} size={24} />
      <StateWords title={title} actions={actions}>
        {children}
      </StateWords>
    </div>
  );
}

/** The filter is the reason: says which, and offers to drop it. */
export function NoMatch(props: StateProps) {
  return <EmptyState icon={IconSearch} {...props} />;
}

/** Something failed: what, where, when, and what to do. Announced at once. */
export function ErrorState({ title, children, actions }: StateProps) {
  return (
    <div className="state" role="alert">
      <SeverityMark severity="crit" size={20} label="Error" />
      <StateWords title={title} actions={actions}>
        {children}
      </StateWords>
    </div>
  );
}

function StateWords({ title, children, actions }: StateProps) {
  return (
    <>
      <b>{title}</b>
      {children && <p>{children}</p>}
      {actions && <div className="state-actions">{actions}</div>}
    </>
  );
}

export interface SkeletonTableProps {
  /** Widths of the columns in per cent, with the side their text stands on. */
  readonly columns: readonly { readonly width: number; readonly end?: boolean }[];
  readonly rows: number;
}

/** Rows at their real height before the first answer. No shimmer: nothing moves that is not data. */
export function SkeletonTable({ columns, rows }: SkeletonTableProps) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: skeleton rows have no identity
        <div key={row} className="skeleton-row">
          {columns.map((column, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: skeleton cells have no identity
            <span key={place} style={{ width: `${column.width}%` }} className={column.end ? 'end' : undefined}>
              <span className="skel" style={{ width: `${35 + ((row * 37 + place * 61) % 40)}%` }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A few lines of text to come, for panes without a table. */
export function SkeletonLines({ lines = 4 }: { readonly lines?: number }) {
  return (
    <div className="skeleton-lines" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: skeleton lines have no identity
        <span key={line} className="skel" style={{ width: `${40 + ((line * 37) % 45)}%` }} />
      ))}
    </div>
  );
}
