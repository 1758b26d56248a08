import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { ClientInput, Output } from '../../../shared/contract/contract.ts';
import type { FilterState } from '../../ui/filters/url-filters.ts';
import type { Sort } from '../../ui/table/columns.ts';
import { type CursorPagesState, createCursorPages } from '../../ui/table/cursor-pages.ts';
import { createRecordStore, type RecordStore } from '../../ui/table/record-store.ts';
import { engine } from '../engine.ts';
import { sessionEnded } from '../session.ts';

/** The operations that answer `{ items, total, nextCursor? }`, with records that have an id. */
export type ListName = 'session.list' | 'subscriber.list' | 'fup.list' | 'service.list' | 'nas.list' | 'auth-log.list';

export type ListRecord<N extends ListName> = Output<N>['items'][number];

export interface List<R> {
  readonly state: CursorPagesState;
  readonly records: RecordStore<R>;
  readonly needed: (range: { readonly start: number; readonly end: number }) => void;
  readonly retry: () => void;
  /** The same list from its beginning, as the engine has it now. */
  readonly reload: () => void;
}

const PAGE = 200;

/**
 * One list of the engine, page by page as it is scrolled. A change of filters or sort is a new list; `sort` is null
 * where the operation has an order of its own.
 */
export function useList<N extends ListName>(
  name: N,
  filters: FilterState,
  filterKey: string,
  sort: Sort | null,
): List<ListRecord<N>> {
  const [round, setRound] = useState(0);
  const sortKey = sort ? `${sort.column} ${sort.direction}` : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for filters and sort; a round starts over
  const list = useMemo(() => {
    const records = createRecordStore<ListRecord<N>>();
    const pages = createCursorPages<ListRecord<N>>({
      records,
      keyOf: (record) => record.id,
      fetchPage: async (cursor) => {
        const query = {
          ...Object.fromEntries(Object.entries(filters).map(([id, values]) => [id, values[0]])),
          ...(sort ? { sort: sort.column, order: sort.direction } : {}),
          limit: PAGE,
          cursor,
        };
        try {
          return (await engine.call(name, { query } as ClientInput<N>)) as {
            readonly items: readonly ListRecord<N>[];
            readonly total: number;
            readonly nextCursor?: string | undefined;
          };
        } catch (error) {
          if (error instanceof ApiProblem && error.problem.kind === 'unauthenticated') {
            sessionEnded('Your session ended. Sign in again.');
          }
          throw error;
        }
      },
    });
    return { records, pages };
  }, [name, filterKey, sortKey, round]);
  useEffect(() => () => list.pages.close(), [list]);
  const state = useSyncExternalStore(list.pages.subscribe, list.pages.state);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return { state, records: list.records, needed: list.pages.needed, retry: list.pages.retry, reload };
}

/** What to say when a list did not come. */
export function listTrouble(error: unknown): string {
  return error instanceof ApiProblem ? error.problem.detail : 'The engine does not answer. It may be starting again.';
}
