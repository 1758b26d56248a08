/** Rows that no command makes yet (tenants, resellers), for tests of what must not cross between them. */
import type BetterSqlite3 from 'better-sqlite3';

export function addTenant(db: BetterSqlite3.Database, id: number): void {
  db.prepare('INSERT INTO tenants (id, name, time_zone, currency, created_at) VALUES (?, ?, ?, ?, 0)').run(
    id,
    `tenant ${id}`,
    'UTC',
    'USD',
  );
  db.prepare("INSERT INTO roles (tenant_id, name, permissions) VALUES (?, 'admin', '[\"*\"]')").run(id);
}

/** Returns the reseller's id. */
export const addReseller = (db: BetterSqlite3.Database, tenantId: number, name: string): number =>
  Number(
    db.prepare('INSERT INTO resellers (tenant_id, name, created_at) VALUES (?, ?, 0)').run(tenantId, name)
      .lastInsertRowid,
  );
