/** A page of a short list that the store gives whole (services, NAS, operators, keys): searched, sorted, cut here. */
import { Invalid } from '../../store/errors.ts';

export interface ArrayQuery<S extends string> {
  readonly q?: string | undefined;
  readonly sort?: S | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type Sortable = string | number | null;

/** `texts` are what `q` looks into; `sorts` gives each sort word its value, null last. */
export function pageOfArray<T extends { readonly id: number }, S extends string>(
  all: readonly T[],
  query: ArrayQuery<S>,
  texts: (item: T) => readonly string[],
  sorts: Readonly<Record<S, (item: T) => Sortable>>,
): { items: T[]; total: number; nextCursor?: string } {
  const from = readCursor(query.cursor);
  const wanted = query.q?.toLowerCase();
  const matching = wanted ? all.filter((item) => texts(item).some((text) => text.toLowerCase().includes(wanted))) : all;
  const keyOf = query.sort === undefined ? undefined : sorts[query.sort];
  const sign = query.order === 'desc' ? -1 : 1;
  const sorted = keyOf ? [...matching].sort((a, b) => compare(keyOf(a), keyOf(b), sign) || a.id - b.id) : matching;
  const items = sorted.slice(from, from + query.limit);
  const next = from + items.length;
  return { items, total: sorted.length, ...(next < sorted.length ? { nextCursor: `at-${next}` } : {}) };
}

function compare(a: Sortable, b: Sortable, sign: number): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  if (typeof a === 'string' && typeof b === 'string') return sign * a.localeCompare(b);
  return sign * (Number(a) - Number(b));
}

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const at = /^at-(\d{1,9})$/.exec(cursor)?.[1];
  if (at === undefined) throw new Invalid([{ field: 'cursor', message: 'is not a nextCursor of this list' }]);
  return Number(at);
}
