import { type CSSProperties, type KeyboardEvent, type ReactNode, useState } from 'react';
import { clock, day } from '../formats/times.ts';
import { useNow } from '../live/ticker.ts';
import { ganttRows, type Span } from './gantt-model.ts';
import './chart.css';
import './gantt.css';

/** How a bar looks: as usual, still lasting, or conspicuously short. */
export type BarLook = 'usual' | 'open' | 'short';

export interface GanttProps<S extends Span> {
  /** For the screen reader: `Sessions, 7 days`. */
  readonly label: string;
  readonly spans: readonly S[];
  readonly days: number;
  /** The operator's IANA zone. */
  readonly zone: string;
  readonly lookOf: (span: S) => BarLook;
  /** Label and value pairs of the readout; the values as text are read aloud. */
  readonly factsOf: (span: S) => readonly (readonly [label: string, value: string])[];
  readonly titleOf: (span: S) => string;
}

/**
 * What lasted when, one row per day with the hours across. The pointer or the arrow keys choose a bar; its facts are
 * shown and read aloud.
 */
export function Gantt<S extends Span>({
  label,
  spans,
  days,
  zone,
  lookOf,
  factsOf,
  titleOf,
}: GanttProps<S>): ReactNode {
  const now = useNow('minute');
  const [chosenId, setChosenId] = useState<S['id'] | null>(null);
  const rows = ganttRows(spans, { nowMs: now, zone, days });
  const inOrder = spans.toSorted((a, b) => a.fromMs - b.fromMs);
  const at = inOrder.findIndex(({ id }) => id === chosenId);
  const chosen = inOrder[at];
  const today = rows.at(-1);
  const todayShare = today ? (now - today.dayMs) / dayLength(zone, today.dayMs) : 0;

  const onKey = (event: KeyboardEvent) => {
    const last = inOrder.length - 1;
    const next = {
      ArrowLeft: at < 0 ? last : Math.max(0, at - 1),
      ArrowRight: at < 0 ? last : Math.min(last, at + 1),
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      setChosenId(inOrder[next]?.id ?? null);
    } else if (event.key === 'Escape' && chosen) {
      event.stopPropagation();
      setChosenId(null);
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <figure> is not interactive, and arrow keys choose a bar
    <div
      className="gantt"
      role="group"
      aria-roledescription="timeline"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the bars
      tabIndex={0}
      onKeyDown={onKey}
      onBlur={() => setChosenId(null)}
      onPointerLeave={() => setChosenId(null)}
    >
      <div className="gantt-rows" aria-hidden="true">
        {rows.map(({ dayMs, bars }) => (
          <div key={dayMs} className="gantt-row">
            <span className="gantt-day">{day(dayMs, dayMs, zone).split(' ').slice(0, 2).join(' ')}</span>
            <span className="gantt-track">
              {bars.map(({ span, left, width }) => (
                <span
                  key={span.id}
                  className={`gantt-bar ${lookOf(span)}${span.id === chosenId ? ' on' : ''}`}
                  style={{ '--left': `${left * 100}%`, '--width': `${width * 100}%` } as CSSProperties}
                  onPointerEnter={() => setChosenId(span.id)}
                />
              ))}
              {dayMs === today?.dayMs && (
                <span className="gantt-now" style={{ '--left': `${todayShare * 100}%` } as CSSProperties} />
              )}
            </span>
          </div>
        ))}
      </div>
      <div className="gantt-hours" aria-hidden="true">
        {['00:00', '06:00', '12:00', '18:00', '24:00'].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      {chosen && (
        <div className="readout" aria-hidden="true">
          <strong>{titleOf(chosen)}</strong>
          {factsOf(chosen).map(([name, value]) => (
            <FactLine key={name} name={name} value={value} />
          ))}
        </div>
      )}
      <span className="sr-only" aria-live="polite">
        {chosen && [titleOf(chosen), ...factsOf(chosen).map((fact) => fact.join(' '))].join(', ')}
      </span>
    </div>
  );
}

function FactLine({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <span>{name}</span>
      <b>{value}</b>
    </>
  );
}

/** 23 to 25 hours: to the same clock a day later. */
function dayLength(zone: string, dayMs: number): number {
  const hour = 3_600_000;
  return (
    [23, 24, 25].map((hours) => hours * hour).find((ms) => clock(dayMs + ms, zone, false) === '00:00') ?? 24 * hour
  );
}
