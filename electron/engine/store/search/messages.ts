/** What the search thread is asked and answers. Plain data. */
import type { ErrorRecord } from '../errors.ts';
import type { Reads } from '../reads.ts';

/** Lists that are searched here and there; `is-long.ts` says when. */
export interface LongLists {
  readonly 'auth-log': Reads['authLog']['all'];
  readonly drops: Reads['authLog']['drops'];
  readonly audit: Reads['audit']['list'];
  readonly cdr: Reads['sessions']['cdr'];
}
/** Sums over a period are always made here. */
export interface Searches extends LongLists {
  readonly 'auth-causes': Reads['authLog']['causes'];
  readonly 'top-subscribers': Reads['overview']['topSubscribers'];
}
export type SearchName = keyof Searches;
/** What the read is asked with, the scope first. */
export type Searched<N extends SearchName> = Parameters<Searches[N]>;
export type Found<N extends SearchName> = Awaited<ReturnType<Searches[N]>>;

export interface SearchOptions {
  /** Of the database, which the writer has opened before. */
  readonly path: string;
  readonly key: Uint8Array;
}

export interface SearchQuestion<N extends SearchName = SearchName> {
  readonly id: number;
  readonly read: N;
  readonly asked: Searched<N>;
}

export type SearchAnswer =
  | { readonly id: number; readonly ok: true; readonly found: Found<SearchName> }
  | { readonly id: number; readonly ok: false; readonly error: ErrorRecord };
