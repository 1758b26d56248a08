import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as values from './values.ts';

describe('time', () => {
  it.each([
    ['1w2d3h4m5s', 788_645_000],
    ['5s100ms', 5100],
    ['35ms', 35],
    ['12ms345us', 12.345],
    ['01:22:53', 4_973_000],
    ['1d02:03:04', 93_784_000],
    ['1w2d03:04:05', 788_645_000],
    ['00:00:01.500', 1500],
    ['100:00:00', 360_000_000],
    ['4m', 240_000],
    ['0s', 0],
  ])('%s', (text, ms) => expect(values.parseDurationMs(text)).toBeCloseTo(ms, 6));

  it.each(['', 'never', 'none', '5', '5x', '1:2', '-1s', 's', '1s 2s', 'NaN'])('%j is unreadable', (text) =>
    expect(values.parseDurationMs(text)).toBeUndefined(),
  );

  it('an uptime is whole seconds', () => {
    expect(values.parseUptimeSeconds('1s999ms')).toBe(1);
    expect(values.parseUptimeSeconds('x')).toBeUndefined();
  });

  it.each([
    [0, '0s'],
    [59, '59s'],
    [3600, '1h'],
    [788_645, '1w2d3h4m5s'],
  ])('%i seconds are written %s', (seconds, text) => expect(values.formatDuration(seconds)).toBe(text));

  it('what is written is read back', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(values.parseUptimeSeconds(values.formatDuration(seconds))).toBe(seconds);
      }),
    );
  });

  it('half a second cannot be written', () => expect(() => values.formatDuration(0.5)).toThrow(RangeError));
});

describe('date', () => {
  const noon = { year: 2023, month: 1, day: 2, hour: 12, minute: 0, second: 9 };
  it.each([
    ['jan/02/2023 12:00:09', noon],
    ['2023-01-02 12:00:09', noon],
    ['Dec/31/1999 23:59:59', { year: 1999, month: 12, day: 31, hour: 23, minute: 59, second: 59 }],
    ['2024-02-29', { year: 2024, month: 2, day: 29, hour: 0, minute: 0, second: 0 }],
  ])('%s', (text, expected) => expect(values.parseDateTime(text)).toEqual(expected));

  it.each(['', '2023-02-29', 'foo/02/2023', '2023-13-01', '2023-01-02 24:00:00', '12:00:00', 'undefined undefined'])(
    '%j is unreadable',
    (text) => expect(values.parseDateTime(text)).toBeUndefined(),
  );

  it.each([
    ['+03:00', 10_800, '2023-01-02T09:00:09.000Z'],
    ['-04:30', -16_200, '2023-01-02T16:30:09.000Z'],
    ['10800', 10_800, '2023-01-02T09:00:09.000Z'],
  ])('a wall time at %s', (text, seconds, utc) => {
    expect(values.parseOffsetSeconds(text)).toBe(seconds);
    expect(new Date(values.epochMs(noon, seconds)).toISOString()).toBe(utc);
  });

  it('an offset in words is unreadable', () => expect(values.parseOffsetSeconds('Europe/Riga')).toBeUndefined());
});

describe('booleans', () => {
  it.each([
    ['true', true],
    ['yes', true],
    ['false', false],
    ['no', false],
    ['', undefined],
    ['1', undefined],
  ])('%j', (text, expected) => expect(values.parseBoolean(text)).toBe(expected));

  it('are sent as yes and no', () => expect([true, false].map(values.formatBoolean)).toEqual(['yes', 'no']));
});

describe('rates and counters, up/down', () => {
  it.each([
    ['10M/20M', { up: 10_000_000, down: 20_000_000 }],
    ['10000000/20000000', { up: 10_000_000, down: 20_000_000 }],
    ['512k/1G', { up: 512_000, down: 1_000_000_000 }],
    ['0/0', { up: 0, down: 0 }],
    ['5M', { up: 5_000_000, down: 5_000_000 }],
  ])('rate %s', (text, expected) => expect(values.parseRatePair(text)).toEqual(expected));

  it.each(['', '/', '10M/', '1.5M/2M', '10M/20M/30M', '-1/1', '10Mbps/1', '99999999999G'])(
    'rate %j is unreadable',
    (text) => expect(values.parseRatePair(text)).toBeUndefined(),
  );

  it('a rate is written in plain bit/s, up first', () =>
    expect(values.formatRatePair({ up: 1000, down: 2000 })).toBe('1000/2000'));

  it.each([
    ['123/456', { up: 123, down: 456 }],
    ['9007199254740991/0', { up: Number.MAX_SAFE_INTEGER, down: 0 }],
    ['9007199254740992/0', undefined],
    ['123', undefined],
    ['', undefined],
  ])('counters %j', (text, expected) => expect(values.parseCounterPair(text)).toEqual(expected));

  it('a burst time', () => expect(values.parseSecondsPair('8s/1m')).toEqual({ up: 8, down: 60 }));
});

describe('.id', () => {
  it.each([
    ['*1f', '*1F'],
    ['*80000001', '*80000001'],
    ['1F', undefined],
    ['*', undefined],
    ['*1,*2', undefined],
  ])('%s', (text, expected) => expect(values.parseItemId(text)).toBe(expected));
});
