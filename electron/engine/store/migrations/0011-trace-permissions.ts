/**
 * Roles learn of the RADIUS trace and the doctor: whoever may see the auth log may see the packets behind it, whoever
 * may see NAS may see what is wrong with them. Roles are few: no cost on tables of any size.
 */
import type { Migration } from './migration.ts';

export const tracePermissions: Migration = {
  name: '0011-trace-permissions',
  up(db) {
    const roles = db.prepare('SELECT id, permissions FROM roles').all() as { id: number; permissions: string }[];
    const update = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
    for (const { id, permissions } of roles) {
      const patterns = JSON.parse(permissions) as string[];
      const has = (...some: string[]): boolean => some.some((one) => patterns.includes(one));
      const more = [
        ...(has('auth_log.*', 'auth_log.view') ? ['trace.view'] : []),
        ...(has('nas.*', 'nas.view') ? ['doctor.view'] : []),
      ].filter((one) => !has(one));
      if (more.length > 0) update.run(JSON.stringify([...patterns, ...more]), id);
    }
  },
};
