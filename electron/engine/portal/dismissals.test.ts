import { expect, it } from 'vitest';
import { createDismissals, dismissMs } from './dismissals.ts';
import { portalStore } from './testing/portal-store.ts';

it('F030: a notice that was put away stays away for 24 hours, for this subscriber and this notice only', async () => {
  let now = 5_000;
  const clock = () => now;
  const dismissals = createDismissals({ store: portalStore(undefined, clock), tenantId: 1, now: clock });
  expect(await dismissals.dismiss(7, 'daily-cap')).toBe(5_000 + dismissMs);
  expect([...(await dismissals.of(7))]).toEqual([['daily-cap', 5_000 + dismissMs]]);
  expect((await dismissals.of(8)).size).toBe(0);
  now += dismissMs - 1;
  expect((await dismissals.of(7)).size).toBe(1);
  now += 1;
  expect((await dismissals.of(7)).size).toBe(0);
});
