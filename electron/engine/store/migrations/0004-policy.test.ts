import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { openDatabase } from '../writer/open-database.ts';
import { foundation } from './0001-foundation.ts';
import { fupResetUndo } from './0002-fup-reset-undo.ts';
import { portalMemory } from './0003-portal-memory.ts';
import { policy } from './0004-policy.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-0004-'));
  path = createDatabaseFile(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const before = [foundation, fupResetUndo, portalMemory];
const withDatabase = <T>(steps: Parameters<typeof openDatabase>[3], use: (db: BetterSqlite3.Database) => T): T => {
  const { db } = openDatabase(path, testKey, { at: 5, timeZone: 'UTC' }, steps);
  try {
    return use(db);
  } finally {
    db.close();
  }
};

it('F050: every tenant has a default realm that allows all methods, also one that is made later', () => {
  withDatabase(before, (db) =>
    db.exec("INSERT INTO tenants (id, name, time_zone, currency, created_at) VALUES (2, 'Second', 'UTC', 'EUR', 7)"),
  );
  withDatabase([...before, policy], (db) => {
    db.exec("INSERT INTO tenants (id, name, time_zone, currency, created_at) VALUES (3, 'Third', 'UTC', 'EUR', 9)");
    const realm = { name: 'default', methods: '["PAP","CHAP","MS-CHAPv1","MS-CHAPv2"]', active: 1, is_default: 1 };
    expect(
      db
        .prepare('SELECT tenant_id, name, methods, active, is_default, created_at FROM realms ORDER BY tenant_id')
        .all(),
    ).toEqual([
      { tenant_id: 1, ...realm, created_at: 5 },
      { tenant_id: 2, ...realm, created_at: 7 },
      { tenant_id: 3, ...realm, created_at: 9 },
    ]);
    expect(() =>
      db.exec("INSERT INTO realms (tenant_id, name, methods, is_default, created_at) VALUES (2, 'b', '[]', 1, 0)"),
    ).toThrow(/UNIQUE/);
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });
});

it('the stored roles may see realms and groups, and keep what they were given', () => {
  withDatabase(before, (db) =>
    db.exec(`UPDATE roles SET permissions = '["overview.view"]' WHERE name = 'viewer';
      INSERT INTO roles (tenant_id, name, permissions) VALUES (1, 'night shift', '["cdr.view"]')`),
  );
  withDatabase([...before, policy], (db) => {
    const role = (name: string) =>
      JSON.parse(db.prepare('SELECT permissions FROM roles WHERE name = ?').pluck().get(name) as string) as string[];
    expect(role('viewer')).toEqual(['overview.view', 'realms.view', 'groups.view']);
    expect(role('operator')).toEqual(expect.arrayContaining(['subscribers.*', 'realms.view', 'groups.view']));
    expect([role('admin'), role('night shift')]).toEqual([['*'], ['cdr.view']]);
  });
});
