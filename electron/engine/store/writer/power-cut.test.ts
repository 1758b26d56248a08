/**
 * What a power cut leaves of the log: all that was synced, and of what was not any beginning. The file is cut as a dead
 * machine would have left it and opened again.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { aFold, aSession } from '../testing/temporary-store.ts';
import type { CommandMessage } from './messages.ts';
import { writerInside } from './testing/writer-inside.ts';

it('a power cut may take the fold back, never an acknowledged record', () => {
  const inside = writerInside();
  onTestFinished(() => inside.close());
  const path = inside.context.db.name;
  const walBytes = () => statSync(`${path}-wal`).size;
  const fold: CommandMessage = {
    kind: 'command',
    id: 1,
    name: 'fold.commit',
    input: aFold({ cursor: 2, isReplayable: true, sessions: [aSession({ sessionKey: 'a' })] }),
  };

  inside.group.commit([{ kind: 'facts', batch: 1, facts: ['{"a":1}', '{"a":2}'] }], []);
  const synced = walBytes();
  inside.group.commit([], [fold]);
  const written = walBytes();
  expect(written).toBeGreaterThan(synced);

  /** The database as it opens when the log ended after so many bytes. */
  function leftOf(bytes: number) {
    const folder = join(dirname(path), `cut-${bytes}`);
    mkdirSync(folder);
    const copy = join(folder, basename(path));
    copyFileSync(path, copy);
    writeFileSync(`${copy}-wal`, readFileSync(`${path}-wal`).subarray(0, bytes));
    const db = new BetterSqlite3(copy);
    try {
      const one = (sql: string) => db.prepare(sql).pluck().get();
      return {
        isWhole: one('PRAGMA integrity_check') === 'ok',
        facts: one('SELECT count(*) FROM accounting_facts'),
        cursor: one("SELECT value FROM cursors WHERE name = 'fold'"),
        sessions: one('SELECT count(*) FROM radacct'),
      };
    } finally {
      db.close();
    }
  }
  const step = Math.ceil((written - synced) / 20);
  for (let bytes = synced; bytes < written; bytes += step) {
    expect({ bytes, ...leftOf(bytes) }).toEqual({ bytes, isWhole: true, facts: 2, cursor: 0, sessions: 0 });
  }
  expect(leftOf(written)).toEqual({ isWhole: true, facts: 2, cursor: 2, sessions: 1 });
});
