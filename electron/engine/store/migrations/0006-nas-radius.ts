/**
 * How a NAS speaks RADIUS: whether it must sign its Access-Requests (Z5), and its figures per minute and per hour (F066).
 *
 * Old rows become `auto`: what has signed before is held to it from then on. The column has a constant default, which
 * costs nothing on a table of any size; the figures begin empty. NAS 0 is all routers of the tenant together.
 */
import type { Migration } from './migration.ts';

const figures = (table: string): string => `CREATE TABLE ${table} (
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  nas_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  accepts INTEGER NOT NULL,
  rejects INTEGER NOT NULL,
  accounting INTEGER NOT NULL,
  drops INTEGER NOT NULL,
  up INTEGER NOT NULL,
  watched INTEGER NOT NULL,
  latency TEXT NOT NULL,
  PRIMARY KEY (tenant_id, nas_id, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX ${table}_at ON ${table} (at);`;

export const nasRadius: Migration = {
  name: '0006-nas-radius',
  up(db) {
    db.exec(`ALTER TABLE nas ADD COLUMN message_authenticator TEXT NOT NULL DEFAULT 'auto'
      CHECK (message_authenticator IN ('auto', 'required', 'optional'));
      ${figures('nas_minutes')}
      ${figures('nas_hours')}`);
  },
};
