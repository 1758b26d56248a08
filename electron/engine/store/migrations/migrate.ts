/**
 * Brings a database to this version's schema, or says in one sentence why it must not be touched.
 *
 * Looking comes first, on a read-only connection: a file that is not ours is never converted to WAL or written to.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { StorageUnavailable } from '../errors.ts';
import type { Migration, MigrationContext } from './migration.ts';

/** "LMil": SQLite's mark of whose file it is (PRAGMA application_id). */
export const applicationId = 0x4c4d696c;

/** What stands in the file, whichever version wrote it. */
export type LookedAt =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ours';
      readonly history: readonly string[];
      /** False when the last engine did not close it: a crash, a kill or a power cut. */
      readonly closedCleanly: boolean;
    };

/** A database whose history is a beginning of this version's. */
export type DatabaseState = LookedAt;

/**
 * What the file is. `steps` is this version's history.
 *
 * @throws StorageUnavailable for a foreign, damaged, newer or diverged database.
 */
export function inspectDatabase(path: string, steps: readonly Migration[]): DatabaseState {
  const state = lookAtDatabase(path);
  const fault = state.kind === 'ours' ? historyFault(path, state.history, steps) : undefined;
  if (fault) throw new StorageUnavailable(fault.says);
  return state;
}

/** @throws StorageUnavailable for a foreign or unreadable database */
export function lookAtDatabase(path: string): LookedAt {
  if (!existsSync(path) || statSync(path).size === 0) return { kind: 'empty' };
  const db = openReadOnly(path);
  try {
    const mark = db.pragma('application_id', { simple: true });
    const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get();
    if (mark === 0 && tables === 0) return { kind: 'empty' };
    if (mark !== applicationId) {
      throw new StorageUnavailable(
        `${path} is not a Lastmile database. Move it away, or choose another folder with --data-dir.`,
      );
    }
    const history = db.prepare('SELECT name FROM schema_migrations ORDER BY version').pluck().all() as string[];
    const clean = db.prepare("SELECT value FROM store_meta WHERE name = 'clean'").pluck().get();
    return { kind: 'ours', history, closedCleanly: clean === 1 };
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    throw unreadable(path, error);
  } finally {
    db.close();
  }
}

function openReadOnly(path: string): BetterSqlite3.Database {
  try {
    return new BetterSqlite3(path, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): StorageUnavailable {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'SQLITE_NOTADB') {
    return new StorageUnavailable(
      `${path} is not a Lastmile database (not SQLite at all). Move it away, or choose another folder with --data-dir.`,
    );
  }
  return new StorageUnavailable(
    `${path} cannot be read (${code ?? message}). If it is damaged, restore a copy from the backups folder beside it.`,
  );
}

/** Why this version must not open a database with that history; undefined where it may. */
export function historyFault(
  path: string,
  history: readonly string[],
  steps: readonly Migration[],
): { readonly is: 'newer' | 'other'; readonly says: string } | undefined {
  for (const [index, name] of history.entries()) {
    const ours = steps[index]?.name;
    if (ours === undefined) {
      return {
        is: 'newer',
        says: `${path} was made by a newer Lastmile (schema ${history.at(-1)}; this version knows ${steps.at(-1)?.name}). Install the newer version, or restore a backup made before the update.`,
      };
    }
    if (ours !== name) {
      return {
        is: 'other',
        says: `${path} has another history than this version: step ${index + 1} is ${name} there and ${ours} here. It was made by a different build; use that one, or restore a backup of this one.`,
      };
    }
  }
  return undefined;
}

export interface MigrationReport {
  readonly applied: readonly string[];
  /** The copy that was made first, when there was something to lose. */
  readonly backup: string | undefined;
}

/** Runs the steps that are missing. `db` is the writing connection; `state` is what `inspectDatabase` saw. */
export function migrate(
  db: BetterSqlite3.Database,
  state: DatabaseState,
  steps: readonly Migration[],
  context: MigrationContext,
): MigrationReport {
  const done = state.kind === 'ours' ? state.history.length : 0;
  const missing = steps.slice(done);
  if (missing.length === 0) return { applied: [], backup: undefined };
  const backup = state.kind === 'ours' ? backUp(db, missing[0]!.name, context.at) : undefined;
  if (state.kind === 'empty') {
    db.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${applicationId};
      CREATE TABLE IF NOT EXISTS schema_migrations
        (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;`);
  }
  for (const [index, step] of missing.entries()) {
    if (!db.inTransaction) db.exec('BEGIN IMMEDIATE');
    try {
      step.up(db, context);
      db.prepare('INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)').run(
        done + index + 1,
        step.name,
        context.at,
      );
      db.exec('COMMIT');
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw new StorageUnavailable(
        `The database could not be brought to schema ${step.name} and stays as it was: ${(error as Error).message}.${
          backup ? ` A copy from before is ${backup}.` : ''
        }`,
      );
    }
  }
  return { applied: missing.map((step) => step.name), backup };
}

/** A whole copy beside the database, synced before the first step touches anything. */
function backUp(db: BetterSqlite3.Database, before: string, at: number): string {
  const folder = join(dirname(db.name), 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  const path = join(folder, `before-${before}-${stamp}.db`);
  // Made first, so that it is its owner's only from the first byte; SQLite fills an empty file.
  closeSync(openSync(path, 'wx', 0o600));
  try {
    db.prepare('VACUUM INTO ?').run(path);
    const file = openSync(path, 'r+');
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    throw new StorageUnavailable(
      `A copy of the database must be made before its schema changes, and could not be: ${(error as Error).message}. Free as much space as the database takes and start again.`,
    );
  }
  return path;
}
