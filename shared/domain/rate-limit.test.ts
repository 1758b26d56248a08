import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRateLimit, parseRateLimit, type RateLimit, rateLimitOf, sameRateLimit } from './rate-limit.ts';

const parsed = (text: string): RateLimit => {
  const result = parseRateLimit(text);
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
};

describe('X20: the text is up/down', () => {
  it('a plain rate', () => {
    expect(formatRateLimit(rateLimitOf({ downKbps: 10_000, upKbps: 5_000 }))).toBe('5M/10M');
    expect(formatRateLimit(rateLimitOf({ downKbps: 1_500, upKbps: 512 }))).toBe('512k/1500k');
  });

  it('with a burst, each half in its direction', () => {
    const burst = { downKbps: 30_000, upKbps: 15_000, thresholdDownKbps: 16_000, thresholdUpKbps: 8_000, seconds: 8 };
    expect(formatRateLimit(rateLimitOf({ downKbps: 20_000, upKbps: 10_000, burst }))).toBe(
      '10M/20M 15M/30M 8M/16M 8/8',
    );
  });

  it('with a burst in one direction only', () => {
    const burst = { downKbps: 30_000, upKbps: 0, thresholdDownKbps: 16_000, thresholdUpKbps: 0, seconds: 8 };
    expect(formatRateLimit(rateLimitOf({ downKbps: 20_000, upKbps: 10_000, burst }))).toBe('10M/20M 0/30M 0/16M 0/8');
  });

  it('X49: a rate of 0 would be unlimited and is never written', () => {
    expect(() => rateLimitOf({ downKbps: 0, upKbps: 1 })).toThrow(RangeError);
  });
});

describe('the grammar of the RouterOS manual', () => {
  it.each([
    ['10M/20M', { upBps: 10_000_000, downBps: 20_000_000, burst: null, priority: null, min: null }],
    ['512k', { upBps: 512_000, downBps: 512_000, burst: null, priority: null, min: null }],
    ['0/0', { upBps: 0, downBps: 0, burst: null, priority: null, min: null }],
    [
      '2M/5M 0/0 0/0 0/0 8 1M/2M',
      { upBps: 2_000_000, downBps: 5_000_000, burst: null, priority: 8, min: { upBps: 1_000_000, downBps: 2_000_000 } },
    ],
    [
      '10M/20M 15M/30M',
      {
        upBps: 10_000_000,
        downBps: 20_000_000,
        burst: {
          upBps: 15_000_000,
          downBps: 30_000_000,
          thresholdUpBps: 10_000_000,
          thresholdDownBps: 20_000_000,
          secondsUp: 1,
          secondsDown: 1,
        },
        priority: null,
        min: null,
      },
    ],
    [
      '10M/20M 15M/30M 8M/16M 8s/8s 8',
      {
        upBps: 10_000_000,
        downBps: 20_000_000,
        burst: {
          upBps: 15_000_000,
          downBps: 30_000_000,
          thresholdUpBps: 8_000_000,
          thresholdDownBps: 16_000_000,
          secondsUp: 8,
          secondsDown: 8,
        },
        priority: 8,
        min: null,
      },
    ],
  ])('%s', (text, limit) => expect(parseRateLimit(text)).toEqual({ ok: true, value: limit }));

  it.each([
    ['', 'empty', 'rate'],
    ['fast/slow', 'not-a-rate', 'rate'],
    ['1M/2M/3M', 'not-a-rate', 'rate'],
    ['0.0005k', 'not-a-rate', 'rate'],
    ['1M/2M 3M/x', 'not-a-rate', 'burst-limit'],
    ['1M/2M 3M/4M y', 'not-a-rate', 'burst-threshold'],
    ['1M/2M 3M/4M 1M/2M 8m', 'not-a-time', 'burst-time'],
    ['1M/2M 3M/4M 1M/2M 8/8 9', 'not-a-priority', 'priority'],
    ['1M/2M 3M/4M 1M/2M 8/8 8 -1', 'not-a-rate', 'limit-at'],
    ['1 2 3 4 5 6 7', 'too-many-fields', 'rate'],
  ])('"%s" is refused as %s of %s', (text, kind, field) =>
    expect(parseRateLimit(text)).toMatchObject({ ok: false, fault: { kind, field } }),
  );

  it('what is written reads back the same', () => {
    const bps = fc.integer({ min: 1, max: 10_000_000_000 });
    const seconds = fc.integer({ min: 0, max: 300 });
    const burst = fc.record({
      upBps: bps,
      downBps: bps,
      thresholdUpBps: bps,
      thresholdDownBps: bps,
      secondsUp: seconds,
      secondsDown: seconds,
    });
    const limit = fc.record({
      upBps: bps,
      downBps: bps,
      burst: fc.option(burst),
      priority: fc.option(fc.integer({ min: 1, max: 8 })),
      min: fc.option(fc.record({ upBps: bps, downBps: bps })),
    });
    fc.assert(
      fc.property(limit, (value) => {
        const written = formatRateLimit(value);
        const expected = value.min && value.priority === null ? { ...value, priority: 8 } : value;
        expect(parseRateLimit(written)).toEqual({ ok: true, value: expected });
        expect(sameRateLimit(written, value)).toBe(true);
      }),
    );
  });
});

describe('rate limits compare by meaning', () => {
  it.each([
    ['5M', '5000k/5000k'],
    ['5M', '5000000'],
    ['5M/10M', '5000000/10000000'],
    ['20M/20M 30M/30M 16M/16M 8/8', '20000000/20000000 30000000/30000000 16000000/16000000 8s/8s 8'],
    ['5M/10M', '5M/10M 0/0 0/0 0s/0s 8 5M/10M'],
    ['5M/10M 0/20M 0/8M 0/8', '5M/10M 0/20M 5M/8M 1/8'],
    ['1.5M', '1500k'],
  ])('%s is %s', (a, b) => expect(sameRateLimit(a, b)).toBe(true));

  it.each([
    ['5M/10M', '10M/5M'],
    ['5M', '5001k'],
    ['5M/10M', '5M/10M 8M/15M'],
    ['5M/10M 8M/15M 4M/8M 8/8', '5M/10M 8M/15M 4M/8M 9/8'],
    ['5M 0/0 0/0 0/0 7', '5M'],
    ['5M', ''],
    ['', ''],
  ])('%s is not %s', (a, b) => expect(sameRateLimit(a, b)).toBe(false));

  it('compares a computed limit with what a router prints', () => {
    expect(sameRateLimit(rateLimitOf({ downKbps: 4_000, upKbps: 512 }), '512000/4000000')).toBe(true);
    expect(parsed('512000/4000000')).toEqual(rateLimitOf({ downKbps: 4_000, upKbps: 512 }));
  });
});
