import type { ReactNode } from 'react';
import { IconButton } from '../controls/controls.tsx';
import { IconClose, IconOpenPage } from '../controls/icons.ts';
import { useEscape } from '../keys/keys.ts';
import '../pane/pane.css';
import './drawer.css';

/** A view's body with room for a drawer: beside it from 1440 px, over it below. */
export function WithDrawer({ drawer, children }: { readonly drawer: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="with-drawer">
      <div className="with-drawer-main">{children}</div>
      {drawer}
    </div>
  );
}

export interface DrawerProps {
  /** Whose drawer it is: a name, an address. */
  readonly title: ReactNode;
  /** The same as text, for the screen reader. */
  readonly label: string;
  readonly badge?: ReactNode;
  readonly onClose: () => void;
  /** Opens the full page (Shift Enter). */
  readonly onOpenPage?: () => void;
  /** Actions, always visible at the foot. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** The 376 px panel of one record. Not modal: the table keeps its keys, Escape closes the panel. */
export function Drawer({ title, label, badge, onClose, onOpenPage, footer, children }: DrawerProps) {
  useEscape(true, onClose);
  return (
    <aside className="drawer" aria-label={label}>
      <header>
        <h2 className="id ellip">{title}</h2>
        {badge}
        <span className="grow" />
        {onOpenPage && <IconButton icon={IconOpenPage} label="Open the full page" onClick={onOpenPage} />}
        <IconButton icon={IconClose} label="Close the panel" title="Close (Esc)" onClick={onClose} />
      </header>
      <div className="drawer-body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </aside>
  );
}

export interface DrawerSectionProps {
  readonly title?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a drawer under its 11 px label, closed by a line. */
export function DrawerSection({ title, children }: DrawerSectionProps) {
  return (
    <section>
      {title && <h3>{title}</h3>}
      {children}
    </section>
  );
}

/** Label and value pairs. */
export function Facts({ rows }: { readonly rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([label, value]) => (
        <div key={label} className="fact">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
