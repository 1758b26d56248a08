import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodePack, encodePack, mergePack, packId } from '../../receipt-pack.ts';
import {
  testActor as actor,
  aFold,
  aService,
  aSession,
  aSubscriber,
  defaultScope as scope,
} from '../../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../testing/writer-inside.ts';

const hour = 3_600_000;
const day = 24 * hour;
const t0 = 490_000 * hour;

let inside: WriterInside;
beforeEach(() => {
  inside = writerInside();
});
afterEach(() => inside.close());

/** Sweeps until nothing is left to do; returns the number of steps. */
async function sweep(at: number): Promise<number> {
  for (let steps = 1; ; steps++) if (!(await inside.run('retention.sweep', { at })).more) return steps;
}

const receiptsFrom = (hourAt: number) =>
  Array.from({ length: 120 }, (_, n) => ({
    ...{ at: hourAt + n * 30_000, source: 'poll' as const, downBytes: n + 1, upBytes: 1, countedBytes: n + 2 },
    ...{ freePercent: 0, decision: '' },
  }));

it('no step goes through a table: accounting waits for each, every minute', async () => {
  await inside.run('service.create', { scope, actor, service: aService(), at: t0 }); // with a row in the audit
  const sql = vi.spyOn(inside.context, 'sql');
  await sweep(t0);
  await inside.run('facts.prune', { before: t0, now: t0, limit: 1000 });
  const statements = [...new Set(sql.mock.calls.map(([text]) => text))].filter((text) =>
    /^(SELECT|DELETE|WITH)/.test(text),
  );
  expect(statements.length).toBeGreaterThan(15);
  for (const text of statements) {
    const values = Array.from(text.matchAll(/\?/g), () => 0);
    const plan = inside.context.db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values) as { detail: string }[];
    const scanned = plan.flatMap(({ detail }) => /^SCAN (?!CONSTANT)(\w+)/.exec(detail)?.[1] ?? []);
    // From the oldest row on and no further than a step, or a table of a few rows.
    const isBounded = (table: string) => table === 'tenants' || /ORDER BY \w+ LIMIT/.test(text);
    expect({ text, scanned: scanned.filter((table) => !isBounded(table)) }).toEqual({ text, scanned: [] });
  }
});

describe('retention', () => {
  it('X46: the time that it had reached is known to the next start, to the hour', async () => {
    expect(await inside.reads.engine.retentionAt()).toBeNull();
    await sweep(t0);
    await sweep(t0 + hour - 1);
    expect(await inside.reads.engine.retentionAt()).toBe(t0);
    await sweep(t0 + hour);
    expect(await inside.reads.engine.retentionAt()).toBe(t0 + hour);
    await sweep(t0 - day);
    expect(await inside.reads.engine.retentionAt()).toBe(t0 - day);
  });

  it('X63: receipts become 5-minute receipts after 72 h, sums unchanged, and go after 90 days', async () => {
    await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
    const rows = [aSubscriber()];
    await inside.run('subscriber.create', { scope, actor, rows, rates: [''], at: 0, dryRun: false });
    const receipts = receiptsFrom(t0).map((receipt) => ({ ...receipt, sessionKey: '1:c1', subscriberId: 1 }));
    await inside.run('fold.commit', aFold({ sessions: [aSession({ startAt: t0 })], receipts }));
    const read = () => inside.reads.usage.receipts(scope, 1, { from: t0, to: t0 + hour });
    const sum = (list: Awaited<ReturnType<typeof read>>) =>
      list.reduce((total, { countedBytes }) => total + countedBytes, 0);
    const fine = await read();

    await sweep(t0 + 72 * hour);
    expect((await read()).length).toBe(120);
    await sweep(t0 + 73 * hour);
    const coarse = await read();
    expect(coarse.length).toBe(12);
    expect(sum(coarse)).toBe(sum(fine));
    expect(inside.rows('SELECT * FROM receipts')).toEqual([]);

    await sweep(t0 + 89 * day);
    expect((await read()).length).toBe(12);
    await sweep(t0 + 91 * day);
    expect(await read()).toEqual([]);
  });

  it('joins a pack that comes late to what was merged before', async () => {
    const insert = inside.context.sql('INSERT INTO receipts (id, pack) VALUES (?, ?)');
    insert.run(packId(t0, 1), encodePack(t0, receiptsFrom(t0)));
    await sweep(t0 + 80 * hour);
    insert.run(packId(t0, 1), encodePack(t0, receiptsFrom(t0).slice(0, 1)));
    await sweep(t0 + 80 * hour);
    const [row] = inside.rows<{ pack: Uint8Array }>('SELECT pack FROM receipts_5min');
    const merged = decodePack(t0, mergePack(t0, row!.pack));
    expect(merged.length).toBe(12);
    expect(merged[0]!.downBytes).toBe(55 + 1);
  });

  it('takes small steps: thousands of rows go in several', async () => {
    inside.context.db.exec(`WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3500)
      INSERT INTO hourly_usage SELECT ${t0}, x, 1, 1, 1 FROM n`);
    expect(await sweep(t0 + 91 * day)).toBeGreaterThanOrEqual(4);
    expect(inside.rows('SELECT * FROM hourly_usage')).toEqual([]);
  });

  it('keeps what is young', async () => {
    inside.context.db.exec(`
      INSERT INTO hourly_usage VALUES (${t0}, 1, 1, 1, 1);
      INSERT INTO daily_usage_history VALUES ('2025-11-24', 1, 1, 1, 1, 0, 0);
      INSERT INTO audit (tenant_id, at, actor_kind, actor_name, action, entity, detail)
        VALUES (1, ${t0}, 'system', 'x', 'x', 'x', 'null');`);
    expect(await sweep(t0 + 89 * day)).toBe(1);
    expect(inside.rows('SELECT count(*) AS n FROM hourly_usage')).toEqual([{ n: 1 }]);
    await sweep(t0 + 731 * day);
    for (const table of ['hourly_usage', 'daily_usage_history', 'audit']) {
      expect(inside.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
  });

  it('W4: closed sessions go only when a setting says so, by its days, and the totals of call records go with them', async () => {
    const sessions = Array.from({ length: 450 }, (_, n) =>
      aSession({
        ...{ sessionKey: `1:${n}`, acctSessionId: `${n}`, startAt: t0 + n * hour, updateAt: t0 + (n + 1) * hour },
        ...{ stopAt: t0 + (n + 1) * hour, closedBy: 'stop', downBytes: 10, upBytes: 1, sessionSeconds: 3600 },
      }),
    );
    const open = aSession({ sessionKey: '1:open', startAt: t0, updateAt: t0 });
    await inside.run('fold.commit', aFold({ sessions: [...sessions, open] }));
    const shown = async () => {
      const { totals, total } = await inside.reads.sessions.cdr(scope, {});
      const summed = inside.rows<{ n: number }>('SELECT count(*) AS n FROM radacct WHERE stop_at IS NOT NULL')[0]!.n;
      expect([totals.sessions, totals.downBytes, totals.upBytes]).toEqual([summed, summed * 10, summed]);
      return total;
    };
    const keep = (sessionsDays: number | null) => {
      const retention = { sessionsDays, authLogDays: 90, hourlyDays: 90, auditDays: 730 };
      return inside.run('settings.set', { tenantId: 1, actor, values: { retention }, at: t0 });
    };
    await sweep(t0 + 4000 * day);
    expect(await shown()).toBe(450);
    await keep(100);
    await sweep(t0 + 100 * day + 201 * hour);
    expect(await shown()).toBe(250);
    expect(await sweep(t0 + 200 * day)).toBe(3);
    expect(await shown()).toBe(0);
    expect(inside.rows('SELECT session_key FROM radacct')).toEqual([{ session_key: '1:open' }]);
    await keep(null);
    await inside.run('fold.commit', aFold({ sessions }));
    await sweep(t0 + 4000 * day);
    expect(await shown()).toBe(450);
  });

  it('the auth log and the audit go by their setting', async () => {
    const reject = { tenantId: 1, username: 'ali', nasId: 1, nasAddress: '10.0.0.1', reason: 'wrong-password' };
    const rejects = [{ ...reject, detail: '', method: 'PAP', callingStationId: '', at: t0, count: 1 }];
    await inside.run('auth-log.append', { rejects, drops: [] });
    const retention = { sessionsDays: null, authLogDays: 30, hourlyDays: 90, auditDays: 400 };
    await inside.run('settings.set', { tenantId: 1, actor, values: { retention }, at: t0 });
    const left = () =>
      ['radpostauth', 'audit'].map((table) => inside.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)[0]!.n);
    await sweep(t0 + 29 * day);
    expect(left()).toEqual([1, 1]);
    await sweep(t0 + 31 * day);
    expect(left()).toEqual([0, 1]);
    await sweep(t0 + 401 * day);
    expect(left()).toEqual([0, 0]);
  });

  it('leaves open alerts alone, whatever their age', async () => {
    const raise = (key: string) =>
      inside.run('alert.raise', { tenantId: 1, key, severity: 'warn', title: 'x', detail: 'x', at: t0 });
    await raise('old');
    await raise('open');
    await inside.run('alert.resolve', { tenantId: 1, key: 'old', at: t0 });
    await sweep(t0 + 366 * day);
    expect(inside.rows('SELECT key FROM alerts')).toEqual([{ key: 'open' }]);
  });

  it('prunes the feed but for its newest row, so that its numbers go on', async () => {
    for (const name of ['a', 'b', 'c']) {
      await inside.run('service.create', { scope, actor, service: aService({ name }), at: t0 });
    }
    await sweep(t0 + 3 * day);
    expect(inside.rows('SELECT seq FROM changes')).toEqual([{ seq: 3 }]);
    expect(await inside.reads.engine.changes(1, 10)).toEqual({ changes: [], gap: true });
    expect(await inside.reads.engine.changes(2, 10)).toMatchObject({ changes: [{ seq: 3 }], gap: false });
    expect(await inside.reads.engine.changes(3, 10)).toEqual({ changes: [], gap: false });
    // A reader that is ahead read another database: it must reload too.
    expect(await inside.reads.engine.changes(9, 10)).toEqual({ changes: [], gap: true });
  });
});
