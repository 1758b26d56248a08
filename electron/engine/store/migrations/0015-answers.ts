/**
 * - Whose a MAC is can be asked: an index, built in one pass over the devices (200,000 of them take under a second).
 * - A row of a NAS's figures knows how many minutes it holds, so that means are over the time that was watched. Old rows
 *   of minutes hold one. Old hours hold the minutes that are there to be counted; where those are gone already, the hour
 *   is taken as whole.
 * - A group counts its changes, so that of two operators who edit it at once the second is told. Old ones begin at 1.
 * - The viewer's role sees the settings, as the operator's always did.
 */
import type { Migration } from './migration.ts';

export const answers: Migration = {
  name: '0015-answers',
  up(db) {
    db.exec(`
      CREATE INDEX subscriber_macs_mac ON subscriber_macs (mac);
      ALTER TABLE radius_groups ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE nas_minutes ADD COLUMN minutes INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE nas_hours ADD COLUMN minutes INTEGER NOT NULL DEFAULT 60;
      UPDATE nas_hours SET minutes = counted.n FROM (
        SELECT tenant_id, nas_id, at - at % 3600000 AS hour_at, count(*) AS n FROM nas_minutes GROUP BY 1, 2, 3
      ) AS counted
      WHERE counted.tenant_id = nas_hours.tenant_id AND counted.nas_id = nas_hours.nas_id
        AND counted.hour_at = nas_hours.at
        AND nas_hours.at >= (SELECT min(at) FROM nas_minutes);
    `);
    const viewers = db.prepare("SELECT id, permissions FROM roles WHERE name = 'viewer'");
    const update = db.prepare('UPDATE roles SET permissions = ? WHERE id = ?');
    for (const { id, permissions } of viewers.all() as { id: number; permissions: string }[]) {
      const patterns = JSON.parse(permissions) as string[];
      if (['*', '*.view', 'settings.*', 'settings.view'].some((one) => patterns.includes(one))) continue;
      update.run(JSON.stringify([...patterns, 'settings.view']), id);
    }
  },
};
