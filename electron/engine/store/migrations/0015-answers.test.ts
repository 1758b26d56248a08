import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { closeDatabase, openDatabase } from '../writer/open-database.ts';
import { answers } from './0015-answers.ts';
import { migrations } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-0015-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hour = 3_600_000;

it('old hours hold the minutes that can be counted, else all; groups begin at 1; viewers see the settings', () => {
  const path = createDatabaseFile(folder);
  const context = { at: 0, timeZone: 'UTC' };
  const before = openDatabase(path, testKey, context, migrations.slice(0, migrations.indexOf(answers)));
  const figures = (table: string, nasId: number, at: number): void => {
    before.db.exec(`INSERT INTO ${table} (tenant_id, nas_id, at, accepts, rejects, accounting, drops, up, watched, latency)
      VALUES (1, ${nasId}, ${at}, 1, 0, 0, 0, 1, 1, '')`);
  };
  for (const at of [50, 99, 100]) figures('nas_hours', 0, at * hour);
  figures('nas_hours', 7, 100 * hour);
  // Minutes begin within hour 99: the rest of it is pruned. Of hour 100 router 7 has one minute, all together two.
  for (const at of [99.5 * hour, 100 * hour, 100 * hour + 60_000]) figures('nas_minutes', 0, at);
  figures('nas_minutes', 7, 100 * hour + 60_000);
  before.db.exec(`
    INSERT INTO radius_groups (tenant_id, name, nas_ids, login_windows, created_at) VALUES (1, 'ليل', '[]', '[]', 0);
    INSERT INTO roles (tenant_id, name, permissions) VALUES (1, 'mute', '[]');
    INSERT INTO tenants (id, name, time_zone, currency, created_at) VALUES (2, 'Ø', 'UTC', 'USD', 0);
    INSERT INTO roles (tenant_id, name, permissions) VALUES (2, 'viewer', '["*.view"]');`);
  closeDatabase(before.db);

  const { db } = openDatabase(path, testKey, context);
  expect(db.prepare('SELECT nas_id, at / 3600000, minutes FROM nas_hours ORDER BY nas_id, at').raw().all()).toEqual([
    [0, 50, 60],
    [0, 99, 60],
    [0, 100, 2],
    [7, 100, 1],
  ]);
  expect(db.prepare('SELECT DISTINCT minutes FROM nas_minutes').pluck().all()).toEqual([1]);
  expect(db.prepare('SELECT name, revision FROM radius_groups').raw().all()).toEqual([['ليل', 1]]);
  const roles = new Map(
    (db.prepare('SELECT tenant_id, name, permissions FROM roles').raw().all() as [number, string, string][]).map(
      ([tenantId, name, text]) => [`${tenantId} ${name}`, JSON.parse(text) as string[]],
    ),
  );
  expect(roles.get('1 viewer')).toContain('settings.view');
  expect(roles.get('1 operator')?.filter((pattern) => pattern === 'settings.view')).toHaveLength(1);
  expect(roles.get('1 mute')).toEqual([]);
  expect(roles.get('2 viewer')).toEqual(['*.view']);
  const plan = db.prepare('EXPLAIN QUERY PLAN SELECT 1 FROM subscriber_macs WHERE mac = ?').get('x') as {
    detail: string;
  };
  expect(plan.detail).toContain('subscriber_macs_mac');
  closeDatabase(db);
});
