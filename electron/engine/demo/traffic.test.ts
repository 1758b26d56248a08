import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyness } from './day-curve.ts';
import { createPopulation } from './population.ts';
import { bytesMoved, type Demand, noLimit, type PersonDemand } from './traffic.ts';

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 10, 20);
const heavy: PersonDemand = { kind: 'person', seed: 5, activity: 1, appetiteBps: 400_000_000, upShare: 0.05 };

const people = fc.record({
  kind: fc.constant('person' as const),
  seed: fc.nat(2 ** 32 - 1),
  activity: fc.double({ min: 0, max: 1, noNaN: true }),
  appetiteBps: fc.integer({ min: 100_000, max: 400_000_000 }),
  upShare: fc.double({ min: 0, max: 2, noNaN: true }),
});
const constants = fc.record({
  kind: fc.constant('constant' as const),
  downBps: fc.integer({ min: 0, max: 10 ** 9 }),
  upBps: fc.integer({ min: 0, max: 10 ** 9 }),
});
const demands: fc.Arbitrary<Demand> = fc.oneof(people, constants);
const limits = fc.record({
  downBps: fc.integer({ min: 1_000, max: 10 ** 9 }),
  upBps: fc.integer({ min: 1_000, max: 10 ** 9 }),
});
const instants = fc.integer({ min: MIDNIGHT, max: MIDNIGHT + 40 * 24 * HOUR });
const spans = fc.integer({ min: 0, max: 3 * HOUR });

describe('bytes of a line', () => {
  it('add up, wherever an interval is cut, and are whole', () => {
    fc.assert(
      fc.property(demands, limits, instants, spans, spans, (demand, limit, from, first, second) => {
        const whole = bytesMoved(demand, limit, from, from + first + second);
        const a = bytesMoved(demand, limit, from, from + first);
        const b = bytesMoved(demand, limit, from + first, from + first + second);
        expect([a.downBytes + b.downBytes, a.upBytes + b.upBytes]).toEqual([whole.downBytes, whole.upBytes]);
        expect(Number.isSafeInteger(whole.downBytes) && whole.downBytes >= 0).toBe(true);
      }),
    );
  });

  it('never exceed the rate limit, but for a byte of rounding per two minutes', () => {
    fc.assert(
      fc.property(demands, limits, instants, spans, (demand, limit, from, span) => {
        const { downBytes, upBytes } = bytesMoved(demand, limit, from, from + span);
        const rounding = 2 + span / 120_000;
        expect(downBytes).toBeLessThanOrEqual((limit.downBps * span) / 8000 + rounding);
        expect(upBytes).toBeLessThanOrEqual((limit.upBps * span) / 8000 + rounding);
      }),
    );
  });

  it('of a constant demand are exact', () => {
    const demand: Demand = { kind: 'constant', downBps: 10_000_000, upBps: 1_000_000 };
    expect(bytesMoved(demand, noLimit, MIDNIGHT, MIDNIGHT + 30_000)).toEqual({
      downBytes: 37_500_000,
      upBytes: 3_750_000,
    });
    expect(bytesMoved(demand, { downBps: 2_000_000, upBps: 0 }, MIDNIGHT, MIDNIGHT + 30_000).downBytes).toBe(7_500_000);
  });

  it('follow the throttle of a heavy line, up and down again', () => {
    const minute = (mbit: number) =>
      bytesMoved(heavy, { downBps: mbit * 1_000_000, upBps: 1_000_000 }, MIDNIGHT, MIDNIGHT + 60_000).downBytes;
    // A line at full tilt pauses now and then: four fifths of its limit are used.
    expect(minute(100) / (100_000_000 * 60)).toBeCloseTo(0.8 / 8, 2);
    expect(minute(4) / minute(100)).toBeCloseTo(0.04, 3);
  });

  it('are none without a demand', () => {
    expect(bytesMoved({ kind: 'none' }, noLimit, MIDNIGHT, MIDNIGHT + HOUR)).toEqual({ downBytes: 0, upBytes: 0 });
  });
});

describe('a day of the town', () => {
  const subscribers = createPopulation({ seed: 3, subscribers: 300, routers: 2 });
  const hour = (at: number, utcOffsetMs = 0) =>
    subscribers.reduce((sum, { demand, service }) => {
      const limit = { downBps: service.downKbps * 1000, upBps: service.upKbps * 1000 };
      return sum + bytesMoved(demand, limit, at, at + HOUR, utcOffsetMs).downBytes;
    }, 0);

  it('is quiet before dawn and full in the evening, by the ISP’s own clock', () => {
    const [dawn, evening] = [hour(MIDNIGHT + 5 * HOUR), hour(MIDNIGHT + 21 * HOUR)];
    expect(evening / dawn).toBeGreaterThan(1.7);
    expect(hour(MIDNIGHT + 18 * HOUR, 3 * HOUR)).toBeGreaterThan(hour(MIDNIGHT + 2 * HOUR, 3 * HOUR) * 1.5);
  });

  it('has its peak at 21:00 and more of everything by day at the weekend', () => {
    const hours = Array.from({ length: 24 }, (_, at) => busyness(MIDNIGHT + at * HOUR));
    expect(hours.indexOf(Math.max(...hours))).toBe(21);
    expect(busyness(MIDNIGHT + 35 * HOUR)).toBeGreaterThan(busyness(MIDNIGHT + 11 * HOUR));
    expect(hours.every((value) => value > 0 && value <= 1)).toBe(true);
  });

  it('takes more than one kind of people', () => {
    const totals = subscribers.map(
      ({ demand }) => bytesMoved(demand, noLimit, MIDNIGHT, MIDNIGHT + 24 * HOUR).downBytes,
    );
    const sorted = totals.toSorted((a, b) => a - b);
    expect(sorted.at(-1)! / sorted[Math.floor(sorted.length / 2)]!).toBeGreaterThan(5);
  });
});
