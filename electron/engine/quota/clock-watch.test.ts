import { describe, expect, it } from 'vitest';
import type { ClockWitnesses } from '../../../shared/domain/clock.ts';
import { createClockWatch } from './clock-watch.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const t0 = Date.UTC(2026, 10, 20, 12);

/** A computer whose clocks are moved by hand, and its witnesses. */
function computer(heard: ClockWitnesses = { isNtpSynchronised: null, routerSkewsMs: [] }) {
  let wallMs = t0;
  let monotonicMs = 5_000;
  const told: string[] = [];
  const its = { witnesses: heard, asked: 0, trouble: undefined as Error | undefined };
  const watch = createClockWatch({
    read: () => ({ wallMs, monotonicMs }),
    witnesses: async () => {
      its.asked += 1;
      return its.witnesses;
    },
    onHeld: async (jumpMs) => {
      if (its.trouble) throw its.trouble;
      told.push(`held ${jumpMs / minute}`);
    },
    onReleased: async () => {
      told.push('released');
    },
  });
  return {
    watch,
    told,
    its,
    /** Time passes on both clocks. */
    pass(ms: number) {
      wallMs += ms;
      monotonicMs += ms;
    },
    /** Somebody sets the wall clock. */
    set(byMs: number) {
      wallMs += byMs;
    },
  };
}

describe('X46: the engine’s own clock', () => {
  it('is believed while it goes on, asks nobody, and small steps change nothing', async () => {
    const { watch, told, its, pass, set } = computer();
    for (const step of [0, -4 * minute, 30 * minute, 23 * 60 * minute]) {
      pass(30_000);
      set(step);
      await watch.check();
    }
    expect({ told, asked: its.asked, isHeld: watch.isHeld }).toEqual({ told: [], asked: 0, isHeld: false });
  });

  it.each([
    ['six minutes back', -6 * minute],
    ['a week forward', 7 * day],
  ])('%s: held once, and time goes on by the monotonic clock', async (_jump, by) => {
    const { watch, told, pass, set } = computer();
    set(by);
    pass(minute);
    await watch.check();
    await watch.check();
    expect(told).toEqual([`held ${by / minute}`]);
    expect(watch).toMatchObject({ isHeld: true, aheadMs: by });
    pass(10 * minute);
    expect(watch.at()).toBe(t0 + 11 * minute);
  });

  it('is released when it is right again', async () => {
    const { watch, told, pass, set } = computer();
    set(7 * day);
    await watch.check();
    pass(minute);
    set(-7 * day);
    await watch.check();
    expect(told).toEqual(['held 10080', 'released']);
    expect(watch.at()).toBe(t0 + minute);
    expect(watch.aheadMs).toBe(0);
  });

  it.each([
    ['NTP', { isNtpSynchronised: true, routerSkewsMs: [] }],
    ['most of the routers', { isNtpSynchronised: false, routerSkewsMs: [1_000, -2_000, 9 * day] }],
  ])('is released when %s confirm it, and is the measure from then on', async (_who, heard) => {
    const { watch, told, its, set } = computer({ isNtpSynchronised: null, routerSkewsMs: [7 * day] });
    set(7 * day);
    await watch.check();
    its.witnesses = heard;
    await watch.check();
    await watch.check();
    expect(told).toEqual(['held 10080', 'released']);
    expect(watch.at()).toBe(t0 + 7 * day);
  });

  it('is never held where NTP confirms the jump at once', async () => {
    const { watch, told, its, set } = computer({ isNtpSynchronised: true, routerSkewsMs: [] });
    set(7 * day);
    await watch.check();
    expect({ told, asked: its.asked }).toEqual({ told: [], asked: 1 });
  });

  it('is held again after another jump while it is held, as far as it is wrong now', async () => {
    const { watch, told, set } = computer();
    set(7 * day);
    await watch.check();
    set(-5 * day);
    await watch.check();
    expect(watch.aheadMs).toBe(2 * day);
    expect(told).toEqual(['held 10080']);
  });

  it('what could not be told is told by the next look', async () => {
    const { watch, told, its, set } = computer();
    its.trouble = new Error('the fold is closed');
    set(7 * day);
    await expect(watch.check()).rejects.toThrow('the fold is closed');
    its.trouble = undefined;
    await watch.check();
    expect(told).toEqual(['held 10080']);
  });
});
