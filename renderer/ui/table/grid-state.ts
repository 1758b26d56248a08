import { type KeyPress, matches } from '../keys/match.ts';
import type { RowKey, RowOrder } from './order.ts';
import { ALL_SELECTED, NOTHING_SELECTED, type Selection, toggled, withKeys } from './selection.ts';

/** Where the keyboard is in a table and what is ticked. The cursor is a record, not a place: it moves when the row does. */
export interface GridState {
  /** −1 before the first key. */
  readonly cursorIndex: number;
  /** Null while the cursor is on a row that is not loaded. */
  readonly cursorKey: RowKey | null;
  /** Where a range began, and what was ticked before it. */
  readonly anchor: { readonly index: number; readonly before: Selection } | null;
  readonly selection: Selection;
  /** A range that reaches into rows not loaded: completed when they arrive. */
  readonly awaited: { readonly from: number; readonly to: number } | null;
}

export const EMPTY_GRID: GridState = {
  cursorIndex: -1,
  cursorKey: null,
  anchor: null,
  selection: NOTHING_SELECTED,
  awaited: null,
};

export type GridAction =
  /** Moves the cursor by rows; ±Infinity goes to the ends. */
  | { readonly do: 'move'; readonly by: number }
  /** Puts the cursor on a row: a click. */
  | { readonly do: 'put'; readonly index: number }
  /** Ticks or unticks one row and begins a range there: Space, or a click on its box. */
  | { readonly do: 'tick'; readonly index: number }
  /** Moves the cursor and ticks everything from the anchor to it: Shift J. */
  | { readonly do: 'extend'; readonly by: number }
  /** Ticks everything from the anchor to that row: a Shift click. */
  | { readonly do: 'range'; readonly index: number }
  | { readonly do: 'all' }
  | { readonly do: 'none' }
  | { readonly do: 'select'; readonly selection: Selection }
  /** The order changed or rows were loaded: find the cursor again, complete an awaited range. */
  | { readonly do: 'reorder' };

const clamp = (index: number, count: number) => Math.max(0, Math.min(count - 1, index));

/** The next state of a table's keyboard and ticks. Pure; `order` is what is on the screen. */
export function reduceGrid(state: GridState, action: GridAction, order: RowOrder): GridState {
  switch (action.do) {
    case 'move':
      return order.count === 0
        ? state
        : { ...at(state, order, state.cursorIndex, action.by), anchor: null, awaited: null };
    case 'put':
      return { ...state, ...cursorOn(order, action.index), anchor: null, awaited: null };
    case 'tick': {
      const key = order.keyAt(action.index);
      if (key === undefined) return state;
      const selection = toggled(state.selection, key);
      return {
        ...cursorOn(order, action.index),
        selection,
        anchor: { index: action.index, before: selection },
        awaited: null,
      };
    }
    case 'extend': {
      if (order.count === 0) return state;
      const from = state.anchor?.index ?? clamp(state.cursorIndex, order.count);
      const target = clamp(clamp(state.cursorIndex, order.count) + action.by, order.count);
      return ticked(state, order, from, target);
    }
    case 'range':
      return ticked(state, order, state.anchor?.index ?? clamp(state.cursorIndex, order.count), action.index);
    case 'all':
      return { ...state, selection: ALL_SELECTED, anchor: null, awaited: null };
    case 'none':
      return { ...state, selection: NOTHING_SELECTED, anchor: null, awaited: null };
    case 'select':
      return state.selection === action.selection
        ? state
        : { ...state, selection: action.selection, anchor: null, awaited: null };
    case 'reorder':
      return reordered(state, order);
  }
}

function cursorOn(order: RowOrder, index: number): { readonly cursorIndex: number; readonly cursorKey: RowKey | null } {
  return { cursorIndex: index, cursorKey: order.keyAt(index) ?? null };
}

function at(state: GridState, order: RowOrder, from: number, by: number): GridState {
  // The first key of all lands on the first row, whichever way it points.
  const index = from < 0 && Number.isFinite(by) ? 0 : clamp(from + by, order.count);
  return { ...state, ...cursorOn(order, index) };
}

function ticked(state: GridState, order: RowOrder, from: number, to: number): GridState {
  const before = state.anchor?.before ?? state.selection;
  const keys: RowKey[] = [];
  let missing = false;
  for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
    const key = order.keyAt(index);
    if (key === undefined) missing = true;
    else keys.push(key);
  }
  return {
    ...cursorOn(order, to),
    selection: withKeys(before, keys, true),
    anchor: { index: from, before },
    awaited: missing ? { from, to } : null,
  };
}

function reordered(state: GridState, order: RowOrder): GridState {
  if (state.cursorIndex < 0 && !state.awaited) return state;
  const found = state.cursorKey === null ? -1 : order.indexOf(state.cursorKey);
  const moved = found >= 0 && found !== state.cursorIndex;
  // A record that left gives its place to the one that stands there now.
  const index = found >= 0 ? found : order.count === 0 ? -1 : clamp(state.cursorIndex, order.count);
  const cursor = index === state.cursorIndex && found >= 0 ? state : { ...state, ...cursorOn(order, index) };
  // Rows moved: a range that was being extended has no meaning any more, its ticks stay.
  const settled = moved && cursor.anchor ? { ...cursor, anchor: null } : cursor;
  return settled.awaited ? ticked(settled, order, settled.awaited.from, settled.awaited.to) : settled;
}

/** What a key asks of a table. */
export type GridCommand =
  | GridAction
  | { readonly do: 'open' }
  | { readonly do: 'open-page' }
  | { readonly do: 'tick-cursor' };

/** The table's own keys; null leaves the key to others. `page` is how many rows fit on the screen. */
export function commandOf(press: KeyPress, page: number): GridCommand | null {
  for (const [keys, command] of commands(page)) if (keys.some((key) => matches(key, press))) return command;
  return null;
}

function commands(page: number): readonly (readonly [readonly string[], GridCommand])[] {
  return [
    [['j', 'ArrowDown'], { do: 'move', by: 1 }],
    [['k', 'ArrowUp'], { do: 'move', by: -1 }],
    [['J', 'Shift ArrowDown'], { do: 'extend', by: 1 }],
    [['K', 'Shift ArrowUp'], { do: 'extend', by: -1 }],
    [['PageDown'], { do: 'move', by: page }],
    [['PageUp'], { do: 'move', by: -page }],
    [['Home'], { do: 'move', by: Number.NEGATIVE_INFINITY }],
    [['End'], { do: 'move', by: Number.POSITIVE_INFINITY }],
    [['Space'], { do: 'tick-cursor' }],
    [['Enter'], { do: 'open' }],
    [['Shift Enter'], { do: 'open-page' }],
    [['Mod a'], { do: 'all' }],
  ];
}
