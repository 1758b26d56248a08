/** The list of leases of a large provider: 20,000 of them, paged, sorted and filtered, each by an index where one can be. */
import type BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../../../shared/domain/ip.ts';
import type { LeaseChange } from '../../../../shared/domain/ip-lease.ts';
import type { LeaseQuery } from '../reads.ts';
import { testActor as actor, defaultScope as scope } from '../testing/temporary-store.ts';
import { type WriterInside, writerInside } from '../writer/testing/writer-inside.ts';
import { createReadContext } from './context.ts';
import { createPoolReads } from './pools.ts';

const count = 20_000;
const first = 0x64_40_00_01; // 100.64.0.1

let inside: WriterInside;
beforeAll(async () => {
  inside = writerInside();
  const pool = {
    ...{ kind: 'ipv4' as const, prefixLength: null, reserved: [], isSticky: true, coolDownSeconds: 60, nasIds: [] },
    ...{ name: 'home', ranges: ['100.64.0.0/17'] },
  };
  await inside.run('pool.create', { scope, actor, at: 1, pool });
  await inside.run('pool.create', { scope, actor, at: 1, pool: { ...pool, name: 'hotel', ranges: ['100.65.0.0/24'] } });
  const changes = Array.from(
    { length: count },
    (_, i): LeaseChange => ({
      ...{ tenantId: 1, address: formatIpv4(first + i), poolId: 1, state: i % 10 === 0 ? 'idle' : 'held' },
      ...{ subscriberId: i % 5000, username: `user${String(i % 5000).padStart(5, '0')}`, nasId: null, loginClass: '' },
      // Many began within one millisecond, as after a restart of a router.
      ...{ sessions: [], since: 1000 + Math.floor(i / 50), until: null },
    }),
  );
  await inside.run('lease.note', { changes });
});
afterAll(() => inside.close());

const addressNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

async function all(query: LeaseQuery) {
  const found = [];
  for (let cursor: string | undefined; ; ) {
    const page = await inside.reads.pools.leases(scope, { ...query, limit: 500, cursor });
    found.push(...page.items);
    if (page.nextCursor === undefined) return { found, total: page.total };
    cursor = page.nextCursor;
  }
}

describe('F052: 20,000 leases', () => {
  it.each([
    ['since', 'desc', ({ since }: { since: number }) => -since],
    ['address', 'asc', ({ address }: { address: string }) => addressNumber(address)],
    ['username', 'asc', ({ username }: { username: string }) => Number(username.slice(4))],
  ] as const)('by %s %s: every one once, in order', async (sort, order, rank) => {
    const { found, total } = await all({ sort, order });
    expect(total).toBe(count);
    expect(new Set(found.map(({ id }) => id)).size).toBe(count);
    const ranks = found.map((lease) => rank(lease));
    expect(ranks.every((value, i) => i === 0 || ranks[i - 1]! <= value)).toBe(true);
  });

  it('filters give what they name, and say how many', async () => {
    expect((await all({ state: 'idle' })).total).toBe(count / 10);
    expect((await all({ poolId: 2 })).found).toEqual([]);
    expect((await all({ username: 'user00042' })).found).toHaveLength(4);
    expect((await all({ q: 'user0004' })).found).toHaveLength(40);
    expect((await all({ address: ['100.64.0.5'] })).found).toMatchObject([{ address: '100.64.0.5' }]);
  });

  /** How SQLite would find the rows of a page. */
  async function planOf(query: LeaseQuery): Promise<string> {
    const { db } = inside.context;
    const texts: string[] = [];
    const watched = {
      prepare(text: string) {
        texts.push(text);
        return db.prepare(text);
      },
      function: db.function.bind(db),
    } as unknown as BetterSqlite3.Database;
    const reads = createPoolReads(createReadContext(watched, undefined as never, () => 0));
    await reads.leases(scope, query);
    const page = texts.find((text) => text.includes('ORDER BY'))!;
    const nothing = [...page.matchAll(/\?/g)].map(() => null);
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${page}`).all(...nothing) as { detail: string }[];
    return steps.map(({ detail }) => detail).join('\n');
  }

  it.each([
    ['the newest first', {}, 'ip_leases_since'],
    ['a user name', { username: 'user00042' }, 'ip_leases_username'],
    ['by user name', { sort: 'username' }, 'ip_leases_username'],
    [
      'an address',
      { address: ['100.64.0.5'], sort: 'since' },
      'sqlite_autoindex_ip_leases_1 (tenant_id=? AND address=?)',
    ],
  ] as const)('%s is found by an index, without sorting all', async (_case, query, index) => {
    const plan = await planOf(query);
    expect(plan).toContain(index);
    // Rows of one user name are then in order of time, and those of one name are few.
    expect(plan.replace('USE TEMP B-TREE FOR LAST TERM OF ORDER BY', '')).not.toContain('TEMP B-TREE');
  });
});
