/** What a search looks into and what it looks for: both folded the same way. */

/** Case folded for every script, compatibility forms unified (full-width digits from a phone book), marks kept. */
export const searchFold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The searchable fields of one subscriber, separated so that a match never spans two of them. */
export const searchTextOf = (row: {
  readonly username: string;
  readonly fullName: string;
  readonly phone: string;
  readonly macs: readonly string[];
  readonly staticIp: string | null;
}): string => searchFold([row.username, row.fullName, row.phone, ...row.macs, row.staticIp ?? ''].join('\n'));
