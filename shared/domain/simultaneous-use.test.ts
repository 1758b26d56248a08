import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockingSession, type OnlineSession, vouchedForMs } from './simultaneous-use.ts';

const now = Date.UTC(2026, 10, 20, 12);
const second = 1000;
const A = '4C:5E:0C:00:00:0A';
const B = '4C:5E:0C:00:00:0B';
const C = '4C:5E:0C:00:00:0C';

const session = (station: string, over: Partial<OnlineSession> = {}): OnlineSession => ({
  nasId: 1,
  station,
  since: now - 3_600 * second,
  seenInPollAt: now - 10 * second,
  ...over,
});

describe('X56: simultaneous use', () => {
  it.each([
    ['nobody online', [], A, 1, true],
    ['the same device on the same NAS replaces its session', [session(A)], A, 1, true],
    ['the same device on another NAS has moved', [session(A, { nasId: 2 })], A, 1, true],
    ['another device, the old session seen in a complete poll 10 s ago', [session(B)], A, 1, false],
    ['another device, seen 59.999 s ago', [session(B, { seenInPollAt: now - vouchedForMs + 1 })], A, 1, false],
    ['another device, seen 60 s ago', [session(B, { seenInPollAt: now - vouchedForMs })], A, 1, true],
    ['another device whose NAS is unknown: no poll has it', [session(B, { seenInPollAt: null })], A, 1, true],
    ['an old session whose device is not known', [session('')], A, 1, true],
    ['a login that does not say its device', [session(B)], '', 1, true],
    ['two allowed, one other online', [session(B)], A, 2, true],
    ['two allowed, two others online', [session(B), session(C)], A, 2, false],
    ['two allowed, two others, one of them a ghost', [session(B), session(C, { seenInPollAt: null })], A, 2, true],
    ['two allowed, one other listed twice is one device', [session(B), session(B, { nasId: 2 })], A, 2, true],
  ] as const)('%s', (_case, online, station, limit, isIn) =>
    expect(blockingSession(online, { station, limit, now }) === undefined).toBe(isIn),
  );

  it('names the session that began last', () => {
    const young = session(C, { since: now - second });
    expect(blockingSession([session(B), young], { station: A, limit: 1, now })).toBe(young);
  });

  it('case 21: whatever is left over from before, ghosts refuse nobody', () => {
    const ghost = fc.record({
      nasId: fc.integer({ min: 1, max: 20 }),
      station: fc.constantFrom(A, B, C, ''),
      since: fc.integer({ min: 0, max: now }),
      seenInPollAt: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: now - vouchedForMs })),
    });
    fc.assert(
      fc.property(fc.array(ghost, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (online, limit) => {
        expect(blockingSession(online, { station: A, limit, now })).toBeUndefined();
      }),
    );
  });

  it('a device is never refused on account of its own sessions', () => {
    const own = fc.integer({ min: 1, max: 9 }).map((nasId) => session(A, { nasId }));
    fc.assert(
      fc.property(fc.array(own, { maxLength: 20 }), (online) => {
        expect(blockingSession(online, { station: A, limit: 1, now })).toBeUndefined();
      }),
    );
  });
});
