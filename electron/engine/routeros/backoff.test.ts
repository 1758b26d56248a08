import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';

describe('the wait before the next attempt', () => {
  it.each([
    ['the first silence', 1, false, 500, 1000],
    ['the fourth silence', 4, false, 4000, 8000],
    ['a long silence', 50, false, 30_000, 60_000],
    ['the first refused login', 1, true, 30_000, 60_000],
    ['many refused logins', 1000, true, 450_000, 900_000],
  ])('after %s lies between half and all of the step', (_case, failures, wasRefused, shortestMs, longestMs) => {
    expect(retryDelayMs(failures, wasRefused, 0)).toBe(shortestMs);
    expect(retryDelayMs(failures, wasRefused, 0.999999)).toBe(longestMs);
  });
});
