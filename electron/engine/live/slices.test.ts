import { expect, it } from 'vitest';
import { createSlices } from './slices.ts';

/** Time passes only by work: `msPerItem` for each item visited. */
function worker(msPerItem: number) {
  let elapsedMs = 0;
  const breaths: number[] = [];
  const slices = createSlices({
    elapsed: () => elapsedMs,
    breathe: async () => {
      breaths.push(elapsedMs);
    },
  });
  const run = (items: number, atBreath?: () => void) =>
    slices.each(Array(items).keys(), () => (elapsedMs += msPerItem), atBreath);
  return { run, breaths, total: () => elapsedMs };
}

it('a short loop does not breathe', async () => {
  const { run, breaths, total } = worker(0.001);
  await run(1_000);
  expect(breaths).toEqual([]);
  expect(total()).toBeCloseTo(1);
});

it('a long loop gives way well before the control plane has been blocked for 20 ms', async () => {
  const { run, breaths, total } = worker(0.05);
  await run(10_000);
  const slices = [...breaths, total()].map((at, i) => at - (breaths[i - 1] ?? 0));
  expect(Math.max(...slices)).toBeLessThan(10);
  expect(total()).toBeCloseTo(500);
});

it('what a slice has gathered is told before the next one', async () => {
  const { run, breaths } = worker(1);
  let told = 0;
  await run(200, () => {
    told += 1;
  });
  expect(told).toBe(breaths.length);
  expect(told).toBe(3);
});
