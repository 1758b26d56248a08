/**
 * A place for what usage and reconciliation found (N3, N19, X46): one row per case, counted. A hold of the quarantine
 * is one, with the decision that ended it. Roles that see or handle alerts get the same of findings. New tables cost
 * the same on a database of any size.
 */
import type { Migration } from './migration.ts';

export const findings: Migration = {
  name: '0009-findings',
  up(db) {
    db.exec(`
      CREATE TABLE findings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        nas_id INTEGER NOT NULL,
        subscriber_id INTEGER,
        username TEXT NOT NULL,
        session_key TEXT NOT NULL,
        hold_id INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        count INTEGER NOT NULL DEFAULT 1,
        resolved_at INTEGER,
        resolution TEXT,
        resolved_by TEXT
      ) STRICT;
      CREATE UNIQUE INDEX findings_open ON findings (session_key, kind, source, hold_id, nas_id)
        WHERE resolved_at IS NULL;
      CREATE INDEX findings_subscriber ON findings (subscriber_id, last_at) WHERE subscriber_id IS NOT NULL;
      CREATE INDEX findings_recent ON findings (tenant_id, last_at);
      CREATE INDEX findings_undecided ON findings (first_at) WHERE kind = 'quarantined' AND resolved_at IS NULL;
    `);
    const roles = db.prepare('SELECT id, permissions FROM roles').all() as { id: number; permissions: string }[];
    const update = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
    for (const { id, permissions } of roles) {
      const patterns = JSON.parse(permissions) as string[];
      const more = [
        ...(patterns.includes('alerts.*') ? ['findings.*'] : []),
        ...(patterns.includes('alerts.view') ? ['findings.view'] : []),
      ];
      if (more.length > 0) update.run(JSON.stringify([...patterns, ...more]), id);
    }
  },
};
