import { type CSSProperties, type PointerEvent, useEffect, useRef, useState } from 'react';
import { plain, type Quantity } from '../formats/quantity.ts';
import { Value } from '../formats/Value.tsx';
import { useWidth } from '../layout/use-width.ts';
import { useScheme } from '../theme/scheme.ts';
import { cellAt, drawHeatmap, type HeatmapLook, heatmapHeight, placeOf } from './heatmap-draw.ts';
import { HEAT_STEPS, type HeatCell, heatMax, heatMove } from './heatmap-model.ts';
import './chart.css';
import './heatmap.css';

export interface HeatmapProps {
  /** For the screen reader: `Download by hour and weekday`. */
  readonly label: string;
  /** In words for the readout (`Friday`), and short beside the row (`Fri`). */
  readonly rows: readonly { readonly name: string; readonly short: string }[];
  /** In words for the readout (`21:00`), and above the column where there is something to write. */
  readonly columns: readonly { readonly name: string; readonly short: string | null }[];
  /** A value per row and column, all in one unit; null was not measured and is drawn as a hole. */
  readonly cells: readonly (readonly (number | null)[])[];
  readonly format: (value: number | null) => Quantity;
  /** Upload takes the violet ramp. */
  readonly direction: 'down' | 'up' | 'both';
  /** What the numbers are, in the legend: `GB in the hour, mean of 30 d`. */
  readonly legend: string;
  /** px of one row. */
  readonly rowHeight?: number;
}

/**
 * Magnitudes on a grid, drawn on a canvas: pointer or arrow keys choose a cell, its value is shown and read aloud, and
 * the legend carries the numbers of the ramp.
 */
export function Heatmap({ label, rows, columns, cells, format, direction, legend, rowHeight = 21 }: HeatmapProps) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(host);
  const scheme = useScheme((state) => state.scheme);
  const [chosen, setChosen] = useState<HeatCell | null>(null);
  const max = heatMax(cells);
  const look: HeatmapLook = { width, rows: rows.length, columns: columns.length, rowHeight };
  const height = heatmapHeight(look);

  // biome-ignore lint/correctness/useExhaustiveDependencies: scheme and direction change the colours that are read
  useEffect(() => {
    const element = canvas.current;
    if (!element || width === 0) return;
    let gone = false;
    const draw = () => !gone && drawHeatmap(element, { look, rows, columns, cells, max, format, chosen });
    draw();
    void document.fonts.ready.then(draw); // labels drawn in a fallback font would stay
    return () => {
      gone = true;
    };
  }, [width, rows, columns, cells, max, format, chosen, scheme, direction, rowHeight]);

  const onPointer = (event: PointerEvent<HTMLCanvasElement>) => {
    const next = cellAt(look, event.nativeEvent.offsetX, event.nativeEvent.offsetY);
    if (next?.row !== chosen?.row || next?.column !== chosen?.column) setChosen(next);
  };
  const value = chosen ? (cells[chosen.row]?.[chosen.column] ?? null) : null;
  const title = chosen ? `${rows[chosen.row]?.name} ${columns[chosen.column]?.name}` : '';
  const place = chosen ? placeOf(look, chosen) : null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <figure> is not interactive, and arrow keys choose a cell
    <div
      className="heatmap"
      data-dir={direction === 'up' ? 'up' : undefined}
      role="group"
      aria-roledescription="heatmap"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the cells
      tabIndex={0}
      onKeyDown={(event) => {
        const next = heatMove(chosen, event.key, rows.length, columns.length);
        if (next) {
          event.preventDefault();
          setChosen(next);
        } else if (event.key === 'Escape' && chosen) {
          event.stopPropagation();
          setChosen(null);
        }
      }}
      onBlur={() => setChosen(null)}
    >
      <div ref={host}>
        <canvas ref={canvas} style={{ height }} onPointerMove={onPointer} onPointerLeave={() => setChosen(null)} />
      </div>
      {place && (
        <div
          className="readout"
          aria-hidden="true"
          style={
            {
              '--x': `${place.x}px`,
              '--y': `${place.y}px`,
              '--shift': place.x < 80 ? '0' : place.x > width - 80 ? '-100%' : '-50%',
            } as CSSProperties
          }
        >
          <strong>{title}</strong>
          <b>
            <Value of={format(value)} />
          </b>
        </div>
      )}
      <div className="heat-legend">
        <span className="ellip">{legend}</span>0
        <span className="heat-ramp" aria-hidden="true">
          {Array.from({ length: HEAT_STEPS + 1 }, (_, step) => (
            <i
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of the ramp are their numbers
              key={step}
              style={{ background: `var(--heat-${step})` }}
              title={step === 0 ? 'Nothing' : `Up to ${plain(format((max * step) / HEAT_STEPS))}`}
            />
          ))}
        </span>
        <Value of={format(max)} />
      </div>
      <span className="sr-only" aria-live="polite">
        {chosen && `${title}, ${plain(format(value))}`}
      </span>
    </div>
  );
}
