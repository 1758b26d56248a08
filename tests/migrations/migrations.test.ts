/** A database meets this version: its own, an older one, a newer one, somebody else's, or a damaged one. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../electron/engine/store/client.ts';
import { createDatabaseFile } from '../../electron/engine/store/folder.ts';
import { migrations } from '../../electron/engine/store/migrations/index.ts';
import type { Migration } from '../../electron/engine/store/migrations/migration.ts';
import { closeDatabase, openDatabase } from '../../electron/engine/store/writer/open-database.ts';

const key = Buffer.alloc(32, 7);
const context = { at: Date.UTC(2026, 0, 2, 3, 4, 5), timeZone: 'Asia/Baghdad' };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-migrations-'));
  path = createDatabaseFile(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (steps: readonly Migration[] = migrations) => openDatabase(path, key, context, steps);
const make = (steps: readonly Migration[] = migrations): void => closeDatabase(open(steps).db);
const raw = (sql: string): void => {
  const db = new BetterSqlite3(path);
  db.exec(sql);
  db.close();
};
const octets = (): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const second: Migration = {
  name: '0002-example',
  up: (db) => db.exec("ALTER TABLE tenants ADD COLUMN motto TEXT NOT NULL DEFAULT ''"),
};

describe('a new database', () => {
  it('gets the whole history, the default tenant in this zone, and its roles', () => {
    const { db, applied, backup } = open();
    expect(applied).toEqual(migrations.map(({ name }) => name));
    expect(backup).toBeUndefined();
    expect(db.prepare('SELECT id, time_zone, daily_reset_time FROM tenants').all()).toEqual([
      { id: 1, time_zone: 'Asia/Baghdad', daily_reset_time: '00:05' },
    ]);
    expect(db.prepare('SELECT name FROM roles ORDER BY id').pluck().all()).toEqual(['admin', 'operator', 'viewer']);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    closeDatabase(db);
  });

  it('is opened again without doing anything', () => {
    make();
    const { db, applied, backup } = open();
    expect([applied, backup]).toEqual([[], undefined]);
    closeDatabase(db);
  });
});

describe('the history', () => {
  it('is numbered in rising order, in words; a number may be free, none is used twice', () => {
    const names = migrations.map(({ name }) => name);
    for (const name of names) expect(name).toMatch(/^\d{4}-[a-z0-9-]+$/);
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
});

describe('an older database', () => {
  it('is copied first, then brought up to date with its rows', () => {
    make();
    raw("UPDATE tenants SET name = 'Example ISP'");
    const { db, applied, backup } = open([...migrations, second]);
    expect(applied).toEqual(['0002-example']);
    expect(db.prepare('SELECT name, motto FROM tenants').all()).toEqual([{ name: 'Example ISP', motto: '' }]);
    closeDatabase(db);

    expect(backup).toBe(join(folder, 'backups', 'before-0002-example-2026-01-02T03-04-05-000Z.db'));
    if (process.platform !== 'win32') {
      expect(statSync(backup!).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, 'backups')).mode & 0o777).toBe(0o700);
    }
    const copy = new BetterSqlite3(backup!, { readonly: true });
    expect(copy.pragma('quick_check', { simple: true })).toBe('ok');
    expect(copy.prepare('SELECT * FROM tenants').all()).toMatchObject([{ name: 'Example ISP' }]);
    expect(copy.prepare('SELECT name FROM schema_migrations').pluck().all()).toEqual(
      migrations.map(({ name }) => name),
    );
    copy.close();
  });

  it('stays as it was when a step fails, and says where the copy is', () => {
    make();
    const failing: Migration = {
      name: '0002-broken',
      up(db) {
        db.exec('ALTER TABLE tenants ADD COLUMN motto TEXT');
        throw new Error('no such thing');
      },
    };
    expect(() => open([...migrations, failing])).toThrow(/0002-broken.*stays as it was.*no such thing.*backups/);
    const { db } = open();
    expect(db.prepare("SELECT count(*) FROM pragma_table_info('tenants') WHERE name = 'motto'").pluck().get()).toBe(0);
    closeDatabase(db);
  });
});

describe('a database that must not be touched', () => {
  it('is refused when a newer version made it, with what to do', () => {
    make([...migrations, second]);
    const before = octets();
    expect(() => open()).toThrow(/newer Lastmile \(schema 0002-example.*Install the newer version/);
    expect(octets()).toBe(before);
  });

  it('is refused when its history is not a prefix of ours', () => {
    make();
    raw("UPDATE schema_migrations SET name = '0001-another-beginning'");
    const before = octets();
    expect(() => open()).toThrow(/another history.*step 1 is 0001-another-beginning/);
    expect(octets()).toBe(before);
  });

  it('is refused when it belongs to another program, and left as it is', () => {
    raw('CREATE TABLE radcheck (id INTEGER PRIMARY KEY, username TEXT)');
    const before = octets();
    expect(() => open()).toThrow(/not a Lastmile database.*--data-dir/);
    expect(octets()).toBe(before);
    expect(readdirSync(folder)).toEqual(['lastmile.db']);
  });

  it('is refused when it is no database at all', () => {
    writeFileSync(path, 'Dear diary, today the tower fell over.'.repeat(100));
    expect(() => open()).toThrow(/not SQLite at all/);
  });

  it('W7: is refused with another key, before a step runs', () => {
    make();
    expect(() => openDatabase(path, Buffer.alloc(32, 1), context, [...migrations, second])).toThrow(/recovery key/);
    expect(existsSync(join(folder, 'backups'))).toBe(false);
  });

  it('says so through the store too, and leaves the folder free', async () => {
    make([...migrations, second]);
    await expect(openStore({ dataDir: folder, key })).rejects.toThrow(/newer Lastmile/);
    await expect(openStore({ dataDir: folder, key })).rejects.toThrow(/newer Lastmile/);
  });
});

describe('an unclean end', () => {
  /** Damages a page in the middle of the table's tree. */
  function damage(): void {
    const file = readFileSync(path);
    file.fill(0xff, file.length - 2 * 4096, file.length - 4096);
    writeFileSync(path, file);
  }

  it('is followed by a check that finds damage before anything is served', () => {
    const { db } = open();
    db.exec(`WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000)
      INSERT INTO accounting_facts SELECT x, 0, 'some fact that takes space' FROM n`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close(); // without the mark of a clean end
    damage();
    expect(() => open()).toThrow(/is damaged .*backups folder/);
  });

  it('leaves no trace when nothing is wrong', () => {
    open().db.close();
    const { db, checkLater } = open();
    expect(checkLater).toBe(false);
    closeDatabase(db);
  });
});
