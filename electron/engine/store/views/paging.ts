/** Pages and periods of every list. */

/** `nextCursor` is absent on the last page; it is opaque and belongs to the sort it came from. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly nextCursor?: string;
}

/** `limit` is clamped to 1…500, for sessions to 1…1,000 (default 100). A cursor of another list or sort is `Invalid`. */
export interface PageQuery<S extends string = never> {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly sort?: S | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
}

/** UTC ms, `from` inclusive, `to` exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A period that may be open on either side. */
export interface OpenPeriod {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}
