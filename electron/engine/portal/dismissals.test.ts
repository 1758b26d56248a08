import { describe, expect, it } from 'vitest';
import { createDismissals, dismissMs } from './dismissals.ts';

describe('F030: a notice that was put away', () => {
  it('stays away for 24 hours, for this subscriber and this notice only', () => {
    let now = 5_000;
    const dismissals = createDismissals(() => now);
    expect(dismissals.dismiss(7, 'daily-cap')).toBe(5_000 + dismissMs);
    expect(dismissals.until(7, 'daily-cap')).toBe(5_000 + dismissMs);
    expect(dismissals.until(7, 'balance')).toBeNull();
    expect(dismissals.until(8, 'daily-cap')).toBeNull();
    now += dismissMs - 1;
    expect(dismissals.until(7, 'daily-cap')).not.toBeNull();
    now += 1;
    expect(dismissals.until(7, 'daily-cap')).toBeNull();
  });

  it('keeps a bounded number of keys and forgets who is gone', () => {
    const dismissals = createDismissals(() => 0);
    for (let i = 0; i < 40; i++) dismissals.dismiss(7, `key-${i}`);
    expect(dismissals.until(7, 'key-0')).toBeNull();
    expect(dismissals.until(7, 'key-39')).toBe(dismissMs);
    dismissals.forget(7);
    expect(dismissals.until(7, 'key-39')).toBeNull();
  });
});
