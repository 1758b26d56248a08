import type { TableColumn } from './columns.ts';

type Cell = string | number | null;

/**
 * One CSV line (RFC 4180): quoted where needed, ended by CRLF.
 *
 * A text that begins with = + − @ or a tab gets an apostrophe before it: a spreadsheet would run it as a formula, and
 * user names come from outside.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The columns that go into a file: those with a `csv`, in the order of the view, shown or not. */
const exported = <R>(columns: readonly TableColumn<R>[]) => columns.filter((column) => column.csv !== undefined);

export const csvHead = <R>(columns: readonly TableColumn<R>[]): string =>
  csvLine(exported(columns).map((column) => column.title));

export const csvRow = <R>(columns: readonly TableColumn<R>[], record: R): string =>
  csvLine(exported(columns).map((column) => column.csv?.(record) ?? null));

export interface CsvProgress {
  readonly done: number;
  /** Null when the server does not say. */
  readonly total: number | null;
}

/**
 * Writes everything the filter matches, page by page, so that 100,000 rows never stand in memory as records.
 *
 * `pages` ends by itself; `signal` cancels between pages with the error of the signal. The result starts with a byte
 * order mark: Excel reads UTF-8 only then.
 */
export async function csvOf<R>(
  columns: readonly TableColumn<R>[],
  pages: AsyncIterable<{ readonly items: readonly R[]; readonly total?: number }>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: CsvProgress) => void } = {},
): Promise<Blob> {
  const chunks: string[] = ['\uFEFF', csvHead(columns)];
  let done = 0;
  for await (const { items, total } of pages) {
    options.signal?.throwIfAborted();
    chunks.push(items.map((record) => csvRow(columns, record)).join(''));
    done += items.length;
    options.onProgress?.({ done, total: total ?? null });
  }
  return new Blob(chunks, { type: 'text/csv;charset=utf-8' });
}
