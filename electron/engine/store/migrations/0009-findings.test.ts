/** Roles of a database from before have of findings what they have of alerts. */
import { afterEach, expect, it } from 'vitest';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';
import { findings } from './0009-findings.ts';

let inside: WriterInside | undefined;
afterEach(() => inside?.close());

it('who sees alerts sees findings, who handles alerts handles them, others get nothing', () => {
  inside = writerInside();
  const { db } = inside.context;
  db.exec('DROP TABLE findings');
  db.prepare('DELETE FROM roles').run();
  const role = db.prepare('INSERT INTO roles (tenant_id, name, permissions) VALUES (1, ?, ?)');
  role.run('desk', '["alerts.*"]');
  role.run('eyes', '["alerts.view"]');
  role.run('cash', '["subscribers.view"]');
  findings.up(db, { at: 0, timeZone: 'UTC' });
  expect(inside.rows('SELECT name, permissions FROM roles ORDER BY id')).toEqual([
    { name: 'desk', permissions: '["alerts.*","findings.*"]' },
    { name: 'eyes', permissions: '["alerts.view","findings.view"]' },
    { name: 'cash', permissions: '["subscribers.view"]' },
  ]);
});
