import { describe, expect, it } from 'vitest';
import { chainOf, pairOf, routerWord } from './speed-chain.ts';

const speed = {
  downKbps: 40_000,
  upKbps: 8000,
  rateLimit: '8M/40M',
  access: 'full' as const,
  dailyLevel: 2,
  monthlyLevel: 0,
  dailyTierCount: 6,
  monthlyTierCount: 0,
};
const tier = {
  kind: 'daily-tier',
  rank: 2,
  text: 'Daily FUP tier 2 of 6: 40M down, 8M up (368.57 MB used since 2026-11-21 05:31, tier from 300 MB, until 2026-11-22 00:05)',
  applies: true,
  appliesDown: true,
  appliesUp: true,
  outrankedBy: null,
  downKbps: 40_000,
  upKbps: 8000,
};
const plan = {
  kind: 'plan',
  rank: 3,
  text: 'Plan: 100M down, 20M up, not applied: FUP',
  applies: false,
  appliesDown: false,
  appliesUp: false,
  outrankedBy: 'daily-tier',
  downKbps: 100_000,
  upKbps: 20_000,
};
const rule = {
  ...plan,
  kind: 'global-rule',
  text: 'Rule "Evening" +100 %: 200M down, 40M up, not applied: FUP',
};

describe('N11: the chain of a speed', () => {
  it('begins with the plan, ends with what outranks it, and marks the winner', () => {
    const lines = chainOf({ speed: { ...speed, because: [tier, rule, plan] }, serviceName: 'Prepaid 100M' });
    expect(lines.map(({ title, note, wins, level }) => [title, note, wins, level])).toEqual([
      ['Plan', 'Prepaid 100M', false, 0],
      ['Rule', 'off: daily tier decides', false, 0],
      ['Daily tier 2', '368.57 MB used', true, 2],
    ]);
  });

  it.each([
    ['expired', 'Expired 2026-11-19 05:31, walled: 512k down, 512k up', '2026-11-19 05:31, walled'],
    ['boost', 'Timed boost +100 % until 2026-11-21 20:00: 200M down, 40M up', '+100 % until 2026-11-21 20:00'],
    ['suspended', 'Account is suspended: 0 down, 0 up', 'suspended'],
  ])('says what is known of %s', (kind, text, note) => {
    const reason = { ...tier, kind, text, rank: 0 };
    expect(chainOf({ speed: { ...speed, because: [reason] }, serviceName: 'x' })[0]?.note).toBe(note);
  });

  it('says of a rule that applies how it is called, and of a half winner which direction is its', () => {
    const applied = { ...rule, applies: true, appliesDown: true, appliesUp: true, outrankedBy: null };
    const lines = chainOf({
      speed: { ...speed, because: [applied, { ...tier, appliesUp: false }] },
      serviceName: 'Prepaid 100M',
    });
    expect(lines.map(({ note }) => note)).toEqual(['Evening', 'download only']);
  });
});

describe('what the router says', () => {
  it('reads a rate limit in the direction of the subscriber', () => {
    expect(pairOf('8M/40M 16M/80M 6M/30M 16/16')).toEqual({ downKbps: 40_000, upKbps: 8000 });
    expect(pairOf('8000000/40000000')).toEqual({ downKbps: 40_000, upKbps: 8000 });
    expect(pairOf(null)).toBeNull();
    expect(pairOf('fast')).toBeNull();
  });

  it.each([
    ['N2: read back', '8000000/40000000', true, 'read back'],
    ['acknowledged only', '8M/40M', false, 'sent, not read back'],
    ['another rate', '20M/100M', true, 'differs, is corrected'],
    ['nothing yet', null, false, 'nothing known yet'],
    ['without the burst of the reply', '8M/40M', true, 'read back'],
  ] as const)('%s', (_case, appliedRateLimit, isRateVerified, word) => {
    const asked = _case === 'without the burst of the reply' ? '8M/40M 16M/80M 6M/30M 16/16' : '8M/40M';
    expect(routerWord({ appliedRateLimit, isRateVerified }, asked)).toBe(word);
  });
});
