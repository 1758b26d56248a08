/**
 * What a login meets after its password was right: a service's own word about expiry (X55), and which MAC addresses a
 * subscriber may use (W9).
 *
 * Old rows keep what they did: services follow the tenant about expiry and bind no MAC, subscribers follow their
 * service. MACs that operators typed stay, never seen so far. Columns are added without rewriting a row.
 */
import type { Migration } from './migration.ts';

export const loginPolicy: Migration = {
  name: '0005-login-policy',
  up(db) {
    db.exec(`
      ALTER TABLE services ADD COLUMN expired_policy TEXT;
      ALTER TABLE services ADD COLUMN mac_mode TEXT NOT NULL DEFAULT 'off';
      ALTER TABLE services ADD COLUMN mac_limit INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE subscribers ADD COLUMN mac_mode TEXT;
      ALTER TABLE subscribers ADD COLUMN mac_limit INTEGER;
      ALTER TABLE subscribers ADD COLUMN macs_cleared_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE subscriber_macs ADD COLUMN is_learned INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE subscriber_macs ADD COLUMN first_seen_at INTEGER;
      ALTER TABLE subscriber_macs ADD COLUMN last_seen_at INTEGER;
    `);
  },
};
