import { describe, expect, it } from 'vitest';
import type { ClockWitnesses } from '../../../shared/domain/clock.ts';
import { createRetentionClock } from './retention-clock.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;
const day = 24 * hour;

function setUp(known: number | null, wallMs = t0) {
  const state = {
    wallMs,
    monotonicMs: 0,
    heard: 0,
    witnesses: { isNtpSynchronised: null, routerSkewsMs: [] } as ClockWitnesses,
  };
  const at = createRetentionClock({
    known,
    read: () => ({ wallMs: state.wallMs, monotonicMs: state.monotonicMs }),
    witnesses: async () => {
      state.heard++;
      return state.witnesses;
    },
  });
  const pass = (ms: number, jumpMs = 0): void => {
    state.monotonicMs += ms;
    state.wallMs += ms + jumpMs;
  };
  return { state, at, pass };
}

describe('X46: by which time rows are deleted', () => {
  it('by the wall clock while it goes with the time that passes, in a new database and an old one', async () => {
    for (const known of [null, t0 - hour]) {
      const { at, pass, state } = setUp(known);
      expect(await at()).toBe(t0);
      pass(40 * day);
      expect(await at()).toBe(t0 + 40 * day);
      expect(state.heard).toBe(0);
    }
  });

  it('not by a clock that jumped to 2045: it goes on from where it was', async () => {
    const { at, pass } = setUp(t0);
    await at();
    pass(hour, 7000 * day);
    expect(await at()).toBe(t0 + hour);
    pass(day);
    expect(await at()).toBe(t0 + hour + day);
  });

  it('not by a clock that was there when the engine started', async () => {
    const { at, pass } = setUp(t0, t0 + 7000 * day);
    pass(hour);
    expect(await at()).toBe(t0 + hour);
  });

  it('the jump is believed once most routers have the same time, who are asked once an hour', async () => {
    const { at, pass, state } = setUp(t0, t0 + 90 * day);
    for (let minute = 0; minute < 60; minute++) {
      await at();
      pass(60_000);
    }
    expect(state.heard).toBe(1);
    state.witnesses = { isNtpSynchronised: null, routerSkewsMs: [100, -300, 9 * day] };
    expect(await at()).toBe(t0 + 90 * day + hour);
    pass(hour);
    expect(await at()).toBe(t0 + 90 * day + 2 * hour);
    expect(state.heard).toBe(2);
  });

  it('a clock that goes back deletes nothing more', async () => {
    const { at, pass } = setUp(t0);
    await at();
    pass(hour, -30 * day);
    expect(await at()).toBe(t0 + hour - 30 * day);
  });
});
