import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { copyText } from '../controls/clipboard.ts';
import { type KeyBinding, useKeys } from '../keys/keys.ts';
import { useWidth } from '../layout/use-width.ts';
import { columnsThatFit, gridTemplate } from './columns.ts';
import { commandOf } from './grid-state.ts';
import type { RowKey, RowOrder } from './order.ts';
import { isSelected, type Selection, selectedCount } from './selection.ts';
import { TableHead } from './TableHead.tsx';
import { type RowAction, type RowEvents, TableRow } from './TableRow.tsx';
import type { TableColumns } from './use-columns.ts';
import { useGrid } from './use-grid.ts';
import { useHeldOrder } from './use-held-order.ts';
import { useWaves } from './use-waves.ts';
import './table.css';

const ROW = 28;
const HEAD = 28;
const BOXES = 38;
/** A click copies only when no second one follows: whoever opens a row did not ask for its address. */
const DOUBLE_CLICK_MS = 250;

/** Who an action is for: one row, or everything that is ticked. */
export type ActionTarget =
  | { readonly kind: 'row'; readonly key: RowKey }
  | { readonly kind: 'ticked'; readonly selection: Selection; readonly count: number };

export interface VirtualTableProps<R> {
  /** What the rows are, for the screen reader: `Live sessions`. */
  readonly label: string;
  readonly columns: TableColumns<R>;
  readonly order: RowOrder;
  /** A hook that returns this record and repaints when it changes: `store.useRecord`. Must be stable. */
  readonly useRecord: (key: RowKey) => R | undefined;
  /** How many the filter matches on the server, when that is more than `order.count`. */
  readonly total?: number;
  /** Sort and filter as text: when it changes the operator asked for another order, and scrolls from the top. */
  readonly query?: string;
  /** The rows on the screen, for paging; called when they change. */
  readonly onRangeNeeded?: (range: { readonly start: number; readonly end: number }) => void;
  /** Ticks; without them rows have no boxes. */
  readonly selection?: Selection;
  readonly onSelection?: (selection: Selection) => void;
  /** The row whose drawer is open. */
  readonly openKey?: RowKey | null;
  /** Enter, double click. */
  readonly onOpen?: (key: RowKey) => void;
  /** Shift Enter. */
  readonly onOpenPage?: (key: RowKey) => void;
  readonly actions?: readonly RowAction[];
  readonly onAction?: (action: RowAction, target: ActionTarget) => void;
  /** A click on a cell with `copy` put this on the clipboard. */
  readonly onCopied?: (text: string) => void;
  /** The table of its view: `j`, `k`, Enter and the letters work without a click first. */
  readonly primary?: boolean;
  /** Shows skeleton rows: the first answer is under way. */
  readonly loading?: boolean;
  /** Instead of rows when there are none: EmptyState, ErrorState. */
  readonly empty?: ReactNode;
  /** Tells the view's foot: `Order held while the pointer is over the table`. */
  readonly onHeld?: (held: boolean) => void;
  /** Tells the view's foot: `Rows 1–29 of 8,412`. */
  readonly onVisible?: (range: { readonly start: number; readonly end: number }) => void;
}

const NO_ACTIONS: readonly RowAction[] = [];

/** A server-sorted, virtualised table of any length. See VirtualTableProps; one row repaints when one record changes. */
export function VirtualTable<R>(props: VirtualTableProps<R>) {
  const { columns, label, useRecord, query = '', openKey = null, actions = NO_ACTIONS, loading = false } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const [pointerOver, setPointerOver] = useState(false);
  const { order, held } = useHeldOrder(props.order, query, pointerOver);
  const tickable = props.selection !== undefined;
  const fixed = tickable ? BOXES : 0;

  const shown = useMemo(
    () => columnsThatFit(columns.all, columns.choices, width, fixed),
    [columns.all, columns.choices, width, fixed],
  );
  const template = gridTemplate(shown, columns.choices, fixed);

  const count =
    loading && order.count === 0 ? Math.max(8, Math.ceil((scroller.current?.clientHeight ?? 560) / ROW)) : order.count;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    useFlushSync: false,
  });
  const range = rows.range;
  const start = range?.startIndex ?? 0;
  const end = range?.endIndex ?? 0;
  const items = rows.getVirtualItems();
  const waves = useWaves(order, start, items.at(-1)?.index ?? 0);
  const places = usePlaces(items.length);

  const grid = useGrid({ order, selection: props.selection, onSelection: props.onSelection });
  const { state } = grid;
  const page = Math.max(1, end - start - 1);

  const latest = useRef({ props, grid, rows });
  useEffect(() => {
    latest.current = { props, grid, rows };
  });

  const { onRangeNeeded, onVisible, onHeld } = props;
  useEffect(() => {
    onRangeNeeded?.({ start, end });
    onVisible?.({ start, end });
  }, [start, end, onRangeNeeded, onVisible]);
  useEffect(() => onHeld?.(held), [held, onHeld]);
  useEffect(() => {
    if (state.awaited) onRangeNeeded?.({ start: state.awaited.from, end: state.awaited.to });
  }, [state.awaited, onRangeNeeded]);

  const asked = useRef(query);
  useEffect(() => {
    if (asked.current === query) return;
    asked.current = query;
    const now = latest.current;
    now.rows.scrollToOffset(0);
    // "All that match" was said of another filter: it must not carry over to rows nobody has seen.
    if (now.props.selection?.mode === 'all') now.grid.dispatch({ do: 'none' });
  }, [query]);

  const [events] = useState(() => makeEvents(latest, () => scroller.current?.focus({ preventScroll: true })));

  const runKey = useCallback(
    (event: KeyboardEvent | React.KeyboardEvent): boolean => {
      const now = latest.current;
      const command = commandOf(event, page);
      if (command === null) return false;
      const { cursorIndex, cursorKey } = now.grid.state;
      switch (command.do) {
        case 'open':
          if (cursorKey === null || !now.props.onOpen) return false;
          now.props.onOpen(cursorKey);
          return true;
        case 'open-page':
          if (cursorKey === null || !now.props.onOpenPage) return false;
          now.props.onOpenPage(cursorKey);
          return true;
        case 'tick-cursor':
          if (!now.props.selection || cursorIndex < 0) return false;
          now.grid.dispatch({ do: 'tick', index: cursorIndex });
          return true;
        case 'all':
        case 'extend':
          if (!now.props.selection) return false;
      }
      const next = now.grid.dispatch(command);
      if (command.do === 'move' || command.do === 'extend') {
        now.rows.scrollToIndex(next.cursorIndex, { align: 'auto' });
        scroller.current?.focus({ preventScroll: true });
      }
      return true;
    },
    [page],
  );

  useTableKeys({ active: props.primary === true, tickable, actions, runKey, latest });

  const style = { '--cols': template.columns, '--min': `${template.minWidth}px` } as CSSProperties;
  const cursorShown = state.cursorIndex >= start && state.cursorIndex <= end;
  const ticks = props.selection ? selectedCount(props.selection, props.total ?? order.count) : 0;
  const all = ticks > 0 && ticks >= (props.total ?? order.count);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be a <table>; ARIA grid roles say the same
    <div
      ref={scroller}
      className="vt"
      style={style}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={(props.total ?? order.count) + 1}
      aria-colcount={shown.length + (tickable ? 1 : 0)}
      aria-multiselectable={tickable}
      aria-busy={loading}
      aria-activedescendant={cursorShown ? `${gridId}-r${state.cursorIndex}` : undefined}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setPointerOver(true)}
      onPointerLeave={() => setPointerOver(false)}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && runKey(event)) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <TableHead
        columns={columns}
        shown={shown}
        ticked={tickable ? (all ? true : ticks > 0 ? 'mixed' : false) : undefined}
        onTickAll={() => grid.dispatch({ do: ticks > 0 ? 'none' : 'all' })}
      />
      <div className="vt-body" style={{ height: count * ROW }}>
        {items.map(({ index }) => {
          if (!waves.isDrawn(index)) return null;
          const key = waves.keyAt(index);
          return (
            <TableRow
              key={index % places}
              gridId={gridId}
              rowKey={key}
              index={index}
              top={index * ROW}
              columns={shown}
              useRecord={useRecord}
              tickable={tickable}
              ticked={props.selection !== undefined && key !== undefined && isSelected(props.selection, key)}
              open={key !== undefined && key === openKey}
              cursor={index === state.cursorIndex}
              actions={actions}
              events={events}
            />
          );
        })}
      </div>
      {count === 0 && <NoRows columns={shown.length}>{props.empty}</NoRows>}
    </div>
  );
}

const PLACES_STEP = 16;

/**
 * How many rows are kept for use: the row in place *n* is drawn anew for every record that comes to stand there, which
 * costs a fraction of making its cells again.
 */
function usePlaces(drawn: number): number {
  const places = useRef(PLACES_STEP);
  if (drawn > places.current) places.current = Math.ceil(drawn / PLACES_STEP) * PLACES_STEP;
  return places.current;
}

/** What stands in the place of rows. A grid holds rows and nothing else, so it is one, of a single cell. */
function NoRows({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see TableHead
    // biome-ignore lint/a11y/useFocusableInteractive: see TableHead
    <div className="vt-empty" role="row">
      {/* biome-ignore lint/a11y/useSemanticElements: see TableHead */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see TableHead */}
      <div role="gridcell" aria-colspan={columns}>
        {children}
      </div>
    </div>
  );
}

interface Latest<R> {
  readonly current: {
    readonly props: VirtualTableProps<R>;
    readonly grid: ReturnType<typeof useGrid>;
  };
}

/** The rows' events, made once: they read what is current when they happen. */
function makeEvents<R>(latest: Latest<R>, focusGrid: () => void): RowEvents {
  let copying: ReturnType<typeof setTimeout> | undefined;
  return {
    press: (index, { shiftKey, mod }) => {
      const { props, grid } = latest.current;
      focusGrid();
      if (props.selection && shiftKey) {
        window.getSelection()?.removeAllRanges();
        grid.dispatch({ do: 'range', index });
      } else if (props.selection && mod) grid.dispatch({ do: 'tick', index });
      else grid.dispatch({ do: 'put', index });
    },
    tick: (index, { shiftKey }) => {
      focusGrid();
      latest.current.grid.dispatch(shiftKey ? { do: 'range', index } : { do: 'tick', index });
    },
    open: (key) => {
      clearTimeout(copying);
      latest.current.props.onOpen?.(key);
    },
    act: (action, key) => latest.current.props.onAction?.(action, { kind: 'row', key }),
    copy: (text) => {
      clearTimeout(copying);
      copying = setTimeout(() => {
        void copyText(text).then((done) => done && latest.current.props.onCopied?.(text));
      }, DOUBLE_CLICK_MS);
    },
  };
}

interface TableKeysOptions<R> {
  readonly active: boolean;
  readonly tickable: boolean;
  readonly actions: readonly RowAction[];
  readonly runKey: (event: KeyboardEvent) => boolean;
  readonly latest: Latest<R>;
}

/** The keys of a view's main table, listed under `?`. */
function useTableKeys<R>({ active, tickable, actions, runKey, latest }: TableKeysOptions<R>): void {
  const bindings: KeyBinding[] = [
    { keys: ['j', 'ArrowDown'], label: 'Next row', run: runKey },
    { keys: ['k', 'ArrowUp'], label: 'Previous row', run: runKey },
    { keys: ['PageDown', 'PageUp'], label: 'A screen further', run: runKey },
    { keys: ['Home', 'End'], label: 'First, last row', run: runKey },
    { keys: ['Enter'], label: 'Open the panel', run: runKey },
    { keys: ['Shift Enter'], label: 'Open the page', run: runKey },
  ];
  if (tickable) {
    bindings.push(
      { keys: ['Space'], label: 'Tick the row', run: runKey },
      { keys: ['J', 'K', 'Shift ArrowDown', 'Shift ArrowUp'], label: 'Tick further', run: runKey },
      { keys: ['Mod a'], label: 'Tick all that match', run: runKey },
      {
        keys: ['Escape'],
        label: '',
        run: () => {
          const { selection } = latest.current.props;
          if (!selection || selectedCount(selection, Number.POSITIVE_INFINITY) === 0) return false;
          latest.current.grid.dispatch({ do: 'none' });
          return true;
        },
      },
    );
  }
  for (const action of actions) {
    if (!action.key) continue;
    bindings.push({ keys: [action.key], label: action.label, run: () => act(action) });
  }
  const act = (action: RowAction): boolean => {
    const { props, grid } = latest.current;
    const count = props.selection ? selectedCount(props.selection, props.total ?? props.order.count) : 0;
    if (props.selection && count > 0) props.onAction?.(action, { kind: 'ticked', selection: props.selection, count });
    else if (grid.state.cursorKey !== null) props.onAction?.(action, { kind: 'row', key: grid.state.cursorKey });
    else return false;
    return true;
  };
  useKeys(bindings, { group: 'Table', active });
}
