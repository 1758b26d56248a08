/** What a step uses to give new permissions to the roles that should have them: roles are stored, in every tenant. */
import type BetterSqlite3 from 'better-sqlite3';

/** What whoever has one of `to` (a permission or the star of an area, as it is stored) gets. */
export interface Grant {
  readonly to: readonly string[];
  readonly permission: string;
}

/**
 * Gives each once: not where it is already, and not where a star of its area has it. `*` has everything. Roles are few:
 * no cost on tables of any size.
 */
export function grantPermissions(db: BetterSqlite3.Database, grants: readonly Grant[]): void {
  const roles = db.prepare('SELECT id, permissions FROM roles').all() as { id: number; permissions: string }[];
  const update = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
  for (const { id, permissions } of roles) {
    const before = JSON.parse(permissions) as string[];
    const after = [...before];
    for (const { to, permission } of grants) {
      if (to.some((one) => before.includes(one)) && !has(after, permission)) after.push(permission);
    }
    if (after.length > before.length) update.run(JSON.stringify(after), id);
  }
}

function has(held: readonly string[], permission: string): boolean {
  const area = permission.slice(0, permission.indexOf('.'));
  return ['*', `${area}.*`, permission].some((one) => held.includes(one));
}
