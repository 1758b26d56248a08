import { newEpoch, orderOf, type RowKey, type RowOrder } from './order.ts';
import type { RecordStore } from './record-store.ts';

/** A page of a list as the API answers: `{items, total, nextCursor?}`. */
export interface Page<R> {
  readonly items: readonly R[];
  readonly total: number;
  readonly nextCursor?: string | undefined;
}

export interface CursorPagesState {
  readonly order: RowOrder;
  /** Rows that the filter matches on the server; null before the first answer. */
  readonly total: number | null;
  /** How many of them are here. */
  readonly loaded: number;
  readonly status: 'loading' | 'ready' | 'failed';
  /** Why the last page did not come; the rows that did stay. */
  readonly error: unknown;
}

export interface CursorPages {
  readonly state: () => CursorPagesState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Give it to VirtualTable's `onRangeNeeded`. */
  readonly needed: (range: { readonly start: number; readonly end: number }) => void;
  /** Asks again for the page that failed. */
  readonly retry: () => void;
  /** Drops what is under way; call it when the query changes and this object is left. */
  readonly close: () => void;
}

export interface CursorPagesOptions<R> {
  readonly fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<R>>;
  readonly keyOf: (record: R) => RowKey;
  /** Where the records go; the table reads them by key. */
  readonly records: RecordStore<R>;
  /** How many rows before the last loaded one the next page is asked for; default 60, two screens. */
  readonly ahead?: number;
}

/**
 * Follows a server's cursor as the operator scrolls.
 *
 * There are `total` rows to scroll through, skeletons until they are loaded. Keyset cursors only go forward: whoever
 * drags the bar to the end has every page in between read, one after the other, until they scroll back. A record that
 * moved between two pages while they were read is shown once, where it was first.
 */
export function createCursorPages<R>({ fetchPage, keyOf, records, ahead = 60 }: CursorPagesOptions<R>): CursorPages {
  const epoch = newEpoch();
  const keys: RowKey[] = [];
  const known = new Set<RowKey>();
  const listeners = new Set<() => void>();
  const cancel = new AbortController();
  let cursor: string | undefined;
  let more = true;
  let asking = false;
  let wantedEnd = 0;
  let state: CursorPagesState = { order: orderOf([], epoch), total: null, loaded: 0, status: 'loading', error: null };

  const publish = (next: Partial<CursorPagesState>) => {
    const count = more ? Math.max(keys.length, next.total ?? state.total ?? 0) : keys.length;
    state = { ...state, ...next, loaded: keys.length, order: orderOf([...keys], epoch, count) };
    for (const listener of listeners) listener();
  };

  async function ask(): Promise<void> {
    if (asking || !more || cancel.signal.aborted) return;
    asking = true;
    try {
      const page = await fetchPage(cursor, cancel.signal);
      if (cancel.signal.aborted) return;
      records.apply(page.items.map((record) => [keyOf(record), record] as const));
      for (const record of page.items) {
        const key = keyOf(record);
        if (!known.has(key)) keys.push(key);
        known.add(key);
      }
      cursor = page.nextCursor;
      more = cursor !== undefined;
      publish({ total: page.total, status: 'ready', error: null });
    } catch (error) {
      if (!cancel.signal.aborted) publish({ status: 'failed', error });
      return;
    } finally {
      asking = false;
    }
    if (wantedEnd + ahead > keys.length) await ask();
  }

  void ask();
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    needed: ({ end }) => {
      wantedEnd = end;
      // After a failure only `retry` asks again: scrolling must not hammer an engine in trouble.
      if (state.status === 'ready' && wantedEnd + ahead > keys.length) void ask();
    },
    retry: () => {
      publish({ status: keys.length > 0 ? 'ready' : 'loading', error: null });
      void ask();
    },
    close: () => cancel.abort(),
  };
}
