import { describe, expect, it } from 'vitest';
import { type ClockWitnesses, eventTime, isSessionTimePossible, judgeClock } from './clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 9, 15, 12);
const nobody: ClockWitnesses = { isNtpSynchronised: null, routerSkewsMs: [] };

describe('X46: jumps of the engine clock', () => {
  const jump = (jumpMs: number, witnesses = nobody) =>
    judgeClock(
      { wallMs: NOON, monotonicMs: 1_000 },
      { wallMs: NOON + 30_000 + jumpMs, monotonicMs: 31_000 },
      witnesses,
    );

  it.each([
    ['no jump', 0, false],
    ['five minutes back', -5 * MINUTE, false],
    ['more than five minutes back', -5 * MINUTE - 1, true],
    ['eight hours of sleep', 8 * HOUR, false],
    ['24 h forward', 24 * HOUR, false],
    ['more than 24 h forward', 24 * HOUR + 1, true],
  ])('%s', (_case, jumpMs, isHeld) => expect(jump(jumpMs)).toEqual({ jumpMs, isHeld }));

  it.each([
    ['NTP agrees', { isNtpSynchronised: true, routerSkewsMs: [] }, false],
    ['two of three routers agree', { isNtpSynchronised: false, routerSkewsMs: [1_000, -2_000, -9 * HOUR] }, false],
    ['half of the routers agree', { isNtpSynchronised: null, routerSkewsMs: [1_000, 9 * HOUR] }, true],
    ['nobody agrees', { isNtpSynchronised: false, routerSkewsMs: [9 * HOUR] }, true],
  ])('a jump of a week is held unless confirmed: %s', (_case, witnesses, isHeld) =>
    expect(jump(7 * 24 * HOUR, witnesses).isHeld).toBe(isHeld),
  );
});

describe('X46: when an accounting event happened', () => {
  const packet = { receivedAt: NOON, delaySeconds: 0, eventTimestampAt: null, nasSkewMs: null };

  it('is receipt minus Acct-Delay-Time', () => {
    expect(eventTime({ ...packet, delaySeconds: 90 })).toEqual({
      at: NOON - 90_000,
      from: 'receipt',
      hasClockFinding: false,
    });
  });

  it('is Event-Timestamp only where the measured skew is under 60 s', () => {
    const stamped = { ...packet, eventTimestampAt: NOON - 10_000 };
    expect(eventTime({ ...stamped, nasSkewMs: 59_999 })).toMatchObject({ at: NOON - 10_000, from: 'event-timestamp' });
    expect(eventTime({ ...stamped, nasSkewMs: 60_000 })).toEqual({ at: NOON, from: 'receipt', hasClockFinding: true });
    expect(eventTime({ ...stamped, nasSkewMs: null })).toEqual({ at: NOON, from: 'receipt', hasClockFinding: false });
  });

  it('is never in the future', () => {
    expect(eventTime({ ...packet, eventTimestampAt: NOON + 5_000, nasSkewMs: 5_000 }).at).toBe(NOON);
  });

  it('case 20: a router that boots in 1970 starts its sessions at the receipt time, with a finding', () => {
    const boot = Date.UTC(1970, 0, 2);
    for (const nasSkewMs of [null, 500, boot - NOON]) {
      expect(eventTime({ ...packet, eventTimestampAt: boot, nasSkewMs })).toEqual({
        at: NOON,
        from: 'receipt',
        hasClockFinding: true,
      });
    }
  });

  it('does not follow an impossible Acct-Delay-Time', () => {
    expect(eventTime({ ...packet, delaySeconds: 1_700_000_000 })).toEqual({
      at: NOON,
      from: 'receipt',
      hasClockFinding: true,
    });
  });
});

describe('X46: how long a session may say that it lasts', () => {
  const year = 365.25 * 24 * HOUR;

  it.each([
    ['none at all', 0, NOON, true],
    ['three months', (year / 4 / 1000) | 0, NOON, true],
    ['ten years', (10 * year) / 1000, NOON, true],
    ['more than ten years', (10 * year) / 1000 + 1, NOON, false],
    ['the largest 32-bit number', 2 ** 32 - 1, NOON, false],
    ['since before 2000, by a clock of ours that is wrong', 86_400, Date.UTC(2000, 0, 1, 12), false],
    ['less than nothing', -1, NOON, false],
  ])('%s', (_case, seconds, at, isPossible) => expect(isSessionTimePossible(seconds, at)).toBe(isPossible));
});
