import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diskForecast, type FamilySize, familyGrowth, isBelowLegalMinimum } from './storage-forecast.ts';

const day = 86_400_000;
const now = 20_000 * day;
const GB = 1e9;
const family = (more: Partial<FamilySize> = {}): FamilySize => ({
  ...{ bytes: 10 * GB, oldestAt: now - 100 * day, keepDays: null },
  ...more,
});

describe('pain 20: growth is shown, and bounded by retention', () => {
  it('grows by what it has taken per day of its rows', () => {
    expect(familyGrowth(family(), now)).toEqual({
      ...{ bytesPerDay: GB / 10, steadyBytes: null, isSteady: false, firstGoesAt: null },
    });
  });

  it('stops where its first rows go', () => {
    expect(familyGrowth(family({ keepDays: 365 }), now)).toEqual({
      ...{ bytesPerDay: GB / 10, steadyBytes: 36.5 * GB, isSteady: false, firstGoesAt: now + 265 * day },
    });
    expect(familyGrowth(family({ keepDays: 100 }), now)).toMatchObject({ isSteady: true, steadyBytes: 10 * GB });
  });

  it('says nothing of a pace that was seen for an hour, or of what does not grow with time', () => {
    expect(familyGrowth(family({ oldestAt: now - day / 24 }), now).bytesPerDay).toBeNull();
    expect(familyGrowth(family({ oldestAt: null }), now)).toMatchObject({ bytesPerDay: null, isSteady: true });
  });

  it('the disk is full when what is free is taken', () => {
    expect(diskForecast([family()], 5 * GB, now)).toEqual({ bytesPerDay: GB / 10, fullAt: now + 50 * day });
  });

  it('is never full when retention comes first', () => {
    const bounded = family({ keepDays: 120 });
    expect(diskForecast([bounded], 5 * GB, now)).toEqual({ bytesPerDay: GB / 10, fullAt: null });
    expect(diskForecast([bounded], GB, now).fullAt).toBe(now + 10 * day);
  });

  it('more room is never full earlier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.option(fc.integer({ min: 1, max: 1000 }), { nil: null }),
        (free, more, keepDays) => {
          const full = (bytes: number) =>
            diskForecast([family({ keepDays })], bytes, now).fullAt ?? Number.POSITIVE_INFINITY;
          expect(full((free + more) * 1e8)).toBeGreaterThanOrEqual(full(free * 1e8));
        },
      ),
    );
  });

  it.each([
    [null, 365, false],
    [365, null, false],
    [365, 365, false],
    [364, 365, true],
  ])('W4: sessions kept %s days where the law asks for %s: below is %s', (kept, legal, isBelow) => {
    expect(isBelowLegalMinimum(kept, legal)).toBe(isBelow);
  });
});
