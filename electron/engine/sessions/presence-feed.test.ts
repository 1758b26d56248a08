import { expect, it } from 'vitest';
import type { PresenceUpdate } from '../aaa/client.ts';
import { createPresenceFeed } from './presence-feed.ts';

const t0 = Date.UTC(2026, 10, 20, 12);
const at = (seconds: number): number => t0 + seconds * 1000;

const session = (acctSessionId: string, over: { nasId?: number; subscriberId?: number | null } = {}) => ({
  row: {
    ...{ nasId: 5, subscriberId: 1, acctSessionId, callingStationId: '4c5e0c00000a', startAt: t0, ...over },
  },
  listed: {} as object | undefined,
  missedListings: 0,
});

function setUp() {
  const sessions = [session('81A00001')];
  const told: PresenceUpdate[] = [];
  const feed = createPresenceFeed({
    ofNas: (nasId) => sessions.filter(({ row }) => row.nasId === nasId),
    open: () => sessions,
    tell: (update) => told.push(update),
  });
  return { sessions, told, feed };
}

const entry = { subscriberId: 1, acctSessionId: '81A00001', station: '4C:5E:0C:00:00:0A', since: t0, isListed: true };

it('X56: tells after a listing what changed, and that it was complete', () => {
  const { sessions, told, feed } = setUp();
  feed.listed(5, at(30));
  feed.listed(5, at(60));
  sessions[0]!.missedListings = 1;
  feed.listed(5, at(90));
  sessions.pop();
  feed.listed(5, at(120));
  expect(told).toEqual([
    { nasId: 5, seenAt: at(30), upsert: [entry], removeIds: [] },
    { nasId: 5, seenAt: at(60), upsert: [], removeIds: [] },
    { nasId: 5, seenAt: at(90), upsert: [{ ...entry, isListed: false }], removeIds: [] },
    { nasId: 5, seenAt: at(120), upsert: [], removeIds: ['81A00001'] },
  ]);
});

it('a start of the RADIUS thread is told all open sessions; those that no poll has seen are vouched for by nobody', () => {
  const { sessions, feed } = setUp();
  sessions[0]!.listed = undefined;
  sessions.push(session('b', { nasId: 6 }));
  expect(feed.all()).toEqual([
    { nasId: 5, seenAt: null, upsert: [{ ...entry, isListed: false }], removeIds: [] },
    { nasId: 6, seenAt: null, upsert: [{ ...entry, acctSessionId: 'b' }], removeIds: [] },
  ]);
});

it('a start of the RADIUS thread later on is told when each router was listed, and what was over is forgotten', () => {
  const { sessions, told, feed } = setUp();
  feed.listed(5, at(30));
  expect(feed.all()).toEqual([{ nasId: 5, seenAt: at(30), upsert: [entry], removeIds: [] }]);
  sessions.pop();
  feed.listed(5, at(60));
  expect(told.at(-1)).toMatchObject({ upsert: [], removeIds: ['81A00001'] });
});

it('sessions of no subscriber are nobody’s', () => {
  const { sessions, told, feed } = setUp();
  sessions[0]!.row.subscriberId = null;
  feed.listed(5, at(30));
  expect(told[0]).toMatchObject({ upsert: [], removeIds: [] });
});
