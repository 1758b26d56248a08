import { describe, expect, it } from 'vitest';
import { GB } from '../../../shared/domain/units.ts';
import { fullSpeed, speedSteps } from './speed-steps.ts';
import { accountIn, dayEnd, type Situation, testNow } from './testing/facts.ts';

const periodEnd = Date.UTC(2026, 11, 1, 21, 5);
const factsIn = (situation: Situation) => {
  const { plan, usage, speedNow: speed } = accountIn(situation);
  return { planName: 'Fiber 100M', plan, usage, speed };
};
const steps = (situation: Situation) => speedSteps(factsIn(situation));

describe('what sets the speed', () => {
  it('full speed: the plan, and the caps with what is used of them', () =>
    expect(steps({ usage: { dailyCountedBytes: 5 * GB, monthlyCountedBytes: 7 * GB } })).toEqual([
      {
        kind: 'plan',
        decides: 'both',
        skippedFor: null,
        downKbps: 100_000,
        upKbps: 20_000,
        name: 'Fiber 100M',
      },
      {
        kind: 'cap',
        period: 'day',
        decides: null,
        skippedFor: null,
        downKbps: null,
        upKbps: null,
        level: 0,
        tierCount: 2,
        usedBytes: 5 * GB,
        fromBytes: 80 * GB,
      },
      expect.objectContaining({ kind: 'cap', period: 'period', level: 0, usedBytes: 7 * GB, fromBytes: 1_500 * GB }),
    ]));

  it('a plan without tiers has no caps to show', () =>
    expect(steps({ plan: { dailyTiers: [], monthlyTiers: [] } }).map(({ kind }) => kind)).toEqual(['plan']));

  it('the tier reached decides', () =>
    expect(steps({ usage: { dailyCountedBytes: 84.2 * GB } })[1]).toMatchObject({
      decides: 'both',
      downKbps: 60_000,
      level: 1,
      fromBytes: 80 * GB,
    }));

  it('of two caps the lower one decides, and the other says so', () =>
    expect(steps({ usage: { dailyCountedBytes: 81 * GB, monthlyCountedBytes: 1_501 * GB } }).slice(1)).toMatchObject([
      { period: 'day', decides: null, skippedFor: 'lower-cap', downKbps: 60_000 },
      { period: 'period', decides: 'both', downKbps: 20_000 },
    ]));

  it('X51: bought bytes come first', () =>
    expect(steps({ usage: { dailyCountedBytes: 81 * GB, bonusBytes: 1 } })[1]).toMatchObject({
      decides: null,
      skippedFor: 'bonus',
    }));

  it('a boost decides over the cap', () =>
    expect(steps({ usage: { dailyCountedBytes: 81 * GB }, boost: { percent: 50, until: testNow + 1 } })).toMatchObject([
      { kind: 'plan', decides: null, skippedFor: 'boost' },
      { kind: 'cap', skippedFor: 'boost' },
      { kind: 'cap', level: 0 },
      { kind: 'boost', decides: 'both', downKbps: 150_000, percent: 50 },
    ]));

  it.each([
    ['stopped', { status: 'suspended' as const }, 'stopped'],
    ['expired', { expiresAt: testNow - 1 }, 'expired'],
  ])('an account that is %s stands last and decides', (_case, situation, kind) => {
    const shown = steps(situation);
    expect(shown.at(-1)).toMatchObject({ kind, decides: 'both' });
    expect(shown[0]).toMatchObject({ kind: 'plan', decides: null, skippedFor: 'account' });
  });
});

describe('when the full speed returns', () => {
  const over = { dailyCountedBytes: 81 * GB };
  const overBoth = { ...over, monthlyCountedBytes: 1_501 * GB };
  it.each<[string, Situation, ReturnType<typeof fullSpeed>]>([
    ['it is full', {}, { kind: 'now' }],
    ['with the next day', { usage: over }, { kind: 'at', at: dayEnd }],
    ['both caps: when the later one ends', { usage: overBoth }, { kind: 'at', at: periodEnd }],
    ['with the renewal', { usage: overBoth, plan: { monthlyReset: 'renew' } }, { kind: 'renewal' }],
    ['expired', { expiresAt: testNow - 1 }, { kind: 'renewal' }],
    ['stopped', { status: 'inactive' }, { kind: 'unknown' }],
    [
      'slowed by an operator for an hour',
      { boost: { percent: -50, until: testNow + 3_600_000 } },
      { kind: 'at', at: testNow + 3_600_000 },
    ],
    ['bought bytes lift the cap', { usage: { ...over, bonusBytes: 1 } }, { kind: 'now' }],
  ])('%s', (_case, situation, expected) => expect(fullSpeed(factsIn(situation))).toEqual(expected));
});
