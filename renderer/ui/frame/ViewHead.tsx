import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { durationText } from '../formats/times.ts';
import { useNow } from '../live/ticker.ts';

export interface ViewHeadProps {
  readonly title: ReactNode;
  /** The views above: `Subscribers /`. */
  readonly crumbs?: readonly { readonly href: string; readonly label: string }[];
  /** Beside the title: LiveMark, badges. */
  readonly status?: ReactNode;
  /** Dim words about the whole view: `8,412 open`. */
  readonly note?: ReactNode;
  /** At the right: range, export, the view's actions. */
  readonly actions?: ReactNode;
}

/** The 40 px head of a view. */
export function ViewHead({ title, crumbs = [], status, note, actions }: ViewHeadProps) {
  return (
    <div className="view-head">
      {crumbs.length > 0 && (
        <nav className="crumbs" aria-label="Path">
          {crumbs.map((crumb) => (
            <span key={crumb.href}>
              <Link href={crumb.href}>{crumb.label}</Link>
              <span aria-hidden="true"> / </span>
            </span>
          ))}
        </nav>
      )}
      <h1>{title}</h1>
      {status}
      {note && <span className="fs12 t2 ellip">{note}</span>}
      <span className="grow" />
      {actions}
    </div>
  );
}

/** A view's own 28 px foot: rows, units, keys. */
export function ViewFoot({ children, keys }: { readonly children: ReactNode; readonly keys?: ReactNode }) {
  return (
    <div className="view-foot">
      {children}
      {keys && <span className="view-foot-keys">{keys}</span>}
    </div>
  );
}

export interface LiveMarkProps {
  /** When the newest data arrived, epoch ms; null before the first. */
  readonly at: number | null;
  readonly staleAfterMs?: number;
  /** When the next attempt comes, epoch ms, while the stream is down. */
  readonly retryAt?: number | null;
  /** What is said while fresh; default `Live`. */
  readonly children?: ReactNode;
}

/** ● Live, or ■ `No data for 42 s, retrying in 3 s`. */
export function LiveMark({ at, staleAfterMs = 10_000, retryAt = null, children = 'Live' }: LiveMarkProps) {
  const now = useNow();
  if (at === null) return <span className="live none">Connecting</span>;
  const ageMs = now - at;
  if (ageMs <= staleAfterMs) return <span className="live">{children}</span>;
  const retry = retryAt !== null && retryAt > now ? `, retrying in ${durationText(retryAt - now)}` : '';
  return (
    <span className="live stale" role="status">
      No data for {durationText(ageMs)}
      {retry}
    </span>
  );
}
