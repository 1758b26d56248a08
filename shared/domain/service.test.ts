import { expect, it } from 'vitest';
import { faultSentence } from './field-fault.ts';
import { isQuotaExceeded } from './quota.ts';
import { type ServicePlan, validateServicePlan } from './service.ts';
import { portalStatus } from './status.ts';

const plan: ServicePlan = {
  downKbps: 10_000,
  upKbps: 2_000,
  dailyQuotaBytes: 0,
  monthlyQuotaBytes: 0,
  dailyTiers: [],
  monthlyTiers: [],
  burst: { downKbps: 15_000, upKbps: 3_000, thresholdDownKbps: 8_000, thresholdUpKbps: 1_500, seconds: 8 },
  softFup: true,
  freeHours: { fromMinute: 60, toMinute: 300, percent: 70 },
  monthlyReset: 'renew',
};

it('a sound plan has no faults', () => expect(validateServicePlan(plan)).toEqual([]));

it.each<[string, Partial<ServicePlan>, string[]]>([
  ['no speed', { downKbps: 0, burst: null }, ['downKbps must be a whole number of kbps from 1 to 400000000']],
  [
    'a negative quota',
    { monthlyQuotaBytes: -1 },
    ['monthlyQuotaBytes must be a whole number of bytes, 0 for unlimited'],
  ],
  [
    'X49: a burst that is not above the rate, a threshold that is not below the burst, no time',
    { burst: { downKbps: 10_000, upKbps: 3_000, thresholdDownKbps: 8_000, thresholdUpKbps: 3_000, seconds: 0 } },
    [
      'burst.downKbps must be larger than downKbps (10000 kbps)',
      'burst.thresholdUpKbps must be smaller than burst.upKbps (3000 kbps)',
      'burst.seconds must be a whole number of seconds from 1 to 300',
    ],
  ],
  [
    'faults of monthly tiers and free hours under their own paths',
    {
      monthlyTiers: [{ fromBytes: 0, downKbps: null, upKbps: null }],
      freeHours: { fromMinute: 60, toMinute: 300, percent: 200 },
    },
    [
      'monthlyTiers[0].fromBytes must be larger than 0; a threshold of 0 would fire at once',
      'freeHours.percent must be a whole number from 0 to 100',
    ],
  ],
])('%s', (_case, change, sentences) =>
  expect(validateServicePlan({ ...plan, ...change }).map(faultSentence)).toEqual(sentences),
);

it('X18: both enumerations have one word each in the portal', () => {
  expect(portalStatus('suspended')).toBe('Stopped');
  expect(portalStatus('stopped')).toBe('Stopped');
  expect(portalStatus('active')).toBe('Active');
});

it('F074, X5: a quota is exceeded from its last byte on, an unlimited one never', () => {
  expect(isQuotaExceeded(99, 100)).toBe(false);
  expect(isQuotaExceeded(100, 100)).toBe(true);
  expect(isQuotaExceeded(100, 0)).toBe(false);
});
