import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Glyph } from '../controls/Glyph.tsx';
import type { IconType } from '../controls/icons.ts';
import { SeverityMark } from '../marks/SeverityMark.tsx';
import type { Severity } from '../marks/severity.ts';
import './frame.css';

/** A door in the rail. */
export interface RailItem {
  readonly href: string;
  readonly label: string;
  readonly icon: IconType;
  /** How many, already formatted: `8,412`, `11/12`. */
  readonly count?: string | undefined;
  /** Marks the count when something behind the door needs a look. */
  readonly severity?: Severity | undefined;
}

export interface RailGroup {
  readonly label: string;
  readonly items: readonly RailItem[];
}

export interface FrameProps {
  /** The name of the ISP, under the product's. */
  readonly site: string;
  readonly groups: readonly RailGroup[];
  /** The path that is open; `/subscribers/12` lights the door `/subscribers`. */
  readonly path: string;
  /** The 48 px status strip. */
  readonly strip: ReactNode;
  /** At the foot of the rail: the operator and the menu. */
  readonly operator: ReactNode;
  /** The open view. */
  readonly children: ReactNode;
}

/** The console's frame: rail at the left, strip at the top, both always there, and one view. */
export function Frame({ site, groups, path, strip, operator, children }: FrameProps) {
  return (
    <div className="app">
      <header>
        <Link className="brand" href="/">
          <BrandMark />
          <span className="brand-words">
            <b>Lastmile</b>
            <small className="ellip">{site}</small>
          </span>
          <span className="sr-only">, to the overview</span>
        </Link>
      </header>
      <section className="strip" aria-label="Network now">
        {strip}
      </section>
      <nav className="rail" aria-label="Views">
        <div className="rail-doors">
          {groups.map((group) => (
            <div key={group.label}>
              <h2>{group.label}</h2>
              {group.items.map((item) => (
                <RailDoor key={item.href} item={item} open={isOpen(item.href, path)} />
              ))}
            </div>
          ))}
        </div>
        <div className="rail-me">{operator}</div>
      </nav>
      <main className="view">{children}</main>
    </div>
  );
}

const isOpen = (href: string, path: string) => path === href || (href !== '/' && path.startsWith(`${href}/`));

function RailDoor({ item, open }: { readonly item: RailItem; readonly open: boolean }) {
  return (
    <Link
      href={item.href}
      className={open ? 'door on' : 'door'}
      aria-current={open ? 'page' : undefined}
      title={item.label}
    >
      <Glyph icon={item.icon} />
      <span className="door-label">{item.label}</span>
      {item.count !== undefined && (
        <span className="door-count">
          {item.severity && <SeverityMark severity={item.severity} label="" />}
          {item.count}
        </span>
      )}
      {item.severity && <span className={`door-dot ${item.severity}`} aria-hidden="true" />}
    </Link>
  );
}

/** A line from the exchange up to the house: the last mile of it in the accent. */
export function BrandMark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" focusable="false">
      <path d="M2 15.5h5.5L12 4.5h6" stroke="var(--text-3)" strokeWidth="2" />
      <path d="M12 4.5h6" stroke="var(--down)" strokeWidth="2" />
      <circle cx="2.8" cy="15.5" r="2" fill="var(--text-1)" />
    </svg>
  );
}
