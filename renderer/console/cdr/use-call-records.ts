import { useCallback, useEffect, useState } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { Output } from '../../../shared/contract/contract.ts';
import { pageLimit } from '../../../shared/contract/limits.ts';
import type { FilterState } from '../../ui/filters/url-filters.ts';
import type { Sort } from '../../ui/table/columns.ts';
import { type CursorPagesState, createCursorPages } from '../../ui/table/cursor-pages.ts';
import { orderOf } from '../../ui/table/order.ts';
import { createRecordStore, type RecordStore } from '../../ui/table/record-store.ts';
import { engine } from '../engine.ts';
import { sessionEnded } from '../session.ts';
import { periodFrom } from './periods.ts';

type CdrPage = Output<'cdr.list'>;
export type CallRecord = CdrPage['items'][number];
export type CdrTotals = CdrPage['totals'];

export interface CallRecords {
  readonly state: CursorPagesState;
  readonly records: RecordStore<CallRecord>;
  /** Of the whole filter; null before the first page. */
  readonly totals: CdrTotals | null;
  readonly needed: (range: { readonly start: number; readonly end: number }) => void;
  readonly retry: () => void;
  readonly reload: () => void;
}

async function readPage(filters: FilterState, sort: Sort, nowMs: number, cursor: string | undefined): Promise<CdrPage> {
  const { period: _, ...others } = filters;
  const from = periodFrom(filters.period?.[0], nowMs);
  const query = {
    ...Object.fromEntries(Object.entries(others).map(([id, values]) => [id, values[0]])),
    ...(from === undefined ? {} : { from }),
    sort: sort.column,
    order: sort.direction,
    limit: pageLimit.most,
    cursor,
  };
  try {
    return await engine.call('cdr.list', { query } as Parameters<typeof engine.call<'cdr.list'>>[1]);
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.kind === 'unauthenticated') {
      sessionEnded('Your session ended. Sign in again.');
    }
    throw error;
  }
}

/** Every page of the filter, for a file. */
export async function* allCallRecords(filters: FilterState, sort: Sort, signal: AbortSignal): AsyncGenerator<CdrPage> {
  const nowMs = Date.now();
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await readPage(filters, sort, nowMs, cursor);
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

interface Open {
  readonly state: CursorPagesState;
  readonly records: RecordStore<CallRecord>;
  readonly needed: CallRecords['needed'];
  readonly retry: () => void;
}

const nothing = () => undefined;
const opening = (): Open => ({
  state: { order: orderOf([]), total: null, loaded: 0, status: 'loading', error: null },
  records: createRecordStore<CallRecord>(),
  needed: nothing,
  retry: nothing,
});

/** Closed sessions, page by page as they are scrolled, with the totals that come along with the first page. */
export function useCallRecords(filters: FilterState, filterKey: string, sort: Sort): CallRecords {
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState(opening);
  const [totals, setTotals] = useState<CdrTotals | null>(null);
  const { column, direction } = sort;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the filters; a round starts over
  useEffect(() => {
    const records = createRecordStore<CallRecord>();
    const nowMs = Date.now(); // one moment for all pages: a period that moves would shift them
    let left = false;
    const pages = createCursorPages<CallRecord>({
      records,
      keyOf: (record) => record.id,
      fetchPage: async (cursor) => {
        const page = await readPage(filters, { column, direction }, nowMs, cursor);
        if (cursor === undefined && !left) setTotals(page.totals);
        return page;
      },
    });
    const show = () => setOpen({ state: pages.state(), records, needed: pages.needed, retry: pages.retry });
    setTotals(null);
    show();
    const leave = pages.subscribe(show);
    return () => {
      left = true;
      leave();
      pages.close();
    };
  }, [filterKey, column, direction, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return { ...open, totals, reload };
}
