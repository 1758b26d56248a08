/** What an SQLite error means for whoever waits for a commit. */
export type StorageFault = 'full' | 'unavailable' | 'damaged';

/** Undefined for everything that is a bug or a refusal of the statement itself (a constraint, a wrong type). */
export function storageFault(error: unknown): StorageFault | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined;
  // The WAL's index is a file too, and growing it fails under its own name.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'damaged';
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|NOMEM|BUSY|PROTOCOL)/.test(code)) return 'unavailable';
  return undefined;
}

/** The sentence behind a refused write. */
export function faultSentence(fault: StorageFault, error: unknown): string {
  const { code, message } = error as { code: string; message: string };
  if (fault === 'full') return 'The disk is full: nothing can be stored until space is freed.';
  return `The database cannot be written (${code}: ${message}).`;
}
