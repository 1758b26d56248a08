import { describe, expect, it } from 'vitest';
import { faultSentence } from './field-fault.ts';
import { crossedLevels, type FupTier, fupLevel, tierRate, validateTiers } from './tiers.ts';
import { GB } from './units.ts';

const tier = (gigabytes: number, downKbps: number | null = 4_000, upKbps: number | null = 1_000): FupTier => ({
  fromBytes: gigabytes * GB,
  downKbps,
  upKbps,
});
const tiers = [tier(5), tier(10), tier(50)];

describe('X5, X35: the level is the highest threshold reached', () => {
  it.each([
    ['nothing used', 0, 0],
    ['one byte below the threshold', 5 * GB - 1, 0],
    ['exactly at the threshold', 5 * GB, 1],
    ['one byte above the threshold', 5 * GB + 1, 1],
    ['a delta over two thresholds', 60 * GB, 3],
  ])('%s', (_case, usedBytes, level) => expect(fupLevel(tiers, usedBytes)).toBe(level));

  it('logs every threshold that a delta crosses', () => {
    expect(crossedLevels(tiers, 4 * GB, 60 * GB)).toEqual([1, 2, 3]);
    expect(crossedLevels(tiers, 5 * GB, 6 * GB)).toEqual([]);
    expect(crossedLevels(tiers, 6 * GB, 1 * GB)).toEqual([]);
  });
});

it('X49: a direction without a rate inherits the base', () => {
  const base = { downKbps: 10_000, upKbps: 2_000 };
  expect(tierRate([tier(5, 1_000, null)], 1, base)).toEqual({ downKbps: 1_000, upKbps: 2_000 });
  expect(tierRate(tiers, 0, base)).toEqual(base);
});

describe('X49: tiers are checked when a service is saved', () => {
  it.each<[string, FupTier[], string[]]>([
    ['none', [], []],
    ['six rising ones', [1, 2, 3, 4, 5, 6].map((n) => tier(n)), []],
    ['seven', [1, 2, 3, 4, 5, 6, 7].map((n) => tier(n)), ['dailyTiers has 7 tiers; at most 6 are possible']],
    [
      'a threshold of 0',
      [tier(0)],
      ['dailyTiers[0].fromBytes must be larger than 0; a threshold of 0 would fire at once'],
    ],
    [
      'thresholds that do not rise',
      [tier(5), tier(6), tier(6)],
      ['dailyTiers[2].fromBytes must be larger than dailyTiers[1].fromBytes (6 GB)'],
    ],
    [
      'a rate of 0, which RouterOS takes as unlimited',
      [tier(5, 0, 1.5)],
      [
        'dailyTiers[0].downKbps must be a whole number of kbps from 1 to 400000000',
        'dailyTiers[0].upKbps must be a whole number of kbps from 1 to 400000000',
      ],
    ],
  ])('%s', (_case, list, sentences) => expect(validateTiers(list, 'dailyTiers').map(faultSentence)).toEqual(sentences));
});
