/** Roles of a database from before have of pools what they have of NAS. */
import { afterEach, expect, it } from 'vitest';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';
import { ipPools } from './0012-ip-pools.ts';

let inside: WriterInside | undefined;
afterEach(() => inside?.close());

it('who sees NAS sees pools, who handles NAS handles them, others get nothing', () => {
  inside = writerInside();
  const { db } = inside.context;
  db.exec('DROP TABLE ip_leases; DROP TABLE ip_pools');
  db.prepare('DELETE FROM roles').run();
  const role = db.prepare('INSERT INTO roles (tenant_id, name, permissions) VALUES (1, ?, ?)');
  role.run('برج', '["nas.*"]');
  role.run('eyes', '["nas.view"]');
  role.run('cash', '["subscribers.view"]');
  ipPools.up(db, { at: 0, timeZone: 'UTC' });
  expect(inside.rows('SELECT name, permissions FROM roles ORDER BY id')).toEqual([
    { name: 'برج', permissions: '["nas.*","pools.*"]' },
    { name: 'eyes', permissions: '["nas.view","pools.view"]' },
    { name: 'cash', permissions: '["subscribers.view"]' },
  ]);
});
