import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { plain } from './quantity.ts';
import {
  axisLabel,
  latency,
  limitInFull,
  limitPair,
  rate,
  rateInFull,
  setVolumeBase,
  usedOf,
  volume,
  volumeNote,
} from './units.ts';

const GB = 1e9;

describe('rates are bit/s in SI steps', () => {
  it.each([
    [91_400_000, '91.4 M'],
    [400_000, '400 k'],
    [20_000, '20 k'],
    [999_000, '999 k'],
    [999_600, '1.00 M'],
    [999_400_000, '999 M'],
    [999_600_000, '1.00 G'],
    [1_900_000_000, '1.90 G'],
    [14_800_000_000, '14.8 G'],
    [300, '<1 k'],
    [0, '0'],
    [null, '–'],
  ])('%s bit/s in a table reads %s', (bps, text) => expect(plain(rate(bps))).toBe(text));

  it('a rate that stands alone says its unit in full', () => {
    expect(plain(rateInFull(84_900_000))).toBe('84.9 Mbit/s');
    expect(plain(rateInFull(14_800_000_000))).toBe('14.8 Gbit/s');
  });

  it('no rate is ever written with four digits before its unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9e14, noNaN: true }), (bps) => {
        expect(Number.parseFloat(plain(rate(bps)).replace('<', ''))).toBeLessThan(1000);
      }),
    );
  });
});

describe('volumes are bytes, 1 GB = 10⁹', () => {
  it.each([
    [38.2 * GB, '38.2 GB'],
    [468e6, '468 MB'],
    [9.42e6, '9.42 MB'],
    [71.8e12, '71.8 TB'],
    [999.7 * GB, '1.00 TB'],
    [412_000, '412 kB'],
    [12, '12 B'],
    [0, '0'],
    [undefined, '–'],
  ])('%s bytes read %s', (bytes, text) => expect(plain(volume(bytes))).toBe(text));

  it.each([
    [107.2 * GB, 40 * GB, '107 / 40 GB'],
    [1.77e12, 1.5e12, '1.77 / 1.5 TB'],
    [1072 * GB, 800 * GB, '1,072 / 800 GB'],
    [33.6 * GB, 80 * GB, '33.6 / 80 GB'],
    [33.6 * GB, null, '33.6 GB'],
    [0, 80 * GB, '0 / 80 GB'],
    [1e6, 80 * GB, '<0.01 / 80 GB'],
    [null, 80 * GB, '–'],
  ])('%s of %s reads %s, both in the unit of the quota', (used, quota, text) =>
    expect(plain(usedOf(used, quota))).toBe(text),
  );
});

describe('an installation may count volumes in powers of two (X21)', () => {
  afterEach(() => setVolumeBase('decimal'));

  it('GB is then 2³⁰ bytes, on screens only', () => {
    setVolumeBase('binary');
    expect(plain(volume(50 * 2 ** 30))).toBe('50.0 GB');
    expect(plain(usedOf(60 * 2 ** 30, 50 * 2 ** 30))).toBe('60.0 / 50 GB');
    expect(plain(volume(1e9))).toBe('954 MB');
    expect(plain(rate(1e9))).toBe('1.00 G');
    expect(volumeNote()).toBe('1 GB = 2³⁰ bytes');
  });
});

describe('limits read down/up', () => {
  it.each([
    [100_000, 20_000, '100/20 M'],
    [2_500, 500, '2.5/0.5 M'],
    [1_000, 200, '1/0.2 M'],
    [512, 128, '512/128 k'],
    [1_000_000, 200_000, '1/0.2 G'],
    [1_000_000, 128, '1G/128 k'],
    [30_000, 30_000, '30/30 M'],
    [null, 500, '–'],
  ])('%s and %s kbit/s read %s', (down, up, text) => expect(plain(limitPair(down, up))).toBe(text));
});

describe('a limit that stands alone', () => {
  it.each([
    [60_000, '60 Mbit/s'],
    [2_500, '2.5 Mbit/s'],
    [512, '512 kbit/s'],
    [null, '–'],
  ])('%s kbit/s reads %s', (kbps, text) => expect(plain(limitInFull(kbps))).toBe(text));
});

describe('axis labels and latencies', () => {
  it.each([
    [15e9, 'bps', '15 G'],
    [-3e9, 'bps', '3 G'],
    [1.5e6, 'bps', '1.5 M'],
    [400_000, 'bps', '400 k'],
    [0, 'bps', '0'],
    [8000, 'count', '8k'],
    [4500, 'count', '4.5k'],
    [200, 'count', '200'],
    [4e12, 'bytes', '4 TB'],
    [50, 'percent', '50 %'],
    [100, 'ms', '100 ms'],
  ] as const)('%d %s is labelled %s', (value, unit, text) => expect(axisLabel(value, unit)).toBe(text));

  it.each([
    [1.84, '1.8 ms'],
    [640, '640 ms'],
    [1400, '1.4 s'],
    [0, '0'],
    [null, '–'],
  ])('%s ms reads %s', (ms, text) => expect(plain(latency(ms))).toBe(text));
});
