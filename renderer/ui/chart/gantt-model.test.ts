import { describe, expect, it } from 'vitest';
import { ganttFrom, ganttRows } from './gantt-model.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 10, 20, 18);
const view = { nowMs: now, zone: 'UTC', days: 3 };

describe('spans by day', () => {
  it('cuts a span at midnight and lets an open one reach to now', () => {
    const rows = ganttRows([{ id: 1, fromMs: Date.UTC(2026, 10, 19, 12), toMs: null }], view);
    expect(rows.map(({ bars }) => bars.map(({ left, width }) => [left, width]))).toEqual([
      [],
      [[0.5, 0.5]],
      [[0, 0.75]],
    ]);
  });

  it('ends at the first midnight that it asks for', () => {
    expect(ganttRows([], view)[0]?.dayMs).toBe(ganttFrom(now, 'UTC', 3));
  });

  it('keeps a session that ended in the second it began', () => {
    const at = now - HOUR;
    expect(ganttRows([{ id: 1, fromMs: at, toMs: at }], view)[2]?.bars).toHaveLength(1);
  });

  it('leaves a session that ended at midnight to the day before', () => {
    const rows = ganttRows([{ id: 1, fromMs: Date.UTC(2026, 10, 18, 20), toMs: Date.UTC(2026, 10, 19) }], view);
    expect(rows.map(({ bars }) => bars.length)).toEqual([1, 0, 0]);
  });

  it('draws a day of 25 hours as one whole row', () => {
    const nowMs = Date.UTC(2026, 9, 25, 23, 30); // clocks went back in Berlin that night
    const [row] = ganttRows([{ id: 1, fromMs: Date.UTC(2026, 9, 24, 22), toMs: Date.UTC(2026, 9, 25, 23) }], {
      nowMs: nowMs - HOUR,
      zone: 'Europe/Berlin',
      days: 1,
    });
    expect(row?.bars[0]).toMatchObject({ left: 0, width: 1 });
  });
});
