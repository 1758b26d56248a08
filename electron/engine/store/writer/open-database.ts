/** The writer's first act: look at the file, check it after a crash, migrate it, and prove that the key is the right one. */
import { statSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import { openWriting } from '../connection.ts';
import { StorageUnavailable } from '../errors.ts';
import { isKeyOf, sealedKeyCheck } from '../key-check.ts';
import { migrations } from '../migrations/index.ts';
import { inspectDatabase, type MigrationReport, migrate } from '../migrations/migrate.ts';
import type { Migration, MigrationContext } from '../migrations/migration.ts';
import { restoreKeyCommand } from '../recovery-key.ts';
import { createSealer, type Sealer } from '../seal.ts';
import { faultSentence, storageFault } from '../storage-fault.ts';

/** A quick check reads the whole file: up to here it is done before anything is served (measured: 250 MB/s). */
const checkAtOnceBytesMax = 128 * 1024 * 1024;

export interface OpenedDatabase extends MigrationReport {
  readonly db: BetterSqlite3.Database;
  readonly sealer: Sealer;
  /** It was not closed cleanly and is too large to check at once: check it beside the work. */
  readonly checkLater: boolean;
}

/** @throws StorageUnavailable with a sentence for the operator. Nothing foreign is ever written to. */
export function openDatabase(
  path: string,
  key: Uint8Array,
  context: MigrationContext,
  steps: readonly Migration[] = migrations,
): OpenedDatabase {
  const state = inspectDatabase(path, steps);
  const sealer = createSealer(key);
  const db = openForWriting(path, state.kind === 'empty');
  try {
    const isUnclean = state.kind === 'ours' && !state.closedCleanly;
    const isSmall = statSync(path).size <= checkAtOnceBytesMax;
    if (isUnclean && isSmall) refuseDamaged(path, quickCheck(db));
    if (state.kind === 'ours') refuseOtherKey(db, sealer);
    const report = migrate(db, state, steps, context);
    const meta = db.prepare(
      'INSERT INTO store_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    );
    if (state.kind === 'empty') meta.run('key_check', sealedKeyCheck(sealer));
    meta.run('clean', 0);
    return { db, sealer, checkLater: isUnclean && !isSmall, ...report };
  } catch (error) {
    db.close();
    const fault = storageFault(error);
    if (!fault) throw error;
    const message = (error as Error).message;
    throw new StorageUnavailable(fault === 'damaged' ? damagedMessage(path, [message]) : faultSentence(fault, error));
  }
}

function openForWriting(path: string, isNew: boolean): BetterSqlite3.Database {
  try {
    return openWriting(path, isNew);
  } catch (error) {
    const fault = storageFault(error);
    if (!fault) throw error;
    throw new StorageUnavailable(`${path}: ${faultSentence(fault, error)}`);
  }
}

/** The last write: the next start need not check. Then the WAL goes into the file. */
export function closeDatabase(db: BetterSqlite3.Database): void {
  db.prepare("UPDATE store_meta SET value = 1 WHERE name = 'clean'").run();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** What SQLite finds wrong, in its words; empty when all is well. */
export function quickCheck(db: BetterSqlite3.Database): string[] {
  try {
    const found = db.prepare('PRAGMA quick_check(20)').pluck().all() as string[];
    return found.filter((line) => line !== 'ok');
  } catch (error) {
    // Some damage is too near the root for a list of findings.
    if (storageFault(error) === 'damaged') return [(error as Error).message];
    throw error;
  }
}

export const damagedMessage = (path: string, found: readonly string[]): string =>
  `${path} is damaged (${found[0]}${found.length > 1 ? `, and ${found.length - 1} more` : ''}). Move it away, put a copy from the backups folder in its place, and keep the damaged file for support.`;

function refuseDamaged(path: string, found: readonly string[]): void {
  if (found.length > 0) throw new StorageUnavailable(damagedMessage(path, found));
}

function refuseOtherKey(db: BetterSqlite3.Database, sealer: Sealer): void {
  if (isKeyOf(db, sealer)) return;
  throw new StorageUnavailable(
    `${db.name} was sealed with another key than the one of this start. Put its lastmile.key back; or move the wrong one away and run ${restoreKeyCommand}, which takes the recovery key that was printed at the first start.`,
  );
}
