import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRateLimit, rateLimitOf } from './rate-limit.ts';
import { DEFAULT_ACCESS_POLICY, effectiveSpeed, type SpeedInput } from './speed.ts';
import { describeReason, type Reason } from './speed-reasons.ts';
import { GB } from './units.ts';

const NOW = Date.UTC(2026, 9, 15, 12);
const HOUR = 3_600_000;

/** Base 10M/10M, daily tiers from 5 and 10 GB, monthly tier from 100 GB; nothing used. */
const input: SpeedInput = {
  service: {
    downKbps: 10_000,
    upKbps: 10_000,
    dailyTiers: [
      { fromBytes: 5 * GB, downKbps: 4_000, upKbps: 4_000 },
      { fromBytes: 10 * GB, downKbps: 2_000, upKbps: 2_000 },
    ],
    monthlyTiers: [{ fromBytes: 100 * GB, downKbps: 5_000, upKbps: 5_000 }],
    burst: null,
    softFup: false,
  },
  subscriber: { status: 'active', expiresAt: NOW + 100 * HOUR, boost: null, ownRule: null },
  globalRule: null,
  usage: { dailyCountedBytes: 0, monthlyCountedBytes: 0, bonusBytes: 0 },
  policy: DEFAULT_ACCESS_POLICY,
  now: NOW,
};

type Change = { [K in keyof SpeedInput]?: Partial<SpeedInput[K]> | SpeedInput[K] };

const speedOf = (change: Change = {}) =>
  effectiveSpeed({
    ...input,
    ...change,
    service: { ...input.service, ...(change.service as object) },
    subscriber: { ...input.subscriber, ...(change.subscriber as object) },
    usage: { ...input.usage, ...(change.usage as object) },
  } as SpeedInput);

const rateOf = (change: Change = {}) => {
  const { downKbps, upKbps } = speedOf(change);
  return `${downKbps}/${upKbps}`;
};

const rule = (percent: number, name = 'Night') => ({ name, downPercent: percent, upPercent: percent });
const entry = (because: readonly Reason[], kind: Reason['kind']) => because.find((reason) => reason.kind === kind);

describe('F149: base × (1 + percent / 100)', () => {
  it.each([
    [0, '4000/4000'],
    [100, '8000/8000'],
    [200, '12000/12000'],
    [-50, '2000/2000'],
  ])('a rule of %i %% on 4 Mbps', (percent, rate) =>
    expect(rateOf({ service: { downKbps: 4_000, upKbps: 4_000 }, globalRule: rule(percent) })).toBe(rate),
  );

  it('directions have their own percentage', () => {
    expect(rateOf({ globalRule: { name: 'Down only', downPercent: 100, upPercent: 0 } })).toBe('20000/10000');
  });
});

describe('case 11: priority (X53)', () => {
  const service = {
    downKbps: 10_000,
    upKbps: 2_000,
    dailyTiers: [
      { fromBytes: 5 * GB, downKbps: 8_000, upKbps: 2_000 },
      { fromBytes: 10 * GB, downKbps: 4_000, upKbps: 1_000 },
    ],
    monthlyTiers: [{ fromBytes: 100 * GB, downKbps: 5_000, upKbps: 512 }],
  };
  const usage = { dailyCountedBytes: 12 * GB, monthlyCountedBytes: 120 * GB };
  const throttled = { service, usage, globalRule: rule(100) };

  it('the lower of both tiers per direction, and the rule is not applied because of FUP', () => {
    const speed = speedOf(throttled);
    expect(speed).toMatchObject({ downKbps: 4_000, upKbps: 512, dailyLevel: 2, monthlyLevel: 1 });
    expect(entry(speed.because, 'daily-tier')).toMatchObject({ applies: true, appliesDown: true, appliesUp: false });
    expect(entry(speed.because, 'monthly-tier')).toMatchObject({ applies: true, appliesDown: false, appliesUp: true });
    const global = entry(speed.because, 'global-rule')!;
    expect(global).toMatchObject({ applies: false, outrankedBy: 'daily-tier', downKbps: 20_000, upKbps: 4_000 });
    expect(describeReason(global)).toBe('Rule "Night" +100 %: 20M down, 4M up, not applied: FUP');
  });

  it('a timed boost overrides the tiers, and at its end they return', () => {
    const boost = { percent: 100, until: NOW + 2 * HOUR };
    expect(rateOf({ ...throttled, subscriber: { boost } })).toBe('20000/4000');
    expect(rateOf({ ...throttled, subscriber: { boost }, now: NOW + 2 * HOUR - 1 })).toBe('20000/4000');
    expect(rateOf({ ...throttled, subscriber: { boost }, now: NOW + 2 * HOUR })).toBe('4000/512');
  });

  it('entries come by rank, the plan last', () => {
    const subscriber = { boost: { percent: 50, until: NOW + HOUR }, ownRule: rule(20, 'Own') };
    const { because } = speedOf({ ...throttled, subscriber });
    expect(because.map(({ kind }) => kind)).toEqual([
      'boost',
      'subscriber-rule',
      'daily-tier',
      'monthly-tier',
      'global-rule',
      'plan',
    ]);
    expect(because.map(({ rank }) => rank)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(because.filter(({ applies }) => applies).map(({ kind }) => kind)).toEqual(['boost']);
  });
});

describe('case 12: suspended beats boost', () => {
  const boost = { percent: 100, until: NOW + 2 * HOUR };

  it('suspended while the boost runs, then the boost for what is left of it', () => {
    const suspended = speedOf({ subscriber: { status: 'stopped', boost } });
    expect(suspended).toMatchObject({ downKbps: 1, upKbps: 1, access: 'suspended' });
    expect(entry(suspended.because, 'boost')).toMatchObject({ applies: false, outrankedBy: 'suspended' });
    expect(rateOf({ subscriber: { status: 'active', boost }, now: NOW + HOUR })).toBe('20000/20000');
    expect(rateOf({ subscriber: { status: 'active', boost }, now: NOW + 2 * HOUR })).toBe('10000/10000');
  });

  it.each(['inactive', 'stopped', 'suspended'] as const)('%s has no service', (status) =>
    expect(speedOf({ subscriber: { status } })).toMatchObject({ access: 'suspended', downKbps: 1, upKbps: 1 }),
  );
});

describe('X40, X55: expired', () => {
  const expired = { expiresAt: NOW };
  const policy = (kind: 'walled' | 'reject' | 'keep-running') => ({
    ...DEFAULT_ACCESS_POLICY,
    expired: { kind, rate: { downKbps: 256, upKbps: 128 } },
  });

  it('one millisecond before the end is still full service', () => {
    expect(speedOf({ subscriber: { expiresAt: NOW + 1 } })).toMatchObject({ access: 'full', downKbps: 10_000 });
  });

  it.each([
    ['walled' as const, 'walled', 256],
    ['reject' as const, 'refused', 256],
    ['keep-running' as const, 'full', 10_000],
  ])('the policy %s gives %s at %i kbps', (kind, access, downKbps) => {
    const speed = speedOf({ subscriber: expired, policy: policy(kind) });
    expect(speed).toMatchObject({ access, downKbps });
    expect(entry(speed.because, 'expired')).toMatchObject({ applies: access !== 'full', policy: kind });
  });

  it('a status of expired needs no date, and no date never expires', () => {
    expect(speedOf({ subscriber: { status: 'expired', expiresAt: null } }).access).toBe('walled');
    expect(speedOf({ subscriber: { expiresAt: null } }).access).toBe('full');
  });

  it('X55: a stopped account that is walled gets the walled rate, and says both', () => {
    const speed = speedOf({
      subscriber: { status: 'suspended' },
      policy: { ...policy('walled'), walledStatuses: ['suspended'] },
    });
    expect(speed).toMatchObject({ access: 'walled', downKbps: 256, upKbps: 128 });
    expect(describeReason(speed.because[0]!)).toBe('Account is suspended, walled: 256k down, 128k up');
  });

  it('a boost does not open the wall', () => {
    const subscriber = { ...expired, boost: { percent: 100, until: NOW + HOUR } };
    expect(speedOf({ subscriber })).toMatchObject({ access: 'walled', downKbps: 512 });
  });
});

describe('case 13: burst (X50)', () => {
  const burst = { downKbps: 15_000, upKbps: 15_000, thresholdDownKbps: 8_000, thresholdUpKbps: 8_000, seconds: 8 };

  it('a rule of +100 % scales rate, burst and threshold', () => {
    const speed = speedOf({ service: { burst }, globalRule: rule(100) });
    expect(formatRateLimit(rateLimitOf(speed))).toBe('20M/20M 30M/30M 16M/16M 8/8');
  });

  it('so does a timed boost, over a tier too', () => {
    const speed = speedOf({
      service: { burst },
      usage: { dailyCountedBytes: 6 * GB },
      subscriber: { boost: { percent: 100, until: NOW + 1 } },
    });
    expect(formatRateLimit(rateLimitOf(speed))).toBe('20M/20M 30M/30M 16M/16M 8/8');
  });

  it('a throttled service without soft-FUP has no burst', () => {
    expect(speedOf({ service: { burst }, usage: { dailyCountedBytes: 12 * GB } }).burst).toBeNull();
  });

  it('soft-FUP keeps the burst rate under a threshold of 0.8 × the tier', () => {
    const speed = speedOf({ service: { burst, softFup: true }, usage: { dailyCountedBytes: 12 * GB } });
    expect(formatRateLimit(rateLimitOf(speed))).toBe('2M/2M 15M/15M 1600k/1600k 8/8');
  });

  it('soft-FUP at 2M: 120 s of constant demand average at most 2.2M', () => {
    const speed = speedOf({ service: { burst, softFup: true }, usage: { dailyCountedBytes: 12 * GB } });
    expect(
      averageKbps(speed.downKbps, speed.burst!.downKbps, speed.burst!.thresholdDownKbps, 8, 120),
    ).toBeLessThanOrEqual(2_200);
    // With the plan's own threshold the burst would never end: what the ruling is about.
    expect(averageKbps(2_000, 15_000, 8_000, 8, 120)).toBeGreaterThan(7_000);
  });

  it('a burst that rounding brought down to the rate is dropped', () => {
    const small = { downKbps: 100, upKbps: 100, thresholdDownKbps: 50, thresholdUpKbps: 50, seconds: 8 };
    const speed = speedOf({ service: { downKbps: 64, upKbps: 64, burst: small }, globalRule: rule(-99) });
    expect(speed).toMatchObject({ downKbps: 1, upKbps: 1, burst: null });
  });
});

/**
 * RouterOS's burst under constant demand: it bursts while the average over the last `windowSeconds`, taken in 16 steps,
 * is below the threshold (MikroTik manual, Queues, "Burst").
 */
function averageKbps(rate: number, burst: number, threshold: number, windowSeconds: number, seconds: number): number {
  const stepsPerSecond = 16 / windowSeconds;
  const past: number[] = [];
  for (let step = 0; step < seconds * stepsPerSecond; step++) {
    const average = past.slice(-16).reduce((sum, kbps) => sum + kbps, 0) / 16;
    past.push(average < threshold ? burst : rate);
  }
  return past.reduce((sum, kbps) => sum + kbps, 0) / past.length;
}

describe('case 14: small numbers (X49)', () => {
  it('a boost of −99 % on 64k is 1 kbps and never 0', () => {
    const subscriber = { boost: { percent: -99, until: NOW + HOUR } };
    const speed = speedOf({ service: { downKbps: 64, upKbps: 64 }, subscriber });
    expect(formatRateLimit(rateLimitOf(speed))).toBe('1k/1k');
  });

  it('a tier without an upload rate keeps the base upload', () => {
    const dailyTiers = [{ fromBytes: 5 * GB, downKbps: 1_000, upKbps: null }];
    expect(rateOf({ service: { dailyTiers, upKbps: 2_000 }, usage: { dailyCountedBytes: 5 * GB } })).toBe('1000/2000');
  });
});

describe('case 19: plan change', () => {
  it('the level follows the tiers of the plan, the counters stay', () => {
    const usage = { dailyCountedBytes: 6 * GB };
    const other = { dailyTiers: [{ fromBytes: 10 * GB, downKbps: 4_000, upKbps: 4_000 }] };
    expect(speedOf({ usage })).toMatchObject({ dailyLevel: 1, downKbps: 4_000 });
    expect(speedOf({ usage, service: other })).toMatchObject({ dailyLevel: 0, downKbps: 10_000 });
    expect(speedOf({ usage })).toMatchObject({ dailyLevel: 1, downKbps: 4_000 });
  });
});

describe('X53: the subscriber’s own rule', () => {
  const throttled = { usage: { dailyCountedBytes: 6 * GB } };

  it.each([
    ['positive, over a tier', { ...throttled, subscriber: { ownRule: rule(50) } }, '15000/15000'],
    ['positive, over a global rule', { globalRule: rule(200), subscriber: { ownRule: rule(50) } }, '15000/15000'],
    ['negative, above the tier: the tier stays', { ...throttled, subscriber: { ownRule: rule(-10) } }, '4000/4000'],
    ['negative, below the tier', { ...throttled, subscriber: { ownRule: rule(-90) } }, '1000/1000'],
    [
      'negative, without a tier, over a global rule',
      { globalRule: rule(100), subscriber: { ownRule: rule(-50) } },
      '5000/5000',
    ],
    [
      'of 0 % pins the base against a global rule',
      { globalRule: rule(100), subscriber: { ownRule: rule(0) } },
      '10000/10000',
    ],
    ['of 0 % does not lift a tier', { ...throttled, subscriber: { ownRule: rule(0) } }, '4000/4000'],
  ])('%s', (_case, change, rate) => expect(rateOf(change)).toBe(rate));

  it.each([
    ['the higher of two positive ones holds (F151)', 50, 100, '20000/20000'],
    ['also when it is the boost', 100, 50, '20000/20000'],
    ['a boost that slows counts instead of the rule', -50, 100, '5000/5000'],
  ])('with a timed boost: %s', (_case, percent, own, rate) =>
    expect(rateOf({ subscriber: { boost: { percent, until: NOW + 1 }, ownRule: rule(own) } })).toBe(rate),
  );

  it('a boost that slows never raises a speed above the tier', () => {
    expect(rateOf({ ...throttled, subscriber: { boost: { percent: -50, until: NOW + 1 } } })).toBe('4000/4000');
    expect(rateOf({ ...throttled, subscriber: { boost: { percent: -80, until: NOW + 1 } } })).toBe('2000/2000');
  });
});

describe('X51: bonus', () => {
  it('while it lasts both levels are 0, and the entry says why', () => {
    const usage = { dailyCountedBytes: 6 * GB, monthlyCountedBytes: 102 * GB, bonusBytes: 1 };
    const speed = speedOf({ usage });
    expect(speed).toMatchObject({ downKbps: 10_000, dailyLevel: 0, monthlyLevel: 0 });
    expect(entry(speed.because, 'monthly-tier')).toMatchObject({ applies: false, outrankedBy: 'bonus', level: 1 });
    expect(speedOf({ usage: { ...usage, bonusBytes: 0 } })).toMatchObject({ downKbps: 4_000, monthlyLevel: 1 });
  });
});

describe('the explanation reads as sentences', () => {
  it.each<[string, Change, Reason['kind'], string]>([
    ['the plan', {}, 'plan', 'Plan: 10M down, 10M up'],
    [
      'a tier with its facts',
      {
        usage: {
          dailyCountedBytes: 6.2 * GB,
          dailySinceAt: Date.UTC(2026, 9, 14, 22, 5),
          dailyUntilAt: Date.UTC(2026, 9, 15, 22, 5),
        },
      },
      'daily-tier',
      'Daily FUP tier 1 of 2: 4M down, 4M up (6.2 GB used since 2026-10-15 00:05, tier from 5 GB, until 2026-10-16 00:05)',
    ],
    [
      'a tier that a bonus keeps away',
      { usage: { monthlyCountedBytes: 102 * GB, bonusBytes: 10 * GB } },
      'monthly-tier',
      'Monthly FUP tier 1 of 1: 5M down, 5M up (102 GB used, tier from 100 GB), not applied: bonus (10 GB of bonus left)',
    ],
    [
      'of two tiers the higher one',
      { usage: { dailyCountedBytes: 6 * GB, monthlyCountedBytes: 102 * GB } },
      'monthly-tier',
      'Monthly FUP tier 1 of 1: 5M down, 5M up (102 GB used, tier from 100 GB), not applied: the daily tier is lower',
    ],
    [
      'a boost',
      { subscriber: { boost: { percent: 100, until: NOW + 2 * HOUR } } },
      'boost',
      'Timed boost +100 % until 2026-10-15 16:00: 20M down, 20M up',
    ],
    [
      'a rule with two percentages',
      { subscriber: { ownRule: { name: 'Camera', downPercent: 0, upPercent: -50 } } },
      'subscriber-rule',
      'Own rule "Camera" +0 % down, −50 % up: 10M down, 5M up',
    ],
    ['a suspension', { subscriber: { status: 'suspended' } }, 'suspended', 'Account is suspended: 1k down, 1k up'],
    [
      'an expiry',
      { subscriber: { expiresAt: NOW } },
      'expired',
      'Expired 2026-10-15 14:00, walled: 512k down, 512k up',
    ],
  ])('%s', (_case, change, kind, sentence) =>
    expect(describeReason(entry(speedOf(change).because, kind)!, { zone: 'Europe/Berlin' })).toBe(sentence),
  );

  it('without a zone, times are marked as UTC', () => {
    const { because } = speedOf({ subscriber: { boost: { percent: 100, until: NOW } }, now: NOW - 1 });
    expect(describeReason(because[0]!)).toBe('Timed boost +100 % until 2026-10-15 12:00 UTC: 20M down, 20M up');
  });
});

describe('whatever the input', () => {
  const percent = fc.integer({ min: -99, max: 900 });
  const anyRule = fc.option(fc.record({ name: fc.constant('r'), downPercent: percent, upPercent: percent }));
  const kbps = fc.integer({ min: 1, max: 1_000_000 });
  const tiers = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 6 }).chain((gigabytes) => {
    const sorted = [...gigabytes].sort((a, b) => a - b);
    const rates = fc.array(fc.tuple(fc.option(kbps), fc.option(kbps)), {
      minLength: sorted.length,
      maxLength: sorted.length,
    });
    return rates.map((list) => list.map(([downKbps, upKbps], n) => ({ fromBytes: sorted[n]! * GB, downKbps, upKbps })));
  });
  const burst = fc.record({
    downKbps: kbps,
    upKbps: kbps,
    thresholdDownKbps: kbps,
    thresholdUpKbps: kbps,
    seconds: fc.integer({ min: 1, max: 60 }),
  });
  const anything = fc.record({
    service: fc.record({
      downKbps: kbps,
      upKbps: kbps,
      dailyTiers: tiers,
      monthlyTiers: tiers,
      burst: fc.option(burst),
      softFup: fc.boolean(),
    }),
    subscriber: fc.record({
      status: fc.constantFrom('active' as const, 'active' as const, 'stopped' as const, 'expired' as const),
      expiresAt: fc.option(fc.integer({ min: NOW - 5, max: NOW + 5 })),
      boost: fc.option(fc.record({ percent, until: fc.integer({ min: NOW - 5, max: NOW + 5 }) })),
      ownRule: anyRule,
    }),
    globalRule: anyRule,
    usage: fc.record({
      dailyCountedBytes: fc.integer({ min: 0, max: 250 * GB }),
      monthlyCountedBytes: fc.integer({ min: 0, max: 250 * GB }),
      bonusBytes: fc.constantFrom(0, 0, 1),
    }),
  });

  it('X49: every rate is a whole number from 1, every burst is one RouterOS accepts, each direction has one reason', () => {
    fc.assert(
      fc.property(anything, (some) => {
        const speed = effectiveSpeed({ ...some, policy: DEFAULT_ACCESS_POLICY, now: NOW });
        for (const [rate, limit, threshold] of [
          [speed.downKbps, speed.burst?.downKbps ?? 0, speed.burst?.thresholdDownKbps ?? 0],
          [speed.upKbps, speed.burst?.upKbps ?? 0, speed.burst?.thresholdUpKbps ?? 0],
        ] as const) {
          expect(Number.isInteger(rate) && rate >= 1).toBe(true);
          if (limit > 0) expect(limit > rate && threshold >= 1 && threshold < limit).toBe(true);
        }
        expect(speed.because.filter(({ appliesDown }) => appliesDown)).toHaveLength(1);
        expect(speed.because.filter(({ appliesUp }) => appliesUp)).toHaveLength(1);
        const down = speed.because.find(({ appliesDown }) => appliesDown)!;
        const up = speed.because.find(({ appliesUp }) => appliesUp)!;
        expect([down.downKbps, up.upKbps]).toEqual([speed.downKbps, speed.upKbps]);
        expect(speed.because.at(-1)!.kind).toBe('plan');
      }),
      { numRuns: 500 },
    );
  });

  it('X53: without a boost or a positive rule nobody in a tier is faster than it', () => {
    fc.assert(
      fc.property(anything, (some) => {
        const speed = effectiveSpeed({
          ...some,
          subscriber: {
            ...some.subscriber,
            status: 'active',
            expiresAt: null,
            boost: null,
            ownRule: { name: 'r', downPercent: -30, upPercent: 0 },
          },
          policy: DEFAULT_ACCESS_POLICY,
          now: NOW,
        });
        const tier = some.service.dailyTiers[speed.dailyLevel - 1];
        if (tier) expect(speed.downKbps).toBeLessThanOrEqual(tier.downKbps ?? some.service.downKbps);
      }),
    );
  });
});
