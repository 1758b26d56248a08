import { describe, expect, it } from 'vitest';
import { emptyService, emptyTier, inWords, parseAmount, readService } from './service-fields.ts';

const GB = 1e9;
const home = { ...emptyService, name: 'Home', down: '10M', up: '2M' };
const faultsOf = (fields: typeof home) =>
  Object.fromEntries(readService(fields, GB).faults.map(({ field, message }) => [field, message]));

describe('amounts', () => {
  it('thousands may be grouped in any of the usual ways', () => {
    for (const text of ['1500', '1,500', '1 500', '1\u00a0500', '1_500', '1,500.0']) {
      expect(parseAmount(text)).toEqual({ ok: true, value: 1500 });
    }
  });

  it('a comma that may be a decimal point is asked about, not guessed', () => {
    expect(parseAmount('1,5')).toMatchObject({ ok: false, fault: expect.stringContaining('1.5') });
    expect(parseAmount('ten')).toMatchObject({ ok: false });
  });
});

describe('a service', () => {
  it('P01: speeds are read as they are typed, GB become bytes', () => {
    const { body, faults } = readService(
      { ...home, down: '1.5M', up: '2000k', dailyQuotaGb: '2.5', monthlyQuotaGb: '1,000', price: '25.50' },
      GB,
    );
    expect(faults).toEqual([]);
    expect(body).toMatchObject({
      downKbps: 1500,
      upKbps: 2000,
      dailyQuotaBytes: 2.5 * GB,
      monthlyQuotaBytes: 1000 * GB,
      priceMinor: 2550,
    });
  });

  it('X49: an empty direction of a tier inherits', () => {
    const { body } = readService({ ...home, dailyTiers: [{ ...emptyTier(), fromGb: '5', down: '1M' }] }, GB);
    expect(body.dailyTiers).toEqual([{ fromBytes: 5 * GB, downKbps: 1000, upKbps: null }]);
  });

  it('complaints stand at the engine’s paths', () => {
    const dailyTiers = [
      { ...emptyTier(), fromGb: '5', down: '1M' },
      { ...emptyTier(), fromGb: '4', up: 'fast' },
    ];
    const faults = faultsOf({ ...home, name: ' ', down: '', dailyTiers, monthlyTiers: [emptyTier()] });
    expect(Object.keys(faults).sort()).toEqual([
      'dailyTiers[1].fromBytes',
      'dailyTiers[1].upKbps',
      'downKbps',
      'monthlyTiers[0].fromBytes',
      'name',
    ]);
  });

  it('complaints name tiers and speeds, not paths', () => {
    expect(inWords('must be larger than dailyTiers[0].fromBytes (5 GB)')).toBe(
      'must be larger than that of tier 1 (5 GB)',
    );
    expect(inWords('must be larger than downKbps (10000 kbps)')).toBe('must be larger than the download (10000 kbps)');
  });

  it('X49: a burst below the rate and free hours beyond 100 % are refused before they are sent', () => {
    const burst = { hasBurst: true, burstDown: '5M', burstUp: '4M', thresholdDown: '4M', thresholdUp: '1M' };
    expect(faultsOf({ ...home, ...burst })).toHaveProperty(['burst.downKbps']);
    expect(faultsOf({ ...home, hasFreeHours: true, freePercent: '101' })).toHaveProperty(['freeHours.percent']);
  });
});
