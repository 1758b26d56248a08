import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FoldCommit, Receipt, SessionRow, SubscriberCounters } from '../../fold-commit.ts';
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
const t0 = 490_000 * hour;

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
  const rows = ['ali', 'omar'].map((username) => aSubscriber({ username }));
  await inside.run('subscriber.create', { scope, actor, rows, rates: ['2M/10M', '2M/10M'], at: 0, dryRun: false });
});
afterEach(() => inside.close());

const fold = (commit: Partial<FoldCommit>) => inside.run('fold.commit', aFold({ at: t0, ...commit }));
const addFacts = (count: number): unknown =>
  inside.group.commit([{ kind: 'facts', batch: 1, facts: new Array<string>(count).fill('{}') }], []);

const counters = (of: Partial<SubscriberCounters> = {}): SubscriberCounters => ({
  subscriberId: 1,
  dailyDownloadUsed: 1,
  dailyUploadUsed: 2,
  dailyQuotaUsed: 3,
  monthlyDownloadUsed: 4,
  monthlyUploadUsed: 5,
  monthlyQuotaUsed: 6,
  bonusBytes: 7,
  countState: '{"rest":70}',
  fupLevel: 2,
  monthlyFupLevel: 1,
  lastDailyReset: 8,
  lastMonthlyReset: 9,
  isOnline: true,
  lastSeenAt: t0,
  ...of,
});

const receipt = (of: Partial<Receipt> = {}): Receipt => ({
  sessionKey: '1:c1',
  subscriberId: 1,
  at: t0 + 30_000,
  source: 'poll',
  downBytes: 1000,
  upBytes: 100,
  countedBytes: 1100,
  freePercent: 0,
  decision: '',
  ...of,
});

describe('the cursor', () => {
  it('moves with what was folded; a poll commits with the same one', async () => {
    addFacts(5);
    await fold({ cursor: 3 });
    await fold({ cursor: 3, counters: [counters()] });
    expect(await inside.reads.engine.foldCursor()).toBe(3);
  });

  it('passes a record that could not be folded, which stays in the journal until it is', async () => {
    addFacts(3);
    await fold({ cursor: 3, unfolded: [{ seq: 2, reason: 'a bug' }] });
    const prune = () => inside.run('facts.prune', { before: Number.MAX_SAFE_INTEGER, now: 0, limit: 10 });
    expect(await prune()).toEqual({ removed: 2 });
    expect((await inside.reads.engine.unfoldedFacts(10)).map(({ seq }) => seq)).toEqual([2]);
    await fold({ cursor: 3, mended: [2] });
    expect(await inside.reads.engine.unfoldedFacts(10)).toEqual([]);
    expect(await prune()).toEqual({ removed: 1 });
  });

  it('keeps what is young, and looks at no more of it than at one step of rows: accounting waits meanwhile', async () => {
    addFacts(7);
    await fold({ cursor: 7 });
    inside.context.db.prepare('UPDATE accounting_facts SET at = iif(seq = 7, 1000, 2000)').run();
    const prune = (limit: number) => inside.run('facts.prune', { before: 1500, now: 3000, limit });
    const left = () => inside.rows('SELECT seq FROM accounting_facts').length;
    expect(await prune(6)).toEqual({ removed: 0 });
    expect(left()).toBe(7);
    // Records are numbered as they came: what came before an old one is old, whatever the clock said then.
    expect(await prune(7)).toEqual({ removed: 7 });
    expect(left()).toBe(0);
  });

  it('X46: records of a clock that was ahead go when the first one after them is old', async () => {
    addFacts(9);
    await fold({ cursor: 9 });
    inside.context.db.prepare('UPDATE accounting_facts SET at = iif(seq <= 6, 9e12, 1000)').run();
    const prune = (before: number) => inside.run('facts.prune', { before, now: 2000, limit: 3 });
    expect(await prune(1000)).toEqual({ removed: 0 });
    for (const _ of [3, 6, 9]) expect(await prune(1001)).toEqual({ removed: 3 });
    expect(inside.rows('SELECT seq FROM accounting_facts')).toEqual([]);
    addFacts(2);
    await fold({ cursor: 11 });
    inside.context.db.prepare('UPDATE accounting_facts SET at = 9e12').run();
    expect(await prune(1001)).toEqual({ removed: 0 });
  });

  it('never goes back, and never past what is stored: nothing of such a commit is written', async () => {
    addFacts(5);
    await fold({ cursor: 4 });
    await expect(fold({ cursor: 3, counters: [counters()] })).rejects.toThrow(/cursor is 4/);
    await expect(fold({ cursor: 6, counters: [counters()] })).rejects.toThrow(/last fact 5/);
    expect(await inside.reads.engine.foldCursor()).toBe(4);
    expect((await inside.reads.subscribers.byId(scope, 1))?.counters.dailyQuotaUsed).toBe(0);
  });
});

describe('sessions', () => {
  it('are FreeRADIUS rows: UTC text, octets as the NAS said them, upload as input', async () => {
    const startAt = Date.UTC(2026, 2, 29, 0, 59, 59, 900);
    await fold({
      sessions: [
        aSession({
          ...{ startAt, updateAt: startAt + 60_000, stopAt: startAt + 120_000, sessionSeconds: 120 },
          ...{ reportedDownBytes: 5e9, reportedUpBytes: 1e9, downBytes: 6e9, upBytes: 2e9 },
          ...{ terminateCause: 'User-Request', closedBy: 'stop' },
        }),
      ],
    });
    expect(inside.rows('SELECT * FROM radacct')).toMatchObject([
      {
        acctstarttime: '2026-03-29 00:59:59',
        acctupdatetime: '2026-03-29 01:00:59',
        acctstoptime: '2026-03-29 01:01:59',
        acctoutputoctets: 5e9,
        acctinputoctets: 1e9,
        down_bytes: 6e9,
        up_bytes: 2e9,
        acctsessiontime: 120,
        acctterminatecause: 'User-Request',
        class: 'c1',
        acctuniqueid: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it('are one row per key, with absolute values, whatever was remembered of them', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      downBytes: fc.nat(1e9),
      framedIpAddress: fc.constantFrom('100.64.0.1', '100.64.0.2'),
      isClosed: fc.boolean(),
      forget: fc.boolean(),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        inside.context.db.exec('DELETE FROM radacct; DELETE FROM cdr_hourly; DELETE FROM tenant_hourly');
        inside.context.sessions.clear();
        const model = new Map<string, SessionRow>();
        for (const { key, downBytes, framedIpAddress, isClosed, forget, fails } of steps) {
          const row = aSession({
            ...{ sessionKey: key, downBytes, framedIpAddress, startAt: t0, updateAt: t0 + downBytes },
            ...{ stopAt: isClosed ? t0 + downBytes : null, sessionSeconds: 7 },
          });
          if (forget) inside.context.sessions.clear(); // as after a restart
          // One in two commits comes with something impossible and must leave no trace.
          const hourly = fails ? [{ subscriberId: 99, hourAt: t0, downBytes: 1, upBytes: 0, countedBytes: 1 }] : [];
          const done = fold({ sessions: [row], hourly });
          if (fails) await expect(done).rejects.toThrow(/does not exist/);
          else {
            await done;
            model.set(key, row);
          }
        }
        const stored = await inside.reads.engine.openSessions();
        const open = [...model.values()].filter(({ stopAt }) => stopAt === null);
        expect(stored.toSorted((x, y) => x.sessionKey.localeCompare(y.sessionKey))).toEqual(
          open.toSorted((x, y) => x.sessionKey.localeCompare(y.sessionKey)),
        );
        for (const [key, row] of model) expect(await inside.reads.engine.sessionByKey(key)).toEqual(row);
        // The roll-ups are what a recomputation from the rows gives (D12).
        const { totals } = await inside.reads.sessions.cdr(scope, {});
        const closed = [...model.values()].filter(({ stopAt }) => stopAt !== null);
        expect(totals).toEqual({
          sessions: closed.length,
          downBytes: closed.reduce((sum, row) => sum + row.downBytes, 0),
          upBytes: 0,
          sessionSeconds: closed.length * 7,
        });
        const [network] = inside.rows<{ n: number }>(
          'SELECT coalesce(sum(sessions_started), 0) AS n FROM tenant_hourly',
        );
        expect(network!.n).toBe(model.size);
      }),
      { numRuns: 60 },
    );
  });

  it('X47: the same Acct-Session-Id after a reboot is another session; the newest is found', async () => {
    await fold({
      sessions: [aSession({ sessionKey: '1:81600001:1', startAt: t0, closedBy: 'nas-reboot', stopAt: t0 })],
    });
    await fold({ sessions: [aSession({ sessionKey: '1:81600001:2', startAt: t0 + 5 })] });
    expect((await inside.reads.engine.latestSession(1, '81600001'))?.sessionKey).toBe('1:81600001:2');
    expect(await inside.reads.engine.latestSession(2, '81600001')).toBeUndefined();
  });

  it('the newest session is found in either letter case, and of two that began at once the one kept last', async () => {
    await fold({ sessions: [aSession({ sessionKey: '1:old', acctSessionId: '81d0000a', startAt: t0 + 9 })] });
    await fold({ sessions: [aSession({ sessionKey: '1:new', acctSessionId: '81D0000A', startAt: t0 + 9 })] });
    await fold({ sessions: [aSession({ sessionKey: '1:late', acctSessionId: '81d0000a', startAt: t0 + 3 })] });
    const latest = async (id: string, orId?: string) =>
      (await inside.reads.engine.latestSession(1, id, orId))?.sessionKey;
    expect(await latest('81d0000a', '81D0000A')).toBe('1:new');
    expect(await latest('81D0000A', '81d0000a')).toBe('1:new');
    expect(await latest('81d0000a')).toBe('1:old');
  });

  it('a router that calls all its sessions alike has its newest found, from the end of an index and unsorted', async () => {
    const alike = (n: number) => aSession({ sessionKey: `1:${n}`, acctSessionId: '0', startAt: t0 + n });
    await fold({ sessions: Array.from({ length: 500 }, (_, n) => alike(n)) });
    await fold({ sessions: [aSession({ sessionKey: '1:late', acctSessionId: '0', startAt: t0 - 9 })] });
    expect((await inside.reads.engine.latestSession(1, '0'))?.sessionKey).toBe('1:499');
    const plan = inside.context.db
      .prepare(
        'EXPLAIN QUERY PLAN SELECT radacctid FROM radacct WHERE nas_id = 1 AND acctsessionid = 0 ORDER BY radacctid DESC',
      )
      .all() as { detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('radacct_nas_session')]);
  });
});

describe('counters and history', () => {
  it('set the subscriber to the fold, under the spec names', async () => {
    await fold({ counters: [counters()] });
    const { counters: read } = (await inside.reads.engine.subscribersByIds([1]))[0]!;
    expect(read).toEqual(counters());
    expect(
      inside.rows('SELECT daily_download_used, daily_quota_used, last_seen FROM subscribers WHERE id = 1'),
    ).toEqual([{ daily_download_used: 1, daily_quota_used: 3, last_seen: t0 }]);
  });

  it('add to hours, to days and to the network, negative corrections too', async () => {
    const hourly = { subscriberId: 1, hourAt: t0, downBytes: 100, upBytes: 10, countedBytes: 110 };
    const daily = { ...hourly, day: '2026-01-02', forgivenBytes: 5, correctionBytes: 0 };
    await fold({ hourly: [hourly, { ...hourly, subscriberId: 2 }], daily: [daily] });
    await fold({
      hourly: [{ ...hourly, downBytes: -40, countedBytes: -40 }],
      daily: [{ ...daily, downBytes: -10, correctionBytes: -10, forgivenBytes: 0 }],
    });
    const period = { from: t0, to: t0 + hour };
    expect(await inside.reads.usage.hourly(scope, 1, period)).toEqual([
      { hourAt: t0, downBytes: 60, upBytes: 20, countedBytes: 180 - 110 + 0 },
    ]);
    expect(await inside.reads.overview.hourly(scope, period)).toEqual([
      { hourAt: t0, downBytes: 160, upBytes: 30, countedBytes: 180, sessionsStarted: 0 },
    ]);
    expect(await inside.reads.usage.daily(scope, 1, '2026-01-01', '2026-01-03')).toEqual([
      { day: '2026-01-02', downBytes: 90, upBytes: 20, countedBytes: 220, forgivenBytes: 5, correctionBytes: -10 },
    ]);
  });

  it('write the rate with the level and tell the feed, once per change (X42)', async () => {
    const before = inside.context.changeSeq;
    await fold({ counters: [counters()], rates: [{ id: 1, rate: '1M/4M' }] });
    await fold({ counters: [counters()], rates: [{ id: 1, rate: '1M/4M' }] });
    expect((await inside.reads.engine.changes(before, 10)).changes).toMatchObject([{ entityId: 1, kind: 'rate' }]);
    expect((await inside.reads.subscribers.byId(scope, 1))?.rate).toBe('1M/4M');
  });

  it('X54: keep what a reset forgave, and undo it once', async () => {
    const reset = {
      ...{ tenantId: 1, subscriberId: 1, at: t0, day: '2026-01-02', actorName: 'tester' },
      ...{ dailyDownloadUsed: 5, dailyUploadUsed: 1, dailyQuotaUsed: 6, fupLevel: 2 },
      ...{ batchId: 'a', isAll: true, serviceId: 1, previousResetAt: t0 - 5 },
    };
    const audit = [
      { tenantId: 1, actor, action: 'fup.reset', entity: 'subscriber', entityId: 1, detail: { forgiven: 6 }, at: t0 },
    ];
    expect(await fold({ resets: [reset], audit })).toEqual({ cursor: 0, resetIds: [1] });
    expect(await inside.reads.fup.resets(scope, 1)).toMatchObject([{ id: 1, dailyQuotaUsed: 6, undoneAt: null }]);
    expect((await inside.reads.audit.list(scope, { action: 'fup.reset' })).items[0]?.detail).toEqual({ forgiven: 6 });
    expect(await inside.reads.fup.batch(scope, 'a')).toMatchObject([
      { id: 1, isAll: true, serviceId: 1, previousResetAt: t0 - 5, isDeleted: false },
    ]);
    await fold({ undone: [1], at: t0 + 1 });
    expect((await inside.reads.fup.resets(scope, 1))[0]?.undoneAt).toBe(t0 + 1);
    await expect(fold({ undone: [1], counters: [counters({ fupLevel: 6 })] })).rejects.toMatchObject({
      name: 'Conflict',
    });
    expect((await inside.reads.subscribers.byId(scope, 1))?.counters.fupLevel).toBe(0);
  });
});

describe('receipts', () => {
  it('X69: are packed per session and hour, and come back in order of time', async () => {
    await fold({ sessions: [aSession({ startAt: t0 })], receipts: [receipt(), receipt({ at: t0 + 60_000 })] });
    await fold({
      receipts: [
        receipt({ at: t0 + 90_000, source: 'stop', downBytes: -5, decision: 'settled' }),
        receipt({ at: t0 + hour }),
      ],
    });
    expect(inside.rows('SELECT count(*) AS n FROM receipts')).toEqual([{ n: 2 }]);
    const all = await inside.reads.usage.receipts(scope, 1, { from: t0, to: t0 + 2 * hour });
    expect(all.map(({ at }) => at - t0)).toEqual([30_000, 60_000, 90_000, hour]);
    expect(all[2]).toEqual(receipt({ at: t0 + 90_000, source: 'stop', downBytes: -5, decision: 'settled' }));
    const part = await inside.reads.usage.receipts(scope, 1, { from: t0 + 60_000, to: t0 + 90_000 });
    expect(part.map(({ at }) => at - t0)).toEqual([60_000]);
    expect(await inside.reads.usage.receipts(scope, 2, { from: t0, to: t0 + 2 * hour })).toEqual([]);
  });

  it('X63: a zero delta is not stored, unless it says something', async () => {
    const zero = { downBytes: 0, upBytes: 0, countedBytes: 0 };
    await fold({
      sessions: [aSession({ startAt: t0 })],
      receipts: [receipt(zero), receipt({ ...zero, decision: 'x' })],
    });
    const all = await inside.reads.usage.receipts(scope, 1, { from: t0, to: t0 + hour });
    expect(all.map(({ decision }) => decision)).toEqual(['x']);
  });

  it('of a session that was never written are a bug', async () => {
    await expect(fold({ receipts: [receipt({ sessionKey: 'nobody' })] })).rejects.toThrow(/never written/);
  });
});
