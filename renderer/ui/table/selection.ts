import type { RowKey } from './order.ts';

/**
 * Which rows are ticked. `all` means everything the filter matches, also rows never loaded, but for a few exceptions:
 * the engine gets the filter, not a list of a hundred thousand ids.
 */
export type Selection =
  | { readonly mode: 'these'; readonly keys: ReadonlySet<RowKey> }
  | { readonly mode: 'all'; readonly except: ReadonlySet<RowKey> };

export const NOTHING_SELECTED: Selection = { mode: 'these', keys: new Set() };
export const ALL_SELECTED: Selection = { mode: 'all', except: new Set() };

export function isSelected(selection: Selection, key: RowKey): boolean {
  return selection.mode === 'these' ? selection.keys.has(key) : !selection.except.has(key);
}

/** How many rows are ticked, of `total` that the filter matches. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.mode === 'these' ? selection.keys.size : Math.max(0, total - selection.except.size);
}

/** Ticks (or unticks) the keys and leaves the others as they are. */
export function withKeys(selection: Selection, keys: Iterable<RowKey>, ticked: boolean): Selection {
  const listed = new Set(selection.mode === 'these' ? selection.keys : selection.except);
  const lists = (selection.mode === 'these') === ticked; // does ticking put a key on this kind of list?
  for (const key of keys) {
    if (lists) listed.add(key);
    else listed.delete(key);
  }
  return selection.mode === 'these' ? { mode: 'these', keys: listed } : { mode: 'all', except: listed };
}

export const toggled = (selection: Selection, key: RowKey): Selection =>
  withKeys(selection, [key], !isSelected(selection, key));
