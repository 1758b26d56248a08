/** How much one call may ask for. Apart from the schemas, so that the console can import it without them. */

/** Rows per page unless asked otherwise, and the most that may be asked for (P17). */
export const pageLimit = { usual: 100, most: 500 } as const;

/** At most this many sessions in one request. */
export const sessionsPerRequest = 200;

/** Call records that are sorted by another column than their stop time: what has no index is read in one go (5 to 40 ms). */
export const sortedRecordsMax = 10_000;
