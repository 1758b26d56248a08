import { expect, it } from 'vitest';
import { createQuietLook, lookMs } from './quiet.ts';

function world() {
  const state = { requests: 0, bytes: 400, at: 0, collected: 0 };
  const look = createQuietLook({
    requests: () => state.requests,
    residentBytes: () => state.bytes,
    collect: () => {
      state.collected++;
      state.bytes = 300;
    },
    monotonicMs: () => state.at,
  });
  /** So many looks, each with `perSecond` requests before it; how often it collected. */
  const pass = (looks: number, perSecond: number): number => {
    const before = state.collected;
    for (let n = 0; n < looks; n++) {
      state.at += lookMs;
      state.requests += (perSecond * lookMs) / 1000;
      look();
    }
    return state.collected - before;
  };
  return { state, pass };
}

it('collects 20 s after a storm is over, and never in one', () => {
  const { pass } = world();
  expect(pass(200, 3000)).toBe(0);
  expect(pass(3, 67)).toBe(0);
  expect(pass(1, 67)).toBe(1);
});

it('one busy look begins the wait again', () => {
  const { pass } = world();
  expect(pass(3, 0)).toBe(0);
  expect(pass(1, 500)).toBe(0);
  expect(pass(3, 0)).toBe(0);
  expect(pass(1, 0)).toBe(1);
});

it('not again within ten minutes, nor while what is held has hardly grown', () => {
  const { state, pass } = world();
  expect(pass(4, 0)).toBe(1);
  state.bytes = 500;
  expect(pass(119, 0)).toBe(0);
  expect(pass(2, 0)).toBe(1);
  state.bytes = 340;
  expect(pass(1000, 0)).toBe(0);
  state.bytes = 346;
  expect(pass(1, 0)).toBe(1);
});
