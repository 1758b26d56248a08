/** The pages that deleted rows leave in the file: which of them go back to the disk. */
import type BetterSqlite3 from 'better-sqlite3';

/** SQLite's number of `auto_vacuum = INCREMENTAL`: pages can be given back one by one. */
const incremental = 2;

/** False for a database that was made before it could be: `compact.ts` changes it. */
export const givesSpaceBack = (db: BetterSqlite3.Database): boolean =>
  db.pragma('auto_vacuum', { simple: true }) === incremental;

/** 32 MB of 4 KiB pages: what a busy day's pruning frees and the next fills again stays where it is. */
const keptPages = 8192;
/** Of a large file a tenth: to shrink and to grow it again costs more than the room is worth. */
const keptPart = 10;

/** How many of `freePages` are more than the reserve for what comes next. */
export const pagesToGiveBack = (freePages: number, allPages: number): number =>
  Math.max(0, freePages - Math.max(keptPages, Math.floor(allPages / keptPart)));
