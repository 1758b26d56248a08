import { describe, expect, it } from 'vitest';
import { createDropFold, createRejectFold } from './events.ts';

const reject = (username: string, at: number) => ({
  tenantId: 1,
  nasId: 1,
  nasAddress: '10.0.0.1',
  username,
  realm: '',
  callingStationId: '',
  method: 'PAP',
  reason: 'wrong-password',
  detail: 'Wrong password',
  at,
});
const drop = (source: string) => ({
  source,
  localPort: 1812,
  nasId: null,
  reason: 'unknown-source',
  detail: '',
  at: 1,
});

describe('W10: storms are folded', () => {
  it('the same reject many times is one event with its count and latest time', () => {
    const fold = createRejectFold();
    for (let at = 1; at <= 288; at++) fold.add(reject('ali', at));
    expect(fold.take()).toMatchObject([{ username: 'ali', count: 288, at: 288 }]);
    expect(fold.take()).toEqual([]);
  });

  it('different rejects stay apart', () => {
    const fold = createRejectFold();
    fold.add(reject('ali', 1));
    fold.add({ ...reject('ali', 2), reason: 'expired' });
    fold.add(reject('mona', 3));
    expect(fold.take()).toHaveLength(3);
  });

  it('memory is bounded: beyond the limit the rest shares one event, and no count is lost', () => {
    const fold = createDropFold({ maxKinds: 10, maxKindsPerHour: 500 });
    for (let i = 0; i < 5000; i++) fold.add(drop(`10.0.${i >> 8}.${i & 255}`));
    const taken = fold.take();
    expect(taken.length).toBe(11);
    expect(taken.reduce((sum, event) => sum + event.count, 0)).toBe(5000);
    expect(taken.find((event) => event.source === '(many others)')).toMatchObject({
      count: 4990,
      nasId: null,
      detail: expect.stringContaining('let only your routers reach'),
    });
  });

  it('so are the rows of an hour: of each router so many kinds, the next hour begins anew', () => {
    const fold = createRejectFold({ maxKinds: 100, maxKindsPerHour: 2 });
    const names = (hour: number, nasId = 1): string[] => {
      for (const name of ['ali', 'mona', 'omar', 'li', 'ali']) {
        fold.add({ ...reject(name, hour * 3_600_000), nasId });
      }
      return fold.take().map(({ username, count }) => `${username} ${count}`);
    };
    expect(names(1)).toEqual(['ali 2', 'mona 1', '(many others) 2']);
    expect(names(1)).toEqual(['ali 2', 'mona 1', '(many others) 2']);
    expect(names(1, 2)).toEqual(['ali 2', 'mona 1', '(many others) 2']);
    expect(names(2)).toEqual(['ali 2', 'mona 1', '(many others) 2']);
  });
});
