/**
 * What the portal remembers: who is logged in, and which notices were put away (F030). Both were in memory before, so
 * no old row becomes anything, and new tables cost the same on a database of any size.
 */
import type { Migration } from './migration.ts';

export const portalMemory: Migration = {
  name: '0003-portal-memory',
  up(db) {
    db.exec(`
      CREATE TABLE portal_sessions (
        token_hash TEXT PRIMARY KEY,
        subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX portal_sessions_subscriber ON portal_sessions (subscriber_id);
      CREATE INDEX portal_sessions_expiry ON portal_sessions (expires_at);
      CREATE TABLE portal_dismissals (
        subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
        key TEXT NOT NULL,
        until_at INTEGER NOT NULL,
        PRIMARY KEY (subscriber_id, key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX portal_dismissals_until ON portal_dismissals (until_at);
    `);
  },
};
