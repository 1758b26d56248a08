import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseFile } from '../folder.ts';
import { testKey } from '../testing/temporary-store.ts';
import { openDatabase } from '../writer/open-database.ts';
import { foundation } from './0001-foundation.ts';
import { loginPolicy } from './0005-login-policy.ts';

const context = { at: Date.UTC(2026, 10, 20, 14), timeZone: 'UTC' };
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-0005-'));
  path = createDatabaseFile(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('old services bind nothing and follow the tenant; old subscribers follow their service; typed MACs stay', () => {
  const { db: old } = openDatabase(path, testKey, context, [foundation]);
  old.exec(`
    INSERT INTO services (id, tenant_id, name, down_kbps, up_kbps, daily_quota, monthly_quota, price_minor,
      free_hours_enabled, free_hours_from, free_hours_to, free_hours_percent, soft_fup, monthly_reset, created_at)
    VALUES (1, 1, 'Ø 10M', 1, 1, 0, 0, 0, 0, '', '', 0, 0, 'renew', 0);
    INSERT INTO subscribers (id, tenant_id, service_id, username, password_sealed, full_name, phone, status,
      simultaneous_use, last_daily_reset, last_monthly_reset, search_text, created_at, updated_at, deleted_at)
    VALUES (1, 1, 1, 'علي', x'00', '', '', 'active', 3, 0, 0, '', 0, 0, NULL),
      (2, 1, 1, '李娜', x'', '', '', 'expired', 1, 0, 0, '', 0, 0, 7);
    INSERT INTO subscriber_macs (subscriber_id, mac) VALUES (1, '4C:5E:0C:00:00:0A'), (2, '4C:5E:0C:00:00:0A');
  `);
  old.close();
  const { db } = openDatabase(path, testKey, context, [foundation, loginPolicy]);
  expect(db.prepare('SELECT name, expired_policy, mac_mode, mac_limit FROM services').all()).toEqual([
    { name: 'Ø 10M', expired_policy: null, mac_mode: 'off', mac_limit: 1 },
  ]);
  const subscribers = 'SELECT username, simultaneous_use, mac_mode, mac_limit, macs_cleared_at FROM subscribers';
  expect(db.prepare(subscribers).all()).toEqual([
    { username: 'علي', simultaneous_use: 3, mac_mode: null, mac_limit: null, macs_cleared_at: 0 },
    { username: '李娜', simultaneous_use: 1, mac_mode: null, mac_limit: null, macs_cleared_at: 0 },
  ]);
  expect(db.prepare('SELECT * FROM subscriber_macs').all()).toEqual(
    [1, 2].map((id) => ({
      ...{ subscriber_id: id, mac: '4C:5E:0C:00:00:0A' },
      ...{ is_learned: 0, first_seen_at: null, last_seen_at: null },
    })),
  );
  db.close();
});
