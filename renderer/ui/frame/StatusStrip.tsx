import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Kbd } from '../controls/controls.tsx';
import { Glyph } from '../controls/Glyph.tsx';
import { IconSearch } from '../controls/icons.ts';
import { clock, day, durationText, utcOffset } from '../formats/times.ts';
import { Unit } from '../formats/Value.tsx';
import { isMac } from '../keys/keys.ts';
import { printed } from '../keys/match.ts';
import { useZone } from '../live/Ages.tsx';
import { useNow } from '../live/ticker.ts';
import { SeverityMark } from '../marks/SeverityMark.tsx';
import type { Severity } from '../marks/severity.ts';

/** One number of a strip item with its dim words: `8,412` `of 11,284`. */
export interface StripFigure {
  readonly value: ReactNode;
  readonly unit?: string;
}

/** A door in the strip. */
export interface StripItem {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly figures: readonly StripFigure[];
  /** Set only when it is not well: the strip is quiet on a good day. */
  readonly severity?: Severity | undefined;
  /** At the right of the figures, 88 × 30: the last minute as a Sparkline. */
  readonly trend?: ReactNode;
}

export interface StatusStripProps {
  readonly items: readonly StripItem[];
  readonly onFind: () => void;
  /** When the newest live data arrived, epoch ms; null before the first. */
  readonly dataAt: number | null;
  /** From this age on the data is called stale; default 10 s. */
  readonly staleAfterMs?: number;
}

/** Network health that never scrolls away; every item is a door to its view. */
export function StatusStrip({ items, onFind, dataAt, staleAfterMs = 10_000 }: StatusStripProps) {
  return (
    <>
      {items.map((item) => (
        <StripDoor key={item.id} item={item} />
      ))}
      <button type="button" className="strip-find" onClick={onFind}>
        <Glyph icon={IconSearch} size={16} />
        <span className="strip-find-words">Find anything</span>
        <Kbd>{printed('Mod k', isMac())}</Kbd>
      </button>
      <StripClock dataAt={dataAt} staleAfterMs={staleAfterMs} />
    </>
  );
}

const StripDoor = memo(function StripDoor({ item }: { readonly item: StripItem }) {
  return (
    <Link href={item.href} className="strip-item">
      <span>
        <small>
          {item.severity && <SeverityMark severity={item.severity} label="" />}
          {item.label}
        </small>
        <b>
          {item.figures.map((figure, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a strip item's figures never change their order
            <span key={place} className="strip-figure">
              {figure.value}
              {figure.unit && <Unit>{figure.unit}</Unit>}
            </span>
          ))}
        </b>
      </span>
      {item.trend && <span className="strip-trend">{item.trend}</span>}
    </Link>
  );
});

/** The operator's clock and the age of the data beside it; `Live` is claimed only while it is true. */
function StripClock({ dataAt, staleAfterMs }: { readonly dataAt: number | null; readonly staleAfterMs: number }) {
  const now = useNow();
  const zone = useZone();
  const ageMs = dataAt === null ? null : Math.max(0, now - dataAt);
  const stale = ageMs === null || ageMs > staleAfterMs;
  const age = ageMs === null ? 'no data' : durationText(ageMs, true);
  return (
    <div className="strip-clock">
      <small>
        {day(now, now, zone)}, {utcOffset(now, zone)}
      </small>
      <b>
        {clock(now, zone)}
        <span
          className={stale ? 'live stale' : 'live'}
          title={stale ? 'The newest data is this old' : 'Age of the newest data'}
        >
          {age}
        </span>
      </b>
    </div>
  );
}
