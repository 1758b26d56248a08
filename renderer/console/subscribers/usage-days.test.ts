import { describe, expect, it } from 'vitest';
import { dayBars, dayRange } from './usage-days.ts';

const nowMs = Date.UTC(2026, 10, 20, 22, 30);

describe('bars of quota days', () => {
  it("asks for days of the operator's calendar, today among them", () => {
    expect(dayRange(nowMs, 'UTC', 30)).toEqual({ fromDay: '2026-10-22', toDay: '2026-11-20' });
    expect(dayRange(nowMs, 'Asia/Beirut', 2)).toEqual({ fromDay: '2026-11-20', toDay: '2026-11-21' });
  });

  it('draws a day without usage as zero and puts the running counters on today', () => {
    const bars = dayBars(
      [{ day: '2026-11-18', downBytes: 5, upBytes: 1 }],
      { downBytes: 7, upBytes: 2 },
      { nowMs, zone: 'UTC', days: 3 },
    );
    expect(bars.values).toEqual([
      [5, 0, 7],
      [1, 0, 2],
    ]);
    expect(bars.timesMs).toEqual([18, 19, 20].map((day) => Date.UTC(2026, 10, day)));
  });

  it('keeps what is written of today after a manual reset emptied the counters', () => {
    const bars = dayBars(
      [{ day: '2026-11-20', downBytes: 50, upBytes: 10 }],
      { downBytes: 1, upBytes: 0 },
      { nowMs, zone: 'UTC', days: 1 },
    );
    expect(bars.values).toEqual([[50], [10]]);
  });
});
