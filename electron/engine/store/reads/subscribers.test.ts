import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SubscriberInput } from '../commands.ts';
import type { SubscriberFilter, SubscriberSort, SubscriberView } from '../reads.ts';
import {
  testActor as actor,
  aFold,
  aService,
  aSession,
  aSubscriber,
  defaultScope as scope,
} from '../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';

const GB = 1e9;
const day = 86_400_000;
const now = Date.UTC(2026, 0, 10, 12);

async function withSubscribers(rows: readonly Partial<SubscriberInput>[]): Promise<WriterInside> {
  const inside = writerInside();
  inside.clock.at = now;
  const quotas = { dailyQuotaBytes: 5 * GB, monthlyQuotaBytes: 100 * GB };
  await inside.run('service.create', { scope, actor, service: aService({ name: 'Capped', ...quotas }), at: 0 });
  await inside.run('service.create', { scope, actor, service: aService({ name: 'Unlimited' }), at: 0 });
  await inside.run('subscriber.create', {
    ...{ scope, actor, at: 0, dryRun: false },
    rows: rows.map((row, n) => aSubscriber({ username: `user${n}`, ...row })),
    rates: rows.map(() => '1M/1M'),
  });
  return inside;
}

const set = (inside: WriterInside, id: number, columns: Record<string, number | string | null>): unknown =>
  inside.context.db
    .prepare(
      `UPDATE subscribers SET ${Object.keys(columns)
        .map((column) => `${column} = ?`)
        .join(', ')} WHERE id = ?`,
    )
    .run(...Object.values(columns), id);

describe('filters', () => {
  let inside: WriterInside;
  beforeEach(async () => {
    inside = await withSubscribers(Array.from({ length: 6 }, () => ({})));
  });
  afterEach(() => inside.close());
  const idsOf = (filter: SubscriberFilter) => inside.reads.subscribers.ids(scope, filter);

  it('F074–F076, F083: quotas count from exactly the limit, and a warning from exactly 80 %', async () => {
    set(inside, 1, { daily_quota_used: 5 * GB });
    set(inside, 2, { daily_quota_used: 5 * GB - 1 });
    set(inside, 3, { daily_quota_used: 4 * GB - 1, monthly_quota_used: 80 * GB });
    set(inside, 4, { monthly_quota_used: 100 * GB });
    set(inside, 5, { monthly_quota_used: 100 * GB, bonus_bytes: 1 }); // something bought is left
    set(inside, 6, { service_id: 2, daily_quota_used: 900 * GB });
    expect(await idsOf({ quota: 'daily-exceeded' })).toEqual([1]);
    expect(await idsOf({ quota: 'monthly-exceeded' })).toEqual([4]);
    expect(await idsOf({ quota: 'exceeded' })).toEqual([1, 4]);
    expect(await idsOf({ quota: 'warning' })).toEqual([1, 2, 3, 4, 5]);
    expect(await idsOf({ quota: 'unlimited' })).toEqual([6]);
    expect(await inside.reads.fup.stats(scope)).toMatchObject({
      ...{ total: 6, activeFup: 0, dailyQuotaExceeded: 1, monthlyQuotaExceeded: 1, unlimited: 1 },
    });
  });

  it('F078, X9: levels are counted daily, monthly and effective', async () => {
    set(inside, 1, { fup_level: 6 });
    set(inside, 2, { fup_level: 1, monthly_fup_level: 3 });
    set(inside, 3, { monthly_fup_level: 3 });
    expect(await inside.reads.fup.stats(scope)).toMatchObject({
      activeFup: 2,
      daily: [4, 1, 0, 0, 0, 0, 1],
      monthly: [4, 0, 0, 2, 0, 0, 0],
      effective: [3, 0, 0, 2, 0, 0, 1],
    });
    expect(await idsOf({ fup: 'active' })).toEqual([1, 2]);
    expect(await idsOf({ fup: 'normal', monthlyFupLevel: 3 })).toEqual([3]);
    expect(await idsOf({ fupLevel: 6 })).toEqual([1]);
    expect(await idsOf({ fup: 'monthly-active' })).toEqual([2, 3]);
    expect(await idsOf({ fup: 'effective-active' })).toEqual([1, 2, 3]);
    expect(await idsOf({ effectiveLevel: 3 })).toEqual([2, 3]);
  });

  it('status words: who has expired is not active, who expires within seven days is expiring', async () => {
    set(inside, 1, { expires_at: now });
    set(inside, 2, { expires_at: now + 1 });
    set(inside, 3, { expires_at: now + 7 * day });
    set(inside, 4, { expires_at: now + 7 * day + 1 });
    set(inside, 5, { status: 'suspended' });
    expect(await idsOf({ status: 'expired' })).toEqual([1]);
    expect(await idsOf({ status: 'expiring' })).toEqual([2, 3]);
    expect(await idsOf({ status: 'active' })).toEqual([2, 3, 4, 6]);
    expect(await idsOf({ status: 'suspended' })).toEqual([5]);
  });

  it('F031: online needs the flag, an open session and an update of the last 30 minutes', async () => {
    const session = (subscriberId: number, updateAt: number, stopAt: number | null = null) =>
      aSession({ sessionKey: `s${subscriberId}`, subscriberId, updateAt, stopAt, nasId: subscriberId });
    const fresh = now - 30 * 60_000;
    await inside.run(
      'fold.commit',
      aFold({ sessions: [session(1, fresh), session(2, fresh - 1), session(3, fresh, fresh), session(4, fresh)] }),
    );
    for (const id of [1, 2, 3, 5]) set(inside, id, { is_online: 1 });
    expect(await idsOf({ online: true })).toEqual([1]);
    expect(await idsOf({ online: false })).toEqual([2, 3, 4, 5, 6]);
    expect(await idsOf({ nasId: 4 })).toEqual([4]);
    expect(await inside.reads.overview.counts(scope)).toMatchObject({ subscribers: 6, online: 1, openSessions: 3 });
  });

  it('F084: finds names of every script without case, numbers, MACs, static and present addresses', async () => {
    await inside.run('subscriber.create', {
      ...{ scope, actor, at: 0, dryRun: false, rates: ['', ''] },
      rows: [
        aSubscriber({ username: 'ahmed', fullName: 'أحمد علي', phone: '+964 770 123', staticIp: '198.51.100.7' }),
        aSubscriber({ username: 'IVAN', fullName: 'ИВАН Öztürk', macs: ['4C:5E:0C:AA:BB:CC'] }),
      ],
    });
    await inside.run(
      'fold.commit',
      aFold({ sessions: [aSession({ subscriberId: 8, framedIpAddress: '100.64.7.9' })] }),
    );
    for (const [q, id] of [
      ['أحمد', 7],
      ['770 123', 7],
      ['51.100.7', 7],
      ['Ahmed', 7],
      ['ivan', 8],
      ['иван ö', 8],
      ['0c:aa', 8],
      ['100.64.7', 8],
    ] as const) {
      expect([q, await idsOf({ q })]).toEqual([q, [id]]);
    }
    // What looks like a pattern is text.
    expect(await idsOf({ q: '%' })).toEqual([]);
    expect(await idsOf({ q: "'; --" })).toEqual([]);
  });

  it('combine', async () => {
    set(inside, 2, { fup_level: 2 });
    set(inside, 3, { fup_level: 2, service_id: 2 });
    expect(await idsOf({ fup: 'active', serviceId: 2, ids: [1, 2, 3] })).toEqual([3]);
  });
});

describe('pages', () => {
  const sorts: SubscriberSort[] = [
    ...(['username', 'fullName', 'phone', 'status', 'service', 'reseller', 'dailyUsed', 'monthlyUsed'] as const),
    ...(['dailyPercent', 'monthlyPercent', 'fupLevel', 'monthlyFupLevel', 'fup', 'online', 'lastSeen'] as const),
    ...(['lastDailyReset', 'expiresAt', 'balance', 'createdAt'] as const),
  ];
  let inside: WriterInside;
  beforeAll(async () => {
    inside = await withSubscribers(
      Array.from({ length: 43 }, (_, n) => ({
        username: `${n % 2 ? 'User' : 'user'}-${n % 7}-${n}`,
        fullName: ['', 'Ali', 'ali', 'Zoë'][n % 4]!,
        serviceId: (n % 2) + 1,
        expiresAt: n % 3 ? now + n * day : null,
      })),
    );
    for (let id = 1; id <= 43; id++) {
      set(inside, id, {
        ...{
          fup_level: id % 4,
          monthly_quota_used: (id % 5) * GB,
          daily_quota_used: (id % 3) * GB,
          balance_minor: -id % 4,
        },
        ...{ last_seen: id % 6, is_online: id % 2 },
      });
    }
  });
  afterAll(() => inside.close());

  it.each(sorts)('walked by %s in any page size, either way, give everybody once, in order', async (sort) => {
    const all = async (order: 'asc' | 'desc', limit: number): Promise<SubscriberView[]> => {
      const items: SubscriberView[] = [];
      let cursor: string | undefined;
      do {
        const page = await inside.reads.subscribers.list(scope, { sort, order, limit, cursor });
        expect(page.total).toBe(43);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return items;
    };
    const whole = (await all('asc', 500)).map(({ id }) => id);
    expect(new Set(whole).size).toBe(43);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.boolean(), async (limit, isDown) => {
        const walked = (await all(isDown ? 'desc' : 'asc', limit)).map(({ id }) => id);
        expect(walked).toEqual(isDown ? whole.toReversed() : whole);
      }),
      { numRuns: 8 },
    );
  });

  it('F079: the quota table begins with the highest level, then the largest month', async () => {
    const { items } = await inside.reads.subscribers.list(scope, { sort: 'fup', limit: 500 });
    const keys = items.map(({ counters }) => [counters.fupLevel, counters.monthlyQuotaUsed] as const);
    expect(keys).toEqual(keys.toSorted(([a, b], [c, d]) => c - a || d - b));
  });

  it('names sort without case', async () => {
    const { items } = await inside.reads.subscribers.list(scope, { sort: 'username', limit: 500 });
    const names = items.map(({ username }) => username.toLowerCase());
    expect(names).toEqual(names.toSorted());
  });

  it('refuse a cursor of another sort, and one that is none', async () => {
    const { nextCursor } = await inside.reads.subscribers.list(scope, { sort: 'username', limit: 5 });
    for (const cursor of [nextCursor, 'x', Buffer.from('[1,2]').toString('base64url')]) {
      const other = inside.reads.subscribers.list(scope, { sort: 'phone', cursor });
      await expect(other).rejects.toMatchObject({ name: 'Invalid', faults: [{ field: 'cursor' }] });
    }
  });

  it('clamp their size', async () => {
    const sizes = async (limit: number) => (await inside.reads.subscribers.list(scope, { limit })).items.length;
    expect([await sizes(0), await sizes(-5), await sizes(1e9), await sizes(2.9)]).toEqual([1, 1, 43, 2]);
  });
});
