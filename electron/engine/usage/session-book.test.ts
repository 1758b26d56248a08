import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountingFact } from '../store/accounting-fact.ts';
import type { SessionRow } from '../store/fold-commit.ts';
import { type LiveSession, newSession, rowOf } from './live-session.ts';
import { SessionBook } from './session-book.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
const rates = { downKbps: null, upKbps: null };

function session(n: number, over: Partial<LiveSession['row']> = {}): LiveSession {
  const made = newSession({
    sessionKey: `k${n}`,
    tenantId: 1,
    nasId: 1,
    subscriberId: null,
    username: '',
    realm: '',
    acctSessionId: `8100000${n}`,
    startAt: t0 + n,
    isAdopted: false,
    rates,
  });
  Object.assign(made.row, over);
  return made;
}

/** A store with these rows that counts what it is asked. */
function reads(rows: readonly SessionRow[] = []) {
  const asked: string[] = [];
  return {
    asked,
    sessionByKey: async (key: string) => {
      asked.push(key);
      return structuredClone(rows.find(({ sessionKey }) => sessionKey === key));
    },
    latestSession: async (nasId: number, id: string, orId = id) => {
      asked.push(id);
      return structuredClone(
        rows.findLast((row) => row.nasId === nasId && (row.acctSessionId === id || row.acctSessionId === orId)),
      );
    },
  };
}

const fact = (over: Partial<AccountingFact>): AccountingFact => ({
  status: 'Interim-Update',
  at: t0,
  tenantId: 1,
  nasId: 1,
  source: '10.0.0.1',
  ...over,
});

const names = ['', 'ali', 'mona'];
const ids = ['81d0000a', '81D0000A', '81d0000b'];
const classes = ['', 'lm-1', 'lm-2', 'lm-3'];
const step = fc.oneof(
  fc.record({ what: fc.constant('add' as const), n: fc.nat(9), name: fc.nat(2), id: fc.nat(2), closed: fc.boolean() }),
  fc.record({ what: fc.constant('name' as const), n: fc.nat(9), name: fc.nat(2) }),
  fc.record({ what: fc.constant('id' as const), n: fc.nat(9), id: fc.nat(2) }),
  fc.record({ what: fc.constant('class' as const), n: fc.nat(9), loginClass: fc.nat(3) }),
  fc.record({ what: fc.constant('owner' as const), n: fc.nat(9), owner: fc.option(fc.nat(3)) }),
  fc.record({ what: fc.constant('end' as const), n: fc.nat(9) }),
  fc.record({ what: fc.constant('reopen' as const), n: fc.nat(9) }),
  fc.record({ what: fc.constant('drop' as const), n: fc.nat(9) }),
);

describe('the book', () => {
  it('finds every session under all its names, and under none that it had before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const book = new SessionBook(reads());
        const all = new Map<number, LiveSession>();
        for (const one of steps) {
          const known = all.get(one.n);
          if (one.what === 'add') {
            if (known) continue;
            // A Class is unique for ever; the model keeps it so.
            const row = { username: names[one.name]!, acctSessionId: ids[one.id]!, stopAt: one.closed ? t0 : null };
            const made = session(one.n, row);
            all.set(one.n, made);
            book.add(made);
          } else if (!known) continue;
          else if (one.what === 'drop') {
            book.drop(known);
            all.delete(one.n);
          } else {
            const { row } = known;
            book.update(known, () => {
              if (one.what === 'name') row.username = names[one.name]!;
              else if (one.what === 'id') row.acctSessionId = ids[one.id]!;
              else if (one.what === 'class')
                row.loginClass = one.loginClass === 0 ? '' : `${classes[one.loginClass]}-${one.n}`;
              else if (one.what === 'owner') row.subscriberId = one.owner;
              else row.stopAt = one.what === 'end' ? t0 : null;
            });
          }
        }
        const sessions = [...all.values()];
        const open = sessions.filter(({ row }) => row.stopAt === null);
        const same = (found: Iterable<LiveSession>, expected: readonly LiveSession[]) =>
          expect(new Set(found)).toEqual(new Set(expected));
        same(book.open(), open);
        expect(book.openCount).toBe(open.length);
        same(book.ofNas(1), open);
        for (const name of names)
          same(
            book.ofUser(1, name),
            open.filter(({ row }) => row.username === name),
          );
        for (let owner = 0; owner < 4; owner++) {
          same(
            book.ofSubscriber(owner),
            open.filter(({ row }) => row.subscriberId === owner),
          );
        }
        for (const id of ids) {
          const expected = sessions.filter(({ row }) => row.acctSessionId.toLowerCase() === id.toLowerCase());
          same(book.byId(1, id), expected);
        }
        for (const one of sessions) expect(book.byKey(one.row.sessionKey)).toBe(one);
      }),
    );
  });

  it('asks the store once for a session that it does not know, and not for one that it does', async () => {
    const stored = rowOf(session(1, { loginClass: 'lm-1', sessionKey: '1:lm-1' }));
    const store = reads([stored]);
    const book = new SessionBook(store);
    const found = await book.find(fact({ loginClass: 'lm-1', acctSessionId: '81000001' }), t0);
    expect(found?.row.sessionKey).toBe('1:lm-1');
    expect(store.asked).toEqual(['1:lm-1']);
    expect(await book.find(fact({ loginClass: 'lm-1', acctSessionId: '81000001' }), t0)).toBe(found);
    expect(store.asked).toHaveLength(1);
  });

  it('keeps the last 5,000 closed sessions, and reads an older one back for its late record', async () => {
    const rows = Array.from({ length: 5_001 }, (_, n) =>
      rowOf(session(n, { acctSessionId: `id${n}`, stopAt: t0 + n, updateAt: t0 + n, username: 'ali' })),
    );
    const store = reads(rows);
    const book = new SessionBook(store);
    for (const row of rows) book.add(session(Number(row.sessionKey.slice(1)), { ...row }));
    expect(book.byKey('k0')).toBeUndefined();
    expect(book.byId(1, 'id0')).toEqual([]);
    expect(book.byKey('k1')).toBeDefined();
    expect((await book.find(fact({ acctSessionId: 'id0', username: 'ali' }), t0))?.row.sessionKey).toBe('k0');
    expect(book.byKey('k1')).toBeUndefined();
  });

  it('an old session that is read back does not hide the one that has its id now', async () => {
    const old = rowOf(
      session(1, { sessionKey: '1:lm-old', loginClass: 'lm-old', acctSessionId: 'x', username: 'ali', stopAt: t0 + 5 }),
    );
    const book = new SessionBook(reads([old]));
    const young = session(9, { acctSessionId: 'x', username: 'ali', startAt: t0 + 60_000, updateAt: t0 + 60_000 });
    book.add(young);
    expect((await book.find(fact({ loginClass: 'lm-old', acctSessionId: 'x' }), t0))?.row.sessionKey).toBe('1:lm-old');
    expect(await book.find(fact({ acctSessionId: 'x', username: 'ali', sessionSeconds: 30 }), t0 + 90_000)).toBe(young);
  });
});
