/**
 * What the ledger of FUP resets lacked to undo one (X10, X54): since when the cleared counters had run, the service
 * under which they were cleared, and which act a row belongs to.
 *
 * Rows from before stay as they are, without a batch: history, too old to be undone. The columns cost nothing however
 * long the table is; the index by act holds none of the old rows, the one by time is built in one pass over 90 days.
 */
import type { Migration } from './migration.ts';

export const fupResetUndo: Migration = {
  name: '0002-fup-reset-undo',
  up(db) {
    db.exec(`
      ALTER TABLE fup_resets ADD COLUMN batch_id TEXT;
      ALTER TABLE fup_resets ADD COLUMN is_all INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE fup_resets ADD COLUMN service_id INTEGER;
      ALTER TABLE fup_resets ADD COLUMN previous_reset_at INTEGER;
      CREATE INDEX fup_resets_batch ON fup_resets (batch_id) WHERE batch_id IS NOT NULL;
      CREATE INDEX fup_resets_at ON fup_resets (at);
    `);
  },
};
