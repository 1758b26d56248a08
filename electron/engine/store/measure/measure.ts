/**
 * How large each family of tables is, by SQLite's `dbstat`: it reads every page of the database once (measured: 4 to 5 s
 * per GB), so it is done beside the work, table by table: no read is held longer than one of them takes.
 */
import type BetterSqlite3 from 'better-sqlite3';
import { givesSpaceBack } from '../free-space.ts';
import { type FamilyName, families, familyNames, type StorageMeasure } from './families.ts';

export function measure(db: BetterSqlite3.Database, at: number): StorageMeasure {
  const size = db.prepare('SELECT pgsize FROM dbstat WHERE name = ? AND aggregate = TRUE').pluck();
  const objects = db
    .prepare("SELECT name, tbl_name AS owner FROM sqlite_schema WHERE type IN ('table', 'index') AND rootpage > 0")
    .all() as { name: string; owner: string }[];
  const ownerOf = new Map<string, FamilyName>(
    familyNames.flatMap((name) => families[name].tables.map((table) => [table, name] as const)),
  );
  const bytes = new Map<FamilyName, number>();
  for (const { name, owner } of objects) {
    const family = ownerOf.get(owner) ?? 'other';
    bytes.set(family, (bytes.get(family) ?? 0) + ((size.get(name) as number | undefined) ?? 0));
  }
  const oldestOf = (text: string | undefined): number | null =>
    text === undefined ? null : ((db.prepare(text).pluck().get() as number | null | undefined) ?? null);
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  return {
    at,
    families: familyNames.map((name) => ({
      name,
      bytes: bytes.get(name) ?? 0,
      oldestAt: oldestOf(families[name].oldest),
    })),
    freeBytes: (db.pragma('freelist_count', { simple: true }) as number) * pageBytes,
    givesSpaceBack: givesSpaceBack(db),
  };
}
