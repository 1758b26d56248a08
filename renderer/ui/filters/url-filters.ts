import type { Sort } from '../table/columns.ts';

/**
 * A view's filters as they stand in the address bar, so that a view can be shared and the back button works.
 *
 * `?q=layla&service=Fiber+100M&throttled=1&sort=-downKbps`: one parameter per filter, several values of one filter
 * repeated, an unset filter absent, and whatever else the address holds left alone.
 */
export type FilterSpec =
  /** Free text: the search field. */
  | { readonly kind: 'text'; readonly id: string }
  /** One of some values. */
  | { readonly kind: 'one'; readonly id: string }
  /** Any of some values. */
  | { readonly kind: 'many'; readonly id: string }
  /** On or absent. */
  | { readonly kind: 'flag'; readonly id: string };

/** Values by filter id; what is not set is not there. Text and one: one value; flag: `['1']`. */
export type FilterState = Readonly<Record<string, readonly string[]>>;

export const NO_FILTERS: FilterState = {};

/** Reads the filters that `specs` know out of a query string. Empty and repeated values are dropped. */
export function readFilters(search: string, specs: readonly FilterSpec[]): FilterState {
  const query = new URLSearchParams(search);
  const state: Record<string, readonly string[]> = {};
  for (const { id, kind } of specs) {
    const found = [...new Set(query.getAll(id).filter((value) => value !== ''))];
    if (found.length === 0) continue;
    if (kind === 'flag') {
      if (found[0] === '1') state[id] = ['1'];
    } else state[id] = kind === 'many' ? found : found.slice(0, 1);
  }
  return state;
}

/** The query string after the filters are `state`; begins with `?` or is empty. Parameters of others stay in front. */
export function writeFilters(search: string, specs: readonly FilterSpec[], state: FilterState): string {
  const query = new URLSearchParams(search);
  for (const { id } of specs) query.delete(id);
  for (const { id } of specs) for (const value of state[id] ?? []) if (value !== '') query.append(id, value);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** Sets one filter; no values take it away. */
export function withFilter(state: FilterState, id: string, values: readonly string[]): FilterState {
  const kept = Object.fromEntries(Object.entries(state).filter(([key]) => key !== id));
  const real = values.filter((value) => value !== '');
  return real.length > 0 ? { ...kept, [id]: real } : kept;
}

/** Puts a value on a filter of kind `many`, or takes it off. */
export function toggleValue(state: FilterState, id: string, value: string): FilterState {
  const now = state[id] ?? [];
  return withFilter(state, id, now.includes(value) ? now.filter((known) => known !== value) : [...now, value]);
}

export const isFiltered = (state: FilterState): boolean => Object.keys(state).length > 0;

/** Reads `sort=-downKbps` (descending). What the view does not know falls back to its own sort. */
export function readSort(search: string, sortable: readonly string[], fallback: Sort): Sort {
  const text = new URLSearchParams(search).get('sort') ?? '';
  const column = text.replace(/^-/, '');
  if (!sortable.includes(column)) return fallback;
  return { column, direction: text.startsWith('-') ? 'desc' : 'asc' };
}

/** The query string with that sort; the view's own sort is not written. */
export function writeSort(search: string, sort: Sort, fallback: Sort): string {
  const query = new URLSearchParams(search);
  query.delete('sort');
  if (sort.column !== fallback.column || sort.direction !== fallback.direction) {
    query.append('sort', `${sort.direction === 'desc' ? '-' : ''}${sort.column}`);
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}
