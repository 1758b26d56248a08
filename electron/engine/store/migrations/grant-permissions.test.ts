import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Grant, grantPermissions } from './grant-permissions.ts';

const grants: readonly Grant[] = [
  { to: ['nas.*'], permission: 'backups.*' },
  { to: ['nas.*', 'nas.view'], permission: 'backups.view' },
];

/** Roles after each of `runs` steps that give the same. */
function granted(roles: readonly (readonly string[])[], runs = 1): string[][] {
  const db = new BetterSqlite3(':memory:');
  db.exec('CREATE TABLE roles (id INTEGER PRIMARY KEY, permissions TEXT NOT NULL)');
  for (const role of roles) db.prepare('INSERT INTO roles (permissions) VALUES (?)').run(JSON.stringify(role));
  for (let run = 0; run < runs; run++) grantPermissions(db, grants);
  const after = db.prepare('SELECT permissions FROM roles ORDER BY id').pluck().all() as string[];
  db.close();
  return after.map((text) => JSON.parse(text) as string[]);
}

it.each([
  ['who sees gets to see', ['nas.view'], ['nas.view', 'backups.view']],
  ['a star gets the star, which has the rest', ['nas.*'], ['nas.*', 'backups.*']],
  ['a star and a view get no more than the star', ['nas.view', 'nas.*'], ['nas.view', 'nas.*', 'backups.*']],
  ['who has it keeps it once', ['nas.view', 'backups.view'], ['nas.view', 'backups.view']],
  ['everything has it', ['*', 'nas.*'], ['*', 'nas.*']],
  ['nobody else does', ['subscribers.view'], ['subscribers.view']],
  ['a role without any', [], []],
] as [string, string[], string[]][])('%s', (_case, before, after) => expect(granted([before])).toEqual([after]));

it('given twice is given once, and nothing is taken or doubled', () => {
  const role = fc.uniqueArray(fc.constantFrom('*', 'nas.*', 'nas.view', 'backups.*', 'backups.view', 'cdr.view'));
  fc.assert(
    fc.property(fc.array(role, { maxLength: 4 }), (roles) => {
      const once = granted(roles);
      expect(granted(roles, 2)).toEqual(once);
      for (const [place, after] of once.entries()) {
        expect(after.slice(0, roles[place]!.length)).toEqual(roles[place]);
        expect(new Set(after).size).toBe(after.length);
      }
    }),
    { numRuns: 100 },
  );
});
