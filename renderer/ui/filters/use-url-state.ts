import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { Sort } from '../table/columns.ts';
import { type FilterSpec, type FilterState, readFilters, readSort, writeFilters, writeSort } from './url-filters.ts';

/** How a change enters the history: `push` is a step that Back undoes, `replace` is typing. */
export type HistoryStep = 'push' | 'replace';

export interface UrlFilters {
  readonly state: FilterState;
  readonly set: (state: FilterState, step?: HistoryStep) => void;
  /** The filters as text: equal text, equal rows. For VirtualTable's `query`. */
  readonly key: string;
}

/** The view's filters, read from and written to the address. `specs` must be stable. */
export function useUrlFilters(specs: readonly FilterSpec[]): UrlFilters {
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const state = useMemo(() => readFilters(search, specs), [search, specs]);
  const set = useCallback(
    (next: FilterState, step: HistoryStep = 'push') => {
      setParams((now) => writeFilters(now.toString(), specs, next), { replace: step === 'replace' });
    },
    [setParams, specs],
  );
  return { state, set, key: useMemo(() => writeFilters('', specs, state), [specs, state]) };
}

/** The sort of the view's table in the address. `sortable` and `fallback` must be stable. */
export function useUrlSort(sortable: readonly string[], fallback: Sort): readonly [Sort, (sort: Sort) => void] {
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const sort = useMemo(() => readSort(search, sortable, fallback), [search, sortable, fallback]);
  const set = useCallback(
    (next: Sort) => setParams((now) => writeSort(now.toString(), next, fallback)),
    [setParams, fallback],
  );
  return [sort, set];
}

/** One more parameter of the address, such as the record whose drawer is open; null takes it away. */
export function useUrlParam(
  name: string,
): readonly [string | null, (value: string | null, step?: HistoryStep) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null, step: HistoryStep = 'push') => {
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: step === 'replace' },
      );
    },
    [setParams, name],
  );
  return [params.get(name), set];
}
