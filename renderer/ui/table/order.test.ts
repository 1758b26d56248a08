import { describe, expect, it } from 'vitest';
import { nextOrder, orderOf } from './order.ts';

describe('an order of rows', () => {
  it('finds keys by place and places by key', () => {
    const order = orderOf(['a', 'b', 'c']);
    expect([order.count, order.keyAt(1), order.indexOf('c'), order.indexOf('x'), order.keyAt(9)]).toEqual([
      3,
      'b',
      2,
      -1,
      undefined,
    ]);
  });

  it('may know fewer rows than there are', () => {
    const order = orderOf(['a'], 7, 100);
    expect(order.count).toBe(100);
    expect(order.keyAt(50)).toBeUndefined();
  });
});

describe('re-sorting waits while the pointer is over the table', () => {
  const shown = orderOf(['a', 'b', 'c']);
  const resorted = orderOf(['c', 'a', 'b']);

  it('keeps the shown order while the pointer is over it', () => {
    expect(nextOrder({ shown, incoming: resorted, held: true, asked: false })).toBe(shown);
  });

  it('takes the newest order when the pointer leaves', () => {
    expect(nextOrder({ shown, incoming: resorted, held: false, asked: false })).toBe(resorted);
  });

  it('obeys the operator who sorts or filters, pointer or not', () => {
    expect(nextOrder({ shown, incoming: resorted, held: true, asked: true })).toBe(resorted);
  });

  it('takes rows that were only loaded, because they move nothing', () => {
    const longer = orderOf(['a', 'b', 'c', 'd'], shown.epoch);
    expect(nextOrder({ shown, incoming: longer, held: true, asked: false })).toBe(longer);
  });
});
