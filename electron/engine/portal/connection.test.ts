import { describe, expect, it } from 'vitest';
import { createConnection } from './connection.ts';
import { createLiveRates } from './live-rates.ts';
import type { LineRate, OpenSession, RouterReach } from './ports.ts';
import { testNow as now } from './testing/facts.ts';

const minute = 60_000;
const up: RouterReach = { kind: 'up', since: 0 };
const line: LineRate = { downBps: 42_100_000, upBps: 3_900_000 };

const session = (change: Partial<OpenSession> & { startAt?: number; updateAt?: number; nasId?: number } = {}) => ({
  row: {
    sessionKey: `1:${change.startAt ?? 0}`,
    nasId: change.nasId ?? 1,
    startAt: change.startAt ?? now - 60 * minute,
    updateAt: change.updateAt ?? now - minute,
    framedIpAddress: '100.64.0.7',
  },
  rate: 'rate' in change ? change.rate : undefined,
  listed: 'listed' in change ? change.listed : { at: now - 10_000, interfaceName: '<pppoe-ali>' },
});

interface World {
  readonly sessions?: readonly OpenSession[];
  readonly router?: RouterReach;
  readonly measured?: LineRate | Error;
  readonly engineUpSince?: number;
}

function liveIn({ sessions = [session()], router = up, measured = line, engineUpSince = 0 }: World) {
  const asked: (readonly string[])[] = [];
  const connection = createConnection({
    control: { sessionsOf: () => sessions, router: () => router },
    rates: createLiveRates({
      now: () => now,
      measure: async (_nasId, names) => {
        asked.push(names);
        if (measured instanceof Error) throw measured;
        return new Map(names.map((name) => [name, measured]));
      },
    }),
    now: () => now,
    engineUpSince,
  });
  return connection.live(7).then((live) => ({ live, asked }));
}

describe('the connection as the page shows it', () => {
  it('F006: online with rate, address and the time it began', async () =>
    expect((await liveIn({})).live).toEqual({
      at: now,
      state: 'online',
      onlineSinceAt: now - 60 * minute,
      address: '100.64.0.7',
      ...line,
      measuredAt: now,
    }));

  it('F007: offline moves nothing', async () =>
    expect(await liveIn({ sessions: [] })).toEqual({
      asked: [],
      live: {
        at: now,
        state: 'offline',
        onlineSinceAt: null,
        address: null,
        downBps: 0,
        upBps: 0,
        measuredAt: null,
      },
    }));

  it('F008, X12: a router that is silent is unknown, and its number is not zero', async () => {
    const router: RouterReach = { kind: 'down', since: now - 20_000 };
    const listed = { at: now - 30_000, interfaceName: '<pppoe-ali>' };
    const { live, asked } = await liveIn({ router, sessions: [session({ listed })] });
    expect(live).toMatchObject({ state: 'router-silent', downBps: null, upBps: null, address: null });
    expect(asked).toEqual([]);
  });

  it('X12: accounting that came after the router fell silent proves the session; its counters give the rate', async () => {
    const rate = { downBps: 8_000_000, upBps: 1_000, at: now - 30_000 };
    const { live } = await liveIn({
      router: { kind: 'down', since: now - 5 * minute },
      sessions: [session({ updateAt: now - minute, rate })],
    });
    expect(live).toMatchObject({ state: 'online', downBps: 8_000_000, measuredAt: now - 30_000 });
  });

  it('F031: 30 minutes without accounting or listing are offline', async () => {
    const quiet = { listed: undefined, updateAt: now - 31 * minute };
    expect((await liveIn({ sessions: [session(quiet)], router: undefined })).live.state).toBe('offline');
  });

  it('X56: minutes in which the engine was not up do not count', async () => {
    const quiet = { listed: undefined, updateAt: now - 31 * minute };
    const { live } = await liveIn({ sessions: [session(quiet)], router: undefined, engineUpSince: now - minute });
    expect(live.state).toBe('online');
  });

  it('a router without API access: the rate comes from accounting, and an old one is unknown', async () => {
    const rate = { downBps: 5, upBps: 5, at: now - 76_000 };
    const sessions = [session({ listed: undefined, rate })];
    expect((await liveIn({ router: undefined, sessions })).live).toMatchObject({ state: 'online', downBps: null });
  });

  it('the counters take over when the router does not answer the question', async () => {
    const sessions = [session({ rate: { downBps: 7, upBps: 1, at: now - 10_000 } })];
    expect((await liveIn({ sessions, measured: new Error('deadline') })).live).toMatchObject({ downBps: 7 });
  });

  it('F009: two sessions of one line are added up; the oldest says since when', async () => {
    const sessions = [
      session(),
      session({ startAt: now - minute, listed: { at: now - 10_000, interfaceName: '<pppoe-ali-1>' } }),
    ];
    expect((await liveIn({ sessions })).live).toMatchObject({
      downBps: 2 * line.downBps,
      onlineSinceAt: now - 60 * minute,
    });
  });
});
