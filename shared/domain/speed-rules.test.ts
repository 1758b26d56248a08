import { describe, expect, it } from 'vitest';
import { faultSentence } from './field-fault.ts';
import {
  type BandwidthRule,
  boostPercentFromPercentOfBase,
  formatMultiplier,
  isWindowOpen,
  rulesInForce,
  validateBandwidthRule,
  wallClockAt,
} from './speed-rules.ts';

const rule: BandwidthRule = {
  name: 'Night',
  isEnabled: true,
  fromMinute: 22 * 60,
  toMinute: 6 * 60,
  days: [5],
  downPercent: 100,
  upPercent: 100,
  priority: 10,
  nasIds: [],
  serviceIds: [],
  subscriberIds: [],
};
const target = { nasId: 1, serviceId: 2, subscriberId: 3 };
const clock = (weekday: number, hour: number) => ({ weekday, minute: hour * 60 });

describe('P03: the window', () => {
  it.each([
    ['Friday evening', 5, 23, true],
    ['Saturday before its end belongs to Friday', 6, 5, true],
    ['Saturday at its end', 6, 6, false],
    ['Friday morning belongs to Thursday', 5, 5, false],
    ['Friday noon', 5, 12, false],
  ])('%s', (_case, weekday, hour, open) => expect(isWindowOpen(rule, clock(weekday, hour))).toBe(open));

  it('Monday morning belongs to Sunday', () => {
    expect(isWindowOpen({ ...rule, days: [7] }, clock(1, 3))).toBe(true);
  });

  it('no days are all days, equal ends the whole day', () => {
    expect(isWindowOpen({ ...rule, days: [] }, clock(3, 23))).toBe(true);
    expect(isWindowOpen({ ...rule, fromMinute: 0, toMinute: 0 }, clock(5, 12))).toBe(true);
    expect(isWindowOpen({ ...rule, fromMinute: 0, toMinute: 0 }, clock(4, 12))).toBe(false);
  });

  it('the wall clock is the operator’s', () => {
    expect(wallClockAt(Date.parse('2026-10-15T23:30:00Z'), 'Asia/Beirut')).toEqual({ weekday: 5, minute: 150 });
  });
});

describe('P03: which rule holds', () => {
  const friday = clock(5, 23);
  const better = { ...rule, name: 'Better', priority: 1 };
  const own = { ...rule, name: 'Own', priority: 50, subscriberIds: [3] };

  it('the lower priority number, own and global apart', () => {
    const found = rulesInForce([rule, better, own], target, friday);
    expect([found.own?.name, found.global?.name]).toEqual(['Own', 'Better']);
  });

  it.each<[string, Partial<BandwidthRule>]>([
    ['disabled', { isEnabled: false }],
    ['of another service', { serviceIds: [9] }],
    ['of another NAS', { nasIds: [9] }],
    ['of another subscriber', { subscriberIds: [9] }],
    ['outside its window', { days: [1] }],
  ])('not one %s', (_case, change) =>
    expect(rulesInForce([{ ...rule, ...change }], target, friday)).toEqual({ own: null, global: null }),
  );

  it('a rule of a NAS does not hold while the NAS is unknown', () => {
    expect(rulesInForce([{ ...rule, nasIds: [1] }], { ...target, nasId: null }, friday).global).toBeNull();
  });
});

it('X4: the percentage is signed, the importer’s "percent of base" is shifted', () => {
  expect(boostPercentFromPercentOfBase(200)).toBe(100);
  expect(boostPercentFromPercentOfBase(50)).toBe(-50);
  expect([100, -50, 0].map(formatMultiplier)).toEqual(['×2', '×0.5', '×1']);
});

it('names what is wrong with a rule', () => {
  expect(validateBandwidthRule(rule)).toEqual([]);
  const faults = validateBandwidthRule({ ...rule, downPercent: -100, upPercent: 901, toMinute: 1_440, days: [0] });
  expect(faults.map(faultSentence)).toEqual([
    'downPercent must be a whole number from -99 to +900',
    'upPercent must be a whole number from -99 to +900',
    'toMinute must be a time from 00:00 to 23:59',
    'days must be days from 1 (Monday) to 7 (Sunday)',
  ]);
});
