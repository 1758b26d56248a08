import { useEffect, useRef, useState } from 'react';
import { EMPTY_GRID, type GridAction, type GridState, reduceGrid } from './grid-state.ts';
import type { RowOrder } from './order.ts';
import type { Selection } from './selection.ts';

interface UseGridOptions {
  readonly order: RowOrder;
  /** Held by the view, so that its buttons can say `Reset FUP of 3`. */
  readonly selection: Selection | undefined;
  readonly onSelection: ((selection: Selection) => void) | undefined;
}

interface Grid {
  readonly state: GridState;
  /** Returns the state after the action, before React has drawn it: scrolling needs the new cursor. */
  readonly dispatch: (action: GridAction) => GridState;
}

/** Runs the reducer of `grid-state.ts` over what is on the screen and keeps the view's selection in step. */
export function useGrid({ order, selection, onSelection }: UseGridOptions): Grid {
  const [state, setState] = useState(EMPTY_GRID);
  const current = useRef({ state, order, onSelection });
  current.current = { ...current.current, order, onSelection };

  const commit = (next: GridState): GridState => {
    const before = current.current.state;
    if (next === before) return next;
    current.current.state = next;
    setState(next);
    if (next.selection !== before.selection) current.current.onSelection?.(next.selection);
    return next;
  };
  const [dispatch] = useState(
    () => (action: GridAction) => commit(reduceGrid(current.current.state, action, current.current.order)),
  );

  // The view ticked or unticked by itself: "Select all 214", or the filter changed.
  useEffect(() => {
    if (selection && selection !== current.current.state.selection) dispatch({ do: 'select', selection });
  }, [selection, dispatch]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order is the event, dispatch reads it from the ref
  useEffect(() => {
    dispatch({ do: 'reorder' });
  }, [order, dispatch]);
  return { state, dispatch };
}
