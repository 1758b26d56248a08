import { expect, it, vi } from 'vitest';
import { createRecordStore } from './record-store.ts';

it('tells only the rows whose record changed, after all records of the tick are in place', () => {
  const store = createRecordStore<{ readonly downKbps: number }>();
  store.apply([
    ['a', { downKbps: 1 }],
    ['b', { downKbps: 2 }],
  ]);
  const seen: (number | undefined)[] = [];
  const listener = vi.fn(() => seen.push(store.get('b')?.downKbps));
  store.subscribe('a', listener);
  store.apply([
    ['a', { downKbps: 10 }],
    ['b', { downKbps: 20 }],
  ]);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(seen).toEqual([20]);
});

it('tells nobody about the same record again, and nobody after they left', () => {
  const store = createRecordStore<{ readonly downKbps: number }>();
  const record = { downKbps: 1 };
  store.apply([['a', record]]);
  const listener = vi.fn();
  const leave = store.subscribe('a', listener);
  store.apply([['a', record]]);
  expect(listener).not.toHaveBeenCalled();
  leave();
  store.apply([], ['a']);
  expect(listener).not.toHaveBeenCalled();
  expect(store.size()).toBe(0);
});
