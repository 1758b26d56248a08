import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerGigabyte, formatBytes, formatKbps, GB, mulDiv, parseSpeedKbps } from './units.ts';

describe('P01: speeds are typed as people write them', () => {
  it.each([
    ['2M', 2_000],
    ['1.5M', 1_500],
    ['2000', 2_000],
    ['2000k', 2_000],
    ['0.5M', 500],
    [' 10 m ', 10_000],
    ['.5M', 500],
    ['1G', 1_000_000],
    ['2.048M', 2_048],
    ['1k', 1],
  ])('%s is %i kbps', (text, kbps) => expect(parseSpeedKbps(text)).toEqual({ ok: true, value: kbps }));

  it.each([
    ['', 'empty'],
    ['fast', 'not-a-speed'],
    ['2 Mbps', 'not-a-speed'],
    ['-2M', 'not-a-speed'],
    ['1e6', 'not-a-speed'],
    ['1.2.3M', 'not-a-speed'],
    ['1'.repeat(30), 'not-a-speed'],
    ['0', 'not-positive'],
    ['0.0M', 'not-positive'],
    ['0.5k', 'not-whole-kbps'],
    ['1.00005M', 'not-whole-kbps'],
    ['401G', 'too-fast'],
  ])('%s is refused as %s', (text, kind) => expect(parseSpeedKbps(text)).toMatchObject({ ok: false, fault: { kind } }));

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400_000_000 }), (kbps) => {
        expect(parseSpeedKbps(formatKbps(kbps))).toEqual({ ok: true, value: kbps });
      }),
    );
  });
});

it.each([
  [512, '512k'],
  [1_000, '1M'],
  [1_500, '1.5M'],
  [999_999, '999.999M'],
  [1_000_000, '1G'],
  [2_500_000, '2.5G'],
])('F111: %i kbps prints as %s', (kbps, text) => expect(formatKbps(kbps)).toBe(text));

it('X21: a GB is 10^9, or 2^30 where the installation says so', () => {
  expect(bytesPerGigabyte('decimal')).toBe(1_000_000_000);
  expect(bytesPerGigabyte('binary')).toBe(1_073_741_824);
  expect(formatBytes(6.2 * GB)).toBe('6.2 GB');
  expect(formatBytes(3 * 2 ** 30, 'binary')).toBe('3 GiB');
  expect(formatBytes(-10_000_000)).toBe('-10 MB');
  expect(formatBytes(999)).toBe('999 B');
});

it('mulDiv is exact where the product leaves 2^53', () => {
  const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(whole, whole, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (a, b, c) => {
      const exact = (BigInt(a) * BigInt(b)) / BigInt(c);
      if (exact <= BigInt(Number.MAX_SAFE_INTEGER)) expect(BigInt(mulDiv(a, b, c))).toBe(exact);
    }),
  );
});
