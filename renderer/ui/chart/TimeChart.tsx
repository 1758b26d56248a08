import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Button } from '../controls/controls.tsx';
import { download, fileName } from '../files/download.ts';
import type { Quantity } from '../formats/quantity.ts';
import { Value } from '../formats/Value.tsx';
import { useZone } from '../live/Ages.tsx';
import { useScheme } from '../theme/scheme.ts';
import type { ChartFeed } from './chart-data.ts';
import type { ColourToken } from './colours.ts';
import { inTurn } from './in-turn.ts';
import type { Plot } from './plot.ts';
import { chartPng } from './png.ts';
import { type ChartModel, chartCsv } from './series.ts';
import 'uplot/dist/uPlot.min.css';
import './chart.css';

/** uPlot and its like, loaded with the first chart that is drawn: no view needs them for its first paint. */
const loadPlots = () => import('./plot.ts');

/** What a view's buttons do with a chart. */
export interface ChartHandle {
  readonly savePng: () => Promise<void>;
  readonly saveCsv: () => void;
  readonly resetZoom: () => void;
}

export interface TimeChartProps {
  /** Stable: a new model is a new chart. */
  readonly model: ChartModel;
  /** Data reach the canvas from here, outside React's render. Stable. */
  readonly feed: ChartFeed;
  /** px; without it the chart fills its parent. */
  readonly height?: number;
  /** Charts with the same key share crosshair and zoom. */
  readonly syncKey?: string;
  /** The operator dragged a range, or took it back (null): the view may ask for finer samples. */
  readonly onZoom?: (range: readonly [fromMs: number, toMs: number] | null) => void;
  readonly ref?: Ref<ChartHandle>;
}

/**
 * A time series by uPlot: crosshair with all values, drag to zoom, double click to reset, gaps as gaps.
 * Arrow keys move the crosshair and are read aloud.
 */
export function TimeChart({ model, feed, height, syncKey, onZoom, ref }: TimeChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const zone = useZone();
  const [spoken, setSpoken] = useState('');
  const [isZoomed, setIsZoomed] = useState(false);
  const zoomed = useRef(onZoom);
  useEffect(() => {
    zoomed.current = onZoom;
  });

  const [isDrawn, setIsDrawn] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let gone = false;
    let takeAway = (): void => undefined;
    const make = ({ createPlot }: Awaited<ReturnType<typeof loadPlots>>) => {
      const made = createPlot(element, {
        model,
        zone,
        syncKey,
        onZoom: (range) => {
          setIsZoomed(range !== null);
          zoomed.current?.(range);
        },
      });
      plot.current = made;
      const feedIt = () => made.set(feed.current());
      feedIt();
      setIsDrawn(true);
      const leaveFeed = feed.subscribe(feedIt);
      const leaveScheme = useScheme.subscribe(() => made.repaint());
      const sizes = new ResizeObserver(() => made.resize(element.clientWidth, element.clientHeight));
      sizes.observe(element);
      // Axis labels measured in a fallback font would stay wrong until the next sample.
      if (document.fonts.status !== 'loaded') void document.fonts.ready.then(() => !gone && made.repaint());
      takeAway = () => {
        leaveFeed();
        leaveScheme();
        sizes.disconnect();
        made.destroy();
        plot.current = null;
      };
    };
    loadPlots().then(
      (plots) => {
        if (!gone) takeAway = inTurn(() => make(plots));
      },
      (error: unknown) => !gone && setFailure(new Error('The charts could not be loaded', { cause: error })),
    );
    return () => {
      gone = true;
      takeAway();
    };
  }, [model, feed, zone, syncKey]);
  if (failure) throw failure; // to the boundary around the view

  useImperativeHandle(
    ref,
    () => ({
      savePng: async () => {
        const canvas = plot.current?.canvas();
        if (canvas) download(fileName(model.label, 'png', Date.now()), await chartPng(model, canvas));
      },
      saveCsv: () => {
        const text = chartCsv(model, feed.current());
        download(
          fileName(model.label, 'csv', Date.now()),
          new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }),
        );
      },
      resetZoom: () => plot.current?.resetZoom(),
    }),
    [model, feed],
  );

  const step = (by: number | null) => setSpoken(plot.current?.step(by) ?? '');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <figure> is not interactive, and the crosshair is moved by arrow keys
    <div
      className={height === undefined ? 'chart fill' : 'chart'}
      style={height === undefined ? undefined : { height }}
      role="group"
      aria-roledescription="chart"
      aria-label={model.label}
      aria-busy={!isDrawn}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the values
      tabIndex={0}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
        if (by !== undefined) {
          event.preventDefault();
          step(by);
        } else if (event.key === 'Escape' && spoken) {
          event.stopPropagation();
          step(null);
        }
      }}
      onBlur={() => step(null)}
    >
      <div ref={host} className="chart-host" />
      {isZoomed && (
        <Button small className="chart-whole" onClick={() => plot.current?.resetZoom()}>
          Whole range
        </Button>
      )}
      <span className="sr-only" aria-live="polite">
        {spoken}
      </span>
    </div>
  );
}

export interface LegendItem {
  /** The key before the words; none for a plain number. */
  readonly colour?: ColourToken;
  readonly dash?: boolean;
  /** Before the value: `Ingress`, `peak`. */
  readonly label?: ReactNode;
  readonly value?: Quantity;
  /** After the value: `now`, `throttled, 1.9 %`. */
  readonly note?: ReactNode;
}

/** The legend in a pane's head: key, word, value now. */
export function ChartLegend({ items }: { readonly items: readonly LegendItem[] }) {
  return (
    <div className="legend">
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a legend's items never change their order
        <span key={place}>
          {item.colour && (
            <span
              className={item.dash ? 'legend-key dash' : 'legend-key'}
              style={{ color: `var(--${item.colour})` }}
              aria-hidden="true"
            />
          )}
          {item.label}
          {item.value && (
            <b>
              <Value of={item.value} />
            </b>
          )}
          {item.note}
        </span>
      ))}
    </div>
  );
}
