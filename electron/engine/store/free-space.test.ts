import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compactDatabase } from './compact.ts';
import { lockFolder } from './folder-lock.ts';
import { givesSpaceBack, pagesToGiveBack } from './free-space.ts';
import { migrations } from './migrations/index.ts';
import { testKey } from './testing/temporary-store.ts';
import { spaceGiveBack } from './writer/commands/housekeeping.ts';
import { CommandContext } from './writer/context.ts';
import { closeDatabase, openDatabase } from './writer/open-database.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-space-'));
  path = join(folder, 'lastmile.db');
  writeFileSync(path, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openDatabase(path, testKey, { at: 5, timeZone: 'UTC' }, migrations);

/** A database as versions before this one made it: it keeps what is free. */
function makeOld(): void {
  closeDatabase(open().db);
  const db = new BetterSqlite3(path);
  db.pragma('journal_mode = DELETE');
  db.pragma('auto_vacuum = NONE');
  db.exec('VACUUM');
  db.close();
}

/** Facts of `megabytes`, of which only every thousandth stays. */
function fillAndDelete(db: BetterSqlite3.Database, megabytes: number): void {
  const insert = db.prepare('INSERT INTO accounting_facts (seq, at, fact) VALUES (?, 0, ?)');
  db.transaction(() => {
    for (let seq = 1; seq <= megabytes * 256; seq++) insert.run(seq, `${seq} ${'x'.repeat(3900)}`);
  })();
  db.exec('DELETE FROM accounting_facts WHERE seq % 1000 <> 0');
}

describe('what deleted rows leave in the file', () => {
  it.each([
    ['nothing while it is less than 32 MB', 8192, 9000, 0],
    ['one page above', 8193, 9000, 1],
    ['of a large file a tenth stays', 300_000, 1_000_000, 200_000],
  ])('pain 20: %s', (_case, free, all, pages) => expect(pagesToGiveBack(free, all)).toBe(pages));

  it('pain 20: goes back in small steps, with nothing lost, down to the reserve', () => {
    const { db, sealer } = open();
    expect(givesSpaceBack(db)).toBe(true);
    fillAndDelete(db, 40);
    const pages = () => db.pragma('page_count', { simple: true }) as number;
    const before = pages();
    const context = new CommandContext(db, sealer);
    let steps = 0;
    for (let more = true; more; steps++) {
      const was = pages();
      db.exec('BEGIN IMMEDIATE; SAVEPOINT command');
      ({ more } = spaceGiveBack(context, {}));
      db.exec('RELEASE command; COMMIT');
      expect(was - pages()).toBeLessThanOrEqual(33); // 32, and a page that says where pages are
    }
    expect(steps).toBeGreaterThan(30);
    expect(db.pragma('freelist_count', { simple: true })).toBe(8192);
    expect(before - pages()).toBeGreaterThan(1000);
    expect(db.prepare('SELECT count(*) FROM accounting_facts').pluck().get()).toBe(10);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(spaceGiveBack(context, {})).toEqual({ more: false });
    closeDatabase(db);
    expect(statSync(path).size).toBe(pagesOf(path) * 4096);
  });

  it('of an older database stays, until it is compacted: then it is smaller, whole, and gives back by itself', () => {
    makeOld();
    const { db, sealer } = open();
    expect(givesSpaceBack(db)).toBe(false);
    fillAndDelete(db, 40);
    expect(spaceGiveBack(new CommandContext(db, sealer), {})).toEqual({ more: false });
    closeDatabase(db);
    let told: readonly number[] = [];
    const { beforeBytes, afterBytes } = compactDatabase({
      dataDir: folder,
      at: 6,
      onBegin: (...room) => {
        told = room;
      },
    });
    expect(afterBytes).toBeLessThan(beforeBytes / 10);
    expect(told[0]).toBeLessThan(beforeBytes / 10);
    const again = open();
    expect(again).toMatchObject({ applied: [], checkLater: false });
    expect(givesSpaceBack(again.db)).toBe(true);
    expect(again.db.prepare('SELECT count(*) FROM accounting_facts').pluck().get()).toBe(10);
    closeDatabase(again.db);
  });

  it('of a database that was not closed is compacted with what its log holds', () => {
    const { db } = open();
    fillAndDelete(db, 2);
    db.pragma('synchronous = OFF');
    db.close(); // no clean mark
    compactDatabase({ dataDir: folder, at: 6 });
    const again = open();
    expect(again.db.prepare('SELECT count(*) FROM accounting_facts').pluck().get()).toBe(0);
    closeDatabase(again.db);
  });

  it('is left as it is while an engine runs, where there is no database, and where the disk has no room', () => {
    expect(() => compactDatabase({ dataDir: folder, at: 6 })).toThrow('no Lastmile database');
    closeDatabase(open().db);
    const lock = lockFolder(folder, 5);
    expect(() => compactDatabase({ dataDir: folder, at: 6 })).toThrow('Stop it first');
    lock.release();
    const before = statSync(path);
    const noRoom = () => compactDatabase({ dataDir: folder, at: 6, freeBytes: () => 1e5 });
    expect(noRoom).toThrow(/needs \d+ MB .* and 1 MB are free/);
    expect(statSync(path).ino).toBe(before.ino);
    expect(readdirSync(folder).filter((name) => name.includes('compact'))).toEqual([]);
  });
});

function pagesOf(file: string): number {
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    return db.pragma('page_count', { simple: true }) as number;
  } finally {
    db.close();
  }
}
