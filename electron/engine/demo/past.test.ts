import { describe, expect, it } from 'vitest';
import { pastDays } from './past.ts';
import { createPopulation } from './population.ts';

const hourMs = 3_600_000;
const now = Date.UTC(2026, 10, 20, 9, 30);
const people = createPopulation({ seed: 'past', subscribers: 60, routers: 2 });

describe('the demo’s past', () => {
  const days = [...pastDays(people, now, 3, 0)];

  it('has the running day without a row of its own, then whole days, newest first', () => {
    expect(days.map((hours) => hours[0]?.day)).toEqual([null, '2026-11-19', '2026-11-18', '2026-11-17']);
  });

  it('ends now: half of the running hour moved about half of what the hour before did', () => {
    const running = Date.UTC(2026, 10, 20, 9);
    const bytesIn = (at: number) =>
      (days[0] ?? []).reduce((sum, { hourAt, downBytes }) => (hourAt === at ? sum + downBytes : sum), 0);
    expect(Math.max(...days.flat().map(({ hourAt }) => hourAt))).toBe(running);
    expect(bytesIn(running) / bytesIn(running - hourMs)).toBeGreaterThan(0.3);
    expect(bytesIn(running) / bytesIn(running - hourMs)).toBeLessThan(0.75);
    expect(days.flat().every(({ hourAt }) => hourAt % hourMs === 0)).toBe(true);
  });

  it('tiers slowed people down: nobody on a plan of five gigabytes a day moved thirty', () => {
    const prepaid = new Set(
      people.filter(({ service }) => service.name.startsWith('Prepaid')).map(({ username }) => username),
    );
    const totals = new Map<string, number>();
    for (const { username, downBytes, upBytes } of days[1] ?? []) {
      if (prepaid.has(username)) totals.set(username, (totals.get(username) ?? 0) + downBytes + upBytes);
    }
    expect(totals.size).toBeGreaterThan(0);
    expect(Math.max(...totals.values())).toBeLessThan(30e9);
  });

  it('the same seed has the same past', () => {
    expect([...pastDays(people, now, 1, 0)]).toEqual(days.slice(0, 2));
  });
});
