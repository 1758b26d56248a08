import type { CommandOptions, RouterCall } from '../connection.ts';
import type { Row } from '../words.ts';

/**
 * All rows of one print. It exists only when the router's `!done` was seen: a print that broke off rejects instead.
 */
export interface Listing<T> {
  readonly rows: readonly T[];
  /** Rows without a field that makes them what they are, left out. */
  readonly unreadableRows: number;
  /** True when nothing was left out, so that absence from `rows` means absence from the router (X56). */
  readonly isComplete: boolean;
}

/** Runs one print and reads its rows; `parse` gives undefined for a row that it cannot read. */
export async function readListing<T>(
  call: RouterCall,
  words: readonly string[],
  parse: (row: Row) => T | undefined,
  options?: CommandOptions,
): Promise<Listing<T>> {
  const reply = await call(words, options);
  const rows = reply.rows.map(parse).filter((row) => row !== undefined);
  const unreadableRows = reply.rows.length - rows.length;
  return { rows, unreadableRows, isComplete: unreadableRows === 0 };
}

/** Reads a settings menu: one row without `.id`. Undefined when there is none or it cannot be read. */
export async function readSettings<T>(
  call: RouterCall,
  words: readonly string[],
  parse: (row: Row) => T | undefined,
  options?: CommandOptions,
): Promise<T | undefined> {
  const { rows } = await call(words, options);
  return rows[0] && parse(rows[0]);
}
