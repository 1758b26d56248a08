import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnoseDatabase } from './diagnosis.ts';
import { migrations } from './migrations/index.ts';
import { testKey } from './testing/temporary-store.ts';
import { closeDatabase, openDatabase } from './writer/open-database.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-diagnosis-'));
  path = join(folder, 'lastmile.db');
  writeFileSync(path, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const made = (steps = migrations) => {
  const { db } = openDatabase(path, testKey, { at: 5, timeZone: 'UTC' }, steps);
  return db;
};

/** Octets and time of the file, after it was given a time that any write would change. */
function untouched(look: () => void): void {
  utimesSync(path, 1_000_000, 1_000_000);
  const sum = () => [createHash('sha256').update(readFileSync(path)).digest('hex'), statSync(path).mtimeMs];
  const before = sum();
  look();
  expect(sum()).toEqual(before);
}

describe('a look at the database', () => {
  it('says what is in it and whose key it has, and changes neither its octets nor its time', () => {
    closeDatabase(made());
    untouched(() => {
      expect(diagnoseDatabase(path, testKey)).toMatchObject({
        ...{ closedCleanly: true, damage: [], isKeyRight: true, subscribers: 0, recordsToFold: 0 },
        schema: { is: 'current', at: migrations.at(-1)!.name, missing: [] },
      });
      expect(diagnoseDatabase(path, Buffer.alloc(32, 1))).toMatchObject({ isKeyRight: false });
      expect(diagnoseDatabase(path, undefined)).toMatchObject({ isKeyRight: undefined });
    });
  });

  it('of an older schema migrates nothing and says what the next start does', () => {
    closeDatabase(made(migrations.slice(0, -2)));
    untouched(() =>
      expect(diagnoseDatabase(path, testKey)).toMatchObject({
        schema: { is: 'older', at: migrations.at(-3)!.name, missing: migrations.slice(-2).map(({ name }) => name) },
        ...{ isKeyRight: true, subscribers: 0, recordsToFold: 0 },
      }),
    );
  });

  it('of a newer or another schema goes on with what can be said', () => {
    closeDatabase(made());
    untouched(() => {
      const newer = diagnoseDatabase(path, testKey, migrations.slice(0, -1));
      expect(newer).toMatchObject({ schema: { is: 'newer' }, subscribers: 0, isKeyRight: true });
      expect(newer!.schema.says).toContain('newer Lastmile');
      const other = migrations.map((step, place) => (place === 1 ? { ...step, name: '0002-of-another-build' } : step));
      expect(diagnoseDatabase(path, testKey, other)).toMatchObject({ schema: { is: 'other' }, subscribers: 0 });
    });
  });

  it('after a crash reads what the log has, and leaves the log as it is', () => {
    const db = made();
    db.exec("INSERT INTO accounting_facts (seq, at, fact) VALUES (7, 0, '{}')");
    const crashed = join(folder, 'crashed.db');
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${crashed}${end}`);
    db.close();
    path = crashed;
    const log = readFileSync(`${path}-wal`);
    untouched(() => expect(diagnoseDatabase(path, testKey)).toMatchObject({ closedCleanly: false, recordsToFold: 7 }));
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
  });

  it('names damage, and refuses what is not ours; an empty file is none yet', () => {
    expect(diagnoseDatabase(path, testKey)).toBeUndefined();
    const db = made();
    // A table that the look itself does not read: where its first page lies depends on all steps before.
    const page = Number(db.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'audit'").pluck().get());
    closeDatabase(db);
    const octets = readFileSync(path);
    octets.fill(0x55, (page - 1) * 4096, page * 4096);
    writeFileSync(path, octets);
    untouched(() => expect(diagnoseDatabase(path, testKey)!.damage.length).toBeGreaterThan(0));
    writeFileSync(path, 'no database at all, but long enough to be looked at as one');
    expect(() => diagnoseDatabase(path, testKey)).toThrow('not a Lastmile database');
    rmSync(path);
    new BetterSqlite3(path).exec('CREATE TABLE theirs (a)').close();
    expect(() => diagnoseDatabase(path, testKey)).toThrow('not a Lastmile database');
  });
});
