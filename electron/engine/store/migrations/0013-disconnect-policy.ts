/**
 * For which reasons a NAS's running sessions may be disconnected (X45), as a JSON list. Old rows get what the engine did
 * by itself or does from now on: never for a speed. A constant default costs nothing on a table of any size.
 */
import type { Migration } from './migration.ts';

export const disconnectPolicy: Migration = {
  name: '0013-disconnect-policy',
  up(db) {
    db.exec(`ALTER TABLE nas ADD COLUMN disconnect_for TEXT NOT NULL
      DEFAULT '["suspend","expire","restore","kick"]'`);
  },
};
