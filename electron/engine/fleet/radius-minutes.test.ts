import { describe, expect, it } from 'vitest';
import { minuteRows } from './radius-minutes.ts';

const tally = { accepts: 3, rejects: 1, accounting: 5, drops: 2, latency: '40:8 60:1' };

describe('F066: a minute of the fleet', () => {
  it('each router with what it asked, and all of a tenant together as NAS 0', () => {
    const [rows] = minuteRows(
      [
        { nasId: 1, ...tally },
        { nasId: 2, ...tally, latency: '40:1' },
        { nasId: 3, ...tally },
      ],
      [
        { id: 1, tenantId: 1, isUp: true },
        { id: 2, tenantId: 1, isUp: false },
        { id: 3, tenantId: 2, isUp: undefined },
      ],
    );
    expect(rows).toContainEqual({ tenantId: 1, nasId: 1, ...tally, up: 1, watched: 1 });
    expect(rows?.filter(({ nasId }) => nasId === 0)).toEqual([
      ...[{ tenantId: 1, nasId: 0, accepts: 6, rejects: 2, accounting: 10, drops: 4, up: 2, watched: 2 }].map(
        (row) => ({
          ...row,
          latency: '40:9 60:1',
        }),
      ),
      { tenantId: 2, nasId: 0, ...tally, up: 1, watched: 1 },
    ]);
  });

  it.each([
    ['heard, API down: up', tally, false, 1, 1],
    ['silent, API up: up', undefined, true, 1, 1],
    ['silent, API down: down', undefined, false, 0, 1],
    ['silent, no API: nobody knows', undefined, undefined, 0, 0],
    ['only dropped, no API: nobody knows', { ...tally, accepts: 0, rejects: 0, accounting: 0 }, undefined, 0, 0],
  ])('%s', (_case, counted, isUp, up, watched) => {
    const [rows] = minuteRows(counted ? [{ nasId: 1, ...counted }] : [], [{ id: 1, tenantId: 1, isUp }]);
    expect(rows?.[0]).toMatchObject({ up, watched });
  });

  it('many routers are several commands', () => {
    const routers = Array.from({ length: 250 }, (_, i) => ({ id: i + 1, tenantId: 1, isUp: true }));
    expect(minuteRows([], routers).map(({ length }) => length)).toEqual([100, 100, 51]);
  });
});
