/** Lists as the API gives them: `{ items, total, nextCursor? }`, asked for with `?q=&sort=&order=&limit=&cursor=`. */
import { z } from 'zod';
import { pageLimit } from './limits.ts';

/** A whole number in a path or a query, where everything arrives as text. */
export const wholeNumber = (least: number, most: number = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number<number | string>().int().min(least).max(most);

/** `true` or `false` in a query. */
export const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'], case: 'insensitive' });

export const IdParams = z.object({ id: wholeNumber(1) });

/** A list query: `sorts` are the legal `sort` words, `filters` the fields of this list. */
export function listQuery<const S extends readonly [string, ...string[]], F extends z.core.$ZodLooseShape>(
  sorts: S,
  filters: F,
) {
  return z.strictObject({
    q: z.string().trim().max(100).optional().describe('Case-insensitive part of a name, number or address'),
    sort: z.enum(sorts).optional(),
    order: z.enum(['asc', 'desc']).optional(),
    limit: wholeNumber(1, pageLimit.most).default(pageLimit.usual),
    cursor: z.string().max(500).optional().describe('nextCursor of the page before'),
    ...filters,
  });
}

/** One page of `item`. `total` counts what the filter matches, not the page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.int().min(0), nextCursor: z.string().optional() });
