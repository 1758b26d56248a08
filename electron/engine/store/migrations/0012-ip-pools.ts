/**
 * IP pools of our own and the leases of their addresses (X33). An address has a row only while it is not simply free.
 * Roles that see or handle NAS get the same of pools. New tables cost the same on a database of any size.
 */
import type { Migration } from './migration.ts';

export const ipPools: Migration = {
  name: '0012-ip-pools',
  up(db) {
    db.exec(`
      CREATE TABLE ip_pools (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('ipv4', 'ipv6-prefix')),
        ranges TEXT NOT NULL,
        prefix_length INTEGER,
        reserved TEXT NOT NULL DEFAULT '[]',
        sticky INTEGER NOT NULL DEFAULT 0,
        cool_down_seconds INTEGER NOT NULL,
        nas_ids TEXT NOT NULL DEFAULT '[]',
        created_at INTEGER NOT NULL,
        UNIQUE (tenant_id, name)
      ) STRICT;
      CREATE TABLE ip_leases (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_id INTEGER NOT NULL REFERENCES tenants (id),
        pool_id INTEGER NOT NULL REFERENCES ip_pools (id) ON DELETE CASCADE,
        address TEXT NOT NULL,
        state TEXT NOT NULL,
        subscriber_id INTEGER,
        username TEXT NOT NULL,
        nas_id INTEGER,
        login_class TEXT NOT NULL,
        sessions TEXT NOT NULL,
        since_at INTEGER NOT NULL,
        until_at INTEGER,
        UNIQUE (tenant_id, address)
      ) STRICT;
      CREATE INDEX ip_leases_pool ON ip_leases (pool_id, state);
    `);
    const roles = db.prepare('SELECT id, permissions FROM roles').all() as { id: number; permissions: string }[];
    const update = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
    for (const { id, permissions } of roles) {
      const patterns = JSON.parse(permissions) as string[];
      const more = [
        ...(patterns.includes('nas.*') ? ['pools.*'] : []),
        ...(patterns.includes('nas.view') ? ['pools.view'] : []),
      ];
      if (more.length > 0) update.run(JSON.stringify([...patterns, ...more]), id);
    }
  },
};
