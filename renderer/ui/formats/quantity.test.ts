import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, delta, integer, percent, plain, shortFigures, threeFigures, usedPercent } from './quantity.ts';

describe('figures', () => {
  it.each([
    [9.31, '9.31'],
    [14.8, '14.8'],
    [193, '193'],
    [9.994, '9.99'],
    [9.995, '10.0'],
    [99.94, '99.9'],
    [99.95, '100'],
    [0.51, '0.51'],
    [1072, '1,072'],
    [-4.7, '−4.70'],
    [-0.001, '0.00'],
  ])('three significant figures of %d read %s', (value, text) => expect(threeFigures(value)).toBe(text));

  it.each([
    [100, '100'],
    [2.5, '2.5'],
    [0.5, '0.5'],
    [1.234, '1.23'],
    [10, '10'],
    [1500, '1,500'],
  ])('a limit of %d is written %s, without empty decimals', (value, text) => expect(shortFigures(value)).toBe(text));

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [11284, '11,284'],
    [1234567, '1,234,567'],
    [-12, '−12'],
    [-0.2, '0'],
  ])('%d as a whole number reads %s', (value, text) => expect(integer(value)).toBe(text));

  it('whatever the number, three figures never claim more precision than three digits below a thousand', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 999, noNaN: true }), (value) => {
        const digits = threeFigures(value).replace('.', '').replace(/^0+/, '');
        expect(digits.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('zero and nothing', () => {
  it('a measured zero is a dim 0 and a missing measurement is –', () => {
    expect(count(0)).toMatchObject({ kind: 'zero' });
    expect(plain(count(0))).toBe('0');
    expect(count(null)).toMatchObject({ kind: 'none' });
    expect(plain(count(undefined))).toBe('–');
    expect(plain(count(Number.NaN))).toBe('–');
  });
});

describe('changes and shares', () => {
  it.each([
    [6, '+6'],
    [-12, '−12'],
    [0, '0'],
    [null, '–'],
  ])('a change of %s reads %s', (value, text) => expect(plain(delta(value))).toBe(text));

  it.each([
    [0.981, '98.1 %'],
    [0.0085, '0.85 %'],
    [0.0007, '0.07 %'],
    [0.019, '1.9 %'],
    [1, '100 %'],
    [0.99999, '>99.9 %'],
    [0.00001, '<0.01 %'],
    [2.41, '241 %'],
    [0, '0'],
  ])('a share of %d reads %s', (ratio, text) => expect(plain(percent(ratio))).toBe(text));

  it.each([
    [0.48, '48 %'],
    [0.996, '99 %'],
    [1, '100 %'],
    [1.349, '134 %'],
    [0.004, '<1 %'],
    [0, '0 %'],
    [null, '–'],
  ])('F081: %s of a quota reads %s, and 100 only once it is reached', (ratio, text) =>
    expect(plain(usedPercent(ratio))).toBe(text),
  );
});
