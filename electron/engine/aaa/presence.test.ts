import { describe, expect, it } from 'vitest';
import { Presence, type SeenInAccounting } from './presence.ts';

const now = Date.UTC(2026, 10, 20, 12);
const second = 1000;
const hour = 3_600_000;
const seen = (over: Partial<SeenInAccounting> = {}): SeenInAccounting => ({
  ...{ subscriberId: 1, nasId: 5, acctSessionId: '81A00001', station: 'AA:BB:CC:DD:EE:01', isStart: true },
  ...over,
});
const listed = (over: object = {}) => ({
  ...{ subscriberId: 1, acctSessionId: '81a00001', station: 'AA:BB:CC:DD:EE:01', since: now - hour, isListed: true },
  ...over,
});

describe('who is online', () => {
  it('is known from a Start at once, and no poll vouches for it', () => {
    const presence = new Presence();
    presence.saw(seen(), now);
    expect(presence.of(1)).toEqual([{ nasId: 5, station: 'AA:BB:CC:DD:EE:01', since: now, seenInPollAt: null }]);
    expect(presence.of(2)).toEqual([]);
  });

  it('is vouched for by a complete listing, whatever the letter case of its id, until one lacks it', () => {
    const presence = new Presence();
    presence.saw(seen(), now);
    presence.correct({ nasId: 5, seenAt: now + second, upsert: [listed()], removeIds: [] }, now + second);
    expect(presence.of(1)).toMatchObject([{ since: now - hour, seenInPollAt: now + second }]);
    // The next listing changed nothing about it.
    presence.correct({ nasId: 5, seenAt: now + 31 * second, upsert: [], removeIds: [] }, now + 31 * second);
    expect(presence.of(1)).toMatchObject([{ seenInPollAt: now + 31 * second }]);
    const missing = [listed({ isListed: false })];
    presence.correct({ nasId: 5, seenAt: now + 61 * second, upsert: missing, removeIds: [] }, now + 61 * second);
    expect(presence.of(1)).toMatchObject([{ seenInPollAt: null }]);
    presence.correct({ nasId: 5, seenAt: now + 91 * second, upsert: [], removeIds: ['81A00001'] }, now + 91 * second);
    expect(presence.of(1)).toEqual([]);
    expect(presence.count).toBe(0);
  });

  it('ends with the Stop, and neither an Interim that was overtaken nor a correction that is behind revives it', () => {
    const presence = new Presence();
    presence.saw(seen(), now);
    presence.stopped(5, '81a00001', now + second);
    presence.saw(seen({ isStart: false }), now + 2 * second);
    presence.correct({ nasId: 5, seenAt: now + second, upsert: [listed()], removeIds: [] }, now + 3 * second);
    expect(presence.of(1)).toEqual([]);
    presence.saw(seen(), now + 4 * second); // pain 5: the id is used again
    expect(presence.of(1)).toHaveLength(1);
  });

  it('pain 1: Accounting-On clears its NAS alone, and a listing from before it says nothing', () => {
    const presence = new Presence();
    presence.saw(seen(), now);
    presence.saw(seen({ nasId: 6, subscriberId: 2 }), now);
    presence.cleared(5, now + second);
    presence.correct({ nasId: 5, seenAt: now, upsert: [listed()], removeIds: [] }, now + 2 * second);
    expect(presence.of(1)).toEqual([]);
    expect(presence.of(2)).toHaveLength(1);
  });

  it('is told again at a start: open sessions that no poll has seen yet', () => {
    const presence = new Presence();
    presence.correct({ nasId: 5, seenAt: null, upsert: [listed({ isListed: false })], removeIds: [] }, now);
    expect(presence.of(1)).toMatchObject([{ seenInPollAt: null }]);
  });

  it('an id that another subscriber has now is that subscriber’s', () => {
    const presence = new Presence();
    presence.saw(seen(), now);
    presence.saw(seen({ subscriberId: 2 }), now + second);
    expect([presence.of(1), presence.of(2)]).toMatchObject([[], [{ nasId: 5 }]]);
  });
});

describe('memory', () => {
  it('keeps 16 sessions of one subscriber, the youngest', () => {
    const presence = new Presence();
    for (let n = 0; n < 40; n++) presence.saw(seen({ acctSessionId: `id${n}` }), now + n);
    expect(presence.of(1)).toHaveLength(16);
    expect(presence.of(1).at(-1)?.since).toBe(now + 39);
  });

  it('forgets what is over after two minutes, and what nobody lists or renews after an hour', () => {
    const presence = new Presence();
    presence.saw(seen({ acctSessionId: 'stopped' }), now);
    presence.stopped(5, 'stopped', now);
    presence.saw(seen({ acctSessionId: 'quiet' }), now);
    presence.correct({ nasId: 5, seenAt: now, upsert: [listed()], removeIds: [] }, now);
    presence.sweep(now + 119 * second);
    expect(presence.count).toBe(3);
    presence.sweep(now + 121 * second);
    expect(presence.count).toBe(2);
    presence.sweep(now + hour + second);
    expect(presence.count).toBe(1);
  });
});
