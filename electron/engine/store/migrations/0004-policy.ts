/**
 * Realms and groups (F050, F051, F059). A group's attributes stand in FreeRADIUS's tables, by its name as there; what
 * FreeRADIUS has no place for (routers, login windows) stands in `radius_groups`.
 */
import type { Migration } from './migration.ts';

const tables = `
CREATE TABLE realms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL COLLATE NOCASE,
  methods TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1,
  is_default INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (tenant_id, name)
) STRICT;
CREATE UNIQUE INDEX realms_default ON realms (tenant_id) WHERE is_default = 1;
CREATE TABLE radius_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  nas_ids TEXT NOT NULL DEFAULT '[]',
  login_windows TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  UNIQUE (tenant_id, name)
) STRICT;
CREATE INDEX radgroupreply_group ON radgroupreply (tenant_id, groupname);
CREATE INDEX radgroupcheck_group ON radgroupcheck (tenant_id, groupname);
ALTER TABLE radusergroup ADD COLUMN subscriber_id INTEGER REFERENCES subscribers (id);
CREATE INDEX radusergroup_subscriber ON radusergroup (subscriber_id);
CREATE INDEX radusergroup_group ON radusergroup (tenant_id, groupname);
ALTER TABLE services ADD COLUMN group_id INTEGER REFERENCES radius_groups (id);
ALTER TABLE radpostauth ADD COLUMN realm TEXT NOT NULL DEFAULT '';
INSERT INTO realms (tenant_id, name, methods, is_default, created_at)
  SELECT id, 'default', '["PAP","CHAP","MS-CHAPv1","MS-CHAPv2"]', 1, created_at FROM tenants;
CREATE TRIGGER tenant_default_realm AFTER INSERT ON tenants BEGIN
  INSERT INTO realms (tenant_id, name, methods, is_default, created_at)
    VALUES (NEW.id, 'default', '["PAP","CHAP","MS-CHAPv1","MS-CHAPv2"]', 1, NEW.created_at);
END;
`;

/** What the roles of 0001 get on top; a role that an operator has made since keeps what it was given. */
const granted: readonly (readonly [role: string, permissions: readonly string[]])[] = [
  ['operator', ['realms.view', 'groups.view']],
  ['viewer', ['realms.view', 'groups.view']],
];

export const policy: Migration = {
  name: '0004-policy',
  up(db) {
    db.exec(tables);
    const read = db.prepare('SELECT id, permissions FROM roles WHERE name = ?');
    const write = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
    for (const [role, permissions] of granted) {
      for (const row of read.all(role) as { id: number; permissions: string }[]) {
        write.run(JSON.stringify([...(JSON.parse(row.permissions) as string[]), ...permissions]), row.id);
      }
    }
  },
};
