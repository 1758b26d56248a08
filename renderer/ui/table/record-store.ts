import { useCallback, useSyncExternalStore } from 'react';
import type { RowKey } from './order.ts';

/** Records by key, each with its own listeners: a tick of ten thousand records repaints the forty rows on the screen. */
export interface RecordStore<R> {
  readonly get: (key: RowKey) => R | undefined;
  readonly size: () => number;
  /** Replaces some records, takes others away, then tells the rows concerned, once each. */
  readonly apply: (changed: Iterable<readonly [RowKey, R]>, removed?: Iterable<RowKey>) => void;
  readonly subscribe: (key: RowKey, listener: () => void) => () => void;
  /** A hook: this record, and a repaint when it changes. Stable, made for VirtualTable's `useRecord`. */
  readonly useRecord: (key: RowKey) => R | undefined;
}

/** Equal records (by reference) tell nobody, so a writer may hand over everything it has. */
export function createRecordStore<R>(): RecordStore<R> {
  const records = new Map<RowKey, R>();
  const listeners = new Map<RowKey, Set<() => void>>();

  const tell = (key: RowKey) => {
    for (const listener of listeners.get(key) ?? []) listener();
  };
  const get = (key: RowKey) => records.get(key);
  const subscribe = (key: RowKey, listener: () => void) => {
    const own = listeners.get(key) ?? new Set();
    own.add(listener);
    listeners.set(key, own);
    return () => {
      own.delete(listener);
      if (own.size === 0 && listeners.get(key) === own) listeners.delete(key);
    };
  };

  return {
    get,
    subscribe,
    size: () => records.size,
    apply: (changed, removed = []) => {
      const touched: RowKey[] = [];
      for (const [key, record] of changed) {
        if (records.get(key) === record) continue;
        records.set(key, record);
        if (listeners.has(key)) touched.push(key);
      }
      for (const key of removed) if (records.delete(key) && listeners.has(key)) touched.push(key);
      for (const key of touched) tell(key);
    },
    useRecord: (key) => {
      const listen = useCallback((listener: () => void) => subscribe(key, listener), [key]);
      return useSyncExternalStore(listen, () => get(key));
    },
  };
}
