/**
 * Accounting records that hit a bug of ours: the fold went past them, and they are kept until a version folds them.
 * Until now they were deleted an hour later with the records that had been folded.
 */
import type { Migration } from './migration.ts';

export const unfoldedFacts: Migration = {
  name: '0016-unfolded-facts',
  up(db) {
    db.exec('CREATE TABLE unfolded_facts (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL) STRICT');
  },
};
