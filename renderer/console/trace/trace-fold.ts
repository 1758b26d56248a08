import type { TraceEntry } from '../../../shared/contract/operations/trace.ts';
import type { Delta } from '../../../shared/contract/topics.ts';

/** The trace after a delta, newest first: an exchange that is told again was answered, and keeps its place. */
export function withExchanges(
  entries: readonly TraceEntry[],
  { changed, gone }: Delta<'trace'>,
): readonly TraceEntry[] {
  const out = new Set([...gone, ...changed.map(({ ref }) => ref)]);
  return [...changed, ...entries.filter(({ ref }) => !out.has(ref))].toSorted((a, b) => b.at - a.at);
}
