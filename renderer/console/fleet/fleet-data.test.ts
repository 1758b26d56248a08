import { describe, expect, it } from 'vitest';
import type { FleetRouter } from '../../../shared/contract/operations/fleet.ts';
import { chartOf, type Fleet, worstFirst } from './fleet-data.ts';

const figures = {
  ...{ requestsPerSecond: 2, successPercent: 90, dropsPerMinute: 0, uptimePercent: 100, p50Ms: 0.2, p99Ms: 1 },
};
const minute = 60_000;
const fleet: Fleet = {
  ...{ fromAt: 0, toAt: 10 * minute, stepMs: minute, total: figures, routers: [] },
  series: [0, 1, 2, 6, 7].map((n) => ({ at: n * minute, ...figures, p99Ms: n })),
};

describe('F066: the fleet over time', () => {
  it('draws the whole span, and minutes without a record as a gap, not as zero', () => {
    const { timesMs, values, gaps, domain } = chartOf(fleet, ['p50Ms', 'p99Ms']);
    expect(domain).toEqual([0, 10 * minute]);
    expect(gaps).toMatchObject([{ fromMs: 2 * minute, toMs: 6 * minute }]);
    const at = timesMs.findIndex((time) => time > 2 * minute && time < 6 * minute);
    expect(values.map((row) => row[at])).toEqual([null, null]);
    expect(values[1]?.at(-1)).toBe(7);
  });

  it('what is worth a look stands first; what nobody watched counts as well', () => {
    const router = (name: string, over: Partial<FleetRouter>): FleetRouter => ({
      ...{ id: 1, name, address: '10.0.0.1', ...figures, ...over },
    });
    const sorted = worstFirst([
      router('b', {}),
      router('quiet', { uptimePercent: null, successPercent: null }),
      router('refused', { successPercent: 20 }),
      router('down', { uptimePercent: 40 }),
      router('a', {}),
    ]);
    expect(sorted.map(({ name }) => name)).toEqual(['down', 'refused', 'a', 'b', 'quiet']);
  });
});
