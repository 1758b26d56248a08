import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { unfoldedFacts } from './0016-unfolded-facts.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-unfolded-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps the journal and the cursor of before', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(unfoldedFacts)));
  before.db.exec(`INSERT INTO accounting_facts (seq, at, fact) VALUES (1, 5, '{}'), (2, 6, '{}');
    UPDATE cursors SET value = 1 WHERE name = 'fold';`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  expect(db.prepare('SELECT seq FROM accounting_facts').pluck().all()).toEqual([1, 2]);
  expect(db.prepare("SELECT value FROM cursors WHERE name = 'fold'").pluck().get()).toBe(1);
  expect(db.prepare('SELECT * FROM unfolded_facts').all()).toEqual([]);
  closeDatabase(db);
});
