/**
 * A look at the database of a stopped engine that changes nothing in it: a read-only connection, no migration, no
 * mark. SQLite itself may leave its empty `-wal` and `-shm` files beside it, as every reader does.
 */
import { openReading } from './connection.ts';
import { isKeyOf } from './key-check.ts';
import { migrations } from './migrations/index.ts';
import { historyFault, type LookedAt, lookAtDatabase } from './migrations/migrate.ts';
import type { Migration } from './migrations/migration.ts';
import { createSealer } from './seal.ts';
import { quickCheck } from './writer/open-database.ts';

export interface Diagnosis {
  readonly schema: {
    /** `older`: the next start brings it up. `newer`, `other`: this version will not open it; `says` is why. */
    readonly is: 'current' | 'older' | 'newer' | 'other';
    /** The last step that was taken. */
    readonly at: string;
    /** Steps that the next start takes. */
    readonly missing: readonly string[];
    readonly says: string;
  };
  readonly closedCleanly: boolean;
  /** What SQLite finds wrong; empty when all is well. */
  readonly damage: readonly string[];
  /** Undefined without a key. */
  readonly isKeyRight: boolean | undefined;
  /** Undefined where this schema does not say. */
  readonly subscribers: number | undefined;
  readonly recordsToFold: number | undefined;
}

/**
 * Reads the whole file once. Undefined: the file is empty, and the first start fills it.
 * @throws StorageUnavailable where it is not ours or cannot be read
 */
export function diagnoseDatabase(
  path: string,
  key: Uint8Array | undefined,
  steps: readonly Migration[] = migrations,
): Diagnosis | undefined {
  const state = lookAtDatabase(path);
  if (state.kind === 'empty') return undefined;
  const db = openReading(path);
  try {
    const damage = quickCheck(db);
    /** Of another schema the table may be missing, of a damaged file unreadable: then nothing is said. */
    const number = (sql: string): number | undefined => {
      try {
        const value = db.prepare(sql).pluck().get();
        return typeof value === 'number' ? value : undefined;
      } catch {
        return undefined;
      }
    };
    return {
      schema: schemaOf(path, state, steps),
      closedCleanly: state.closedCleanly,
      damage,
      isKeyRight: key && isKeyOf(db, createSealer(key)),
      subscribers: number('SELECT count(*) FROM subscribers WHERE deleted_at IS NULL'),
      recordsToFold: number(
        `SELECT max(0, coalesce((SELECT max(seq) FROM accounting_facts), 0) - value) FROM cursors WHERE name = 'fold'`,
      ),
    };
  } finally {
    db.close();
  }
}

function schemaOf(
  path: string,
  { history }: Extract<LookedAt, { kind: 'ours' }>,
  steps: readonly Migration[],
): Diagnosis['schema'] {
  const at = history.at(-1) ?? 'none';
  const fault = historyFault(path, history, steps);
  if (fault) return { is: fault.is, at, missing: [], says: fault.says };
  const missing = steps.slice(history.length).map(({ name }) => name);
  return { is: missing.length === 0 ? 'current' : 'older', at, missing, says: '' };
}
