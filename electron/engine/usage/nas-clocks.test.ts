import { expect, it } from 'vitest';
import { createNasClocks, quietMs } from './nas-clocks.ts';

const watch = () => {
  const told: string[] = [];
  const clocks = createNasClocks({
    clockFinding: (nasId) => told.push(`${nasId} wrong`),
    clockRight: (nasId) => told.push(`${nasId} right`),
  });
  return { told, clocks };
};

it('X46: a wrong clock is told once, also when right records come in between', () => {
  const { told, clocks } = watch();
  for (let n = 0; n < 20; n++) clocks.judge(1, n % 2 === 1, (n * quietMs) / 6);
  expect(told).toEqual(['1 wrong']);
});

it('X46: it is right again after half an hour of records without a wrong one, and may be wrong anew', () => {
  const { told, clocks } = watch();
  clocks.judge(1, false, 0);
  clocks.judge(1, true, quietMs - 1);
  expect(told).toEqual(['1 wrong']);
  clocks.judge(1, true, quietMs);
  clocks.judge(1, true, 2 * quietMs);
  expect(told).toEqual(['1 wrong', '1 right']);
  clocks.judge(1, false, 2 * quietMs + 1);
  expect(told).toEqual(['1 wrong', '1 right', '1 wrong']);
});

it('X46: a silent NAS is not right, and an alert from before a start ends with the first quiet half hour', () => {
  const { told, clocks } = watch();
  clocks.judge(1, false, 0);
  clocks.judge(2, true, 0);
  expect(told).toEqual(['1 wrong']);
  clocks.judge(2, true, quietMs);
  expect(told).toEqual(['1 wrong', '2 right']);
});
