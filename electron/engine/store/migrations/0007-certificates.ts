/**
 * RADIUS over TLS: certificates, and how a NAS is reached. Old NAS become `udp`, as they are; roles that manage or see
 * NAS get the same of certificates. A new table and a column with a constant default: no cost on tables of any size.
 */
import type { Migration } from './migration.ts';

export const certificates: Migration = {
  name: '0007-certificates',
  up(db) {
    db.exec(`
      ALTER TABLE nas ADD COLUMN mode TEXT NOT NULL DEFAULT 'udp' CHECK (mode IN ('udp', 'radsec'));
      CREATE TABLE certificates (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id),
        kind TEXT NOT NULL CHECK (kind IN ('authority', 'server', 'client')),
        nas_id INTEGER REFERENCES nas (id),
        subject TEXT NOT NULL,
        names TEXT NOT NULL,
        serial TEXT NOT NULL,
        fingerprint256 TEXT NOT NULL,
        not_before INTEGER NOT NULL,
        not_after INTEGER NOT NULL,
        certificate TEXT NOT NULL,
        key_sealed BLOB NOT NULL,
        issued_at INTEGER NOT NULL,
        revoked_at INTEGER,
        revoke_reason TEXT,
        CHECK ((kind = 'client') = (nas_id IS NOT NULL))
      ) STRICT;
      CREATE UNIQUE INDEX certificates_fingerprint ON certificates (fingerprint256);
      CREATE UNIQUE INDEX certificates_serial ON certificates (serial);
      CREATE UNIQUE INDEX certificates_one_authority ON certificates (kind) WHERE kind = 'authority';
      CREATE INDEX certificates_nas ON certificates (nas_id) WHERE nas_id IS NOT NULL;
    `);
    const roles = db.prepare('SELECT id, permissions FROM roles').all() as { id: number; permissions: string }[];
    const update = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
    for (const { id, permissions } of roles) {
      const patterns = JSON.parse(permissions) as string[];
      const more = [
        ...(patterns.includes('nas.*') ? ['certificates.*'] : []),
        ...(patterns.includes('nas.view') ? ['certificates.view'] : []),
      ];
      if (more.length > 0) update.run(JSON.stringify([...patterns, ...more]), id);
    }
  },
};
