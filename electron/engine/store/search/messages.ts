/** What the search thread is asked and answers. Plain data. */
import type { Scope } from '../commands.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Reads } from '../reads.ts';

/** Lists whose text search looks at every row that the other filters leave: half a million of them take seconds. */
export interface Searches {
  readonly 'auth-log': Reads['authLog']['all'];
  readonly drops: Reads['authLog']['drops'];
  readonly audit: Reads['audit']['list'];
  readonly cdr: Reads['sessions']['cdr'];
}
export type SearchName = keyof Searches;
export type SearchQuery<N extends SearchName> = Parameters<Searches[N]>[1];
export type SearchPage<N extends SearchName> = Awaited<ReturnType<Searches[N]>>;

export interface SearchOptions {
  /** Of the database, which the writer has opened before. */
  readonly path: string;
  readonly key: Uint8Array;
}

export interface SearchQuestion<N extends SearchName = SearchName> {
  readonly id: number;
  readonly list: N;
  readonly scope: Scope;
  readonly query: SearchQuery<N>;
}

export type SearchAnswer =
  | { readonly id: number; readonly ok: true; readonly page: SearchPage<SearchName> }
  | { readonly id: number; readonly ok: false; readonly error: ErrorRecord };
