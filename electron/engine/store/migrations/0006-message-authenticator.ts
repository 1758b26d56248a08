/**
 * Whether a NAS must sign its Access-Requests (Z5). Old rows become `auto`: what has signed before is held to it from
 * then on. Adds a column with a constant default, which costs nothing on a table of any size.
 */
import type { Migration } from './migration.ts';

export const messageAuthenticator: Migration = {
  name: '0006-message-authenticator',
  up(db) {
    db.exec(`ALTER TABLE nas ADD COLUMN message_authenticator TEXT NOT NULL DEFAULT 'auto'
      CHECK (message_authenticator IN ('auto', 'required', 'optional'))`);
  },
};
