import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionRow } from '../fold-commit.ts';
import type { CdrSort, SessionSort } from '../reads.ts';
import {
  testActor as actor,
  aFold,
  aNas,
  aService,
  aSession,
  aSubscriber,
  defaultScope as scope,
} from '../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';

const hour = 3_600_000;
const t0 = 490_000 * hour;

let inside: WriterInside;
beforeEach(async () => {
  inside = writerInside();
  await inside.run('nas.create', { scope, actor, nas: aNas(), at: 0 });
  await inside.run('service.create', { scope, actor, service: aService(), at: 0 });
  const rows = ['ali', 'omar', 'sara'].map((username) => aSubscriber({ username, fullName: `${username} family` }));
  await inside.run('subscriber.create', { scope, actor, rows, rates: ['', '', ''], at: 0, dryRun: false });
});
afterEach(() => inside.close());

const put = (sessions: readonly Partial<SessionRow>[]) =>
  inside.run('fold.commit', aFold({ sessions: sessions.map((session) => aSession(session)) }));

const nine = Array.from({ length: 9 }, (_, n) => ({
  ...{ sessionKey: `k${n}`, subscriberId: (n % 3) + 1, username: ['ali', 'omar', 'sara'][n % 3]!, startAt: t0 + n },
  ...{ framedIpAddress: `100.64.0.${n * 7}`, downBytes: (n % 4) * 100, nasId: n === 8 ? 2 : 1 },
}));

describe('open sessions', () => {
  it('carry what the workhorse shows: names, service, NAS, level', async () => {
    await put(nine.slice(0, 1));
    expect((await inside.reads.sessions.open(scope, {})).items).toMatchObject([
      { username: 'ali', fullName: 'ali family', serviceName: 'Fiber 10M', nasName: 'tower-1', fupLevel: 0 },
    ]);
    const { items } = await inside.reads.sessions.open(scope, {});
    expect(await inside.reads.sessions.byId(scope, items[0]!.id)).toEqual(items[0]);
    expect(items[0]).not.toHaveProperty('usageState');
  });

  it('sort addresses by number, and page in every sort', async () => {
    await put(nine);
    const list = (sort: SessionSort, limit: number, cursor?: string) =>
      inside.reads.sessions.open(scope, { sort, order: 'asc', limit, cursor });
    const addresses = (await list('framedIp', 50)).items.map(({ framedIpAddress }) => framedIpAddress);
    expect(addresses).toEqual(nine.map(({ framedIpAddress }) => framedIpAddress));
    for (const sort of [
      'username',
      'service',
      'nas',
      'framedIp',
      'mac',
      'startAt',
      'updateAt',
      'down',
      'up',
      'total',
      'fupLevel',
    ] as const) {
      const whole = (await list(sort, 50)).items.map(({ id }) => id);
      const walked: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(sort, 2, cursor);
        walked.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect([sort, walked]).toEqual([sort, whole]);
    }
  });

  it('are found by subscriber, NAS, service, orphanhood and any of their words', async () => {
    await put([...nine, { sessionKey: 'orphan', subscriberId: null, username: 'ghost', framedIpAddress: '10.9.9.9' }]);
    const count = async (query: object) => (await inside.reads.sessions.open(scope, query)).total;
    expect(await count({})).toBe(10);
    expect(await count({ subscriberId: 2 })).toBe(3);
    expect(await count({ nasId: 2 })).toBe(1);
    expect(await count({ serviceId: 1 })).toBe(9);
    expect(await count({ orphan: true })).toBe(1);
    expect(await count({ orphan: false })).toBe(9);
    expect(await count({ q: 'SARA FAM' })).toBe(3);
    expect(await count({ q: '10.9.9' })).toBe(1);
    expect(await count({ q: '816000' })).toBe(10);
    expect((await inside.reads.sessions.openByAddress(scope, '10.9.9.9')).map(({ username }) => username)).toEqual([
      'ghost',
    ]);
  });
});

describe('closed sessions', () => {
  it('F047: page in the sort of every column, both ways, without loss; a cursor belongs to its sort', async () => {
    await put(
      nine.map((session, n) => ({
        ...{ ...session, stopAt: t0 + (n % 4), closedBy: 'stop' as const, sessionSeconds: n % 3 },
        ...{ downBytes: n % 2, upBytes: n, terminateCause: n % 2 === 0 ? 'User-Request' : 'Lost-Carrier' },
      })),
    );
    const list = (sort: CdrSort, order: 'asc' | 'desc', limit: number, cursor?: string) =>
      inside.reads.sessions.cdr(scope, { sort, order, limit, cursor });
    const sorts: CdrSort[] = [
      ...(['stopAt', 'startAt', 'username', 'sessionSeconds', 'down', 'up', 'total'] as const),
      ...(['service', 'nas', 'framedIp', 'mac', 'cause'] as const),
    ];
    for (const sort of sorts) {
      const whole = (await list(sort, 'asc', 50)).items.map(({ id }) => id);
      expect(whole).toHaveLength(9);
      expect((await list(sort, 'desc', 50)).items.map(({ id }) => id)).toEqual(whole.toReversed());
      const walked: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(sort, 'asc', 2, cursor);
        walked.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect([sort, walked]).toEqual([sort, whole]);
    }
    expect((await list('total', 'desc', 1)).items).toMatchObject([{ upBytes: 8 }]);
    const { nextCursor } = await list('up', 'asc', 2);
    await expect(list('down', 'asc', 2, nextCursor)).rejects.toMatchObject({ faults: [{ field: 'cursor' }] });
  });

  it('by another column than their stop time are sorted where the filter leaves few enough', async () => {
    await put([{ sessionKey: 'a', stopAt: t0 - 86_400_000, closedBy: 'stop' }]);
    inside.context.db.exec(`UPDATE cdr_hourly SET sessions = 10001`);
    await expect(inside.reads.sessions.cdr(scope, { sort: 'down' })).rejects.toMatchObject({
      faults: [{ field: 'sort', message: expect.stringContaining('10001 match') }],
    });
    expect((await inside.reads.sessions.cdr(scope, { sort: 'stopAt', order: 'asc' })).items).toHaveLength(1);
    expect((await inside.reads.sessions.cdr(scope, { sort: 'down', q: 'ali' })).items).toHaveLength(1);
  });

  it('X67: leave the list and its totals when they reopen, and come back with their new figures', async () => {
    const swept = { stopAt: t0, closedBy: 'sweeper' as const, downBytes: 100, sessionSeconds: 10 };
    await put([swept]);
    expect((await inside.reads.sessions.cdr(scope, {})).totals).toMatchObject({ sessions: 1, downBytes: 100 });
    await put([{ downBytes: 150 }]);
    expect(await inside.reads.sessions.cdr(scope, {})).toMatchObject({ items: [], total: 0, totals: { downBytes: 0 } });
    expect((await inside.reads.engine.openSessions()).length).toBe(1);
    await put([{ ...swept, stopAt: t0 + 2 * hour, closedBy: 'stop', downBytes: 200 }]);
    const { items, totals } = await inside.reads.sessions.cdr(scope, {});
    expect([items.length, totals]).toEqual([1, { sessions: 1, downBytes: 200, upBytes: 0, sessionSeconds: 10 }]);
  });

  it('have totals that every reader knows as a number, whatever a broken counter said', async () => {
    const closed = { closedBy: 'stop', startAt: t0, stopAt: t0 + 10, downBytes: 2 ** 52, upBytes: 2 ** 50 } as const;
    await put(['a', 'b', 'c'].map((key) => ({ ...closed, sessionKey: key })));
    for (const query of [{}, { q: 'ali' }, { from: t0, to: t0 + hour }]) {
      const { totals } = await inside.reads.sessions.cdr(scope, query);
      expect(totals).toMatchObject({ sessions: 3, downBytes: Number.MAX_SAFE_INTEGER, upBytes: 3 * 2 ** 50 });
    }
  });

  it('have totals by hour that equal a sum over the rows, for any period and NAS (D12)', async () => {
    const session = fc.record({
      stopAt: fc.integer({ min: t0, max: t0 + 6 * hour }),
      nasId: fc.constantFrom(1, 2),
      downBytes: fc.nat(1e12),
      upBytes: fc.nat(1e12),
      sessionSeconds: fc.nat(1e5),
    });
    const bound = fc.option(fc.integer({ min: t0 - hour, max: t0 + 7 * hour }), { nil: undefined });
    const filter = fc.record({ from: bound, to: bound, nasId: fc.constantFrom(undefined, 1, 2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(session, { maxLength: 20 }),
        fc.array(filter, { maxLength: 5 }),
        async (rows, filters) => {
          inside.context.db.exec('DELETE FROM radacct; DELETE FROM cdr_hourly');
          inside.context.sessions.clear();
          await put(rows.map((row, n) => ({ ...row, sessionKey: `k${n}`, closedBy: 'stop' })));
          for (const query of filters) {
            const fits = rows.filter(
              ({ stopAt, nasId }) =>
                stopAt >= (query.from ?? 0) &&
                stopAt < (query.to ?? Number.POSITIVE_INFINITY) &&
                (query.nasId ?? nasId) === nasId,
            );
            const sum = (of: (row: (typeof rows)[number]) => number) => fits.reduce((total, row) => total + of(row), 0);
            const page = await inside.reads.sessions.cdr(scope, query);
            expect(page.totals).toEqual({
              sessions: fits.length,
              downBytes: sum(({ downBytes }) => downBytes),
              upBytes: sum(({ upBytes }) => upBytes),
              sessionSeconds: sum(({ sessionSeconds }) => sessionSeconds),
            });
            expect(page.items.map(({ stopAt }) => stopAt)).toEqual(
              fits.map(({ stopAt }) => stopAt).toSorted((a, b) => b - a),
            );
            // A filter that the roll-up cannot answer gives the same.
            expect((await inside.reads.sessions.cdr(scope, { ...query, orphan: false })).totals).toEqual(page.totals);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are found by subscriber, cause and words', async () => {
    await put([
      { sessionKey: 'a', stopAt: t0, terminateCause: 'User-Request' },
      { sessionKey: 'b', stopAt: t0, terminateCause: 'Lost-Carrier', subscriberId: 2, username: 'omar' },
    ]);
    const keys = async (query: object) =>
      (await inside.reads.sessions.cdr(scope, query)).items.map((row) => row.sessionKey);
    expect(await keys({ cause: 'Lost-Carrier' })).toEqual(['b']);
    expect(await keys({ subscriberId: 1 })).toEqual(['a']);
    expect(await keys({ q: 'omar' })).toEqual(['b']);
  });

  it('of one subscriber are those that touch the period, open ones too', async () => {
    await put([
      { sessionKey: 'before', startAt: t0 - 3 * hour, stopAt: t0 - hour - 1 },
      { sessionKey: 'into', startAt: t0 - 3 * hour, stopAt: t0 },
      { sessionKey: 'open', startAt: t0 - 9 * hour },
      { sessionKey: 'after', startAt: t0 + hour },
    ]);
    const found = await inside.reads.sessions.ofSubscriber(scope, 1, { from: t0 - hour, to: t0 + hour });
    expect(found.map(({ sessionKey }) => sessionKey)).toEqual(['into', 'open']);
  });
});

describe('the overview', () => {
  it('F044: names the largest by hour in short periods, by quota day in long ones', async () => {
    const hourly = [
      { subscriberId: 1, hourAt: t0, downBytes: 10, upBytes: 1, countedBytes: 11 },
      { subscriberId: 2, hourAt: t0 + hour, downBytes: 30, upBytes: 1, countedBytes: 31 },
      { subscriberId: 1, hourAt: t0 + 2 * hour, downBytes: 50, upBytes: 1, countedBytes: 51 },
    ];
    const day = (subscriberId: number, downBytes: number) => ({
      ...{ subscriberId, day: '2025-11-20', downBytes, upBytes: 0, countedBytes: downBytes },
      ...{ forgivenBytes: 0, correctionBytes: 0 },
    });
    await inside.run('fold.commit', aFold({ hourly, daily: [day(3, 900), day(1, 70)] }));
    const top = async (from: number, to: number, limit = 10) =>
      (await inside.reads.overview.topSubscribers(scope, { from, to }, limit)).map((row) => [
        row.username,
        row.downBytes,
      ]);
    expect(await top(t0, t0 + 2 * hour)).toEqual([
      ['omar', 30],
      ['ali', 10],
    ]);
    expect(await top(t0, t0 + 3 * hour, 1)).toEqual([['ali', 60]]);
    expect(await top(t0 - 20 * 24 * hour, t0)).toEqual([
      ['sara', 900],
      ['ali', 70],
    ]);
  });

  it('F043: counts the sessions that began in each hour', async () => {
    await put([
      { sessionKey: 'a', startAt: t0 },
      { sessionKey: 'b', startAt: t0 + 1 },
      { sessionKey: 'c', startAt: t0 + hour },
    ]);
    await put([{ sessionKey: 'a', startAt: t0, downBytes: 5 }]);
    const hours = await inside.reads.overview.hourly(scope, { from: t0, to: t0 + 2 * hour });
    expect(hours.map(({ hourAt, sessionsStarted }) => [hourAt - t0, sessionsStarted])).toEqual([
      [0, 2],
      [hour, 1],
    ]);
  });
});
