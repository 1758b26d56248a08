import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSteppedTime, scaledTime } from './stepped-time.ts';

it('runs what falls due in order of time, then of asking, and not before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1000), { maxLength: 200 }), fc.nat(1000), async (delays, until) => {
      const time = createSteppedTime(0);
      const ran: number[] = [];
      delays.forEach((delay, index) => {
        time.after(delay, () => {
          expect(time.elapsed()).toBe(delay);
          ran.push(index);
        });
      });
      await time.advance(until);
      const due = delays.map((delay, index) => [delay, index] as const).filter(([delay]) => delay <= until);
      expect(ran).toEqual(due.toSorted(([a, i], [b, j]) => a - b || i - j).map(([, index]) => index));
      expect([time.now(), time.pending]).toEqual([until, delays.length - due.length]);
    }),
  );
});

it('a task called off does not run, also when called off by another of the same instant', async () => {
  const time = createSteppedTime(0);
  const ran: string[] = [];
  time.after(10, () => {
    ran.push('first');
    stop();
  });
  const stop = time.after(10, () => ran.push('second'));
  await time.advance(20);
  stop();
  expect([ran, time.pending]).toEqual([['first'], 0]);
});

it('what a task sets off by promises happens at the task’s own time', async () => {
  const time = createSteppedTime(0);
  const at: number[] = [];
  time.after(100, async () => {
    await null;
    await Promise.resolve().then(() => null);
    time.after(50, () => at.push(time.elapsed()));
  });
  await time.advance(1000);
  expect(at).toEqual([150]);
});

it('settles before time has moved by more than its grain, so that no answer is late', async () => {
  const time = createSteppedTime(0, 500);
  const settledAt: number[] = [];
  for (const delay of [100, 400, 700, 2000]) time.after(delay, () => {});
  await time.advance(2500, async () => void settledAt.push(time.elapsed()));
  // At the start, before 700 (500 after the start would be passed), before 2000, and at the end.
  expect(settledAt).toEqual([0, 400, 700, 2500]);
});

it('scaled time runs as much faster', async () => {
  const time = createSteppedTime(1_000_000);
  await time.advance(60_000);
  const fast = scaledTime(60, time);
  let isDue = false;
  fast.after(3_600_000, () => {
    isDue = true;
  });
  await time.advance(59_999);
  expect(isDue).toBe(false);
  await time.advance(1);
  expect([isDue, fast.elapsed(), fast.now()]).toEqual([true, 3_600_000, 1_060_000 + 3_600_000]);
});
