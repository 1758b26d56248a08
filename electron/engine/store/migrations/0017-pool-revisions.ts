/**
 * - A pool counts its changes, so that of two operators who edit it at once the second is told. Old ones begin at 1.
 * - The list of leases is paged by index: newest first, and what one user name has. Built in one pass over the leases
 *   (65,536 of them take a fraction of a second).
 */
import type { Migration } from './migration.ts';

export const poolRevisions: Migration = {
  name: '0017-pool-revisions',
  up(db) {
    db.exec(`
      ALTER TABLE ip_pools ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
      CREATE INDEX ip_leases_since ON ip_leases (tenant_id, since_at);
      CREATE INDEX ip_leases_username ON ip_leases (tenant_id, username, since_at);
    `);
  },
};
