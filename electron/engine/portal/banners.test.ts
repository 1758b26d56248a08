import { describe, expect, it } from 'vitest';
import { DEFAULT_ACCESS_POLICY } from '../../../shared/domain/speed.ts';
import { GB } from '../../../shared/domain/units.ts';
import { type BannerFacts, notices } from './banners.ts';
import { daysLeft } from './days-left.ts';
import { quotaUses } from './quota-use.ts';
import { accountIn, dayEnd, type Situation, testNow, zone } from './testing/facts.ts';

const hour = 3_600_000;
const day = 24 * hour;

function shown(situation: Situation = {}, more: Partial<BannerFacts> = {}) {
  const account = accountIn(situation);
  const expiresAt = situation.expiresAt ?? null;
  return notices({
    ...quotaUses(account, testNow),
    speed: account.speedNow,
    planSpeed: account.plan,
    bonusBytes: account.usage.bonusBytes,
    expiresAt,
    daysLeft: expiresAt === null ? null : daysLeft(expiresAt, testNow, zone),
    balanceMinor: 0,
    priceMinor: 0,
    maintenance: [],
    now: testNow,
    ...more,
  });
}
const keys = (...given: Parameters<typeof shown>) => shown(...given).map(({ key }) => key);

describe('notices', () => {
  it('nothing is wrong: none', () => expect(shown()).toEqual([]));

  describe('F024, X17: the plan ends', () => {
    it.each([
      ['in 8 days: not yet', 8 * day, []],
      ['in 7 days', 7 * day, ['expiring']],
      ['tomorrow', day, ['expiring']],
      ['today', 2 * hour, ['expiring']],
      ['a moment ago', -1, ['expired']],
      ['now', 0, ['expired']],
    ])('%s', (_case, inMs, expected) => expect(keys({ expiresAt: testNow + inMs })).toEqual(expected));

    it('the last day is worse than the days before', () => {
      expect(shown({ expiresAt: testNow + 5 * day })[0]).toMatchObject({ severity: 'warn', daysLeft: 5 });
      expect(shown({ expiresAt: testNow + hour })[0]).toMatchObject({ severity: 'high', daysLeft: 0 });
    });

    it('X55: stopped behind the wall is stopped all the same', () =>
      expect(
        keys({ status: 'suspended', policy: { ...DEFAULT_ACCESS_POLICY, walledStatuses: ['suspended'] } }),
      ).toEqual(['stopped']));

    it.each([
      ['walled', DEFAULT_ACCESS_POLICY, 'walled'],
      [
        'refused',
        { ...DEFAULT_ACCESS_POLICY, expired: { ...DEFAULT_ACCESS_POLICY.expired, kind: 'reject' } },
        'nothing',
      ],
      [
        'kept running',
        { ...DEFAULT_ACCESS_POLICY, expired: { ...DEFAULT_ACCESS_POLICY.expired, kind: 'keep-running' } },
        'all',
      ],
    ] as const)('X55: ended and %s says what still opens', (_case, policy, reach) =>
      expect(shown({ expiresAt: testNow - 1, policy })[0]).toMatchObject({ kind: 'expired', reach }),
    );

    it('X55: stopped says whether the wall lets it in', () => {
      const policy = { ...DEFAULT_ACCESS_POLICY, walledStatuses: ['suspended' as const] };
      expect(shown({ status: 'suspended', policy })[0]).toMatchObject({ kind: 'stopped', reach: 'walled' });
      expect(shown({ status: 'suspended' })[0]).toMatchObject({ kind: 'stopped', reach: 'nothing' });
    });

    it('a stopped account says that, and not when it would end', () =>
      expect(keys({ status: 'suspended', expiresAt: testNow - 1 })).toEqual(['stopped']));
  });

  describe('F025: the daily cap', () => {
    it.each([
      ['one byte below', 80 * GB - 1, []],
      ['exactly reached (X5)', 80 * GB, ['daily-cap']],
      ['in a deeper tier it stays one notice', 130 * GB, ['daily-cap']],
    ])('%s', (_case, dailyCountedBytes, expected) => expect(keys({ usage: { dailyCountedBytes } })).toEqual(expected));

    it('says the speed that it leaves and until when', () =>
      expect(shown({ usage: { dailyCountedBytes: 84.2 * GB } })).toEqual([
        {
          kind: 'cap',
          key: 'daily-cap',
          severity: 'crit',
          period: 'day',
          slowedTo: { downKbps: 60_000, upKbps: 12_000 },
          untilAt: dayEnd,
        },
      ]));

    it('a cap without a tier slows nothing, and says so', () =>
      expect(shown({ plan: { dailyTiers: [] }, usage: { dailyCountedBytes: 90 * GB } })).toMatchObject([
        { key: 'daily-cap', severity: 'warn', slowedTo: null },
      ]));

    it('a boost over the cap slows nothing', () =>
      expect(
        shown({ usage: { dailyCountedBytes: 90 * GB }, boost: { percent: 20, until: testNow + hour } }),
      ).toMatchObject([{ key: 'daily-cap', slowedTo: null }]));

    it('X51: while bought bytes are left no cap is in force', () =>
      expect(keys({ usage: { dailyCountedBytes: 90 * GB, bonusBytes: 1 } })).toEqual([]));

    it('an unlimited plan has no cap', () =>
      expect(keys({ plan: { dailyQuotaBytes: 0, dailyTiers: [] }, usage: { dailyCountedBytes: 900 * GB } })).toEqual(
        [],
      ));
  });

  describe('F026: the monthly cap', () => {
    it('both caps are two notices; only the one that decides names the speed', () =>
      expect(shown({ usage: { dailyCountedBytes: 81 * GB, monthlyCountedBytes: 1_500 * GB } })).toMatchObject([
        { key: 'monthly-cap', severity: 'crit', slowedTo: { downKbps: 20_000 } },
        { key: 'daily-cap', severity: 'warn', slowedTo: null },
      ]));

    it('resets with the renewal only where the plan says so', () =>
      expect(shown({ plan: { monthlyReset: 'renew' }, usage: { monthlyCountedBytes: 1_500 * GB } })).toMatchObject([
        { key: 'monthly-cap', untilAt: null },
      ]));
  });

  describe('F029: a tier before the cap', () => {
    const plan = { dailyTiers: [{ fromBytes: 40 * GB, downKbps: 50_000, upKbps: null }] };

    it('is a notice of its own level, so that the next level is not hidden by the last', () =>
      expect(shown({ plan, usage: { dailyCountedBytes: 41 * GB } })).toMatchObject([
        { kind: 'tier', key: 'daily-tier-1', level: 1, tierCount: 1, slowedTo: { downKbps: 50_000, upKbps: 20_000 } },
      ]));

    it('gives way to the cap', () =>
      expect(keys({ plan, usage: { dailyCountedBytes: 80 * GB } })).toEqual(['daily-cap']));

    it('is silent while a boost lifts it', () =>
      expect(keys({ plan, usage: { dailyCountedBytes: 41 * GB }, boost: { percent: 10, until: testNow + 1 } })).toEqual(
        [],
      ));
  });

  describe('F027: the balance', () => {
    it.each([
      ['below the price of the renewal', 2_499, 2_500, ['balance']],
      ['exactly the price', 2_500, 2_500, []],
      ['a free plan', 0, 0, []],
    ])('%s', (_case, balanceMinor, priceMinor, expected) =>
      expect(keys({ expiresAt: testNow + 20 * day }, { balanceMinor, priceMinor })).toEqual(expected),
    );

    it('without an end there is no renewal to pay', () =>
      expect(keys({ expiresAt: null }, { balanceMinor: 0, priceMinor: 100 })).toEqual([]));
  });

  describe('F028: maintenance', () => {
    it.each([
      ['tomorrow night', 8 * hour, 10 * hour, true],
      ['going on', -hour, hour, true],
      ['over', -2 * hour, 0, false],
      ['next week', 7 * day, 7 * day + hour, false],
    ])('%s', (_case, inMs, untilMs, isShown) => {
      const [from, to] = [testNow + inMs, testNow + untilMs];
      expect(keys({}, { maintenance: [{ from, to, note: '' }] })).toEqual(isShown ? [`maintenance-${from}`] : []);
    });

    it('several are notices of their own, the next one first, each with its sentence', () => {
      const later = { from: testNow + 5 * hour, to: testNow + 6 * hour, note: 'The tower in the north.' };
      const sooner = { from: testNow + hour, to: testNow + 2 * hour, note: '' };
      expect(shown({}, { maintenance: [later, sooner] })).toMatchObject([
        { kind: 'maintenance', fromAt: sooner.from, toAt: sooner.to, note: '' },
        { kind: 'maintenance', fromAt: later.from, note: 'The tower in the north.' },
      ]);
    });
  });

  it('the worst comes first', () =>
    expect(
      keys(
        { usage: { dailyCountedBytes: 90 * GB }, expiresAt: testNow + 5 * day },
        { priceMinor: 1, maintenance: [{ from: testNow, to: testNow + 1, note: '' }] },
      ),
    ).toEqual(['daily-cap', 'expiring', 'balance', `maintenance-${testNow}`]));
});

describe('F020: days left change at midnight of the provider', () => {
  const midnight = Date.UTC(2026, 10, 21, 21); // 22 November in Baghdad
  it.each([
    ['the plan ends with the day: its last day is today', midnight, 0],
    ['one instant later: tomorrow', midnight + 1, 1],
    ['in exactly five days', testNow + 5 * day, 5],
    ['it has ended', testNow, 0],
  ])('%s', (_case, expiresAt, expected) => expect(daysLeft(expiresAt, testNow, zone)).toBe(expected));

  it('one second after midnight there is one day less', () => {
    const expiresAt = Date.UTC(2026, 11, 1, 21);
    expect(daysLeft(expiresAt, midnight - 1000, zone)).toBe(10);
    expect(daysLeft(expiresAt, midnight + 1000, zone)).toBe(9);
  });
});
