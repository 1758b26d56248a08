/** One step of the schema. Forward only, frozen once released; the step and its record commit together. */
import type BetterSqlite3 from 'better-sqlite3';

export interface MigrationContext {
  /** UTC ms of the run. */
  readonly at: number;
  /** IANA zone of this machine: the default tenant's until the operator says otherwise. */
  readonly timeZone: string;
}

export interface Migration {
  /** File name without extension: number and words. Numbers rise along the history. */
  readonly name: string;
  /** Runs inside a transaction that it must not end. */
  up(db: BetterSqlite3.Database, context: MigrationContext): void;
}
