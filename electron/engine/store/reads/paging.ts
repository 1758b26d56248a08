/**
 * Keyset pages: the cursor carries the sort value and id of the last row, so that page 400 costs what page 1 costs and
 * rows that come or go do not shift the rest. A cursor names the sort it belongs to; with another it is refused.
 */
import { type RawBuilder, sql } from 'kysely';
import { Invalid } from '../errors.ts';
import type { Page, PageQuery } from '../reads.ts';

export type SortValue = string | number;

/** How a sort looks in SQL. The expression is never NULL: NULL has no place in a keyset. */
export interface Sort {
  readonly by: RawBuilder<SortValue>;
  /** The order when nobody says: names rise, numbers fall. */
  readonly order: 'asc' | 'desc';
}

export interface PagePlan {
  readonly name: string;
  readonly by: RawBuilder<SortValue>;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** After the last row of the page before; always true on the first page. */
  readonly after: RawBuilder<unknown>;
  /** `ORDER BY` of the page. */
  readonly orderBy: RawBuilder<unknown>;
}

export const pageLimitMax = 1000;
const pageLimitUsual = 100;

/** @throws Invalid for a cursor of another list or sort, or one that is no cursor. */
export function planPage<S extends string>(
  query: PageQuery<S>,
  sorts: Readonly<Record<S, Sort>>,
  usual: S,
  id: RawBuilder<number>,
  limitMax = 500,
): PagePlan {
  const name = query.sort ?? usual;
  const sort = sorts[name];
  if (!sort) throw new Invalid([{ field: 'sort', message: `cannot sort by ${name}` }]);
  const order = query.order ?? sort.order;
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? pageLimitUsual), 1), limitMax);
  const direction = order === 'asc' ? sql`ASC` : sql`DESC`;
  const beyond = order === 'asc' ? sql`>` : sql`<`;
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, `${name} ${order}`);
  return {
    name,
    by: sort.by,
    order,
    limit,
    after: cursor ? sql`(${sort.by}, ${id}) ${beyond} (${cursor.value}, ${cursor.id})` : sql`1`,
    orderBy: sql`ORDER BY ${sort.by} ${direction}, ${id} ${direction}`,
  };
}

/** Makes the page of rows that were read with `limit + 1`. Every row has `id` and `sort_value`. */
export function pageOf<Row extends { readonly id: number; readonly sort_value: SortValue }, T>(
  plan: PagePlan,
  rows: readonly Row[],
  total: number,
  view: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, plan.limit);
  const last = shown.at(-1);
  const items = shown.map(view);
  if (rows.length <= plan.limit || !last) return { items, total };
  return { items, total, nextCursor: writeCursor(`${plan.name} ${plan.order}`, last.sort_value, last.id) };
}

const writeCursor = (sort: string, value: SortValue, id: number): string =>
  Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');

function readCursor(text: string, sort: string): { value: SortValue; id: number } {
  const wrong = new Invalid([{ field: 'cursor', message: 'is not a cursor of this list and sort' }]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw wrong;
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) throw wrong;
  const [forSort, value, id] = parsed as unknown[];
  if (forSort !== sort || !Number.isSafeInteger(id)) throw wrong;
  if (typeof value !== 'string' && typeof value !== 'number') throw wrong;
  return { value, id: id as number };
}
