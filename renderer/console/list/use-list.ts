import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { ClientInput, Output } from '../../../shared/contract/contract.ts';
import { pageLimit } from '../../../shared/contract/limits.ts';
import type { FilterState } from '../../ui/filters/url-filters.ts';
import type { Sort } from '../../ui/table/columns.ts';
import { type CursorPagesState, createCursorPages } from '../../ui/table/cursor-pages.ts';
import { createRecordStore, type RecordStore } from '../../ui/table/record-store.ts';
import { engine } from '../engine.ts';
import { sessionEnded } from '../session.ts';

/** The operations that answer `{ items, total, nextCursor? }`, with records that have an id. */
export type ListName =
  | 'session.list'
  | 'change.list'
  | 'subscriber.list'
  | 'fup.list'
  | 'service.list'
  | 'realm.list'
  | 'group.list'
  | 'nas.list'
  | 'certificate.list'
  | 'auth-log.list'
  | 'lease.list';

export type ListRecord<N extends ListName> = Output<N>['items'][number];

export interface List<R> {
  readonly state: CursorPagesState;
  readonly records: RecordStore<R>;
  readonly needed: (range: { readonly start: number; readonly end: number }) => void;
  readonly retry: () => void;
  /** The same list from its beginning, as the engine has it now. */
  readonly reload: () => void;
}

/** A list begins with what fills a screen, and goes on by as much as the API gives at once. */
const FIRST_PAGE = pageLimit.usual;
const PAGE = pageLimit.most;

interface ListPage<R> {
  readonly items: readonly R[];
  readonly total: number;
  readonly nextCursor?: string | undefined;
}

/** Asks for one page. A session that ended sends the operator to the sign-in page. */
async function readPage<N extends ListName>(
  name: N,
  filters: FilterState,
  sort: Sort | null,
  cursor: string | undefined,
  limit: number = PAGE,
): Promise<ListPage<ListRecord<N>>> {
  const query = {
    ...Object.fromEntries(Object.entries(filters).map(([id, values]) => [id, values[0]])),
    ...(sort ? { sort: sort.column, order: sort.direction } : {}),
    limit,
    cursor,
  };
  try {
    return (await engine.call(name, { query } as ClientInput<N>)) as ListPage<ListRecord<N>>;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.kind === 'unauthenticated') {
      sessionEnded('Your session ended. Sign in again.');
    }
    throw error;
  }
}

/** Every page of a list, one after the other: for files. */
export async function* allPages<N extends ListName>(
  name: N,
  filters: FilterState,
  sort: Sort | null,
  signal: AbortSignal,
): AsyncGenerator<ListPage<ListRecord<N>>> {
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await readPage(name, filters, sort, cursor);
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

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
      fetchPage: (cursor) => readPage(name, filters, sort, cursor, cursor === undefined ? FIRST_PAGE : PAGE),
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
