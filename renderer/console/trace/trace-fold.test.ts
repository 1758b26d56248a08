import { expect, it } from 'vitest';
import type { TraceEntry } from '../../../shared/contract/operations/trace.ts';
import { withExchanges } from './trace-fold.ts';

const entry = (ref: string, at: number, result = 'accept') => ({ ref, at, result }) as TraceEntry;
const before = [entry('b', 2), entry('a', 1)];
const refs = (entries: readonly TraceEntry[]) => entries.map(({ ref }) => ref);

it('what is new stands first, what made room is gone', () =>
  expect(refs(withExchanges(before, { changed: [entry('c', 3)], gone: ['a'] }))).toEqual(['c', 'b']));

it('what was answered keeps its place', () => {
  const after = withExchanges(before, { changed: [entry('a', 1, 'reject')], gone: [] });
  expect(refs(after)).toEqual(['b', 'a']);
  expect(after[1]?.result).toBe('reject');
});
